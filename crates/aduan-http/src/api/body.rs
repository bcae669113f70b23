//! JSON bodies that hold words: a command, a complaint that comes in. Their fields are those that the core declares.

use super::vocabulary;
use crate::problem::Problem;
use aduan_core::{Command, CommandKind, Field, FieldKind, FieldValue, Language, Office, PersonId, Source};
use aduan_store::desk::{Attachment, Draft, IdentityWords, Reception};
use aduan_store::vault::Words;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// Commands that have routes of their own.
const ELSEWHERE: [CommandKind; 6] = [
    CommandKind::Receive,
    CommandKind::AttachEvidence,
    CommandKind::ChooseConfidentiality,
    CommandKind::DenyTelling,
    CommandKind::RevokeTicket,
    CommandKind::ContestMatter,
];

/// The fields of a body, by name. Each is taken out once; fields that are left in the end are unknown ones.
pub(crate) struct Fields {
    given: BTreeMap<String, Given>,
    /// The compliance unit that verifies where a complaint names none.
    unit: Option<Office>,
}

/// A value of a body. Any string may be words: it is wiped from memory when it is dropped, whatever becomes of the body.
pub(crate) enum Given {
    Null,
    Text(Words),
    List(Vec<Given>),
    Object(BTreeMap<String, Given>),
    /// A number, `true` or `false`: no field takes one.
    Other,
}

