//! The loop: load, decide, seal, append; all again if another command was recorded first.

use super::alias::known_as;
use super::keys::IdentityKey;
use super::outbox_messages::{self, OutboxMessages};
use super::seal::{Given, Sealing};
use super::{Desk, DeskError, Draft};
use crate::clock::uuid_v7;
use crate::pending::block_on;
use crate::vault::DataKey;
use crate::{Commit, KeyChange, Line, Receipt, Settled, StoreError, fold, load};
use aduan_core::event::Event;
use aduan_core::{
    Actor, Command, CommandId, CommandKind, Complaint, ComplaintId, CorrelationId, Decision, EventId, HoldId,
    Matter, OwnOffice, Record, Rejection, Rule, Stage, Stages, Ticket, Timestamp, Trace,
};

/// How often a command is decided anew because another was recorded first. Each time, one of the others got on.
const TRIES: u32 = 256;

/// The reason with which a file is passed on whose own office is complained of.
const OWN_CASE: &str = "Telaah atau langkah pengkajian menemukan bahwa pengaduan ini tentang kantor yang memegang berkas. \
    / A review or a step of the assessment found that it is about the office that has the file.";

/// Whether a command was recorded now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It was.
    Recorded,
    /// It had been recorded before, under the same command id: this is its first result (C22).
    RecordedBefore,
}

/// The result of a command.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Done {
    /// The complaint after it. After [`Effect::RecordedBefore`]: as it was after the command, not as it is now.
    pub complaint: Complaint,
    /// What was recorded.
    pub records: Vec<Record>,
    /// Where.
    pub receipt: Receipt,
    /// Whether now or before.
    pub effect: Effect,
}

/// On what terms a command is given, besides the procedure's.
#[derive(Debug, Clone, Copy, Default)]
struct Terms {
    on_file: bool,
    expected: Option<u32>,
    /// The message whose end the command tells.
    settled: Option<Settled>,
    /// Whether it is WISE that speaks, which knows what was shared with it alone.
    of_shared: bool,
}

impl Terms {
    fn hold(self, desk: &Desk, actor: &Actor, state: &State) -> Result<(), DeskError> {
        let complaint = &state.complaint;
        if self.on_file && !desk.may_see(complaint, actor) || self.of_shared && complaint.shared.is_empty() {
            return Err(DeskError::NoSuchComplaint { complaint: complaint.id });
        }
        match self.expected {
            // What is known of whether a notice arrived makes no look stale.
            Some(expected) if !complaint.is_expected(expected) => {
                Err(DeskError::Stale { expected, actual: complaint.version })
            }
            _ => Ok(()),
        }
    }
}

/// The state of a complaint on which a command is decided.
struct State {
    complaint: Complaint,
    /// Whether the command is in its history; not known where the history was not read, and this is what is remembered.
    recorded: Option<bool>,
}

impl Desk {
    /// A fresh trace, for a command that nothing else caused.
    ///
    /// # Errors
    /// [`DeskError::Entropy`].
    pub fn trace(&self) -> Result<Trace, DeskError> {
        let now = self.clock.now();
        Ok(Trace {
            command: CommandId::new(uuid_v7(now, &*self.entropy)?),
            correlation: CorrelationId::new(uuid_v7(now, &*self.entropy)?),
            causation: None,
        })
    }

