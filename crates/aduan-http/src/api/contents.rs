//! Sealed contents: what may be read, what was attached, who has read it.

use super::vocabulary as words;
use aduan_core::{Actor, ContentId, EventKind, Role, Timestamp};
use aduan_store::desk::{IdentityWords, ListedContent};
use aduan_store::vault::Words;
use aduan_store::{Access, AccessAnswer};
use serde::Serialize;
use utoipa::ToSchema;
/// A content that the complainant may read: what they gave themselves, and what they were asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnContent {
    /// Its reference.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// What happened there.
    #[schema(schema_with = words::event_kind)]
    event: EventKind,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
}

impl From<&ListedContent> for OwnContent {
    fn from(listed: &ListedContent) -> Self {
        Self { content: listed.content, event: listed.event, at: listed.at }
    }
}

/// A reading of what the complainant wrote (R30). By role: no officer is named to them.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnAccessEntry {
    /// What.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// By whom.
    #[schema(schema_with = words::role)]
    role: Role,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// Whether it was shown.
    shown: bool,
}

impl From<&Access> for OwnAccessEntry {
    fn from(access: &Access) -> Self {
        Self {
            content: access.content,
            role: access.actor.role,
            at: access.at,
            shown: access.answer == AccessAnswer::Shown,
        }
    }
}

/// A reference to what was attached.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttachedContent {
    /// The content.
    #[schema(schema_with = words::uuid)]
    pub(crate) content: ContentId,
    /// Its size.
    pub(crate) bytes: u64,
    /// The SHA-256 of what came in, so that its sender can see that it is whole: 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(crate) sha256: String,
}

fn revealed(words: &Words) -> String {
    words.reveal().to_owned()
}

/// A content that this officer may read.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadableContent {
    /// Its reference.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// The version of the event that refers to it.
    version: u32,
    /// What happened there.
    #[schema(schema_with = words::event_kind)]
    event: EventKind,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// Who gave it.
    #[schema(schema_with = words::role)]
    by: Role,
}

impl From<&ListedContent> for ReadableContent {
    fn from(listed: &ListedContent) -> Self {
        let ListedContent { content, version, event, at, by, .. } = *listed;
        Self { content, version, event, at, by }
    }
}

/// The complainant's identity, for somebody to whom it was disclosed.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisclosedIdentity {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl From<&IdentityWords> for DisclosedIdentity {
    fn from(identity: &IdentityWords) -> Self {
        let revealed = |words: &Option<_>| words.as_ref().map(revealed);
        Self {
            name: revealed(&identity.name),
            address: revealed(&identity.address),
            telephone: revealed(&identity.telephone),
            mobile: revealed(&identity.mobile),
            email: revealed(&identity.email),
        }
    }
}

/// A reading of content, or the attempt at an identity that was refused (R30).
#[derive(Serialize, ToSchema)]
pub(crate) struct AccessEntry {
    /// What.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// By whom.
    #[schema(value_type = Object)]
    actor: Actor,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// Whether it was shown.
    shown: bool,
}

impl From<&Access> for AccessEntry {
    fn from(access: &Access) -> Self {
        Self {
            content: access.content,
            actor: access.actor.clone(),
            at: access.at,
            shown: access.answer == AccessAnswer::Shown,
        }
    }
}
