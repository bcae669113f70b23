//! The mapping: what the columns and values of an old sheet mean. It is data, written in TOML.

mod case_number;
mod check;

pub(super) use check::{CLOSING, MAY_BE_UNSAID};

use super::cell_text::fold;
use super::time_format::{DateOrder, NumberFormat, TimeFormat};
use aduan_core::{CommandKind, IdentityPart, Office, RulebookId, Timestamp, Zone};
use case_number::CaseNumberForm;
use chrono::{NaiveDate, NaiveTime};
use encoding_rs::Encoding;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Why a mapping is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum MapError {
    /// It is no TOML, or has other keys than a mapping.
    #[error("{0}")]
    Toml(String),
    /// What a key says has no meaning.
    #[error("{place}: {why}")]
    Wrong {
        /// The key.
        place: String,
        /// What is wrong with it, and what would be right.
        why: String,
    },
}

/// A column by its name in the heading.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) folded: String,
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self { folded: fold(&name), name }
    }
}

/// One word, or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Value {
    Word(String),
    Words(Vec<String>),
}

impl Value {
    pub(super) fn words(&self) -> Vec<&str> {
        match self {
            Self::Word(word) => vec![word],
            Self::Words(words) => words.iter().map(String::as_str).collect(),
        }
    }
}

/// The source of a fact: the map itself, or a column.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum FieldSource {
    Said(Value),
    Column(ColumnSource),
}

/// A column, and what its values mean.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnSource {
    pub(super) column: Column,
    #[serde(default)]
    pub(super) values: BTreeMap<String, Value>,
    /// What any other value means.
    #[serde(rename = "else")]
    pub(super) otherwise: Option<Value>,
    /// What an empty cell means.
    pub(super) empty: Option<Value>,
}

/// One or several columns.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Columns {
    #[default]
    None,
    One(Column),
    Several(Vec<Column>),
}

impl Columns {
    pub(super) fn all(&self) -> &[Column] {
        match self {
            Self::None => &[],
            Self::One(column) => std::slice::from_ref(column),
            Self::Several(columns) => columns,
        }
    }
}

/// The meaning of a value in the step's column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepMapping {
    pub(super) command: CommandKind,
    pub(super) role: Option<FieldSource>,
    #[serde(default)]
    pub(super) assume: Vec<String>,
    pub(super) content: Option<Columns>,
    #[serde(default)]
    pub(super) identity: BTreeMap<IdentityPart, Column>,
    #[serde(default)]
    pub(super) facts: BTreeMap<String, FieldSource>,
}

/// How the sheet is laid out.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) skip_lines: u32,
    pub(super) newest_first: bool,
    pub(super) ignore_blank: bool,
}

