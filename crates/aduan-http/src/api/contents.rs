//! Sealed contents: what may be read, what was attached, who has read it.

use super::view::views;
use aduan_core::{Actor, Alias, ContentId, EventKind, Role, Timestamp};
use aduan_store::desk::{IdentityWords, ListedContent};
use aduan_store::vault::Words;
use aduan_store::{Access, AccessAnswer};

views! {
    /// A content that the complainant may read: what they gave themselves, what they were asked, and what was written to them.
    pub(crate) struct OwnContent {
        /// Its reference.
        content: ContentId = uuid;
        /// What happened there.
        event: EventKind = event_kind;
        /// When.
        at: Timestamp = timestamp;
        /// Whether they gave it themselves.
        own: bool;
    }

    /// A reading of what the complainant wrote (R30). By role: no officer is named to them.
    pub(crate) struct OwnAccessEntry {
        /// What.
        content: ContentId = uuid;
        /// By whom.
        role: Role = role;
        /// When.
        at: Timestamp = timestamp;
        /// Whether it was shown.
        shown: bool;
    }

    /// A reference to what was attached.
    pub(crate) struct AttachedContent {
        /// The content.
        pub(crate) content: ContentId = uuid;
        /// Its size.
        pub(crate) bytes: u64;
        /// The SHA-256 of what came in, so that its sender can see that it is whole: 64 hexadecimal digits.
        #[schema(pattern = "^[0-9a-f]{64}$")]
        pub(crate) sha256: String;
    }

    /// A content that this officer may read.
    pub(crate) struct ReadableContent {
        /// Its reference.
        content: ContentId = uuid;
        /// The version of the event that refers to it.
        version: u32;
        /// What happened there.
        event: EventKind = event_kind;
        /// When.
        at: Timestamp = timestamp;
        /// Who gave it.
        by: Role = role;
        /// The official whose pseudonym it is, by the alias that they have in this complaint; none for every other content.
        official?: Alias = uuid;
    }

    /// The complainant's identity, for somebody to whom it was disclosed.
    pub(crate) struct DisclosedIdentity {
        name?: String;
        address?: String;
        telephone?: String;
        mobile?: String;
        email?: String;
    }

    /// A reading of content, or the attempt at an identity that was refused (R30).
    pub(crate) struct AccessEntry {
        /// What.
        content: ContentId = uuid;
        /// By whom.
        #[schema(value_type = Object)]
        actor: Actor;
        /// When.
        at: Timestamp = timestamp;
        /// Whether it was shown.
        shown: bool;
    }
}

impl From<&ListedContent> for OwnContent {
    fn from(listed: &ListedContent) -> Self {
        let own = listed.by == Role::Complainant;
        Self { content: listed.content, event: listed.event, at: listed.at, own }
    }
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

fn revealed(words: &Words) -> String {
    words.reveal().to_owned()
}

impl From<&ListedContent> for ReadableContent {
    fn from(listed: &ListedContent) -> Self {
        let ListedContent { content, version, event, at, by, official, .. } = *listed;
        Self { content, version, event, at, by, official }
    }
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
