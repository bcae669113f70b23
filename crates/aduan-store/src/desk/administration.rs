//! The administrative stream: by what decisions are taken, as facts in the log.

use super::{Desk, DeskError};
use crate::{Change, Commit, KeyChange, Line, StoreError, digest_of};
use aduan_core::{
    Actor, AdminEvent, Administration, ComplaintId, Edition, MasterKeyId, OtherEdition, ReferenceData, Trace,
};

/// How often it is tried again because another desk was quicker: each time, that one got on.
const TRIES: u32 = 64;

/// What became of an edition that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddedEdition {
    /// It is on record, and decisions may be taken by it from now on.
    Recorded,
    /// It was on record without its content, which is kept now.
    ContentKept,
    /// It was there with the same content. Nothing was changed.
    Already,
}

impl Desk {
    /// What the administrative stream adds up to: editions of reference data, and the master key.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn administration(&self) -> Result<Administration, DeskError> {
        Ok(crate::administration(&*self.store)?)
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
        self.record(|administration| {
            let mut events = Vec::new();
            let mut books: Vec<_> = self.rules.values().map(|rules| rules.rulebook()).collect();
            books.sort_by_key(|book| book.id);
            for book in books {
                let digest = digest_of(book.to_json().as_bytes());
                events.extend(administration.edition(ReferenceData::Rulebook, book.id.into(), digest)?);
            }
            let (calendar, content) = (self.calendar.id(), digest_of(self.calendar.to_json().as_bytes()));
            events.extend(administration.edition(ReferenceData::Calendar, calendar.into(), content)?);
            if let Some(directory) = &self.directory {
                let content = digest_of(directory.to_json().as_bytes());
                events.extend(administration.edition(
                    ReferenceData::Directory,
                    directory.id().into(),
                    content,
                )?);
            }
            events.extend(administration.master_key(MasterKeyId::new(self.keys.current()?.id().0)));
            Ok(events)
        })
    }

    /// Adds an edition of reference data to the database: keeps its content, and makes it a fact of the log that decisions may
    /// be taken by it from now on. Every desk that is [opened](Self::open) on the store from then on knows it: the last
    /// calendar and the last directory that were added are used, and rulebooks can be put
    /// [in force](Self::with_rulebook). This desk goes on with what it has.
    ///
    /// ```
    /// # use aduan_core::{Calendar, Edition};
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, desk::AddedEdition, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let calendar = Edition::from(Calendar::new("id-2027".parse().expect("a name"), 2027, 2027, []));
    /// assert_eq!(desk.add_edition(&calendar)?, AddedEdition::Recorded);
    /// assert_eq!(desk.add_edition(&calendar)?, AddedEdition::Already);
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::OtherEdition`] if its name stands for other content: recorded, or as it comes with the program;
    /// [`DeskError::UnsoundRulebook`], [`DeskError::Store`]. Nothing is recorded then.
    pub fn add_edition(&self, edition: &Edition) -> Result<AddedEdition, DeskError> {
        if let Edition::Rulebook(book) = edition {
            book.check()?;
        }
        let (data, id, content) = (edition.data(), edition.id(), edition.to_json().into_bytes());
        let digest = digest_of(&content);
        let same_name = |shipped: &Edition| (shipped.data(), shipped.id()) == (data, id);
        if let Some(shipped) = Edition::shipped().iter().find(|shipped| same_name(shipped)) {
            let recorded = digest_of(shipped.to_json().as_bytes());
            if recorded != digest {
                return Err(OtherEdition { data, edition: id, recorded, given: digest }.into());
            }
        }
        let added = match self.administration()?.edition(data, id, digest)? {
            Some(_) => AddedEdition::Recorded,
            None if self.store.edition(digest)?.is_some() => return Ok(AddedEdition::Already),
            None => AddedEdition::ContentKept,
        };
        // First the content: an edition that is on record is there.
        self.store.change(Change::KeepEdition { digest, content })?;
        self.record(|administration| Ok(administration.edition(data, id, digest)?.into_iter().collect()))?;
        Ok(added)
    }

    /// Records a fact under a command id of its own: given again, it is recorded once.
    pub(super) fn record_once(&self, trace: &Trace, event: &AdminEvent) -> Result<(), DeskError> {
        match self.record_under(&Actor::system(), Some(trace), |_| Ok(vec![event.clone()])) {
            Err(DeskError::Store(StoreError::Duplicate(_))) => Ok(()),
            recorded => recorded.map(drop),
        }
    }

    /// Records a fact that an officer brought about.
    pub(super) fn record_of(&self, actor: &Actor, event: &AdminEvent) -> Result<(), DeskError> {
        self.record_under(actor, None, |_| Ok(vec![event.clone()])).map(drop)
    }

    /// Records what is to be recorded, by the state of the stream as it is; nothing where that is nothing.
    fn record(
        &self,
        events: impl Fn(&Administration) -> Result<Vec<AdminEvent>, DeskError>,
    ) -> Result<Administration, DeskError> {
        self.record_under(&Actor::system(), None, events)
    }

    fn record_under(
        &self,
        actor: &Actor,
        trace: Option<&Trace>,
        events: impl Fn(&Administration) -> Result<Vec<AdminEvent>, DeskError>,
    ) -> Result<Administration, DeskError> {
        for _ in 0..TRIES {
            let mut administration = self.administration()?;
            let events = events(&administration)?;
            if events.is_empty() {
                return Ok(administration);
            }
            let trace = trace.map_or_else(|| self.trace(), |trace| Ok(*trace))?;
            let now = self.clock.now();
            let mut ids = self.event_ids(now, events.len())?;
            let next = || ids.next().unwrap_or_default();
            let records = administration.records(events, now, actor, trace, next);
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
                withdrawn: Vec::new(),
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