impl Given {
    fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text.reveal()) } else { None }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = Given;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_unit<E: Error>(self) -> Result<Given, E> {
                Ok(Given::Null)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Given, E> {
                Ok(Given::Text(text.into()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Given, E> {
                Ok(Given::Text(text.into()))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Given, E> {
                Ok(Given::Other)
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Given, E> {
                Ok(Given::Other)
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Given, E> {
                Ok(Given::Other)
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Given, E> {
                Ok(Given::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Given, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = seq.next_element()? {
                    list.push(value);
                }
                Ok(Given::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Given, A::Error> {
                fields(map).map(Given::Object)
            }
        }
        deserializer.deserialize_any(Value)
    }
}

/// The fields of an object; the same one twice is refused.
fn fields<'de, A: MapAccess<'de>>(mut map: A) -> Result<BTreeMap<String, Given>, A::Error> {
    let mut given = BTreeMap::new();
    while let Some((name, value)) = map.next_entry::<String, Given>()? {
        if given.insert(name, value).is_some() {
            return Err(A::Error::custom("expected each field once"));
        }
    }
    Ok(given)
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fields, A::Error> {
                Ok(Fields { given: fields(map)?, unit: None })
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl Fields {
    /// The command that they are.
    pub(crate) fn command(mut self) -> Result<Command<Draft>, Problem> {
        let kind = self.take("command").and_then(|value| value.as_str().and_then(|word| word.parse().ok()));
        let kind = kind.filter(|kind| !ELSEWHERE.contains(kind)).ok_or_else(|| {
            let kinds = given_here().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ");
            Problem::unfit("command", &format!("expected one of {kinds}"))
        })?;
        self.of(kind)
    }

    /// The command of this kind that they are, where a route is of one kind.
    pub(crate) fn of(mut self, kind: CommandKind) -> Result<Command<Draft>, Problem> {
        let command = Command::read(kind, &mut self)?;
        self.finish(kind.fields())?;
        Ok(command)
    }

    /// The complaint that its complainant enters. They always get a ticket, so the body has no field for it.
    pub(crate) fn filing(self, unit: Option<Office>) -> Result<Reception, Problem> {
        if self.given.contains_key("following") {
            return Err(Problem::unfit(".", "unknown field, expected no `following`"));
        }
        self.reception(unit)
    }

    /// The complaint in the body. If it names no unit, `unit` verifies it.
    pub(crate) fn reception(mut self, unit: Option<Office>) -> Result<Reception, Problem> {
        self.unit = unit;
        match self.of(CommandKind::Receive)? {
            Command::Receive(reception) => Ok(*reception),
            _ => Err(Problem::unfit(".", "expected a complaint")),
        }
    }

    /// Takes a field out; `null` says nothing.
    pub(crate) fn take(&mut self, name: &str) -> Option<Given> {
        self.given.remove(name).filter(|value| !matches!(value, Given::Null))
    }

    fn finish(self, known: &[Field]) -> Result<(), Problem> {
        if self.given.is_empty() {
            return Ok(());
        }
        let names = known.iter().map(|field| format!("`{}`", field.name)).collect::<Vec<_>>();
        let expected = if names.is_empty() { "no fields".to_owned() } else { names.join(", ") };
        Err(Problem::unfit(".", &format!("unknown field, expected {expected}")))
    }

    fn parts(&mut self, field: &Field) -> Result<Option<IdentityWords>, Problem> {
        let (name, known) = (field.name, field.kind.parts());
        let Some(value) = self.take(name) else { return Ok(None) };
        let Given::Object(mut given) = value else { return Err(Problem::unfit(name, "expected an object")) };
        let mut words = IdentityWords::default();
        for part in known {
            let Some(value) = given.remove(part.as_str()) else { continue };
            *words.part_mut(*part) = text(&format!("{name}.{part}"), value)?;
        }
        if given.is_empty() {
            Ok(Some(words))
        } else {
            let parts = known.iter().map(|part| format!("`{part}`")).collect::<Vec<_>>();
            Err(Problem::unfit(name, &format!("unknown field, expected {}", parts.join(", "))))
        }
    }
}

impl Source<Draft> for Fields {
    type Error = Problem;

    fn text(&mut self, field: &'static Field) -> Result<Option<Words>, Problem> {
        self.take(field.name).map_or(Ok(None), |value| text(field.name, value))
    }

    fn contact(&mut self, field: &'static Field) -> Result<Option<IdentityWords>, Problem> {
        self.parts(field)
    }

    /// An identity without a part is none; one with a wrong part is for the desk to refuse.
    fn identity(&mut self, field: &'static Field) -> Result<Option<IdentityWords>, Problem> {
        let says = |words: &IdentityWords| words.parts().map_or(true, |parts| !parts.is_empty());
        Ok(self.parts(field)?.filter(says))
    }

    fn upload(&mut self, field: &'static Field) -> Result<Option<Attachment>, Problem> {
        Err(Problem::unfit(field.name, "expected a file, which a route of its own takes"))
    }

    fn fact<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, Problem> {
        let value = match self.take(field.name) {
            Some(value) => value,
            None if field.name == "unit" => match self.unit {
                Some(unit) => Given::Text(unit.to_string().into()),
                None => return Err(Problem::unit_required()),
            },
            None => return Ok(None),
        };
        let words: Option<Vec<&str>> = match (&field.kind, &value) {
            (FieldKind::AnyOf(_), Given::List(words)) => words.iter().map(Given::as_str).collect(),
            (FieldKind::AnyOf(_), _) => return Err(Problem::unfit(field.name, "expected an array")),
            (_, value) => value.as_str().map(|word| vec![word]),
        };
        let words = words.ok_or_else(|| Problem::unfit(field.name, "expected a string"))?;
        let wrong = |error: aduan_core::ParseTokenError| {
            Problem::unfit(field.name, &format!("expected {}", error.expected))
        };
        T::from_words(&words).map(Some).map_err(wrong)
    }

    fn official(&mut self, field: &'static Field) -> Result<Option<PersonId>, Problem> {
        self.fact(field)
    }

    fn officer(&mut self, field: &'static Field) -> Result<Option<PersonId>, Problem> {
        self.fact(field)
    }

    fn register(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn person(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn hold(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn missing(&self, field: &'static Field) -> Problem {
        Problem::unfit(".", &format!("missing field `{}`", field.name))
    }
}

/// A text with something in it. U+0000 is what no form sends and some readers stop at.
fn text(place: &str, value: Given) -> Result<Option<Words>, Problem> {
    match value {
        Given::Null => Ok(None),
        Given::Text(words) if words.is_blank() || words.reveal().contains('\0') => {
            Err(Problem::unfit(place, "expected a text that is not blank"))
        }
        Given::Text(words) => Ok(Some(words)),
        Given::List(_) | Given::Object(_) | Given::Other => Err(Problem::unfit(place, "expected a string")),
    }
}

fn given_here() -> impl Iterator<Item = CommandKind> {
    CommandKind::ALL.iter().copied().filter(|kind| !ELSEWHERE.contains(kind))
}

/// The schemas of the bodies, by their names in the document.
pub(crate) fn schemas() -> Map<String, Value> {
    let commands: Vec<Value> = given_here().map(|kind| kind.schema(field_schema)).collect();
    let filing = json!({
        "type": "string", "pattern": "^[0-9a-f]{64}$",
        "description": "32 random bytes as 64 lower-case hexadecimal digits, which the complainant's side keeps until it \
            is answered. With the same Idempotency-Key and the same secret, a complaint whose answer was lost gives its \
            ticket again.",
    });
    let mut schemas = Map::from_iter([
        ("Command".to_owned(), json!({ "oneOf": commands, "discriminator": { "propertyName": "command" } })),
        ("WiseEvent".to_owned(), wise_event()),
        ("Recording".to_owned(), reception("A complaint that a receiver records.", &[])),
        (
            "Filing".to_owned(),
            reception("A complaint that its complainant enters themselves.", &[("secret", filing)]),
        ),
    ]);
    if let Some(Value::Object(properties)) =
        schemas.get_mut("Filing").and_then(|filing| filing.get_mut("properties"))
    {
        properties.remove("following");
    }
    for (name, kind) in [
        ("Answer", CommandKind::SupplyData),
        ("Message", CommandKind::WriteMessage),
        ("Amendment", CommandKind::AmendMaterial),
        ("Withdrawal", CommandKind::Withdraw),
        ("Choice", CommandKind::ChooseConfidentiality),
        ("Denial", CommandKind::DenyTelling),
        ("TicketRevocation", CommandKind::RevokeTicket),
        ("Contest", CommandKind::ContestMatter),
    ] {
        schemas.insert(name.to_owned(), without_name(kind));
    }
    let mut ticket = without_name(CommandKind::ReissueTicket);
    if let Some(Value::Object(properties)) = ticket.get_mut("properties") {
        properties.remove("contact");
    }
    schemas.insert("NewTicket".to_owned(), ticket);
    schemas
}

/// The schema of a field: where the document names a vocabulary or a form, by its name.
fn field_schema(field: &Field) -> Value {
    let mut schema = value_schema(field);
    schema["title"] = json!(field.label(Language::Indonesian));
    schema["description"] = json!(field.label(Language::English));
    schema
}

fn value_schema(field: &Field) -> Value {
    let named = |name: Option<&str>| match name {
        Some(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        None => field.schema(),
    };
    match field.kind {
        FieldKind::OneOf(tokens) => named(vocabulary::name_of(tokens)),
        FieldKind::AnyOf(tokens) => json!({ "type": "array", "items": named(vocabulary::name_of(tokens)) }),
        FieldKind::Office => named(Some("Office")),
        FieldKind::Person | FieldKind::Hold => named(Some("Uuid")),
        _ => field.schema(),
    }
}

/// The body of a route that is of one kind.
fn without_name(kind: CommandKind) -> Value {
    let mut schema = kind.schema(field_schema);
    schema["description"] = json!(kind.label(Language::English));
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("title");
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            required.retain(|name| name != "command");
        }
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.remove("command");
        }
    }
    schema
}

/// The schema of an event of WISE, by its type.
fn wise_event() -> Value {
    let of = |kind: &str, data: CommandKind| {
        let text = json!({ "type": "string", "minLength": 1, "maxLength": 256 });
        json!({
            "type": "object",
            "required": ["specversion", "id", "source", "type", "subject", "data"],
            "properties": {
                "specversion": { "const": "1.0" },
                "id": text, "source": text,
                "type": { "const": kind },
                "subject": { "type": "string", "description": "The register number" },
                "data": without_name(data),
            },
        })
    };
    let (acknowledged, returned) = ("aduan.complaint.acknowledged.v1", "aduan.complaint.returned.v1");
    json!({
        "description": "An event as CloudEvents 1.0 has it. `source` and `id` together name it.",
        "oneOf": [of(acknowledged, CommandKind::AcknowledgeWise), of(returned, CommandKind::ReturnFromWise)],
    })
}

/// The schema of a new complaint. The unit may be left out: then the server's own unit verifies it.
fn reception(description: &str, more: &[(&str, Value)]) -> Value {
    let mut schema = without_name(CommandKind::Receive);
    schema["description"] = json!(description);
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name != "unit");
    }
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.extend(more.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())));
    }
    schema
}

/// Names in the document of what [`schemas`] describes.
macro_rules! documented {
    ($( $(#[$meta:meta])* $name:ident = $schema:literal; )+) => { $(
        $(#[$meta])*
        pub(crate) enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::Object::default().into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                $schema.into()
            }
        }
    )+ };
}

documented! {
    /// A command, by its name.
    CommandBody = "Command";
    /// A complaint that its complainant enters themselves.
    FilingBody = "Filing";
    /// A complaint that a receiver records.
    RecordingBody = "Recording";
    /// An answer to a request for data.
    AnswerBody = "Answer";
    /// A message.
    MessageBody = "Message";
    /// A correction or an addition.
    AmendmentBody = "Amendment";
    /// A withdrawal.
    WithdrawalBody = "Withdrawal";
    /// A wish about one's identity.
    ChoiceBody = "Choice";
    /// What the complainant was not told.
    DenialBody = "Denial";
    /// On which ways a new ticket goes out.
    NewTicketBody = "NewTicket";
    /// Which tickets end.
    RevocationBody = "TicketRevocation";
    /// What the complaint is about instead.
    ContestBody = "Contest";
    /// What WISE says of a complaint.
    WiseEvent = "WiseEvent";
}
