//! The sweep: it finds deadlines that have passed and records what follows from them (R13, C5, C30).

use super::act::{Opening, Prepared, reads_up_to};
use super::keys::IdentityKey;
use super::seal::{Given, Sealing};
use super::{Arrival, Desk, DeskError, Draft};
use crate::{Change, Pending, StoreError, Topic, Worklist, Worklists, fold};
use aduan_core::{
    Actor, Command, Complaint, ComplaintId, ExpiryDecision, Ground, Stage, Timestamp, Undelivered,
};
use chrono::TimeDelta;

/// How many commits of a sweep wait for the disk together.
const PAGE: u32 = 256;

/// How long a message is known after a server took it over: a failure that is reported later than that is lost.
const REPORTED_WITHIN: TimeDelta = TimeDelta::days(30);

/// The reason given for a decision that the system takes.
const NO_ANSWER: &str = "Data tambahan tidak diterima sampai batas waktunya; diputuskan oleh sistem sesuai aturan. \
    / No additional data came within the window; decided by the system, as the rulebook has it.";

/// The subscription under which a store remembers up to which instant deadlines were swept: microseconds since 1970.
const SWEEP: &str = "aduan/sweep";

/// When the last sweep that came to its end began; `None` if there was none. For whoever has a store and no desk.
///
/// # Errors
/// Those of the store.
pub fn last_sweep(store: &dyn Worklists) -> Result<Option<Timestamp>, StoreError> {
    let position = store.checkpoint(SWEEP)?;
    Ok(i64::try_from(position).ok().filter(|micros| *micros > 0).map(Timestamp::from_micros))
}

/// The result of a sweep.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Swept {
    /// How many complaints were moved.
    pub done: u64,
    /// Which were due and could not be moved, and why. The next sweep tries them again.
    pub failed: Vec<(ComplaintId, String)>,
}

