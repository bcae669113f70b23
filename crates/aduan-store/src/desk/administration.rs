//! The administrative stream: by what decisions are taken, as facts in the log.

use super::{Desk, DeskError};
use crate::{Commit, KeyChange, Line, StoreError};
use aduan_core::{Actor, Administration, ComplaintId, Decoded, Digest, MasterKeyId, ReferenceData, decode};

/// How often it is tried again because another desk was quicker: each time, that one got on.
const TRIES: u32 = 64;

impl Desk {
    /// What the administrative stream adds up to: editions of reference data, and the master key.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn administration(&self) -> Result<Administration, DeskError> {
        let mut administration = Administration::default();
        self.store.read_stream(ComplaintId::ADMINISTRATION, &mut |entry| match decode(entry.line) {
            Decoded::Administrative(record) if record.version == entry.version => {
                administration.apply_record(&record);
                Ok(())
            }
            Decoded::Unknown(unknown)
                if unknown.complaint == ComplaintId::ADMINISTRATION && unknown.version == entry.version =>
            {
                administration.apply_unknown(unknown.version, unknown.recorded_at);
                Ok(())
            }
            Decoded::Administrative(_) | Decoded::Unknown(_) | Decoded::Known(_) | Decoded::Corrupt(_) => {
                let (position, version) = (entry.position, entry.version);
                let what = format!(
                    "position {position}: the line is not version {version} of the administrative stream"
                );
                Err(StoreError::Corrupt { what })
            }
        })?;
        Ok(administration)
    }

    /// Records which rulebooks, calendar, directory and master key this desk has, as far as the log does not say so yet. Call it when
    /// the desk has all its rules: an audit then knows, to the byte, by what decisions were taken. Nothing is written where
    /// nothing changed.
    ///
    /// ```
    /// # use aduan_core::{ReferenceData, Rulebook};
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let known = desk.record_editions()?;
    /// let book = Rulebook::kep_154_2012();
    /// assert!(known.editions.contains_key(&(ReferenceData::Rulebook, book.id.into())));
    /// assert_eq!(desk.record_editions()?.version, known.version, "nothing changed");
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::OtherEdition`] if a rulebook, calendar or directory of this name was recorded with other content; nothing is
    /// recorded then. [`DeskError::Vault`] if the keys cannot be asked, [`DeskError::Store`].
    pub fn record_editions(&self) -> Result<Administration, DeskError> {
        for _ in 0..TRIES {
            let mut administration = self.administration()?;
            let mut events = Vec::new();
            let mut books: Vec<_> = self.rules.values().map(|rules| rules.rulebook()).collect();
            books.sort_by_key(|book| book.id);
            for book in books {
                let digest = digest(&book.to_json());
                events.extend(administration.edition(ReferenceData::Rulebook, book.id.into(), digest)?);
            }
            let (calendar, content) = (self.calendar.id(), digest(&self.calendar.to_json()));
            events.extend(administration.edition(ReferenceData::Calendar, calendar.into(), content)?);
            if let Some(directory) = &self.directory {
                let content = digest(&directory.to_json());
                events.extend(administration.edition(
                    ReferenceData::Directory,
                    directory.id().into(),
                    content,
                )?);
            }
            events.extend(administration.master_key(MasterKeyId::new(self.keys.current()?.id().0)));
            if events.is_empty() {
                return Ok(administration);
            }
            let trace = self.trace()?;
            let now = self.clock.now();
            let mut ids = self.event_ids(now, events.len())?;
            let next = || ids.next().unwrap_or_default();
            let records = administration.records(events, now, &Actor::system(), trace, next);
            let commit = Commit {
                complaint: ComplaintId::ADMINISTRATION,
                expected: administration.version,
                command: trace.command,
                lines: records.iter().map(Line::from).collect(),
                claims: Vec::new(),
                key: KeyChange::Keep,
                contents: Vec::new(),
                bind: Vec::new(),
                summary: None,
                outbox: Vec::new(),
                settled: None,
            };
            match self.store.append(commit) {
                Ok(_) => {
                    for record in &records {
                        administration.apply_record(record);
                    }
                    return Ok(administration);
                }
                // Another desk on the same store has recorded something. What it did not record is recorded now.
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(DeskError::Contended { tries: TRIES })
    }
}

fn digest(json: &str) -> Digest {
    Digest::new(aduan_log::sha256(json.as_bytes()))
}
