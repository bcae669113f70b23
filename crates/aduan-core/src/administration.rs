//! The administrative stream (catatan administrasi): facts of no complaint, in the same log as all others.
//!
//! An auditor finds here by which rulebook and holiday table, to the byte, a decision was taken, and when the master key
//! changed. The stream stands under the nil id, which no complaint has ([`ComplaintId::ADMINISTRATION`]).

use crate::content::hex_bytes;
use crate::record::{Envelope, FORMAT};
use crate::shape::Shape;
use crate::{Actor, CommandId, ComplaintId, CorrelationId, EditionId, EventId, Notice, Timestamp, Trace};
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;

hex_bytes! {
    /// The SHA-256 of an edition of reference data, as JSON. On the wire, 64 lower-case hexadecimal digits.
    pub struct Digest(32);
    /// The name of a master key, computed from it. On the wire, 32 lower-case hexadecimal digits.
    pub struct MasterKeyId(16);
}

tokens! {
    /// The kinds of reference data (data acuan): what decisions depend on besides the complaint.
    pub enum ReferenceData {
        /// Peraturan: a [`Rulebook`](crate::Rulebook).
        Rulebook = "rulebook", "peraturan", "rulebook";
        /// Kalender: a [`Calendar`](crate::Calendar).
        Calendar = "calendar", "kalender", "calendar";
        /// Daftar kantor: a [`Directory`](crate::Directory).
        Directory = "directory", "daftar kantor", "directory of offices";
    }
}

tokens! {
    /// The reasons why a message did not reach the outside (alasan pesan tidak terkirim). No word of a server or gateway is kept.
    pub enum Undelivered {
        /// No way of its kind is set up.
        NoWay = "no_way", "saluran belum disiapkan", "no way set up";
        /// No connection, or it broke off before the message was handed over.
        Unreachable = "unreachable", "tidak tersambung", "unreachable";
        /// It was handed over, and no answer came: it may have been accepted.
        Unknown = "unknown", "hasil tidak diketahui", "outcome unknown";
        /// The other side asks to try again later: greylisting, a full mailbox, too much at once.
        Deferred = "deferred", "ditunda oleh penerima", "deferred";
        /// The other side does not let us in: credentials, certificate, settings.
        NotAdmitted = "not_admitted", "kredensial ditolak", "not admitted";
        /// The other side refuses it for good.
        Refused = "refused", "ditolak", "refused";
        /// It was accepted, and came back.
        Returned = "returned", "dikembalikan", "returned";
        /// It could not be opened or written: its key, its row, its text.
        Unreadable = "unreadable", "tidak terbaca", "unreadable";
        /// It waited longer than what is sealed in it may be kept.
        Expired = "expired", "melewati batas simpan", "expired";
        /// An operator gave it up.
        GivenUp = "given_up", "dihentikan oleh operator", "given up by an operator";
    }
}

tokens! {
    /// The kinds of messages to the outside (jenis pesan keluar).
    pub enum Outgoing {
        /// A ticket (R4, R7).
        Ticket = "ticket", "nomor tiket", "ticket";
        /// That another ticket was sent (R7).
        NewTicket = "new_ticket", "pemberitahuan tiket baru", "notice of another ticket";
        /// A notice to the complainant (R12, R22).
        Notice = "notice", "pemberitahuan", "notice";
        /// A complaint for the Inspectorate, through WISE (R16).
        Wise = "wise", "penerusan WISE", "forwarding through WISE";
    }
}

