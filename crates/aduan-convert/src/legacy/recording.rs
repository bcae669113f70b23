//! Cases become complaints: each row is put to the procedure, and recorded whatever it says.

use super::pseudonym::{Key, nothing};
use super::reason::Reason;
use super::row_reader::{GivenCommand, ReadSheet, SheetCase, UnderstoodRow};
use super::{Against, Breach, Import, Rejected};
use aduan_audit::Origin;
use aduan_core::{
    Actor, Command, CommandId, Complaint, Context, CorrelationId, Event, Record, RegisterNumber, Rejection,
    Role, Rulebook, Rules, Timestamp, Zone,
};
use chrono::Datelike;
use std::collections::BTreeMap;

/// The records of one row, those that are assumed before it first.
pub(super) struct RowRecords {
    pub(super) at: Timestamp,
    pub(super) line: u64,
    pub(super) records: Vec<Record>,
}

/// The result of recording the cases.
#[derive(Default)]
pub(super) struct Recorded {
    pub(super) made: Vec<RowRecords>,
    pub(super) complaints: u64,
    pub(super) assumed: BTreeMap<String, u64>,
    pub(super) against: Vec<Against>,
}

pub(super) struct Recorder<'a> {
    pub(super) import: &'a Import,
    pub(super) rulebook: &'a Rulebook,
    pub(super) sheet: CorrelationId,
    pub(super) assumption: CorrelationId,
}

/// One case on its way.
struct CaseState {
    state: Complaint,
    register: Option<RegisterNumber>,
    received_on: u64,
    commands: u64,
}

