//! The core's vocabularies in the document: each once, with its words in both languages.

use aduan_core::{
    Action, Channel, Clarity, CommandKind, Confidentiality, Delivery, DisclosureGround, Element,
    ErasureBasis, EventKind, Finding, Following, Ground, IdentityPart, Language, Matter, Media, Milestone,
    Notice, NoticeChannel, Outcome, Reported, Revocation, Role, Share, Stage, Standing, Step, Token,
    WiseOutcome, Zone,
};
use serde_json::{Map, Value, json};
use utoipa::openapi::{Ref, RefOr, Schema};

macro_rules! vocabularies {
    ($( $name:ident $(as $function:ident)?; )+) => {
        $( $(
            pub(crate) fn $function() -> RefOr<Schema> {
                Ref::from_schema_name(stringify!($name)).into()
            }
        )? )+

        /// The name of the vocabulary that has these words.
        pub(crate) fn name_of(tokens: &'static [Token]) -> Option<&'static str> {
            $( if tokens == $name::TOKENS { return Some(stringify!($name)); } )+
            None
        }

        /// The schema of each, by its name.
        pub(crate) fn schemas() -> Map<String, Value> {
            let mut all = Map::new();
            $(
                let words = $name::ALL.iter().map(|word| {
                    json!({
                        "const": word.as_str(),
                        "title": word.label(Language::Indonesian),
                        "description": word.label(Language::English),
                    })
                });
                let tokens: Vec<&str> = $name::ALL.iter().map(|word| word.as_str()).collect();
                all.insert(stringify!($name).to_owned(), json!({
                    "type": "string", "enum": tokens, "x-words": words.collect::<Vec<_>>(),
                }));
            )+
            all
        }
    };
}

vocabularies! {
    Action;
    Channel as channel;
    Clarity as clarity;
    CommandKind as command_kind;
    Confidentiality as confidentiality;
    Delivery as delivery;
    DisclosureGround as disclosure_ground;
    Element;
    ErasureBasis as erasure_basis;
    Finding as finding;
    Following;
    Ground as ground;
    IdentityPart as identity_part;
    Matter as matter;
    Media as media;
    Milestone as milestone;
    Notice as notice;
    NoticeChannel as notice_channel;
    Outcome as outcome;
    Reported as reported;
    Revocation;
    Role as role;
    Share;
    Stage as stage;
    Standing;
    Step as step;
    WiseOutcome as wise_outcome;
    Zone as zone;
}

/// The kinds of events, which have names and no words of their own.
pub(crate) fn event_kind() -> RefOr<Schema> {
    Ref::from_schema_name("EventKind").into()
}

/// Schemas of what is written as a text of a certain form.
pub(crate) fn forms() -> Map<String, Value> {
    let uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
    let kinds: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let forms = json!({
        "Uuid": { "type": "string", "format": "uuid", "pattern": uuid },
        "Office": {
            "type": "string", "pattern": "^(PUSKI|KPU|KANWIL|KPPBC|PUSAT|ITJEN)-[A-Z0-9]{1,6}$",
            "examples": ["KPPBC-050500"],
        },
        "RegisterNumber": {
            "type": "string", "pattern": "^[0-9]{4}-[0-9]{6,8}-[0-9A-Z]$", "examples": ["2025-000124-E"],
        },
        "Timestamp": {
            "type": "string", "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$",
        },
        "WiseNumber": { "type": "string", "pattern": "^[A-Za-z0-9./-]{1,24}$" },
        "EventKind": { "type": "string", "enum": kinds },
    });
    match forms {
        Value::Object(forms) => forms,
        _ => Map::new(),
    }
}

macro_rules! forms {
    ($( $function:ident: $name:literal; )+) => {
        $(
            pub(crate) fn $function() -> RefOr<Schema> {
                Ref::from_schema_name($name).into()
            }
        )+
    };
}

forms! {
    uuid: "Uuid";
    office: "Office";
    register: "RegisterNumber";
    timestamp: "Timestamp";
    wise_number: "WiseNumber";
}

macro_rules! arrays {
    ($( $function:ident of $item:ident; )+) => {
        $(
            pub(crate) fn $function() -> RefOr<Schema> {
                utoipa::openapi::ArrayBuilder::new().items($item()).into()
            }
        )+
    };
}

arrays! {
    deliveries of delivery;
    event_kinds of event_kind;
    identity_parts of identity_part;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_and_register_numbers_have_the_form_that_the_document_says() {
        let kinds: Vec<&str> = aduan_core::OfficeKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let forms = forms();
        let pattern = forms["Office"]["pattern"].as_str().unwrap();
        assert!(pattern.contains(&kinds.join("|")), "{pattern}");
        let schema = aduan_core::json_schema().to_string();
        let pattern = forms["Timestamp"]["pattern"].to_string();
        assert!(schema.contains(&pattern), "{pattern}");
    }
}