/// Declares each administrative event: `Name = "Name", "nama", "name", schema { fields }`.
macro_rules! admin_events {
    ($( $(#[$meta:meta])* $kind:ident = $token:literal, $id:literal, $en:literal, $schema:literal {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)?
    } )+) => {
        wire_structs! { $( $(#[$meta])* pub struct $kind { $($(#[$fmeta])* pub $field: $ty),* } )+ }

        tokens! {
            /// The name of an administrative event, as in the `type` of a record.
            pub enum AdminEventKind {
                $( #[doc = concat!("[`AdminEvent::", stringify!($kind), "`].")] $kind = $token, $id, $en; )+
            }
        }

        /// Something that happened, and is of no complaint.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(not(aduan_workspace), non_exhaustive)]
        pub enum AdminEvent {
            $( #[doc = concat!("See [`struct@", stringify!($kind), "`].")] $kind($kind), )+
        }

        $(
            impl From<$kind> for AdminEvent {
                fn from(data: $kind) -> Self {
                    Self::$kind(data)
                }
            }
        )+

        impl AdminEvent {
            /// Which event it is.
            pub const fn kind(&self) -> AdminEventKind {
                match self { $( Self::$kind(_) => AdminEventKind::$kind, )+ }
            }
        }

        impl AdminEventKind {
            /// The current schema of this event's data.
            pub const fn schema(self) -> u16 {
                match self { $( Self::$kind => $schema, )+ }
            }

            /// The JSON Schema of this event's data.
            pub(crate) fn shape(self) -> serde_json::Value {
                match self { $( Self::$kind => <$kind as Shape>::shape(), )+ }
            }

            /// Reads the data of this event.
            pub(crate) fn read<'de, D: serde::Deserializer<'de>>(self, data: D) -> Result<AdminEvent, D::Error> {
                match self { $( Self::$kind => serde::Deserialize::deserialize(data).map(AdminEvent::$kind), )+ }
            }
        }

        /// The data alone; the name stands in the record.
        impl Serialize for AdminEvent {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $( Self::$kind(data) => data.serialize(serializer), )+ }
            }
        }
    };
}

admin_events! {
    /// Decisions may be taken by this edition from now on. The same name never stands for other content.
    EditionRecorded = "EditionRecorded", "Edisi data acuan dicatat", "edition of reference data recorded", 1 {
        /// What it is an edition of.
        data: ReferenceData,
        /// Its name, which records give as their `rulebook`, `calendar` or `directory`.
        edition: EditionId,
        /// What it says.
        digest: Digest,
    }

    /// New keys are wrapped under this master key from now on.
    MasterKeyChanged = "MasterKeyChanged", "Kunci induk diganti", "master key changed", 1 {
        /// Which key: a name that tells nothing of it.
        key: MasterKeyId,
    }

    /// An operator gave up a message that waited to be sent, or took one that had failed from the list of what failed.
    MessageGivenUp = "MessageGivenUp", "Pesan keluar dihentikan", "outgoing message given up", 1 {
        /// The complaint that it is about.
        of: ComplaintId,
        /// What it was.
        message: Outgoing,
        /// Which notice, where it was one.
        notice: Option<Notice>,
        /// Why it had not arrived by then; `None` if it was never tried.
        undelivered: Option<Undelivered>,
    }

    /// An officer asked which complaints name one official. Whom they asked about is in no record.
    OfficialSearched = "OfficialSearched", "Terlapor dicari", "complaints about an official searched", 1 {
        /// How many they were shown.
        found: u32,
        /// How many could not be asked, because their key does not open.
        unreadable: u32,
    }
}

/// One recorded event of the administrative stream: a line like any other, under [`ComplaintId::ADMINISTRATION`], without a
/// rulebook, a calendar and a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminRecord {
    /// Its place in the stream: 1, 2, 3, … without a gap.
    pub version: u32,
    /// This record.
    pub id: EventId,
    /// When it was recorded; never before the record ahead of it in the stream (C23).
    pub recorded_at: Timestamp,
    /// What the clock said, where it had stepped back and `recorded_at` did not follow it.
    pub clock: Option<Timestamp>,
    /// Who.
    pub actor: Actor,
    /// The command: what was recorded together has this in common, and a retry is known by it.
    pub command: CommandId,
    /// What ties it to things outside.
    pub correlation: CorrelationId,
    /// The record that caused it, where one did.
    pub causation: Option<EventId>,
    /// What happened.
    pub event: AdminEvent,
}

impl AdminRecord {
    /// The record as its one line, without a line end.
    pub fn to_line(&self) -> String {
        // Writing to memory, of a type whose parts are all strings and numbers, has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for AdminRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.event.kind();
        let envelope = Envelope {
            format: FORMAT,
            complaint: ComplaintId::ADMINISTRATION,
            version: self.version,
            id: self.id,
            r#type: kind.as_str(),
            schema: kind.schema(),
            recorded_at: self.recorded_at,
            clock: self.clock,
            actor: &self.actor,
            rulebook: None,
            calendar: None,
            directory: None,
            command: self.command,
            correlation: self.correlation,
            causation: self.causation,
            data: &self.event,
        };
        envelope.serialize(serializer)
    }
}

/// What the administrative stream adds up to.
///
/// ```
/// use aduan_core::{Administration, Digest, ReferenceData, Rulebook};
/// let (none, book) = (Administration::default(), Rulebook::kep_154_2012());
/// let event = none.edition(ReferenceData::Rulebook, book.id.into(), Digest::new([7; 32]))?;
/// assert!(event.is_some(), "it is not recorded yet");
/// # Ok::<_, aduan_core::OtherEdition>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Administration {
    /// The version of the last record; 0 if there is none.
    pub version: u32,
    /// When that was recorded.
    pub last_at: Timestamp,
    /// How many records this version of the program does not know, or are missing.
    pub unknown: u32,
    /// The editions, each as it was recorded first.
    pub editions: BTreeMap<(ReferenceData, EditionId), RecordedEdition>,
    /// The master key under which new keys are wrapped, if one was recorded.
    pub master_key: Option<MasterKeyId>,
}

/// What the log says of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub struct RecordedEdition {
    /// What it says.
    pub digest: Digest,
    /// The version of the administrative stream at which it was recorded: of two editions, the later one has the higher.
    pub version: u32,
    /// Since when decisions may be taken by it.
    pub in_force_from: Timestamp,
}