impl Recorder<'_> {
    pub(super) fn all(&self, read: &mut ReadSheet) -> Recorded {
        let mut out = Recorded::default();
        let registers = self.registers(&read.cases);
        for (case, register) in std::mem::take(&mut read.cases).into_iter().zip(registers) {
            let state = Complaint::new(case.id);
            let mut stream = CaseState { state, register, received_on: 0, commands: 0 };
            for draft in case.drafts {
                let (line, raw) = (draft.line, draft.raw.clone());
                match self.row(&mut stream, draft, &mut out) {
                    Ok(made) => {
                        read.account.made += 1;
                        out.made.push(made);
                    }
                    Err(reason) => read.rejected.push(Rejected { line, reason, raw }),
                }
            }
            out.complaints += u64::from(stream.state.version > 0);
        }
        read.rejected.sort_by_key(|rejected| rejected.line);
        read.account.rejected = read.rejected.len() as u64;
        out.made.sort_by_key(|made| (made.at, made.line));
        out.against.sort_by_key(|against| against.line);
        out
    }

    /// The register number of each case: its own, or the next of the year in which it begins.
    fn registers(&self, cases: &[SheetCase]) -> Vec<Option<RegisterNumber>> {
        let begins =
            |case: &SheetCase| case.drafts.first().map_or((Timestamp::MAX, 0), |one| (one.at, one.line));
        let mut order: Vec<usize> = (0..cases.len()).collect();
        order.sort_by_key(|place| begins(&cases[*place]));
        let mut registers = vec![None; cases.len()];
        let mut given: BTreeMap<u16, u32> = BTreeMap::new();
        for place in order {
            let case = &cases[place];
            registers[place] = case.register.or_else(|| {
                let zone: Zone = self.import.map.zone;
                let year = u16::try_from(zone.date(begins(case).0).year()).ok()?;
                let serial = given.entry(year).or_default();
                *serial += 1;
                RegisterNumber::new(year, *serial)
            });
        }
        registers
    }

    fn row(
        &self,
        stream: &mut CaseState,
        mut draft: UnderstoodRow,
        out: &mut Recorded,
    ) -> Result<RowRecords, Reason> {
        let name = self.import.map.steps.get(draft.step).map_or("", |(name, _)| name);
        let key = &self.import.key;
        let receives = |intent: &GivenCommand| matches!(intent.command, Command::Receive(_));
        if stream.received_on > 0 && receives(&draft.intent) {
            return Err(Reason::ReceivedAgain { first: stream.received_on });
        }
        for intent in std::iter::once(&mut draft.intent).chain(draft.assumed.iter_mut().map(|one| &mut one.1))
        {
            if let (Command::Receive(receive), Some(register)) = (&mut intent.command, stream.register) {
                receive.register = register;
            }
        }
        let first = self.decide(&stream.state, &draft.intent, draft.at);
        let mut made = RowRecords { at: draft.at, line: draft.line, records: Vec::new() };
        let mut verdict = first;
        if let Err(refused) = &verdict
            && !draft.assumed.is_empty()
        {
            let (mut trial, mut steps) = (stream.state.clone(), Vec::new());
            let mut on_trial = Err(refused.clone());
            for (name, intent) in &draft.assumed {
                if on_trial.is_ok() {
                    break;
                }
                let Ok(events) = self.decide(&trial, intent, draft.at) else { continue };
                let actor = self.actor(&trial, intent);
                trial = events.iter().fold(trial, |state, event| state.evolve(draft.at, &actor, event));
                steps.push((name, actor, events));
                on_trial = self.decide(&trial, &draft.intent, draft.at);
            }
            // Steps that do not help are not assumed.
            if on_trial != verdict {
                for (name, actor, events) in steps {
                    *out.assumed.entry(name.clone()).or_default() += 1;
                    let command = stream.next(key, name);
                    self.record(stream, &mut made, &actor, command, self.assumption, events);
                }
                verdict = on_trial;
            }
        }
        if stream.state.version == 0 && !receives(&draft.intent) {
            return Err(Reason::NotReceived);
        }
        let actor = self.actor(&stream.state, &draft.intent);
        let said = draft.intent.outcome;
        let events = match verdict {
            Ok(mut events) => {
                if let (Some(said), Some(Event::Closed(closed))) = (said, events.last_mut())
                    && said != closed.outcome
                {
                    let breach = Breach::Outcome { said, given: closed.outcome };
                    out.against.push(Against { line: draft.line, breach });
                    closed.outcome = said;
                }
                events
            }
            Err(rejection) => {
                let context = self.context(actor.clone(), draft.at);
                let mut command = draft.intent.command;
                if let Command::DeclareNotActionable { reason, .. } = &mut command {
                    reason.get_or_insert_with(nothing);
                }
                let mut events = self.rulebook.assume(&stream.state, &command, &context).events;
                if let (Some(said), Some(Event::Closed(closed))) = (said, events.last_mut()) {
                    closed.outcome = said;
                }
                out.against.push(Against { line: draft.line, breach: Breach::Refused(rejection) });
                events
            }
        };
        let command = stream.next(key, name);
        self.record(stream, &mut made, &actor, command, self.sheet, events);
        if stream.received_on == 0 {
            stream.received_on = draft.line;
        }
        Ok(made)
    }

    fn decide(
        &self,
        state: &Complaint,
        intent: &GivenCommand,
        at: Timestamp,
    ) -> Result<Vec<Event>, Rejection> {
        let context = self.context(self.actor(state, intent), at);
        self.rulebook.decide(state, &intent.command, &context).map(|decision| decision.events)
    }

    fn context(&self, actor: Actor, now: Timestamp) -> Context<'_> {
        Context { now, actor, calendar: &self.import.calendar, directory: None }
    }

    /// The actor of a step. If the sheet names no office, it is the office where the file was.
    fn actor(&self, state: &Complaint, intent: &GivenCommand) -> Actor {
        let unit = match &intent.command {
            Command::Receive(receive) => Some(receive.unit),
            _ => state.unit,
        };
        match intent.role {
            Role::System => Actor::system(),
            Role::Complainant => Actor::complainant(match &intent.command {
                Command::Receive(receive) => receive.complainant,
                _ => state.complainant,
            }),
            role => {
                let with_unit = matches!(role, Role::Receiver | Role::DataProtectionOfficer);
                let there = if with_unit { unit } else { state.holder };
                let office = intent.office.or(there);
                let id = intent.person.unwrap_or_else(|| self.import.key.somebody(role, office));
                let alias = Some(self.import.key.alias(state.id, id));
                Actor { id, role, office, alias, ticket: None }
            }
        }
    }

    fn record(
        &self,
        stream: &mut CaseState,
        made: &mut RowRecords,
        actor: &Actor,
        command: CommandId,
        correlation: CorrelationId,
        events: Vec<Event>,
    ) {
        for (number, event) in (0..).zip(events) {
            let record = Record {
                complaint: stream.state.id,
                version: stream.state.version.saturating_add(1),
                id: self.import.key.event(command, number),
                recorded_at: made.at,
                clock: None,
                actor: actor.clone(),
                rulebook: self.rulebook.id,
                calendar: self.import.calendar.id(),
                // Which offices there were then, the old system does not say.
                directory: None,
                command,
                correlation,
                causation: None,
                event,
            };
            stream.state.apply_record(&record);
            made.records.push(record);
        }
    }
}

impl CaseState {
    fn next(&mut self, key: &Key, step: &str) -> CommandId {
        self.commands += 1;
        key.command(self.state.id, self.commands, step)
    }
}

/// The correlations of what a sheet says, and of what its map assumes.
pub(super) fn correlations(map: &str, sheet: &[u8]) -> (CorrelationId, CorrelationId) {
    let of = |origin: Origin| origin.correlation(map.as_bytes(), sheet);
    (of(Origin::Sheet), of(Origin::Assumed))
}
