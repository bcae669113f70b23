//! What the Inspectorate is handed through WISE: what was shared with it, and nothing else (R16, T8).

use super::read::is_shared;
use super::{Desk, DeskError, Done, Draft, refs};
use crate::AccessAnswer;
use crate::outbox::{Message, MessageId, Topic};
use crate::vault::{ContentKind, VaultError, Words};
use aduan_core::event::Event;
use aduan_core::{
    Actor, Channel, Command, ComplaintId, ContentId, ContentRef, EventKind, Matter, Media, RegisterNumber,
    Role, Shares, Timestamp, Trace, WiseNumber, WiseOutcome,
};
use zeroize::Zeroizing;

/// What was shared of a complaint. Its `Debug` shows no word.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SharedFile {
    /// What officers quote.
    pub register: Option<RegisterNumber>,
    /// Up to which version of the complaint.
    pub version: u32,
    /// When it was received.
    pub received_at: Timestamp,
    /// How it came in.
    pub channel: Option<Channel>,
    /// What it is about.
    pub matter: Option<Matter>,
    /// Which parts go along.
    pub shares: Shares,
    /// The texts, the earliest first.
    pub texts: Vec<SharedText>,
    /// The attachments, the earliest first: what they are, and not their bytes.
    pub attachments: Vec<SharedAttachment>,
}

/// A text that was shared.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SharedText {
    /// What happened there.
    pub event: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who wrote it, by role.
    pub by: Role,
    /// The text.
    pub words: Words,
}

/// An attachment that was shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedAttachment {
    /// By what it is read.
    pub content: ContentId,
    /// What kind of thing it is.
    pub media: Media,
    /// When it was attached.
    pub at: Timestamp,
}

/// What WISE says of a complaint that was forwarded to it (R20).
#[derive(Debug, Clone)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum WiseAnswer {
    /// It took it, under this number.
    Acknowledged {
        /// Its number.
        number: WiseNumber,
    },
    /// It is done with it.
    Returned {
        /// Its number.
        number: WiseNumber,
        /// What it did.
        outcome: WiseOutcome,
        /// What it wrote.
        note: Option<Words>,
    },
}

impl From<WiseAnswer> for Command<Draft> {
    fn from(answer: WiseAnswer) -> Self {
        match answer {
            WiseAnswer::Acknowledged { number } => Self::AcknowledgeWise { number },
            WiseAnswer::Returned { number, outcome, note } => Self::ReturnFromWise { number, outcome, note },
        }
    }
}

impl Desk {
    /// Records what WISE says of a complaint, by the machine's way: the system gives the command, so no second person confirms it
    /// (PT-5 is about what is entered by hand). The caller has made sure that it is WISE that speaks, and derives the trace from
    /// WISE's own id of the event ([`trace_for`](Self::trace_for)), so that a repetition gives the first result.
    ///
    /// ```
    /// # use aduan_store::{Desk, DeskError, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// use aduan_store::desk::WiseAnswer;
    /// let answer = WiseAnswer::Acknowledged { number: "W-7".parse().expect("a number") };
    /// let trace = desk.trace_for(b"wise", b"event 1")?;
    /// let nothing = desk.record_wise_answer(&trace, aduan_core::ComplaintId::default(), answer);
    /// assert!(matches!(nothing, Err(DeskError::NoSuchComplaint { .. })));
    /// # Ok::<_, DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] if there is no such complaint or nothing of it was shared with WISE, without a difference; else as
    /// [`act`](Self::act).
    pub fn record_wise_answer(
        &self,
        trace: &Trace,
        complaint: ComplaintId,
        answer: WiseAnswer,
    ) -> Result<Done, DeskError> {
        crate::pending::block_on(self.record_wise_answer_async(trace, complaint, answer))
    }

