//! A command that comes again: is it the one that was recorded under this id (C22)?

use super::{Desk, DeskError, Done, Effect, Pen, Trace};
use crate::vault::{ContentKind, KeyState, Opener, VaultError};
use aduan_core::event::{Event, EvidenceAttached};
use aduan_core::{
    Actor, Command, Commitment, Complaint, ComplaintId, ContentId, ContentRef, Elements, Following, Purpose,
    Record,
};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// What stands in the place of a reference when two commands are compared.
const BLANK: ContentRef =
    ContentRef { id: ContentId::new(uuid::Uuid::nil()), commitment: Commitment::new([0; 32]) };

impl Desk {
    /// What a command that was recorded before gave (C22).
    ///
    /// It is the same command if it is the same actor's, says the same facts, and its contents have the same bytes
    /// as the recorded ones. These are opened for that and shown to nobody; nothing is kept to compare with by which
    /// a content could be guessed. Contents that can no longer be opened (erased, or never brought along by an
    /// import) are not compared. Everything else is an id that was used twice.
    pub(super) fn first_result(
        &self,
        trace: &Trace,
        actor: &Actor,
        (command, pen): (&Command, &Pen<'_>),
        id: ComplaintId,
    ) -> Result<Done, DeskError> {
        let reused = DeskError::CommandReused { command: trace.command };
        let Some(receipt) = self.store.receipt(trace.command)?.filter(|receipt| receipt.complaint == id)
        else {
            return Err(reused);
        };
        let (_, history) = self.load(id)?;
        let mut complaint = Complaint::new(id);
        for record in history.iter().filter(|record| record.version <= receipt.last_version) {
            complaint.apply_record(record);
        }
        let first = |record: &&Record| record.command == trace.command;
        let records: Vec<Record> = history.iter().filter(first).cloned().collect();
        let events: Vec<Event> = records.iter().map(|record| record.event.clone()).collect();
        if records.iter().all(|record| record.actor == *actor) && self.same(command, pen, &events, id)? {
            Ok(Done { complaint, records, receipt, effect: Effect::RecordedBefore })
        } else {
            Err(reused)
        }
    }

    fn same(
        &self,
        command: &Command,
        pen: &Pen<'_>,
        recorded: &[Event],
        id: ComplaintId,
    ) -> Result<bool, DeskError> {
        let Some(mut first) = Command::of(recorded) else { return Ok(false) };
        let mut again = command.clone();
        forget_what_no_event_keeps(&mut again, recorded);
        let (before, now) = (taken_out(&mut first), taken_out(&mut again));
        if first != again || before.len() != now.len() {
            return Ok(false);
        }
        if !matches!(self.store.key(id)?, KeyState::Active(_)) {
            return Ok(true);
        }
        for (before, now) in before.iter().zip(&now).filter(|(before, now)| before != now) {
            let said = match pen.digest(now)? {
                Some(said) => said,
                // An attachment: it was uploaded once more.
                None => self.digest_of(id, now)?,
            };
            match self.digest_of(id, before) {
                Ok(first) if first != said => return Ok(false),
                // Damaged or not there: that is for whoever reads it to be told.
                Ok(_) | Err(DeskError::Vault(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn digest_of(&self, complaint: ComplaintId, reference: &ContentRef) -> Result<[u8; 32], DeskError> {
        use ContentKind::{Attachment, Contact, Identity, Text};
        let mut hasher = Hasher(Sha256::new());
        let kinds = [Text, Attachment, Identity, Contact];
        self.open_to(complaint, reference, &kinds, &mut hasher, &mut || Ok(()))?;
        Ok(hasher.0.finalize().into())
    }
}

/// Takes the references out of a command.
fn taken_out(command: &mut Command) -> Vec<ContentRef> {
    command.contents_mut().into_iter().map(|content| std::mem::replace(content, BLANK)).collect()
}

fn forget_what_no_event_keeps(command: &mut Command, recorded: &[Event]) {
    match command {
        // Online everybody gets a ticket, whatever they say (R3).
        Command::Receive(receive) if receive.channel.is_online() => receive.following = Following::NotWanted,
        // A late answer keeps no list of elements (C4).
        Command::SupplyData { elements, .. } => {
            let late = |event: &Event| {
                matches!(
                    event,
                    Event::EvidenceAttached(EvidenceAttached { purpose: Purpose::LateAnswer, .. })
                )
            };
            if recorded.iter().any(late) {
                *elements = Elements::EMPTY;
            }
        }
        _ => {}
    }
}

struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pen<'_> {
    /// The SHA-256 of what this pen sealed as this content; `None` if it did not.
    fn digest(&self, reference: &ContentRef) -> Result<Option<[u8; 32]>, VaultError> {
        let chunks: Vec<_> = self.chunks.iter().filter(|chunk| chunk.content == reference.id).collect();
        let (Some(first), Some(key)) = (chunks.first(), &self.key) else { return Ok(None) };
        let mut opener = Opener::new(key, first.complaint, reference.id, &first.bytes)?;
        let mut hasher = Sha256::new();
        for (index, chunk) in chunks.iter().enumerate() {
            hasher.update(opener.next(&chunk.bytes, index + 1 == chunks.len())?);
        }
        Ok(Some(hasher.finalize().into()))
    }
}
