//! Shared by the tests of the core: people, offices, and a driver in which a case reads as a story.
#![allow(dead_code, reason = "each test binary tells its own stories")]
#![allow(clippy::wildcard_imports, clippy::needless_pass_by_value, reason = "a story reads better so")]
#![allow(clippy::result_large_err, reason = "a refused case is handed back whole")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

pub(crate) mod files;
pub(crate) mod samples;
pub(crate) mod scenes;
pub(crate) mod walk;

use aduan_core::{
    Actor, Calendar, Command, CommandId, ComplainantView, Complaint, ComplaintId, Context, CorrelationId,
    Decision, Decoded, Directory, Event, EventId, EventKind, IdentityPart, Notice, NoticeChannel, Office,
    PersonId, Record, Rejection, Role, Rulebook, Rules, Timestamp, Trace, Zone, decode,
};
use chrono::{NaiveDateTime, TimeDelta};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

pub(crate) use aduan_testkit::people::{
    COMPLAINANT, OFFICIAL, acting, colleague, directory, fallback_unit, known, office, officer_of,
    official_of, person, somebody, unit,
};
pub(crate) use aduan_testkit::{commands, draw};

pub(crate) fn indonesia() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::indonesia);
    &CALENDAR
}

/// The instant at which an office's clock shows `YYYY-MM-DD HH:MM`.
pub(crate) fn local(zone: Zone, clock: &str) -> Timestamp {
    let local = NaiveDateTime::parse_from_str(clock, "%Y-%m-%d %H:%M").expect("YYYY-MM-DD HH:MM");
    Timestamp::from(local.and_utc()).plus(TimeDelta::hours(-zone.hours()))
}

pub(crate) fn wib(clock: &str) -> Timestamp {
    local(Zone::Wib, clock)
}

/// One complaint, from its reception on, told through the public API alone.
///
/// The speaker acts for the office that holds the file, unless [`Case::by_actor`] says otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) state: Complaint,
    pub(crate) records: Vec<Record>,
    pub(crate) book: Rulebook,
    pub(crate) calendar: &'static Calendar,
    pub(crate) directory: Option<Arc<Directory>>,
    pub(crate) now: Timestamp,
    speaker: Result<Actor, Role>,
}

impl Case {
    /// A complaint of which nothing has happened yet, under the rulebook of 2012.
    pub(crate) fn new() -> Self {
        Self::under(Rulebook::kep_154_2012())
    }

    pub(crate) fn under(book: Rulebook) -> Self {
        Self {
            state: Complaint::new(ComplaintId::new(Uuid::from_u128(0xad))),
            records: Vec::new(),
            book,
            calendar: indonesia(),
            directory: None,
            now: wib("2025-03-01 08:00"),
            speaker: Err(Role::Complainant),
        }
    }

    /// The clock shows this, in WIB.
    pub(crate) fn at(self, clock: &str) -> Self {
        Self { now: wib(clock), ..self }
    }

    pub(crate) fn at_instant(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }

    /// From now on decided by this directory of offices.
    pub(crate) fn within(self, directory: Directory) -> Self {
        Self { directory: Some(Arc::new(directory)), ..self }
    }

    pub(crate) fn by(self, role: Role) -> Self {
        Self { speaker: Err(role), ..self }
    }

    /// As `role`, where the file is now, but as another person than usual.
    pub(crate) fn by_colleague(self, role: Role) -> Self {
        let actor = Actor { id: colleague(role), ..acting(role, &self.state) };
        self.by_actor(actor)
    }

    pub(crate) fn by_actor(self, actor: Actor) -> Self {
        Self { speaker: Ok(actor), ..self }
    }

    /// As `role`, but a person and an office of the test's own choosing.
    pub(crate) fn by_officer(self, id: PersonId, role: Role, office: Office) -> Self {
        self.by_actor(Actor::officer(id, role, office))
    }