/// An edition of this name is recorded with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{data} {edition} was recorded with other content: recorded {recorded}, given {given}; give it a name of its own"
)]
pub struct OtherEdition {
    /// What it is an edition of.
    pub data: ReferenceData,
    /// Its name.
    pub edition: EditionId,
    /// The content that is recorded.
    pub recorded: Digest,
    /// The content that was given.
    pub given: Digest,
}

impl Administration {
    /// What is to be recorded of an edition; nothing if it is recorded already.
    ///
    /// # Errors
    /// [`OtherEdition`] if its name stands for other content.
    pub fn edition(
        &self,
        data: ReferenceData,
        edition: EditionId,
        digest: Digest,
    ) -> Result<Option<AdminEvent>, OtherEdition> {
        match self.editions.get(&(data, edition)) {
            None => Ok(Some(EditionRecorded { data, edition, digest }.into())),
            Some(recorded) if recorded.digest == digest => Ok(None),
            Some(recorded) => Err(OtherEdition { data, edition, recorded: recorded.digest, given: digest }),
        }
    }

    /// What is to be recorded of the current master key; nothing if it is recorded already.
    pub fn master_key(&self, key: MasterKeyId) -> Option<AdminEvent> {
        (self.master_key != Some(key)).then(|| MasterKeyChanged { key }.into())
    }

    /// The records of events that happened together, `now` by the clock; `id` gives each its own. Append them all or none.
    pub fn records(
        &self,
        events: Vec<AdminEvent>,
        now: Timestamp,
        actor: &Actor,
        trace: Trace,
        mut id: impl FnMut() -> EventId,
    ) -> Vec<AdminRecord> {
        let at = now.max(self.last_at);
        let record = |(event, version)| AdminRecord {
            version,
            id: id(),
            recorded_at: at,
            clock: (now < at).then_some(now),
            actor: actor.clone(),
            command: trace.command,
            correlation: trace.correlation,
            causation: trace.causation,
            event,
        };
        events.into_iter().zip(self.version.saturating_add(1)..=u32::MAX).map(record).collect()
    }

    /// The state after a record, in place. Total. A gap before it is counted in [`unknown`](Self::unknown); a version that was
    /// folded before is not folded again.
    pub fn apply_record(&mut self, record: &AdminRecord) {
        if !self.follow(record.version, record.recorded_at) {
            return;
        }
        match &record.event {
            AdminEvent::EditionRecorded(recorded) => {
                let edition = RecordedEdition {
                    digest: recorded.digest,
                    version: record.version,
                    in_force_from: record.recorded_at,
                };
                self.editions.entry((recorded.data, recorded.edition)).or_insert(edition);
            }
            AdminEvent::MasterKeyChanged(changed) => self.master_key = Some(changed.key),
            AdminEvent::MessageGivenUp(_) | AdminEvent::OfficialSearched(_) => {}
        }
    }

    /// The state after a record that this version of the program does not know, in place.
    pub fn apply_unknown(&mut self, version: u32, recorded_at: Timestamp) {
        if self.follow(version, recorded_at) {
            self.unknown = self.unknown.saturating_add(1);
        }
    }

    fn follow(&mut self, version: u32, recorded_at: Timestamp) -> bool {
        let new = version > self.version;
        if !new || version - 1 != self.version {
            self.unknown = self.unknown.saturating_add(1);
        }
        if new {
            (self.version, self.last_at) = (version, self.last_at.max(recorded_at));
        }
        new
    }
}
