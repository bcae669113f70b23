//! The loop: load, decide, seal, append; and again if somebody was quicker.

use super::file::may_see;
use super::{Desk, DeskError, Pen, courier};
use crate::clock::uuid_v7;
use crate::pending::block_on;
use crate::vault::DataKey;
use crate::{Commit, KeyChange, Line, Receipt, StoreError, Summary, fold, load};
use aduan_core::event::Event;
use aduan_core::{
    Actor, Batch, Command, CommandId, Complaint, ComplaintId, Context, CorrelationId, Decision, EventId,
    Office, Record, Ticket, decide,
};

/// How often a command is decided anew because others were quicker. Each time, one of them got on.
const TRIES: u32 = 256;

/// What ties a command to things outside, and makes it idempotent: keep it until the command is acknowledged,
/// and send the command again with the same one if it is not (C22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// The command's id.
    pub command: CommandId,
    /// What ties it to things outside.
    pub correlation: CorrelationId,
    /// The record that caused it, where one did.
    pub causation: Option<EventId>,
}

/// Whether a command was recorded now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It was.
    Recorded,
    /// It had been recorded before, under the same command id: this is its first result (C22).
    RecordedBefore,
}

/// What was done.
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
}

impl Terms {
    fn hold(self, actor: &Actor, state: &State) -> Result<(), DeskError> {
        let complaint = &state.complaint;
        if self.on_file && !may_see(complaint, state.taken_in, actor) {
            return Err(DeskError::NoSuchComplaint { complaint: complaint.id });
        }
        match self.expected {
            Some(expected) if expected != complaint.version => {
                Err(DeskError::Stale { expected, actual: complaint.version })
            }
            _ => Ok(()),
        }
    }
}

/// A complaint as one who gives a command on it finds it.
struct State {
    complaint: Complaint,
    /// The office that took it in.
    taken_in: Option<Office>,
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