    pub(crate) fn actor(&self) -> Actor {
        self.speaker.clone().map_or_else(|role| acting(role, &self.state), known)
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            actor: self.actor(),
            calendar: self.calendar,
            directory: self.directory.as_deref(),
        }
    }

    pub(crate) fn decide(&self, command: &Command) -> Result<Decision, Rejection> {
        self.book.decide(&self.state, command, &self.context())
    }

    /// The command is accepted, recorded, read back and folded.
    #[track_caller]
    pub(crate) fn does(self, command: Command) -> Self {
        match self.tries(&command) {
            Ok(case) => case,
            Err((case, rejection)) => panic!(
                "{} could not {command:?} in the stage {}: {rejection}",
                case.actor().role,
                case.state.stage
            ),
        }
    }

    /// A colleague proposes it, and the speaker confirms it (S2).
    #[track_caller]
    pub(crate) fn does_as_second(self, command: Command) -> Self {
        let (speaker, role) = (self.speaker.clone(), self.actor().role);
        let proposed = self.by_colleague(role).does(command.clone());
        Self { speaker, ..proposed }.does(command)
    }

    /// The complainant is told of the request: they open it with their ticket, or a receiver tells them by a way that they
    /// left.
    #[track_caller]
    pub(crate) fn told(self) -> Self {
        let speaker = self.speaker.clone();
        let left = |part| self.state.identity.contains(part);
        let (role, channel) = if self.state.ticketed {
            (Role::Complainant, NoticeChannel::Ticket)
        } else if left(IdentityPart::Address) {
            (Role::Receiver, NoticeChannel::Letter)
        } else {
            (Role::Receiver, NoticeChannel::Email)
        };
        let told = self.by(role).does(commands::told(Notice::DataRequest, channel));
        Self { speaker, ..told }
    }

    /// The command is refused; this is how.
    #[track_caller]
    pub(crate) fn refuses(&self, command: Command) -> Rejection {
        match self.decide(&command) {
            Ok(decision) => panic!("{command:?} was accepted: {:?}", decision.events),
            Err(rejection) => rejection,
        }
    }

    /// The case after the command; or the case as it was, and why.
    #[track_caller]
    pub(crate) fn tries(mut self, command: &Command) -> Result<Self, (Self, Rejection)> {
        let decision = match self.decide(command) {
            Ok(decision) => decision,
            Err(rejection) => return Err((self, rejection)),
        };
        assert_eq!(self.decide(command).as_ref(), Ok(&decision), "the same question has the same answer");
        self.holds_under_audit(&decision);
        let number = self.records.len() as u128;
        let trace = Trace {
            command: CommandId::new(Uuid::from_u128(0xc_0000 + number)),
            correlation: CorrelationId::new(Uuid::from_u128(0xd_0000)),
            causation: self.records.last().map(|record| record.id),
        };
        let mut numbers = number..;
        let id = || EventId::new(Uuid::from_u128(0xe_0000 + numbers.next().unwrap_or_default()));
        let records: Vec<Record> = decision.records(&self.state, trace, id);
        let folded = decision.fold(self.state.clone());
        for record in records {
            assert_eq!(read_back(&record), record);
            self.state.apply_record(&record);
            self.records.push(record);
        }
        assert_eq!(self.state, folded, "records and events add up to the same");
        Ok(self)
    }

    /// Checks as an auditor does: makes the command from the recorded batch and decides it again.
    #[track_caller]
    fn holds_under_audit(&self, decision: &Decision) {
        let again = Command::of(&decision.events).expect("a decision's batch names its command");
        assert_eq!(self.decide(&again).as_ref(), Ok(decision), "decided again from {again:?}");
    }

    pub(crate) fn kinds(&self) -> Vec<EventKind> {
        self.records.iter().map(|record| record.event.kind()).collect()
    }

    pub(crate) fn last(&self) -> &Record {
        self.records.last().expect("something happened")
    }

    /// The events of this kind that happened.
    pub(crate) fn all(&self, kind: EventKind) -> Vec<&Event> {
        self.records.iter().map(|record| &record.event).filter(|event| event.kind() == kind).collect()
    }

    pub(crate) fn view(&self) -> ComplainantView {
        ComplainantView::of(&self.records)
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.records.iter().map(Record::to_line).collect()
    }
}

/// The record, from its own line.
#[track_caller]
pub(crate) fn read_back(record: &Record) -> Record {
    match decode(record.to_line().as_bytes()) {
        Decoded::Known(known) if known.lifted_from.is_none() => known.record,
        other => panic!("a record's own line is {other:?}"),
    }
}