impl Desk {
    /// Does what time alone does to every complaint that is due now. Each is moved once, however many sweeps
    /// run at the same time, and others are received and handled meanwhile.
    ///
    /// ```
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// assert_eq!(desk.sweep()?.done, 0);
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Store`] if the store fails as such, is busy or overloaded; complaints that were moved before stay
    /// moved. A single complaint that cannot be moved is in [`Swept::failed`].
    pub fn sweep(&self) -> Result<Swept, DeskError> {
        let (now, mut swept, mut after) = (self.clock.now(), Swept::default(), None);
        loop {
            let page = self.store.due(now, after, PAGE)?;
            let Some(last) = page.last() else {
                self.pass_to_successors(now, &mut swept)?;
                self.clear_outbox(now)?;
                let position = u64::try_from(now.micros()).unwrap_or(0);
                self.store.change(Change::SaveCheckpoint { name: SWEEP.to_owned(), position })?;
                return Ok(swept);
            };
            after = Some(*last);
            // All are submitted before any is waited for: they share the disk's time.
            let (mut submitted, mut stopped) = (Vec::new(), None);
            for (_, id) in page {
                match self.expire(id, now) {
                    Err(DeskError::Store(error)) if stops(&error) => {
                        stopped = Some(error);
                        break;
                    }
                    result => submitted.push((id, result)),
                }
            }
            for (id, result) in submitted {
                match result.and_then(|pending| pending.map_or(Ok(None), |pending| Ok(Some(pending.wait()?))))
                {
                    Ok(Some(_)) => swept.done += 1,
                    Ok(None) => {}
                    // Another command has moved it. So it is no longer due, or the next sweep will find it.
                    Err(DeskError::Store(StoreError::Conflict { actual, .. })) => {
                        let read = self.complaint(id).and_then(|it| Ok(reads_up_to(&it, actual)?));
                        swept.failed.extend(read.err().map(|error| (id, error.to_string())));
                    }
                    Err(DeskError::Store(error)) if stops(&error) => stopped = Some(error),
                    Err(error) => swept.failed.push((id, error.to_string())),
                }
            }
            if let Some(error) = stopped {
                return Err(error.into());
            }
        }
    }

    /// Gives up the letters that could not be sent while what is sealed in them [may be kept](Self::with_ticket_limit): whoever
    /// waits for a ticket asks for another. Forgets what was accepted long ago.
    fn clear_outbox(&self, now: Timestamp) -> Result<(), DeskError> {
        let before = now.plus(-self.ticket_limit);
        while self.store.sealed_since()?.is_some_and(|oldest| oldest < before) {
            self.tell_expired(before)?;
            self.store.change(Change::ExpireSealed { before, at: now, limit: PAGE })?;
        }
        Ok(self.store.change(Change::ForgetAccepted { before: now.plus(-REPORTED_WITHIN) })?)
    }

    /// That an earlier way did not hear of another ticket is a fact (C37).
    fn tell_expired(&self, before: Timestamp) -> Result<(), DeskError> {
        let mut after = 0;
        loop {
            let page = self.store.outbox(after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.number;
            for row in page {
                let waits = row.is_waiting();
                let Ok(message) = row.message else { continue };
                // They stand in the order in which they were promised.
                if message.id.promised() >= before {
                    return Ok(());
                }
                if !waits || !matches!(message.topic, Topic::NewTicket(_)) {
                    continue;
                }
                match self.arrived(message.id, Arrival::Failed(Undelivered::Expired)) {
                    Err(DeskError::Store(error)) if stops(&error) => return Err(error.into()),
                    // It is given up all the same.
                    Ok(()) | Err(_) => {}
                }
            }
        }
    }

    /// When the last sweep that came to its end began, whichever process made it; `None` if there was none.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn last_sweep(&self) -> Result<Option<Timestamp>, DeskError> {
        Ok(last_sweep(&*self.store)?)
    }

    /// How long ago the last sweep began, by the desk's clock; `None` if there was none.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn last_sweep_age(&self) -> Result<Option<TimeDelta>, DeskError> {
        Ok(self.last_sweep()?.map(|last| self.clock.now().since(last)))
    }

    /// Passes the files of offices that ended to their successors (W4, C36).
    fn pass_to_successors(&self, now: Timestamp, swept: &mut Swept) -> Result<(), DeskError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let ended = directory
            .entries()
            .filter(|entry| directory.successor(entry.office, entry.zone.date(now)).is_some());
        for entry in ended {
            let mut list = Worklist::of_stages(Stage::ALL.iter().copied().collect()).at(entry.office);
            list.limit = PAGE;
            loop {
                let rows = self.store.worklist(&list)?;
                let Some(last) = rows.last() else { break };
                list = list.after(last);
                for row in rows {
                    let passed = self.pass_to_successor(row.complaint);
                    match passed {
                        Ok(()) => swept.done += 1,
                        // Another command has passed it on.
                        Err(DeskError::Store(StoreError::Conflict { .. }) | DeskError::Rejected(_)) => {}
                        Err(DeskError::Store(error)) if stops(&error) => return Err(error.into()),
                        Err(error) => swept.failed.push((row.complaint, error.to_string())),
                    }
                }
            }
        }
        Ok(())
    }

    fn pass_to_successor(&self, id: ComplaintId) -> Result<(), DeskError> {
        let complaint = fold(&*self.store, id, &mut drop)?;
        let nothing = Sealing::new(id, None, IdentityKey::Stored(self, id), &*self.entropy, Given::default());
        let prepared = self.prepared(&complaint, &Command::PassToSuccessor, &nothing)?;
        self.store.submit(prepared.commit).wait()?;
        Ok(())
    }

    fn expire(&self, id: ComplaintId, now: Timestamp) -> Result<Option<Pending<crate::Appended>>, DeskError> {
        let complaint = fold(&*self.store, id, &mut drop)?;
        let Some(due) = self.rules_of(&complaint)?.due(&complaint).filter(|due| due.at <= now) else {
            return Ok(None);
        };
        let window_ended = due.command == Command::ExpireDataWindow;
        let decided = if window_ended { self.decided_by_the_system(&complaint)? } else { None };
        let prepared = if let Some(prepared) = decided {
            prepared
        } else {
            let nothing =
                Sealing::new(id, None, IdentityKey::Stored(self, id), &*self.entropy, Given::default());
            self.prepared(&complaint, &due.command, &nothing)?
        };
        Ok(Some(self.store.submit(prepared.commit)))
    }

    /// R14: a rulebook may let the system decide that a window has ended without an answer. The end of the window is the
    /// first event of that command; where the procedure asks for a person's judgement, it is the only one.
    fn decided_by_the_system(&self, complaint: &Complaint) -> Result<Option<Prepared>, DeskError> {
        if self.rules_of(complaint)?.rulebook().expiry_decision != ExpiryDecision::System {
            return Ok(None);
        }
        let Some(key) = self.key_for_sealing(complaint.id)? else { return Ok(None) };
        let identity_key = IdentityKey::Stored(self, complaint.id);
        let mut sealing =
            Sealing::new(complaint.id, Some(key), identity_key, &*self.entropy, Given::default());
        let (reason, public_reason) = (Some(NO_ANSWER.into()), Some(NO_ANSWER.into()));
        let command: Command<Draft> =
            Command::DeclareNotActionable { ground: Ground::NoDataSupplied, reason, public_reason };
        let command = command.translate(&mut sealing)?;
        match self.prepared(complaint, &command, &sealing) {
            Err(DeskError::Rejected(_)) => Ok(None),
            prepared => prepared.map(Some),
        }
    }

    fn prepared(
        &self,
        complaint: &Complaint,
        command: &Command,
        sealing: &Sealing<'_>,
    ) -> Result<Prepared, DeskError> {
        self.prepare(complaint, command, &Actor::system(), &self.trace()?, sealing, Opening::Keep)
    }
}

/// Whether an error is the store's and not one complaint's: the others would only wait for the same one after another.
const fn stops(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Closed
            | StoreError::Full(_)
            | StoreError::Busy(_)
            | StoreError::Unknown(_)
            | StoreError::Read(_)
            | StoreError::Overloaded
    )
}
