//! Reading. Officers who have the file read its contents; officers to whom an identity was disclosed read that. Each
//! read is recorded.

use super::file::may_see;
use super::{Desk, DeskError, IdentityWords, refs};
use crate::vault::{ContentKind, KeyState, Opener, VaultError, Words};
use crate::{Access, AccessAnswer, Change};
use aduan_core::event::Event;
use aduan_core::{
    Actor, Complaint, ComplaintId, Confidentiality, ContentId, ContentRef, DisclosureGround, NoticeChannel,
    Office, OfficeKind, Purpose, Record, Role, Share, Stage, Timestamp,
};
use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The kinds that may be read as content.
const TEXTS: &[ContentKind] = &[ContentKind::Text, ContentKind::Attachment, ContentKind::Official];

/// Within this time, a second refused attempt of the same person to read an identity counts as the same attempt.
const SAME_ATTEMPT: i64 = 24 * 60 * 60 * 1_000_000;

impl Desk {
    /// Reads a text of a complaint. The access is on record before it is shown (R30), and only if it opens.
    ///
    /// These may read it (inferred; no source says): an officer of an office that has or had the file; a receiver what
    /// is still at intake; the Inspectorate the parts that were shared with it (T8); the complainant what they gave themselves, what was
    /// added or answered in their name, what they were asked, what was written to them, and the reason that was written for them where it is not actionable (P3). A person who is, or once was, named as the reported official never reads it (T6).
    ///
    /// # Errors
    /// [`DeskError::MayNotRead`]; [`VaultError::Erased`] and the other [`DeskError::Vault`] errors.
    pub fn read(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
    ) -> Result<Words, DeskError> {
        let reference = self.readable(actor, complaint, content)?;
        let mut bytes = Whole::default();
        self.open_to(complaint, &reference, TEXTS, &mut bytes, &mut || Ok(()))?;
        let damaged = VaultError::Damaged { content, segment: 0 };
        let words = Words::from(std::str::from_utf8(&bytes.0).map_err(|_| damaged)?);
        self.on_record(actor, complaint, content, AccessAnswer::Shown)?;
        Ok(words)
    }