    /// Gives a command on a complaint. `say` is called once: it seals the words with the [`Pen`] and gives the
    /// command. If others are quicker, the command is decided again on what they have made of the complaint.
    ///
    /// ```
    /// # use aduan_core::{Channel, Matter, Command, Actor, Role, PersonId, Office};
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}, desk::{Reception, TicketSecret}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// # let unit: Office = "KPPBC-050100".parse().expect("an office");
    /// # let reception = Reception::new(Channel::Website, Matter::Duties, "slow", unit);
    /// # let (done, _) = desk.receive_online(&desk.trace()?, &reception, &TicketSecret::fresh(&OsEntropy)?)?;
    /// # let id = done.complaint.id;
    /// let complainant = Actor::complainant(done.complaint.complainant);
    /// let done = desk.act(&desk.trace()?, &complainant, id, |pen| {
    ///     Ok(Command::Withdraw { reason: Some(pen.text(&"it was settled".into())?) })
    /// })?;
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
        say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
    ) -> Result<Done, DeskError> {
        block_on(self.act_async(trace, actor, complaint, say))
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
        say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
    ) -> Result<Done, DeskError> {
        self.act_under(trace, actor, id, Terms::default(), say).await
    }

    /// [`act`](Self::act) on a file that is before the actor: only if they may [see](Self::file) it and, where a
    /// version is expected, only if the complaint is at that version when it is decided.
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
        say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
    ) -> Result<Done, DeskError> {
        block_on(self.act_on_file_async(trace, actor, complaint, expected, say))
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
        say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
    ) -> Result<Done, DeskError> {
        let terms = Terms { on_file: true, expected };
        self.act_under(trace, actor, complaint, terms, say).await
    }

    async fn act_under(
        &self,
        trace: &Trace,
        actor: &Actor,
        id: ComplaintId,
        terms: Terms,
        say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
    ) -> Result<Done, DeskError> {
        let (mut state, key) = if let Some((state, key)) = self.remembered(actor, id, terms) {
            (state, Some(key))
        } else {
            let state = self.state(id, trace.command)?;
            if state.recorded == Some(true) {
                let mut pen = self.pen_to_compare(id)?;
                let command = say(&mut pen)?;
                return self.first_result(trace, actor, (&command, &pen), id);
            }
            terms.hold(actor, &state)?;
            (state, self.key_for_sealing(id)?)
        };
        let keep = KeyChange::Keep;
        let mut pen = Pen::new(id, key.clone(), &*self.entropy);
        let command = say(&mut pen)?;
        for _ in 0..TRIES {
            let draft =
                self.draft(&state.complaint, &command, actor, trace, &pen, (key.as_ref(), &keep), None);
            let reached = match draft {
                Ok(draft) => match self.store.submit(draft.commit).await {
                    Ok(appended) => {
                        let done = draft.done.recorded(appended.receipt);
                        self.cache.keep(&done.complaint, state.taken_in);
                        return Ok(done);
                    }
                    Err(StoreError::Conflict { actual, .. }) => actual,
                    Err(StoreError::Duplicate(_)) => {
                        return self.first_result(trace, actor, (&command, &pen), id);
                    }
                    Err(error) => return Err(error.into()),
                },
                // Nobody is refused by what is only remembered.
                Err(_) if state.recorded.is_none() => 0,
                Err(error) => return Err(error),
            };
            state = self.state(id, trace.command)?;
            if state.recorded == Some(true) {
                return self.first_result(trace, actor, (&command, &pen), id);
            }
            reads_up_to(&state.complaint, reached)?;
            terms.hold(actor, &state)?;
        }
        Err(DeskError::Contended { tries: TRIES })
    }

    /// What is remembered of a complaint, if somebody may go on from it. What stands in their way, only the history says.
    fn remembered(&self, actor: &Actor, id: ComplaintId, terms: Terms) -> Option<(State, DataKey)> {
        let seen = self.cache.get(id)?;
        let state = State { complaint: seen.complaint.clone(), taken_in: seen.taken_in, recorded: None };
        terms.hold(actor, &state).ok()?;
        Some((state, self.key(id).ok()?))
    }

    /// What the whole history says.
    fn state(&self, id: ComplaintId, command: CommandId) -> Result<State, DeskError> {
        let (mut recorded, mut taken_in) = (false, None);
        let complaint = fold(&*self.store, id, &mut |record| {
            recorded |= record.command == command;
            taken_in = taken_in.or(record.actor.office.filter(|_| record.version == 1));
        })?;
        if complaint.version == 0 {
            return Err(DeskError::NoSuchComplaint { complaint: id });
        }
        self.cache.keep(&complaint, taken_in);
        Ok(State { complaint, taken_in, recorded: Some(recorded) })
    }

    pub(super) fn load(&self, id: ComplaintId) -> Result<(Complaint, Vec<Record>), DeskError> {
        let (complaint, records) = load(&*self.store, id)?;
        if complaint.version == 0 {
            Err(DeskError::NoSuchComplaint { complaint: id })
        } else {
            Ok((complaint, records))
        }
    }

    /// A pen whose words are compared and never kept: it writes though the complaint's own key is destroyed.
    pub(super) fn pen_to_compare(&self, id: ComplaintId) -> Result<Pen<'_>, DeskError> {
        Ok(Pen::new(id, Some(DataKey::generate(&*self.entropy)?), &*self.entropy))
    }

    /// Decides, and makes the commit of what was decided.
    #[expect(clippy::too_many_arguments, reason = "what a decision depends on, each once")]
    pub(super) fn draft(
        &self,
        complaint: &Complaint,
        command: &Command,
        actor: &Actor,
        trace: &Trace,
        pen: &Pen<'_>,
        (key, create): (Option<&DataKey>, &KeyChange),
        ticket: Option<&Ticket>,
    ) -> Result<Draft, DeskError> {
        let context = self.context(complaint, actor)?;
        let decision = decide(complaint, command, &context)?;
        let records = self.records(complaint, &decision, &context, trace)?;
        let after = decision.fold(complaint.clone());
        let posted =
            courier::Post { desk: self, complaint: &after, key, contact: pen.contact.as_ref(), ticket };
        let (mut claims, outbox) = posted.of(&decision.events)?;
        if let Command::Receive(receive) = command {
            claims.push(crate::Claim::Register(receive.register));
        }
        let erased = decision.events.iter().any(|event| matches!(event, Event::PersonalDataErased(_)));
        let sealed = !pen.chunks.is_empty() || !outbox.is_empty();
        let commit = Commit {
            complaint: complaint.id,
            expected: complaint.version,
            command: trace.command,
            lines: records.iter().map(Line::from).collect(),
            claims,
            key: if erased {
                KeyChange::Destroy
            } else if sealed {
                create.clone()
            } else {
                KeyChange::Keep
            },
            contents: pen.chunks.clone(),
            bind: pen.bind.clone(),
            summary: Summary::of(&after),
            outbox,
        };
        Ok(Draft { commit, done: Drafted { complaint: after, records } })
    }

    fn records(
        &self,
        complaint: &Complaint,
        decision: &Decision,
        context: &Context<'_>,
        trace: &Trace,
    ) -> Result<Vec<Record>, DeskError> {
        let fresh = || uuid_v7(decision.at, &*self.entropy).map(EventId::new);
        let ids = decision.events.iter().map(|_| fresh()).collect::<Result<Vec<_>, _>>()?;
        let Trace { command, correlation, causation } = *trace;
        // As many as there are events, since entropy may fail and a record must not be made without its own.
        let mut ids = ids.into_iter();
        let batch = Batch { command, correlation, causation };
        Ok(decision.records(complaint, context, batch, || ids.next().unwrap_or_default()))
    }
}

/// A store that is at a later version than its events reach has lost some: nobody was quicker.
pub(super) fn reads_up_to(complaint: &Complaint, reached: u32) -> Result<(), StoreError> {
    let (id, version) = (complaint.id, complaint.version);
    if version < reached {
        let what = format!("complaint {id} is at version {reached}, and its events end at version {version}");
        return Err(StoreError::Corrupt { what });
    }
    Ok(())
}

/// A commit, and what is done when it is recorded.
pub(super) struct Draft {
    pub(super) commit: Commit,
    pub(super) done: Drafted,
}

pub(super) struct Drafted {
    complaint: Complaint,
    records: Vec<Record>,
}

impl Drafted {
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
            sendable(&desk.act_async(trace, actor, ComplaintId::default(), |_| Ok(Command::Close)));
        }
        let _: fn(&Desk, &Trace, &Actor) = check;
    }
}
