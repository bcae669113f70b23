//! The decision, taken again.

use super::finding::Fault;
use crate::{Origin, is_nothing};
use aduan_core::{
    Actor, Calendar, CalendarId, Command, Complaint, Context, Deadline, Decision, Digest, Directory,
    DirectoryId, EditionId, Event, ReferenceData, Rejection, Rule, Rulebook, RulebookId, Rules, Timestamp,
    procedure,
};
use serde_json::Value;
use std::sync::Arc;

/// The rules, holiday tables and directories of offices by which decisions are taken again.
#[derive(Debug, Clone)]
pub(crate) struct RuleSet {
    pub(crate) rules: Vec<Arc<dyn Rules>>,
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) directories: Vec<Directory>,
}

/// A recorded batch: what its records have in common, and its events.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) at: Timestamp,
    pub(crate) clock: Option<Timestamp>,
    pub(crate) actor: Actor,
    pub(crate) rulebook: RulebookId,
    pub(crate) calendar: CalendarId,
    pub(crate) directory: Option<DirectoryId>,
    /// If it was imported from an old system.
    pub(crate) origin: Option<Origin>,
    /// Whether a record of it is of an older schema.
    pub(crate) lifted: bool,
    pub(crate) events: Vec<Event>,
}

/// The result of taking a decision again.
pub(crate) enum Judged {
    /// Exactly what was recorded.
    Same,
    /// More than what was recorded, which is how it begins: the rest may be missing.
    Begun(Decision),
    /// Something else, or a refusal.
    Fault(Fault, Option<Decision>),
    /// It cannot be taken again: its rulebook, calendar or directory is not at hand.
    Missing(MissingRules),
}

/// A rulebook, calendar or directory that is missing, so that a decision cannot be taken again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingRules {
    /// The rulebook of this name.
    Rulebook(RulebookId),
    /// The holiday table of this name.
    Calendar(CalendarId),
    /// The directory of offices of this name.
    Directory(DirectoryId),
}

/// A recorded decision, taken again.
pub(crate) enum Taken {
    Given(Decision),
    Refused(Rejection),
    /// No command leads to such events.
    NoCommand,
    Missing(MissingRules),
}

impl RuleSet {
    /// The shipped rulebooks, calendar and directory.
    pub(crate) fn shipped() -> Self {
        let rules = Rulebook::shipped().map(|book| Arc::new(book) as Arc<dyn Rules>).to_vec();
        Self { rules, calendars: vec![Calendar::indonesia()], directories: vec![Directory::djbc()] }
    }

    /// Puts rules before those of the same name.
    pub(crate) fn add(&mut self, rules: impl Rules + 'static) {
        self.rules.insert(0, Arc::new(rules));
    }

    /// What an edition of this name says here, if there is one.
    pub(crate) fn digest(&self, data: ReferenceData, edition: EditionId) -> Option<Digest> {
        let json = match data {
            ReferenceData::Rulebook => {
                let mut books = self.rules.iter().map(|rules| rules.rulebook());
                books.find(|book| EditionId::from(book.id) == edition)?.to_json()
            }
            ReferenceData::Calendar => {
                self.calendars.iter().find(|calendar| EditionId::from(calendar.id()) == edition)?.to_json()
            }
            ReferenceData::Directory => {
                let mut directories = self.directories.iter();
                directories.find(|directory| EditionId::from(directory.id()) == edition)?.to_json()
            }
        };
        Some(Digest::new(aduan_log::sha256(json.as_bytes())))
    }

    /// Takes the decision that led to `batch` again, on the state before it, and compares.
    pub(crate) fn judge(&self, state: &Complaint, batch: &Recorded) -> Judged {
        match self.take(state, batch) {
            Taken::NoCommand => Judged::Fault(Fault::NoCommand, None),
            Taken::Missing(missing) => Judged::Missing(missing),
            Taken::Refused(rejection) => Judged::Fault(Fault::Refused(rejection), None),
            Taken::Given(decision) => compare(batch, decision),
        }
    }

    /// Takes the decision that led to `batch` again, on this state: by its actor, at its time, under its rulebook.
    pub(crate) fn take(&self, state: &Complaint, batch: &Recorded) -> Taken {
        let Some(mut command) = Command::of(&batch.events) else {
            return Taken::NoCommand;
        };
        // An old system could decide without a reason, and an import says so with a reference to nothing (R14, R17).
        if let Command::DeclareNotActionable { reason, .. } = &mut command
            && batch.origin.is_some()
        {
            reason.take_if(|reason| is_nothing(reason));
        }
        let Some(rules) = self.rules.iter().find(|rules| rules.rulebook().id == batch.rulebook) else {
            return Taken::Missing(MissingRules::Rulebook(batch.rulebook));
        };
        let Some(calendar) = self.calendars.iter().find(|calendar| calendar.id() == batch.calendar) else {
            return Taken::Missing(MissingRules::Calendar(batch.calendar));
        };
        let directory = match batch.directory {
            Some(id) => match self.directories.iter().find(|directory| directory.id() == id) {
                None => return Taken::Missing(MissingRules::Directory(id)),
                directory => directory,
            },
            None => None,
        };
        let now = batch.clock.unwrap_or(batch.at);
        let context = Context { now, actor: batch.actor.clone(), calendar, directory };
        match rules.decide(state, &command, &context) {
            Err(rejection) => Taken::Refused(rejection),
            Ok(mut decision) => {
                // Where a ticket stands in its first draft, no rule knew quiet days.
                let issued = decision.events.iter_mut().filter(|_| batch.lifted);
                for event in issued {
                    if let Event::TicketIssued(ticket) = event {
                        ticket.quiet = None;
                    }
                }
                Taken::Given(decision)
            }
        }
    }
}