    /// [`record_wise_answer`](Self::record_wise_answer) for async callers, as [`act_async`](Self::act_async) is.
    ///
    /// # Errors
    /// As [`record_wise_answer`](Self::record_wise_answer).
    pub async fn record_wise_answer_async(
        &self,
        trace: &Trace,
        complaint: ComplaintId,
        answer: WiseAnswer,
    ) -> Result<Done, DeskError> {
        self.act_of_wise(trace, complaint, answer.into()).await
    }

    /// The id under which a complaint goes to WISE: its message's while that is in the outbox, else one that follows from the complaint
    /// and the version of what is shared. The same each time, so that WISE knows a repetition, whichever way it comes.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn wise_message(&self, complaint: ComplaintId, version: u32) -> Result<MessageId, DeskError> {
        let mut after = 0;
        loop {
            let page = self.store.outbox(after, 1000)?;
            let Some(last) = page.last() else { break };
            after = last.number;
            let is_it = |message: &&Message| message.complaint == complaint && message.topic == Topic::Wise;
            if let Some(message) = page.iter().filter_map(|row| row.message.as_ref().ok()).find(is_it) {
                return Ok(message.id);
            }
        }
        let (complaint, version) = (complaint.uuid(), version.to_be_bytes());
        let of: [&[u8]; 2] = [complaint.as_bytes(), &version];
        Ok(MessageId(self.derived(b"wise/package", &of)?.command.uuid()))
    }

    /// What was shared with the Inspectorate, opened for handing it over: through WISE, or as a package by hand. With `through`
    /// as it was at that version, so that a repetition says the same.
    ///
    /// Each text is on record as read by the system, once. The identity is never among it.
    ///
    /// ```
    /// # use aduan_store::{Desk, DeskError, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let nothing = desk.shared_with_wise(aduan_core::ComplaintId::default(), None);
    /// assert!(matches!(nothing, Err(DeskError::NoSuchComplaint { .. })));
    /// # Ok::<_, DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] if there is no such complaint, or nothing of it was shared; [`DeskError::Vault`].
    pub fn shared_with_wise(
        &self,
        complaint: ComplaintId,
        through: Option<u32>,
    ) -> Result<SharedFile, DeskError> {
        let (state, records) = self.load(complaint)?;
        if state.shared.is_empty() {
            return Err(DeskError::NoSuchComplaint { complaint });
        }
        let version = through.unwrap_or(state.version);
        let mut shared = SharedFile {
            register: state.register,
            version,
            received_at: state.received_at,
            channel: state.channel,
            matter: state.matter,
            shares: state.shared,
            texts: Vec::new(),
            attachments: Vec::new(),
        };
        for record in records.iter().filter(|record| record.version <= version && is_shared(&state, record)) {
            let at = record.recorded_at;
            for reference in refs::texts(&record.event) {
                if let Event::EvidenceAttached(attached) = &record.event {
                    let (content, media) = (reference.id, attached.media);
                    shared.attachments.push(SharedAttachment { content, media, at });
                    continue;
                }
                // Who the official is stands in a content of its own kind, which is not among the texts (T6).
                let words = match self.shared_words(complaint, reference, state.received_at) {
                    Err(DeskError::MayNotRead { .. }) => continue,
                    words => words?,
                };
                let (event, by) = (record.event.kind(), record.actor.role);
                shared.texts.push(SharedText { event, at, by, words });
            }
        }
        Ok(shared)
    }

    fn shared_words(
        &self,
        complaint: ComplaintId,
        reference: &ContentRef,
        since: Timestamp,
    ) -> Result<Words, DeskError> {
        let mut bytes = Zeroizing::new(Vec::new());
        self.open_to(complaint, reference, &[ContentKind::Text], &mut *bytes, &mut || Ok(()))?;
        let damaged = VaultError::Damaged { content: reference.id, segment: 0 };
        let words = Words::from(std::str::from_utf8(&bytes).map_err(|_| damaged)?);
        self.once_on_record(&Actor::system(), complaint, reference.id, AccessAnswer::Shown, since)?;
        Ok(words)
    }
}