/// A mapping of an old system's sheet to the procedure.
///
/// ```
/// use aduan_convert::legacy::Map;
/// let map = Map::parse(r#"
///     system = "sipuma-2013"
///     rulebook = "kep-154-2012"
///     case.column = "Nomor"
///     time = { column = "Waktu", order = "dmy", zone = "wib" }
///     step.column = "Status"
///     [steps."Diterima"]
///     command = "receive"
///     facts = { channel = "letter", matter = "duties", unit = "KPPBC-050500" }
/// "#)?;
/// assert!(Map::parse("system = 1").is_err());
/// # Ok::<_, aduan_convert::legacy::MapError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Map {
    /// The TOML, as it was.
    pub(super) source: String,
    pub(super) system: String,
    pub(super) rulebook: RulebookId,
    pub(super) layout: Layout,
    pub(super) case: Column,
    pub(super) register: Option<CaseNumberForm>,
    pub(super) time: Columns,
    pub(super) times: TimeFormat,
    pub(super) zone: Zone,
    pub(super) zone_column: Option<Column>,
    pub(super) between: (Timestamp, Timestamp),
    pub(super) actor: Option<Column>,
    pub(super) actor_may_be_empty: bool,
    pub(super) actor_office: Option<FieldSource>,
    pub(super) offices: HashMap<String, Office>,
    pub(super) step: Column,
    pub(super) ignore: Vec<String>,
    pub(super) steps: Vec<(String, StepMapping)>,
    pub(super) by_value: HashMap<String, usize>,
    pub(super) assumed: BTreeMap<String, StepMapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    system: String,
    rulebook: RulebookId,
    #[serde(default)]
    sheet: RawSheet,
    case: RawCase,
    time: RawTime,
    #[serde(default)]
    actor: RawActor,
    #[serde(default)]
    offices: BTreeMap<String, Office>,
    step: RawStepColumn,
    steps: BTreeMap<String, StepMapping>,
    #[serde(default)]
    assumed: BTreeMap<String, StepMapping>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawSheet {
    delimiter: Option<String>,
    encoding: Option<String>,
    skip_lines: u32,
    listed: Option<Listed>,
    blank_rows: Option<BlankRows>,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Listed {
    OldestFirst,
    NewestFirst,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum BlankRows {
    Reject,
    Ignore,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    column: Column,
    register: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTime {
    #[serde(alias = "columns")]
    column: Columns,
    order: Option<DateOrder>,
    numbers: Option<NumberFormat>,
    zone: Zone,
    zone_column: Option<Column>,
    time_of_day: Option<String>,
    century: Option<i32>,
    between: Option<(String, String)>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawActor {
    column: Option<Column>,
    office: Option<FieldSource>,
    empty: Option<EmptyActor>,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EmptyActor {
    Reject,
    ByRole,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStepColumn {
    column: Column,
    #[serde(default)]
    ignore: Vec<String>,
}

fn wrong(place: impl Into<String>, why: impl Into<String>) -> MapError {
    MapError::Wrong { place: place.into(), why: why.into() }
}

impl Map {
    /// The mapping that this TOML is.
    ///
    /// # Errors
    /// [`MapError`], which says at which key, and what would be right.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let raw: Raw = toml::from_str(text).map_err(|error| MapError::Toml(error.to_string()))?;
        let token = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if raw.system.is_empty() || !raw.system.bytes().all(token) {
            return Err(wrong("system", "expected a name of a-z, 0-9 and -, such as sipuma-2013"));
        }
        let layout = raw.sheet.layout()?;
        let times = raw.time.times()?;
        let between = raw.time.between()?;
        if raw.time.column.all().is_empty() {
            return Err(wrong("time.column", "expected the column that has the time"));
        }
        let offices: HashMap<_, _> =
            raw.offices.into_iter().map(|(name, office)| (fold(&name), office)).collect();
        let mut map = Self {
            source: text.to_owned(),
            system: raw.system,
            rulebook: raw.rulebook,
            layout,
            case: raw.case.column,
            register: raw.case.register.as_deref().map(CaseNumberForm::parse).transpose()?,
            time: raw.time.column,
            times,
            zone: raw.time.zone,
            zone_column: raw.time.zone_column,
            between,
            actor: raw.actor.column,
            actor_may_be_empty: raw.actor.empty == Some(EmptyActor::ByRole),
            actor_office: raw.actor.office.map(folded),
            offices,
            step: raw.step.column,
            ignore: raw.step.ignore.iter().map(|value| fold(value)).collect(),
            steps: Vec::new(),
            by_value: HashMap::new(),
            assumed: raw.assumed.into_iter().map(|(name, step)| (name, step.folded())).collect(),
        };
        for (value, step) in raw.steps {
            if map.by_value.insert(fold(&value), map.steps.len()).is_some()
                || map.ignore.contains(&fold(&value))
            {
                return Err(wrong(format!("steps.\"{value}\""), "this value is there twice"));
            }
            map.steps.push((value, step.folded()));
        }
        map.check()?;
        Ok(map)
    }

    /// Every column that it names, those whose words are only bound and not read at the end.
    pub(super) fn columns(&self) -> (Vec<&Column>, Vec<&Column>) {
        let mut read: Vec<&Column> = vec![&self.case, &self.step];
        let mut bound = Vec::new();
        read.extend(self.time.all());
        read.extend(&self.zone_column);
        read.extend(&self.actor);
        let mut fields: Vec<&FieldSource> = self.actor_office.iter().collect();
        for step in self.steps.iter().map(|(_, step)| step).chain(self.assumed.values()) {
            fields.extend(step.role.iter().chain(step.facts.values()));
            bound.extend(step.content.iter().flat_map(Columns::all).chain(step.identity.values()));
        }
        read.extend(fields.into_iter().filter_map(|field| match field {
            FieldSource::Column(from) => Some(&from.column),
            FieldSource::Said(_) => None,
        }));
        (read, bound)
    }
}

impl StepMapping {
    fn folded(self) -> Self {
        let facts = self.facts.into_iter().map(|(name, field)| (name, folded(field))).collect();
        Self { role: self.role.map(folded), facts, ..self }
    }
}

/// Values are looked up however they are written.
fn folded(field: FieldSource) -> FieldSource {
    match field {
        FieldSource::Column(from) => {
            let values = from.values.into_iter().map(|(cell, value)| (fold(&cell), value)).collect();
            FieldSource::Column(ColumnSource { values, ..from })
        }
        said @ FieldSource::Said(_) => said,
    }
}

impl RawSheet {
    fn layout(&self) -> Result<Layout, MapError> {
        let delimiter = match self.delimiter.as_deref() {
            None => None,
            Some(text) => match text.as_bytes() {
                [byte] if !matches!(byte, b'"' | b'\r' | b'\n' | 0x80..) => Some(*byte),
                _ => {
                    return Err(wrong("sheet.delimiter", "expected one character, such as \";\" or \"\\t\""));
                }
            },
        };
        let encoding = match self.encoding.as_deref() {
            None => None,
            Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                wrong("sheet.encoding", format!("`{label}` is no encoding: try utf-8 or windows-1252"))
            })?),
        };
        Ok(Layout {
            delimiter,
            encoding,
            skip_lines: self.skip_lines,
            newest_first: self.listed == Some(Listed::NewestFirst),
            ignore_blank: self.blank_rows == Some(BlankRows::Ignore),
        })
    }
}

impl RawTime {
    fn times(&self) -> Result<TimeFormat, MapError> {
        let clock = match self.time_of_day.as_deref() {
            None => NaiveTime::MIN,
            Some(text) => NaiveTime::parse_from_str(text, "%H:%M")
                .map_err(|_| wrong("time.time_of_day", "expected hours and minutes, such as \"08:00\""))?,
        };
        if self.century.is_some_and(|century| century % 100 != 0 || !(1900..=2100).contains(&century)) {
            return Err(wrong("time.century", "expected 1900, 2000 or 2100"));
        }
        Ok(TimeFormat { order: self.order, numbers: self.numbers, clock, century: self.century })
    }

    fn between(&self) -> Result<(Timestamp, Timestamp), MapError> {
        let Some((from, to)) = &self.between else { return Ok((Timestamp::MIN, Timestamp::MAX)) };
        let date = |text: &str| {
            let wrong = |_| wrong("time.between", format!("`{text}` is no date: expected 2013-01-31"));
            text.parse::<NaiveDate>().map_err(wrong)
        };
        Ok((self.zone.start_of(date(from)?), self.zone.end_of(date(to)?)))
    }
}