fn compare(batch: &Recorded, decision: Decision) -> Judged {
    let timely = decision.at == batch.at && decision.clock == batch.clock;
    if timely && decision.events == batch.events {
        return Judged::Same;
    }
    if let (Some(Event::DataWindowExpired(expired)), false) =
        (decision.events.first(), matches!(batch.events.first(), Some(Event::DataWindowExpired(_))))
    {
        return Judged::Fault(Fault::DeadlineIgnored { due: expired.due }, Some(decision));
    }
    // Old histories have it done at once.
    if let (Some(Event::Proposed(proposed)), false) =
        (decision.events.last(), matches!(batch.events.last(), Some(Event::Proposed(_))))
    {
        return Judged::Fault(Fault::DoneAlone { command: proposed.act.command() }, Some(decision));
    }
    if timely && decision.events.starts_with(&batch.events) {
        return Judged::Begun(decision);
    }
    let (path, rule) = if decision.events == batch.events {
        ((if decision.at == batch.at { "clock" } else { "recorded_at" }).to_owned(), None)
    } else {
        parting(&batch.events, &decision.events)
    };
    let rule = rule.or_else(|| batch.rule());
    Judged::Fault(Fault::Different { path, rule }, Some(decision))
}

impl Recorded {
    /// The rule that leads the table's rows of its command.
    pub(crate) fn rule(&self) -> Option<Rule> {
        let command = Command::of(&self.events)?.kind();
        procedure::rows(command).next().and_then(|row| row.rules.first().copied())
    }
}

/// The first difference between two batches, and the rule of the deadline there, if it is one.
fn parting(recorded: &[Event], given: &[Event]) -> (String, Option<Rule>) {
    if !recorded.iter().map(Event::kind).eq(given.iter().map(Event::kind)) {
        return ("events".to_owned(), None);
    }
    let Some((one, other)) = recorded.iter().zip(given).find(|(one, other)| one != other) else {
        return ("events".to_owned(), None);
    };
    let deadline = |event: &Event, due: &Deadline| event.deadlines().any(|(_, other)| other == due);
    let rule = other.deadlines().find(|(_, due)| !deadline(one, due)).map(|(_, due)| due.rule);
    (format!("{}.{}", one.kind(), difference(one, other).0), rule)
}

/// The first key at which the data of two events differ, and what each has there.
fn difference(one: &Event, other: &Event) -> (String, Value, Value) {
    let data = |event: &Event| serde_json::to_value(event).unwrap_or_default();
    let (mut one, mut other, mut path) = (data(one), data(other), Vec::new());
    while let (Value::Object(left), Value::Object(right)) = (&one, &other) {
        let Some(key) = left.keys().chain(right.keys()).find(|key| left.get(*key) != right.get(*key)) else {
            break;
        };
        path.push(key.clone());
        (one, other) = (
            left.get(path.last().map_or("", String::as_str)).cloned().unwrap_or_default(),
            right.get(path.last().map_or("", String::as_str)).cloned().unwrap_or_default(),
        );
    }
    (path.join("."), one, other)
}

/// The recorded events and those that the procedure gives, in short: their names, or the place where one of them
/// differs.
pub(crate) fn evidence(batch: &Recorded, given: Option<&Decision>) -> (String, String) {
    let names =
        |events: &[Event]| events.iter().map(|event| event.kind().as_str()).collect::<Vec<_>>().join(", ");
    let Some(given) = given else { return (names(&batch.events), String::new()) };
    let same_kinds = batch.events.iter().map(Event::kind).eq(given.events.iter().map(Event::kind));
    if !same_kinds {
        return (names(&batch.events), names(&given.events));
    }
    match batch.events.iter().zip(&given.events).find(|(one, other)| one != other) {
        Some((one, other)) => {
            let (_, recorded, gives) = difference(one, other);
            (said(&recorded), said(&gives))
        }
        None if given.at != batch.at => (batch.at.to_string(), given.at.to_string()),
        None => {
            let clock =
                |clock: Option<Timestamp>| clock.map_or_else(|| "null".to_owned(), |at| at.to_string());
            (clock(batch.clock), clock(given.clock))
        }
    }
}

fn said(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