    /// Gives a command on a complaint. Its words are sealed once. If others are quicker, the command is decided again on
    /// what they have made of the complaint.
    ///
    /// ```
    /// # use aduan_core::{Channel, Matter, Command, Actor, Role, PersonId, Office};
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}, desk::{Reception, TicketSecret}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// # let unit: Office = "KPPBC-050500".parse().expect("an office");
    /// # let reception = Reception::new(Channel::Website, Matter::Duties, "slow", unit);
    /// # let (done, _) = desk.receive_online(&desk.trace()?, reception.clone(), &TicketSecret::fresh(&OsEntropy)?)?;
    /// # let id = done.complaint.id;
    /// let complainant = Actor::complainant(done.complaint.complainant);
    /// let reason = Some("it was settled".into());
    /// let done = desk.act(&desk.trace()?, &complainant, id, Command::Withdraw { reason, told_by: None, evidence: None })?;
    /// assert!(done.complaint.withdrawn);
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Rejected`] where the procedure does not allow it; nothing was recorded. Before it is judged, a
    /// command that was recorded already gives its first result (C22); [`DeskError::CommandReused`] if it was another
    /// command: another actor's, or one that says other facts or other words. For the rest see [`DeskError`].
    pub fn act(
        &self,
        trace: &Trace,
        actor: &Actor,
        complaint: ComplaintId,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        block_on(self.act_async(trace, actor, complaint, command))
    }

    /// [`act`](Self::act) for async callers, on any runtime: the wait for the disk is awaited, so that thousands
    /// of commands in flight need no thread each. Loading reads from the store without awaiting.
    ///
    /// Dropping the future before its first commit is submitted does nothing; after that, the commit is recorded or
    /// refused all the same, and trying again with the same trace tells which.
    ///
    /// # Errors
    /// As [`act`](Self::act).
    pub async fn act_async(
        &self,
        trace: &Trace,
        actor: &Actor,
        id: ComplaintId,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        self.act_under(trace, actor, id, Terms::default(), command).await
    }

    /// [`act`](Self::act) on a file that is before the actor: only if they may [see](Self::file) it and, where a
    /// version is expected, only if the complaint is at that version when it is decided, or all that came since is whether
    /// notices [arrived](Complaint::is_expected).
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] as [`file`](Self::file) has it, [`DeskError::Stale`], and as
    /// [`act`](Self::act). A command that was recorded already gives its first result, whatever was expected.
    pub fn act_on_file(
        &self,
        trace: &Trace,
        actor: &Actor,
        complaint: ComplaintId,
        expected: Option<u32>,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        block_on(self.act_on_file_async(trace, actor, complaint, expected, command))
    }

    /// [`act_on_file`](Self::act_on_file) for async callers, as [`act_async`](Self::act_async) is.
    ///
    /// # Errors
    /// As [`act_on_file`](Self::act_on_file).
    pub async fn act_on_file_async(
        &self,
        trace: &Trace,
        actor: &Actor,
        complaint: ComplaintId,
        expected: Option<u32>,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        let terms = Terms { on_file: true, expected, ..Terms::default() };
        self.act_under(trace, actor, complaint, terms, command).await
    }

    /// [`act`](Self::act), and in the same commit the message ends whose end the command tells.
    pub(super) fn act_and_settle(
        &self,
        trace: &Trace,
        complaint: ComplaintId,
        settled: Settled,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        let terms = Terms { settled: Some(settled), ..Terms::default() };
        block_on(self.act_under(trace, &Actor::system(), complaint, terms, command))
    }

    /// [`act`](Self::act) on what WISE says of a complaint that was shared with it.
    pub(super) async fn act_of_wise(
        &self,
        trace: &Trace,
        complaint: ComplaintId,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        let terms = Terms { of_shared: true, ..Terms::default() };
        self.act_under(trace, &Actor::system(), complaint, terms, command).await
    }

    async fn act_under(
        &self,
        trace: &Trace,
        actor: &Actor,
        id: ComplaintId,
        terms: Terms,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        let done = self.act_once(trace, actor, id, terms, command).await?;
        let Some((trace, passed_on)) = self.own_case(trace, actor, &done) else { return Ok(done) };
        match self.act_once(&trace, actor, id, Terms::default(), passed_on).await {
            Ok(passed) => Ok(Done { complaint: passed.complaint, ..done }),
            // No unit may take it, or the store is gone. What was recorded stands, and the giver may pass it on by a command.
            Err(_) => Ok(done),
        }
    }

    /// What passes a file on whose office a review or a step has just named as the one complained of (T6). So it leaves the lists of the
    /// whole office, among other moves, and neither a count nor a missing number tells the accused (C44).
    fn own_case(&self, trace: &Trace, actor: &Actor, done: &Done) -> Option<(Trace, Command<Draft>)> {
        let complaint = &done.complaint;
        let names =
            |event: &Event| matches!(event, Event::MaterialReviewed(_) | Event::AssessmentStepRecorded(_));
        let own = complaint.holder.filter(|holder| actor.office == Some(*holder))?;
        let refused = self.rules_of(complaint).ok()?.rulebook().own_office == OwnOffice::Refused;
        if !refused
            || !complaint.names_office(own)
            || !complaint.is_or_was(Matter::Discipline)
            || !done.records.iter().any(|record| names(&record.event))
        {
            return None;
        }
        let reason = OWN_CASE.into();
        let command = match complaint.stage {
            Stage::Verification => Command::Recuse { reason },
            Stage::Assessment if complaint.sender().is_some_and(|(_, to)| !complaint.names_office(to)) => {
                Command::ReturnMisdirected { reason }
            }
            _ => return None,
        };
        Some((self.derived(b"own-case/passed-on", &[trace.command.uuid().as_bytes()]).ok()?, command))
    }

    async fn act_once(
        &self,
        trace: &Trace,
        actor: &Actor,
        id: ComplaintId,
        terms: Terms,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        // A reception has its own methods: they give a register number and take the secret of a ticket.
        if command.kind() == CommandKind::Receive {
            let (command, stage) = (command.kind(), self.complaint(id)?.stage);
            let (allowed, rule) = (Stages::of(&[Stage::New]), Rule::R1);
            return Err(Rejection::Stage { command, stage, allowed, rule }.into());
        }
        let (mut state, key) = if let Some((state, key)) = self.remembered(actor, id, terms) {
            (state, Some(key))
        } else {
            let state = self.state(id, trace.command)?;
            if state.recorded == Some(true) {
                return self.first_result(trace, actor, &command, id);
            }
            let key = self.key_for_sealing(id)?;
            terms.hold(self, &known_as(actor, key.as_ref()), &state)?;
            (state, key)
        };
        let actor = &known_as(actor, key.as_ref());
        let of = Some((state.complaint.complainant, command.kind()));
        let given = Given { hold: HoldId::new(trace.command.uuid()), of, ..Given::default() };
        let mut sealing = Sealing::new(id, key, IdentityKey::Stored(self, id), &*self.entropy, given);
        let sealed = command.translate(&mut sealing)?;
        for _ in 0..TRIES {
            let prepared = self.prepare(&state.complaint, &sealed, actor, trace, &sealing, Opening::Keep);
            let reached = match prepared {
                Ok(Prepared { commit, done }) => {
                    match self.store.submit(Commit { settled: terms.settled, ..commit }).await {
                        Ok(appended) => {
                            let done = done.recorded(appended.receipt);
                            self.cache.keep(&done.complaint);
                            return Ok(done);
                        }
                        Err(StoreError::Conflict { actual, .. }) => actual,
                        Err(StoreError::Duplicate(_)) => {
                            return self.first_result(trace, actor, &command, id);
                        }
                        Err(error) => return Err(error.into()),
                    }
                }
                // Never refuse on a cached state alone: read the history and decide again.
                Err(_) if state.recorded.is_none() => 0,
                Err(error) => return Err(error),
            };
            state = self.state(id, trace.command)?;
            if state.recorded == Some(true) {
                return self.first_result(trace, actor, &command, id);
            }
            reads_up_to(&state.complaint, reached)?;
            terms.hold(self, actor, &state)?;
        }
        Err(DeskError::Contended { tries: TRIES })
    }

    /// The cached state of a complaint, if the command's terms hold on it; `None` otherwise. The history must then be
    /// read: a cached state is no reason to refuse.
    fn remembered(&self, actor: &Actor, id: ComplaintId, terms: Terms) -> Option<(State, DataKey)> {
        let seen = self.cache.get(id)?;
        let state = State { complaint: (*seen).clone(), recorded: None };
        let key = self.key(id).ok()?;
        terms.hold(self, &known_as(actor, Some(&key)), &state).ok()?;
        Some((state, key))
    }

    /// The state that the whole history gives, and whether this command is already in it.
    fn state(&self, id: ComplaintId, command: CommandId) -> Result<State, DeskError> {
        let mut recorded = false;
        let complaint = fold(&*self.store, id, &mut |record| {
            recorded |= record.command == command;
        })?;
        if complaint.version == 0 {
            return Err(DeskError::NoSuchComplaint { complaint: id });
        }
        self.cache.keep(&complaint);
        Ok(State { complaint, recorded: Some(recorded) })
    }

    pub(super) fn load(&self, id: ComplaintId) -> Result<(Complaint, Vec<Record>), DeskError> {
        let (complaint, records) = load(&*self.store, id)?;
        if complaint.version == 0 {
            Err(DeskError::NoSuchComplaint { complaint: id })
        } else {
            Ok((complaint, records))
        }
    }

    /// Decides, and makes the commit of what was decided.
    pub(super) fn prepare(
        &self,
        complaint: &Complaint,
        command: &Command,
        actor: &Actor,
        trace: &Trace,
        sealing: &Sealing<'_>,
        opening: Opening<'_>,
    ) -> Result<Prepared, DeskError> {
        let rules = self.rules_of(complaint)?;
        let decision = rules.decide(complaint, command, &self.context(actor))?;
        if matches!(command, Command::MarkMessagesRead) {
            self.has_read_the_messages(complaint, actor)?;
        }
        let records = self.records(complaint, &decision, trace)?;
        let after = decision.fold(complaint.clone());
        let (create, ticket) = match opening {
            Opening::Keep => (None, None),
            Opening::Create { key, ticket } => (Some(key), ticket),
        };
        let messages = OutboxMessages {
            desk: self,
            complaint: &after,
            key: &sealing.identity_key,
            contact: sealing.contact.as_ref(),
            ticket,
        };
        let (mut claims, outbox) = messages.of(&decision.events)?;
        if let Command::Receive(receive) = command {
            claims.push(crate::Claim::Register(receive.register));
        }
        let erased = decision.events.iter().any(|event| matches!(event, Event::PersonalDataErased(_)));
        let sealed = !sealing.chunks.is_empty() || !outbox.is_empty();
        let key = match create {
            _ if erased => KeyChange::Destroy,
            Some(key) if sealed => key.clone(),
            _ => KeyChange::Keep,
        };
        let commit = Commit {
            complaint: complaint.id,
            expected: complaint.version,
            command: trace.command,
            lines: records.iter().map(Line::from).collect(),
            claims,
            key,
            contents: sealing.chunks.clone(),
            bind: sealing.bind.clone(),
            summary: Some(self.row_of(&after, rules)),
            outbox,
            settled: None,
            withdrawn: outbox_messages::withdrawn(&decision.events),
        };
        Ok(Prepared { commit, done: Unrecorded { complaint: after, records } })
    }

    fn records(
        &self,
        complaint: &Complaint,
        decision: &Decision,
        trace: &Trace,
    ) -> Result<Vec<Record>, DeskError> {
        let mut ids = self.event_ids(decision.at, decision.events.len())?;
        Ok(decision.records(complaint, *trace, || ids.next().unwrap_or_default()))
    }

    /// Ids for so many events: entropy may fail, and a record must not be made without an id of its own.
    pub(super) fn event_ids(
        &self,
        at: Timestamp,
        count: usize,
    ) -> Result<impl Iterator<Item = EventId> + use<>, DeskError> {
        let fresh = || uuid_v7(at, &*self.entropy).map(EventId::new);
        Ok(std::iter::repeat_with(fresh).take(count).collect::<Result<Vec<_>, _>>()?.into_iter())
    }
}

/// The change that a commit makes to the key of its complaint.
#[derive(Clone, Copy)]
pub(super) enum Opening<'a> {
    /// There is one.
    Keep,
    /// The complaint is new, and gets one.
    Create {
        key: &'a KeyChange,
        /// The ticket that is shown to an online complainant.
        ticket: Option<&'a Ticket>,
    },
}

/// If the store's version is beyond its events, the store is corrupt; this is no conflict.
pub(super) fn reads_up_to(complaint: &Complaint, reached: u32) -> Result<(), StoreError> {
    let (id, version) = (complaint.id, complaint.version);
    if version < reached {
        let what = format!("complaint {id} is at version {reached}, and its events end at version {version}");
        return Err(StoreError::Corrupt { what });
    }
    Ok(())
}

/// A commit, and what is done when it is recorded.
pub(super) struct Prepared {
    pub(super) commit: Commit,
    pub(super) done: Unrecorded,
}

pub(super) struct Unrecorded {
    complaint: Complaint,
    records: Vec<Record>,
}

impl Unrecorded {
    pub(super) fn recorded(self, receipt: Receipt) -> Done {
        Done { complaint: self.complaint, records: self.records, receipt, effect: Effect::Recorded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_awaited_may_move_between_threads() {
        fn sendable<T: Send>(_: &T) {}
        fn check(desk: &Desk, trace: &Trace, actor: &Actor) {
            sendable(&desk.act_async(trace, actor, ComplaintId::default(), Command::Close));
        }
        let _: fn(&Desk, &Trace, &Actor) = check;
    }
}
