//! Reading: content by those who have the file, an identity by those to whom it was disclosed; each time on record.

use super::{Desk, DeskError, IdentityWords, refs};
use crate::vault::{ContentKind, Opener, VaultError, Words};
use crate::{Access, Answer, Change};
use aduan_core::event::Event;
use aduan_core::{
    Actor, Complaint, ComplaintId, ContentId, ContentRef, IdentityPart, Office, Record, Role, Stage,
};
use std::io::Write;
use std::sync::Arc;
use zeroize::Zeroizing;

impl Desk {
    /// Reads a text of a complaint. The access is on record before it is shown (R30).
    ///
    /// Who may (inferred; no source says): an officer of an office that has or had the file; a receiver what is still at intake; the
    /// Inspectorate what was sent to it; the complainant what they gave themselves, and what they were asked. Never
    /// whoever is or was named as the reported official (T6).
    ///
    /// # Errors
    /// [`DeskError::MayNotRead`]; [`VaultError::Erased`] and the other [`DeskError::Vault`] errors.
    pub fn read(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
    ) -> Result<Words, DeskError> {
        let mut bytes = Whole::default();
        self.read_to(actor, complaint, content, &mut bytes)?;
        let damaged = VaultError::Damaged { content, segment: 0 };
        Ok(Words::from(std::str::from_utf8(&bytes.0).map_err(|_| damaged)?))
    }

    /// Reads a text or attachment into `out`, one segment at a time: a video takes no more memory than a letter.
    /// What has been written when it fails must not be used.
    ///
    /// # Errors
    /// As [`read`](Self::read); [`VaultError::Stream`] if `out` fails.
    pub fn read_to(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
        out: &mut dyn Write,
    ) -> Result<(), DeskError> {
        let (state, records) = self.load(complaint)?;
        let found = records.iter().find_map(|record| {
            let reference =
                refs::texts(&record.event).into_iter().find(|reference| reference.id == content)?;
            Some((record, reference))
        });
        let (record, reference) = found.ok_or(DeskError::MayNotRead { content })?;
        if !may_read(&state, actor, record) {
            return Err(DeskError::MayNotRead { content });
        }
        self.on_record(actor, complaint, content, Answer::Shown)?;
        self.open_to(complaint, reference, &[ContentKind::Text, ContentKind::Attachment], out)
    }

    /// Reads the complainant's identity: for somebody to whom an event of this complaint disclosed it, in the role
    /// in which it did (R27, T4). Each reading is on record before it is shown, and each attempt that is refused.
    ///
    /// # Errors
    /// [`DeskError::NotDisclosed`]; [`DeskError::Vault`].
    pub fn read_identity(&self, actor: &Actor, complaint: ComplaintId) -> Result<IdentityWords, DeskError> {
        let (state, records) = self.load(complaint)?;
        let disclosed = records.iter().any(|record| {
            matches!(&record.event, Event::IdentityDisclosed(disclosed)
                if disclosed.recipient == actor.id && disclosed.recipient_role == actor.role)
        });
        let reference = identity_of(&records).ok_or(DeskError::NotDisclosed)?;
        if !disclosed || state.names(actor.id) {
            self.on_record(actor, complaint, reference.id, Answer::Refused)?;
            return Err(DeskError::NotDisclosed);
        }
        self.on_record(actor, complaint, reference.id, Answer::Shown)?;
        self.open_identity(complaint, reference)
    }

    /// Who read content of this complaint, or was refused its identity, the earliest first: the trail that its complainant may ask for (R30).
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, DeskError> {
        Ok(self.store.accesses(complaint)?)
    }

    /// The address that a notice goes to: e-mail before SMS, a contact left later before the identity.
    pub(super) fn address_of(&self, complaint: ComplaintId) -> Result<Option<Words>, DeskError> {
        let (_, records) = self.load(complaint)?;
        let left = records.iter().rev().find_map(|record| match &record.event {
            Event::TicketIssued(issued) => issued.contact.as_ref(),
            Event::Received(received) => received.identity.as_ref().and_then(|identity| {
                let ways = [IdentityPart::Email, IdentityPart::Mobile];
                ways.iter().any(|way| identity.parts.contains(*way)).then_some(&identity.content)
            }),
            _ => None,
        });
        let Some(reference) = left else { return Ok(None) };
        self.on_record(&Actor::system(), complaint, reference.id, Answer::Shown)?;
        let contact = self.open_identity(complaint, reference)?;
        Ok(contact.email.or(contact.mobile))
    }

    fn open_identity(
        &self,
        complaint: ComplaintId,
        reference: &ContentRef,
    ) -> Result<IdentityWords, DeskError> {
        let mut bytes = Whole::default();
        self.open_to(complaint, reference, &[ContentKind::Identity, ContentKind::Contact], &mut bytes)?;
        let damaged = VaultError::Damaged { content: reference.id, segment: 0 };
        Ok(IdentityWords::from_bytes(&bytes.0).ok_or(damaged)?)
    }

    fn on_record(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
        answer: Answer,
    ) -> Result<(), DeskError> {
        let access = Access { complaint, content, actor: actor.clone(), at: self.clock.now(), answer };
        Ok(self.store.change(Change::RecordAccess(access))?)
    }

    pub(super) fn open_to(
        &self,
        complaint: ComplaintId,
        reference: &ContentRef,
        kinds: &[ContentKind],
        out: &mut dyn Write,
    ) -> Result<(), DeskError> {
        let content = reference.id;
        let key = self.key(complaint)?;
        let mut next = self.store.chunk(complaint, content, 0)?.ok_or(VaultError::Missing { content })?;
        let mut opener = Opener::new(&key, complaint, content, &next)?;
        if !kinds.contains(&opener.kind()) {
            return Err(DeskError::MayNotRead { content });
        }
        for index in 1_u32.. {
            let after = self.store.chunk(complaint, content, index)?;
            let opened = opener.next(&next, after.is_none())?;
            out.write_all(opened).map_err(|error| VaultError::Stream(Arc::new(error)))?;
            match after {
                Some(after) => next = after,
                None => break,
            }
        }
        Ok(opener.finish(reference)?)
    }
}

/// Content that is whole in memory. Where it must grow, what it was in before is overwritten.
#[derive(Default)]
struct Whole(Zeroizing<Vec<u8>>);

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * self.0.capacity())));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn identity_of(records: &[Record]) -> Option<&ContentRef> {
    records.iter().find_map(|record| match &record.event {
        Event::Received(received) => received.identity.as_ref().map(|identity| &identity.content),
        _ => None,
    })
}

pub(super) fn may_read(complaint: &Complaint, actor: &Actor, record: &Record) -> bool {
    if actor.role == Role::Complainant {
        let theirs =
            record.actor.role == Role::Complainant || matches!(record.event, Event::DataRequested(_));
        return actor.id == complaint.complainant && theirs;
    }
    if complaint.names(actor.id) {
        return false;
    }
    let at = |office: Option<Office>| office.is_some() && office == actor.office;
    match actor.role {
        Role::Verifier => at(complaint.unit),
        Role::Pyb => at(complaint.pyb),
        Role::Assessor => at(complaint.assessed_at),
        Role::Receiver => at(complaint.unit) && complaint.stage == Stage::Intake,
        Role::Inspectorate => complaint.wise.is_some() || complaint.stage == Stage::WithInspectorate,
        Role::Complainant | Role::DataProtectionOfficer | Role::System => false,
    }
}