    /// Reads a text or attachment into `out`, one segment at a time: a video takes no more memory than a letter. The
    /// access is on record once its first segment has opened, before anything is written. If it fails, the part that
    /// was written must not be used.
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
        let reference = self.readable(actor, complaint, content)?;
        let mut shown = || self.on_record(actor, complaint, content, AccessAnswer::Shown);
        self.open_to(complaint, &reference, TEXTS, out, &mut shown)
    }

    /// Reads the complainant's identity: for a person to whom an event of this complaint disclosed it, in the role that
    /// the event names (R27, T4). A disclosure by the complainant's consent counts until they take the consent back,
    /// and not again if they give it anew; one that the PYB approved counts on. If the history has records that this
    /// version does not know, no disclosure counts (C28).
    ///
    /// The disclosure is the event. Each reading is on record before it is shown, and so are attempts that are refused:
    /// one for each person and 24 hours.
    ///
    /// # Errors
    /// [`DeskError::NotDisclosed`]; [`DeskError::Vault`].
    pub fn read_identity(&self, actor: &Actor, complaint: ComplaintId) -> Result<IdentityWords, DeskError> {
        let (state, records) = self.load(complaint)?;
        let reference = identity_of(&records).ok_or(DeskError::NotDisclosed)?;
        let known = self.recognised(&state, actor)?;
        if state.unknown > 0 || !disclosed(complaint, &records, actor) || !may_see(&state, &known) {
            self.attempt_on_record(actor, complaint, reference.id)?;
            return Err(DeskError::NotDisclosed);
        }
        let identity = self.open_identity(complaint, reference)?;
        self.on_record(actor, complaint, reference.id, AccessAnswer::Shown)?;
        Ok(identity)
    }

    /// Every access: each person who read content of this complaint or was refused its identity, the earliest first.
    /// The complainant may ask for [their part](Self::own_accesses) of it (R30).
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, DeskError> {
        Ok(self.store.accesses(complaint)?)
    }

    /// The readings of what the complainant gave and of what they may read, the earliest first (R30). A reading of anything else would
    /// tell them that it is there (C44). With a ticket that only follows there are none.
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] for everybody but the complainant; [`DeskError::Store`].
    pub fn own_accesses(&self, actor: &Actor, id: ComplaintId) -> Result<Vec<Access>, DeskError> {
        let (state, records) = self.load(id)?;
        if actor.role != Role::Complainant || actor.id != state.complainant {
            return Err(DeskError::NoSuchComplaint { complaint: id });
        }
        if !state.has_all_powers(actor, self.clock.now()) {
            return Ok(Vec::new());
        }
        let mut theirs: HashSet<ContentId> =
            records.iter().filter_map(contact).map(|left| left.reference.id).collect();
        theirs.extend(identity_of(&records).map(|identity| identity.id));
        for record in &records {
            let texts = refs::texts(&record.event).into_iter();
            let said_for_them = matches!(
                (&record.event, record.actor.role),
                (
                    Event::Received(_)
                        | Event::MaterialAmended(_)
                        | Event::EvidenceAttached(_)
                        | Event::DataSupplied(_)
                        | Event::Withdrawn(_),
                    Role::Receiver
                )
            );
            let known = |reference: &&ContentRef| said_for_them || may_read(&state, actor, record, reference);
            theirs.extend(texts.filter(known).map(|reference| reference.id));
        }
        let accesses = self.store.accesses(id)?;
        Ok(accesses.into_iter().filter(|access| theirs.contains(&access.content)).collect())
    }

    /// The address that a notice of `promised` goes to: e-mail before SMS, and the last contact that the complainant typed
    /// themselves. What an officer typed never takes its place (T2). Where the complainant typed none, a contact left later comes
    /// before the identity, once its ticket has all its powers: until then somebody may object (C37).
    ///
    /// A relay may ask many times until it has sent the notice. The system's read of the address is recorded once.
    pub(super) fn address_of(
        &self,
        complaint: ComplaintId,
        promised: Timestamp,
    ) -> Result<Option<(Words, NoticeChannel)>, DeskError> {
        let (state, records) = self.load(complaint)?;
        let now = self.clock.now();
        let settled = |contact: &&Contact<'_>| {
            let place = contact.ticket.map(|ordinal| usize::from(ordinal.saturating_sub(1)));
            let ticket = place.and_then(|place| state.tickets.get(place));
            place.is_none() || ticket.is_some_and(|ticket| ticket.has_all_powers(now))
        };
        let left: Vec<Contact<'_>> = records.iter().filter_map(contact).collect();
        let own = left.iter().rev().find(|contact| contact.own);
        // Where there is no other, a contact that waits is better than none.
        let chosen = own.or_else(|| left.iter().rev().find(settled)).or(left.last());
        let Some(Contact { reference, .. }) = chosen.copied() else { return Ok(None) };
        let contact = self.open_identity(complaint, reference)?;
        self.once_on_record(&Actor::system(), complaint, reference.id, AccessAnswer::Shown, promised)?;
        let by = |words: Option<Words>, channel| words.map(|words| (words, channel));
        Ok(by(contact.email, NoticeChannel::Email).or(by(contact.mobile, NoticeChannel::Sms)))
    }

    /// The contacts of the complainant by which something can be sent, the earliest first; those that can no longer be opened are left
    /// out. That they are read for a message is on record.
    pub(super) fn contacts(&self, complaint: ComplaintId) -> Result<Vec<IdentityWords>, DeskError> {
        let (_, records) = self.load(complaint)?;
        let mut opened = Vec::new();
        for Contact { reference, .. } in records.iter().filter_map(contact) {
            match self.open_identity(complaint, reference) {
                Ok(contact) => {
                    self.on_record(&Actor::system(), complaint, reference.id, AccessAnswer::Shown)?;
                    opened.push(contact);
                }
                Err(DeskError::Vault(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(opened)
    }

    /// Refuses to mark a message as read that nobody of this officer's office has read: the complainant is told that it was. The
    /// history does not know who read what, so only the desk can ask (P3).
    pub(super) fn has_read_the_messages(
        &self,
        complaint: &Complaint,
        actor: &Actor,
    ) -> Result<(), DeskError> {
        let Some(since) = complaint.unanswered else { return Ok(()) };
        let accesses = self.store.accesses(complaint.id)?;
        let was_read = |content: ContentId| {
            accesses.iter().any(|access| {
                access.content == content
                    && access.answer == AccessAnswer::Shown
                    && access.actor.office.is_some()
                    && access.actor.office == actor.office
            })
        };
        let (_, records) = self.load(complaint.id)?;
        let waits = records.iter().rev().take_while(|record| record.recorded_at >= since);
        let theirs = waits.filter(|record| record.actor.role == Role::Complainant);
        for record in theirs {
            if let Event::MessageWritten(written) = &record.event
                && !was_read(written.message.id)
            {
                return Err(DeskError::Unread { content: written.message.id });
            }
        }
        Ok(())
    }

    /// The reference to this content, if this person may read it.
    fn readable(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
    ) -> Result<ContentRef, DeskError> {
        let (state, records) = self.load(complaint)?;
        let actor = &self.recognised(&state, actor)?;
        let found = records.iter().find_map(|record| {
            let reference =
                refs::texts(&record.event).into_iter().find(|reference| reference.id == content)?;
            Some((record, reference))
        });
        let speaks = state.has_all_powers(actor, self.clock.now());
        match found.filter(|(record, reference)| speaks && may_read(&state, actor, record, reference)) {
            Some((_, reference)) => Ok(reference.clone()),
            None => Err(DeskError::MayNotRead { content }),
        }
    }

    fn open_identity(
        &self,
        complaint: ComplaintId,
        reference: &ContentRef,
    ) -> Result<IdentityWords, DeskError> {
        let mut bytes = Whole::default();
        let kinds = [ContentKind::Identity, ContentKind::Contact];
        self.open_to(complaint, reference, &kinds, &mut bytes, &mut || Ok(()))?;
        let damaged = VaultError::Damaged { content: reference.id, segment: 0 };
        Ok(IdentityWords::from_bytes(&bytes.0).ok_or(damaged)?)
    }

    pub(super) fn on_record(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
        answer: AccessAnswer,
    ) -> Result<(), DeskError> {
        // By whom is asked later, and not with which ticket.
        let actor = Actor { alias: None, ticket: None, ..actor.clone() };
        let access = Access { complaint, content, actor, at: self.clock.now(), answer };
        Ok(self.store.change(Change::RecordAccess(access))?)
    }

    /// On record, unless the same is since an instant.
    pub(super) fn once_on_record(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
        answer: AccessAnswer,
        since: Timestamp,
    ) -> Result<(), DeskError> {
        let same = |access: &Access| {
            (access.content, &access.actor, access.answer) == (content, actor, answer) && access.at >= since
        };
        if self.store.accesses(complaint)?.iter().any(same) {
            return Ok(());
        }
        self.on_record(actor, complaint, content, answer)
    }

    /// Records a refused attempt. Repeated ones are recorded once, so that nobody can fill the disk with them (T13).
    fn attempt_on_record(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
    ) -> Result<(), DeskError> {
        let since = Timestamp::from_micros(self.clock.now().micros().saturating_sub(SAME_ATTEMPT));
        self.once_on_record(actor, complaint, content, AccessAnswer::Refused, since)
    }

    /// Opens content into `out`. `opens` is called once its first segment has opened, before anything is written.
    pub(super) fn open_to(
        &self,
        complaint: ComplaintId,
        reference: &ContentRef,
        kinds: &[ContentKind],
        out: &mut dyn Write,
        opens: &mut dyn FnMut() -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        match self.open_segments(complaint, reference, kinds, out, opens) {
            // If the content is erased while it is read, the error is `Erased`, not `Damaged`.
            Err(DeskError::Vault(VaultError::Damaged { .. } | VaultError::Missing { .. }))
                if self.store.key(complaint)? == KeyState::Destroyed =>
            {
                Err(VaultError::Erased { complaint }.into())
            }
            result => result,
        }
    }

    fn open_segments(
        &self,
        complaint: ComplaintId,
        reference: &ContentRef,
        kinds: &[ContentKind],
        out: &mut dyn Write,
        opens: &mut dyn FnMut() -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let content = reference.id;
        // An erased complaint is told as such, and not as one whose content is missing.
        let sealed = self.store.chunk(complaint, content, 0)?;
        let claimed = sealed.as_deref().and_then(ContentKind::claimed);
        // Whatever the content claims to be: where no identity is asked for, its key is not unwrapped.
        let kind = claimed.filter(|claimed| kinds.contains(claimed)).unwrap_or(ContentKind::Text);
        let key = self.key_of(complaint, kind)?;
        let mut next = sealed.ok_or(VaultError::Missing { content })?;
        let mut opener = Opener::new(&key, complaint, content, &next)?;
        if !kinds.contains(&opener.kind()) {
            return Err(DeskError::MayNotRead { content });
        }
        for index in 1_u32.. {
            let after = self.store.chunk(complaint, content, index)?;
            let opened = opener.next(&next, after.is_none())?;
            if index == 1 {
                opens()?;
            }
            out.write_all(opened).map_err(|error| VaultError::Stream(Arc::new(error)))?;
            match after {
                Some(after) => next = after,
                None => break,
            }
        }
        Ok(opener.finish(reference)?)
    }
}

/// A contact by which something can be sent.
#[derive(Clone, Copy)]
struct Contact<'a> {
    reference: &'a ContentRef,
    /// The ordinal of the ticket for which it was given.
    ticket: Option<u16>,
    /// Whether the complainant typed it themselves.
    own: bool,
}

fn contact(record: &Record) -> Option<Contact<'_>> {
    let (reference, ticket) = match &record.event {
        Event::TicketIssued(issued) => (&issued.contact.as_ref()?.content, Some(issued.ticket)),
        Event::TicketReissued(issued) => (&issued.contact.as_ref()?.content, Some(issued.ticket)),
        Event::Received(received) => {
            let identity = received.identity.as_ref().filter(|left| !left.parts.deliveries().is_empty())?;
            (&identity.content, None)
        }
        _ => return None,
    };
    Some(Contact { reference, ticket, own: record.actor.role == Role::Complainant })
}

/// Whether the identity was disclosed to this person, and still is. A consent that was given with a ticket whose contact they or
/// their office had typed does not count (C37).
fn disclosed(complaint: ComplaintId, records: &[Record], actor: &Actor) -> bool {
    let (mut approved, mut consented) = (false, false);
    let mut state = Complaint::new(complaint);
    for record in records {
        state.apply_record(record);
        let typed = state.consent_typed_by();
        let own = typed
            .is_some_and(|(typist, office)| typist == actor.id || office.is_some() && office == actor.office);
        match &record.event {
            Event::IdentityDisclosed(disclosed)
                if (disclosed.recipient.id, disclosed.recipient_role) == (actor.id, actor.role) =>
            {
                match disclosed.ground {
                    DisclosureGround::EaseInvestigation => approved = true,
                    DisclosureGround::Consent => consented = !own,
                }
            }
            Event::ConfidentialityChosen(chosen) if chosen.choice != Confidentiality::Open => {
                consented = false;
            }
            _ => {}
        }
    }
    approved || consented
}

/// A whole content in memory. When it must grow, the old buffer is overwritten.
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

pub(super) fn may_read(
    complaint: &Complaint,
    actor: &Actor,
    record: &Record,
    reference: &ContentRef,
) -> bool {
    if actor.role == Role::Complainant {
        // A question that runs a clock from its telling is told by opening it, and not before.
        let untold = complaint.stage == Stage::AwaitingData
            && complaint.telling.is_none()
            && complaint.window.is_none();
        let asked = matches!(record.event, Event::DataRequested(_))
            && !(untold && record.version == complaint.request);
        let written_for_them = matches!(&record.event, Event::DeclaredNotActionable(declared)
            if declared.public_reason.as_ref() == Some(reference));
        let written_for_them = written_for_them || matches!(record.event, Event::MessageWritten(_));
        // What a receiver recorded as their words they may check (P3).
        let in_their_name = matches!(record.event, Event::MaterialAmended(_) | Event::DataSupplied(_));
        let theirs = record.actor.role == Role::Complainant || asked || written_for_them || in_their_name;
        return actor.id == complaint.complainant && theirs;
    }
    if !may_see(complaint, actor) {
        return false;
    }
    let at = |office: Option<Office>| office.is_some() && office == actor.office;
    // Whoever may confirm it reads why it was proposed (S2).
    let proposed = |event: &Event| match event {
        Event::Proposed(proposed) => complaint.proposals.iter().any(|open| open.proposed == **proposed),
        _ => false,
    };
    match actor.role {
        Role::Verifier => at(complaint.unit),
        Role::Pyb => at(complaint.pyb),
        Role::Assessor => at(complaint.assessed_at),
        Role::Receiver => at(complaint.unit) && complaint.stage == Stage::Intake,
        Role::Inspectorate => {
            let above = complaint.names_kind(OfficeKind::Puski) && waits_for_oversight(complaint, record);
            is_shared(complaint, record) || proposed(&record.event) || above
        }
        Role::Coordinator => proposed(&record.event) || waits_for_oversight(complaint, record),
        Role::Complainant | Role::DataProtectionOfficer | Role::System => false,
    }
}

/// What waits for whoever oversees it: to look at it (W6), or to decide on it (W7); and nothing else.
fn waits_for_oversight(complaint: &Complaint, record: &Record) -> bool {
    let late = match record.event {
        Event::MaterialAmended(_) | Event::EvidenceAttached(_) => true,
        Event::MessageWritten(_) => record.actor.role == Role::Complainant,
        _ => false,
    };
    let closed = complaint.stage == Stage::Closed;
    let since = complaint.late_material.filter(|_| closed);
    let waits = since.is_some_and(|since| record.recorded_at >= since);
    // To decide what it is about, they read what the complainant says it is.
    let story = matches!(
        record.event,
        Event::Received(_) | Event::MaterialAmended(_) | Event::DataSupplied(_) | Event::MatterContested(_)
    );
    late && waits || story && complaint.contested.is_some()
}

/// Whether the Inspectorate was handed the words of this event: what was shared, then and later (T8, C42), and what the two
/// say to each other.
pub(super) fn is_shared(complaint: &Complaint, record: &Record) -> bool {
    let part = match &record.event {
        Event::ForwardedToWise(_) | Event::WiseReturned(_) => return true,
        Event::Received(_) | Event::MaterialAmended(_) | Event::DataSupplied(_) => Share::Material,
        Event::MessageWritten(_) if record.actor.role == Role::Complainant => Share::Material,
        Event::EvidenceAttached(attached) if attached.purpose == Purpose::LateAnswer => Share::Material,
        Event::EvidenceAttached(_) => Share::Evidence,
        Event::MaterialReviewed(_) | Event::DataRequested(_) => Share::Review,
        _ => return false,
    };
    complaint.shared.contains(part)
}
