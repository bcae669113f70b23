//! The facts that a command needs, by the names that the events give them.

use super::cell_text::{fold, shown};
use super::map::{CLOSING, ColumnSource, Columns, FieldSource, MAY_BE_UNSAID, Map, StepMapping, Value};
use super::pseudonym::{Key, nothing};
use super::reason::Reason;
use super::sheet::Sheet;
use aduan_core::{
    Command, CommandKind, ComplaintId, ContentRef, Deliveries, Field, FieldKind, FieldValue, HoldId,
    Identity, Office, Officer, Official, Outcome, ParseTokenError, PersonId, RegisterNumber, Role, Sealed,
    Source,
};
use csv::ByteRecord;
use std::str::FromStr;

/// A row in front of the map.
pub(super) struct FieldReader<'a> {
    pub(super) map: &'a Map,
    pub(super) key: &'a Key,
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) cells: &'a ByteRecord,
    pub(super) step: &'a StepMapping,
    pub(super) complaint: ComplaintId,
}

impl FieldReader<'_> {
    /// The command that the row gives, and the outcome that it says a closing had.
    pub(super) fn command(&mut self) -> Result<(Command, Option<Outcome>), Reason> {
        let command = Command::read(self.step.command, self)?;
        let outcome = if command.kind() == CommandKind::Close { self.fact(&CLOSING)? } else { None };
        Ok((command, outcome))
    }

    /// In which role it was done. A reception's own is that of its channel, where the map says none (R2, R3).
    pub(super) fn role(&self, command: &Command) -> Result<Role, Reason> {
        if let Some(field) = &self.step.role {
            let word = self.word("role", field)?.ok_or_else(|| self.empty("role", field))?;
            return parse("role", field, &word);
        }
        Ok(match command {
            Command::Receive(receive) if receive.channel.is_online() => Role::Complainant,
            Command::Receive(_) => Role::Receiver,
            other => aduan_core::procedure::rows(other.kind())
                .find_map(|row| row.roles.iter().next())
                .unwrap_or(Role::System),
        })
    }

    /// A cell's text, trimmed.
    pub(super) fn cell(&self, column: &super::map::Column) -> Result<String, Reason> {
        self.sheet.cell(self.cells, column)
    }

    /// The value of a field; `None` if the cell is empty and the map does not say what that means.
    fn word(&self, fact: &str, field: &FieldSource) -> Result<Option<Value>, Reason> {
        let from = match field {
            FieldSource::Said(value) => return Ok(Some(value.clone())),
            FieldSource::Column(from) => from,
        };
        let cell = self.cell(&from.column)?;
        if cell.is_empty() {
            return Ok(from.empty.clone());
        }
        if let Some(value) = from.values.get(&fold(&cell)).or(from.otherwise.as_ref()) {
            return Ok(Some(value.clone()));
        }
        // Without a list of values, the sheet's are the procedure's own.
        if from.values.is_empty() {
            return Ok(Some(Value::Word(cell)));
        }
        Err(unknown(fact, from, &cell))
    }

    fn value(&self, fact: &str) -> Result<Option<(Value, &FieldSource)>, Reason> {
        let Some(field) = self.step.facts.get(fact) else { return Ok(None) };
        Ok(self.word(fact, field)?.map(|value| (value, field)))
    }

    /// An office by the name that the map gives it, or by its code.
    pub(super) fn office_in(&self, fact: &str, field: &FieldSource) -> Result<Option<Office>, Reason> {
        let Some(value) = self.word(fact, field)? else { return Ok(None) };
        let words = value.words();
        let named = words.first().and_then(|word| self.map.offices.get(&fold(word)));
        named.map_or_else(|| parse(fact, field, &value).map(Some), |office| Ok(Some(*office)))
    }

    /// The words of a fact, in the procedure's own: what the key or the map knows under another name is looked up.
    fn procedure_words(
        &self,
        field: &Field,
        value: &Value,
        from: &FieldSource,
    ) -> Result<Vec<String>, Reason> {
        let words = value.words();
        let first = words.first().copied().unwrap_or_default();
        Ok(match field.kind {
            FieldKind::AnyOf(_) => {
                let parts = words.into_iter().flat_map(|word| word.split([',', ';', '+'])).map(str::trim);
                parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
            }
            FieldKind::Office => self.office_in(field.name, from)?.iter().map(Office::to_string).collect(),
            FieldKind::Person => {
                let column = match from {
                    FieldSource::Column(from) => from.column.name.clone(),
                    FieldSource::Said(_) => String::new(),
                };
                vec![self.key.person(first).ok_or(Reason::NumberDamaged { column })?.to_string()]
            }
            FieldKind::Hold => vec![self.key.hold(self.complaint, &words.concat()).to_string()],
            _ => vec![first.to_owned()],
        })
    }

    /// The words of the content columns; `None` if there are none.
    fn words(&self) -> Result<Option<Vec<String>>, Reason> {
        let columns = self.step.content.as_ref().map_or(&[][..], Columns::all);
        let words = columns.iter().map(|column| self.cell(column)).collect::<Result<Vec<_>, _>>()?;
        Ok(words.iter().any(|word| !word.is_empty()).then_some(words))
    }

    /// A reference to words, where the event may be without.
    fn note(&self) -> Result<Option<ContentRef>, Reason> {
        let words = self.words()?;
        Ok(words.map(|words| {
            self.key.content(self.complaint, &words.iter().map(String::as_str).collect::<Vec<_>>())
        }))
    }

    /// A reference to words, where the event must have one: to nothing, where the sheet has a place for them and
    /// nothing in it; to no words, where it has no place for them.
    fn content(&self) -> Result<ContentRef, Reason> {
        if self.step.content.is_none() {
            return Ok(self.key.content(self.complaint, &[]));
        }
        Ok(self.note()?.unwrap_or_else(nothing))
    }

    #[expect(clippy::unused_self, reason = "beside those that need it")]
    fn empty(&self, fact: &str, field: &FieldSource) -> Reason {
        let column = match field {
            FieldSource::Column(from) => from.column.name.clone(),
            FieldSource::Said(_) => String::new(),
        };
        Reason::FactMissing { fact: fact.to_owned(), column }
    }
}

impl Source<Sealed> for FieldReader<'_> {
    type Error = Reason;

    /// Words that the event must have refer to nothing, where the sheet has a place for them and nothing in it.
    fn text(&mut self, field: &'static Field) -> Result<Option<ContentRef>, Reason> {
        // What an old system wrote to the complainant stayed where it was (P3).
        if field.name == "public_reason" {
            return Ok(Some(self.key.content(self.complaint, &[])));
        }
        // A sheet that has a place for the reason, and none in it, says that there was none (R14, R17).
        let unplaced = self.step.content.is_none() && self.step.command == CommandKind::DeclareNotActionable;
        if field.required || unplaced { self.content().map(Some) } else { self.note() }
    }

    fn contact(&mut self, _field: &'static Field) -> Result<Option<Identity>, Reason> {
        static DELIVERIES: Field = Field::fact::<Deliveries>("deliveries", true);
        let parts = self.fact::<Deliveries>(&DELIVERIES)?.map(Deliveries::parts);
        parts.map(|parts| Ok(Identity { content: self.content()?, parts })).transpose()
    }

    fn identity(&mut self, _field: &'static Field) -> Result<Option<Identity>, Reason> {
        let (mut words, mut parts) = (Vec::new(), Vec::new());
        for (part, column) in &self.step.identity {
            let cell = self.cell(column)?;
            if !cell.is_empty() {
                words.push(cell);
                parts.push(*part);
            }
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let content = self.key.content(self.complaint, &words);
        Ok((!parts.is_empty()).then(|| Identity { content, parts: parts.into_iter().collect() }))
    }

    fn upload(&mut self, _field: &'static Field) -> Result<Option<ContentRef>, Reason> {
        self.content().map(Some)
    }

    fn fact<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, Reason> {
        let Some((value, from)) = self.value(field.name)? else {
            let zone = self.map.zone.as_str();
            let words: Option<&[&str]> = match field.name {
                "zone" => Some(&[zone]),
                name if MAY_BE_UNSAID.contains(&name) => Some(&[]),
                _ => None,
            };
            return Ok(words.and_then(|words| T::from_words(words).ok()));
        };
        let words = self.procedure_words(field, &value, from)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        T::from_words(&words).map(Some).map_err(|_| {
            let wrong = |word: &&str| field.check(&[word]).is_err();
            unread(field.name, from, words.iter().copied().find(|word| wrong(word)).unwrap_or_default())
        })
    }

    /// Who that is, the sheet's own names say; no content does.
    fn official(&mut self, field: &'static Field) -> Result<Option<Official>, Reason> {
        let person = self.fact::<PersonId>(field)?;
        Ok(person.map(|person| Official { alias: self.key.alias(self.complaint, person), content: None }))
    }

    fn officer(&mut self, field: &'static Field) -> Result<Option<Officer>, Reason> {
        let person = self.fact::<PersonId>(field)?;
        Ok(person.map(|id| Officer { id, alias: self.key.alias(self.complaint, id) }))
    }

    /// The number is given when all cases are known.
    fn register(&mut self) -> Result<RegisterNumber, Reason> {
        RegisterNumber::new(0, 0).ok_or(Reason::CaseMissing)
    }

    fn person(&mut self) -> Result<PersonId, Reason> {
        Ok(self.key.complainant(self.complaint))
    }

    fn hold(&mut self) -> Result<HoldId, Reason> {
        let missing = || Reason::FactMissing { fact: "hold".to_owned(), column: String::new() };
        let (value, _) = self.value("hold")?.ok_or_else(missing)?;
        Ok(self.key.hold(self.complaint, &value.words().concat()))
    }

    fn missing(&self, field: &'static Field) -> Reason {
        match self.step.facts.get(field.name) {
            Some(from) => self.empty(field.name, from),
            None => Reason::FactMissing { fact: field.name.to_owned(), column: String::new() },
        }
    }
}

fn unknown(fact: &str, from: &ColumnSource, cell: &str) -> Reason {
    Reason::FactUnknown { fact: fact.to_owned(), column: from.column.name.clone(), found: shown(cell) }
}

fn parse<T: FromStr<Err = ParseTokenError>>(
    fact: &str,
    field: &FieldSource,
    value: &Value,
) -> Result<T, Reason> {
    let words = value.words();
    let word = words.first().copied().unwrap_or_default();
    word.parse().map_err(|_| unread(fact, field, word))
}

fn unread(fact: &str, field: &FieldSource, word: &str) -> Reason {
    match field {
        FieldSource::Column(from) => unknown(fact, from, word),
        FieldSource::Said(_) => {
            Reason::FactUnknown { fact: fact.to_owned(), column: String::new(), found: shown(word) }
        }
    }
}
