//! The examination itself, section by section. What a damaged value hides is a finding and ends its section alone.

use crate::error::{damaged, reading};
use crate::trail::Trail;
use crate::{Finding, Integrity, contents, open, places, row, sql};
use aduan_core::event::Event;
use aduan_core::{CommandId, ComplaintId, ContentId, ContentRef, Decoded, Record, RegisterNumber, decode};
use aduan_store::vault::{DataKey, KeyProvider, KeyState, VaultError};
use aduan_store::{Claim, Hash, LogHead, Receipt, StoreError};
use rusqlite::Connection;
use std::collections::HashSet;

/// So many are told.
const MOST: usize = 100;

/// A nonce of 24 bytes, a key of 32, a tag of 16.
const WRAPPED: usize = 72;

pub(crate) fn examine(
    connection: &Connection,
    kept: Option<(u64, Hash)>,
    keys: Option<&dyn KeyProvider>,
) -> Result<Integrity, StoreError> {
    let mut examiner = Examiner {
        connection,
        keys,
        head: LogHead::default(),
        findings: Vec::new(),
        receipt: None,
        key: None,
        erased: HashSet::new(),
        contents: 0,
        imported: 0,
        elsewhere: 0,
        tickets: false,
        all_known: true,
    };
    examiner.section(Examiner::file)?;
    examiner.section(Examiner::schema)?;
    examiner.section(Examiner::imported)?;
    examiner.section(|it| it.lines(kept))?;
    for section in [
        Examiner::streams,
        Examiner::receipts,
        Examiner::claims,
        Examiner::all_keys,
        Examiner::strays,
        Examiner::messages,
        Examiner::accesses,
        Examiner::stored_head,
    ] {
        examiner.section(section)?;
    }
    let Examiner { head, mut findings, elsewhere, .. } = examiner;
    findings.truncate(MOST);
    Ok(Integrity { lines: head.size(), root: head.root(), findings, elsewhere, lingering: None })
}

struct Examiner<'a> {
    connection: &'a Connection,
    keys: Option<&'a dyn KeyProvider>,
    head: LogHead,
    findings: Vec<Finding>,
    /// The last one that was looked up: the events of one command stand together.
    receipt: Option<(CommandId, Option<Receipt>)>,
    /// The last one that was looked up, and what it opens to.
    key: Option<(ComplaintId, KeyState, Option<DataKey>)>,
    erased: HashSet<ComplaintId>,
    /// How many contents of the events are there.
    contents: u64,
    /// Up to which position the log was imported.
    imported: u64,
    elsewhere: u64,
    /// Whether a ticket was ever given out.
    tickets: bool,
    /// Whether every line is a record that this version knows.
    all_known: bool,
}

impl Examiner<'_> {
    fn section(
        &mut self,
        examine: impl FnOnce(&mut Self) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match examine(self) {
            Err(StoreError::Corrupt { what }) => {
                self.findings.push(Finding::File(what));
                Ok(())
            }
            result => result,
        }
    }

    fn file(&mut self) -> Result<(), StoreError> {
        let mut check = self.connection.prepare("PRAGMA integrity_check(20)").map_err(reading)?;
        let said = check.query_map([], |found| found.get::<_, String>(0)).map_err(reading)?;
        for line in said {
            let line = line.map_err(reading)?;
            if line != "ok" {
                self.findings.push(Finding::File(line));
            }
        }
        Ok(())
    }

    fn schema(&mut self) -> Result<(), StoreError> {
        let (ours, found) = (open::schema()?, open::objects(self.connection)?);
        let name = |object: &String| object.split(':').next().unwrap_or_default().to_owned();
        let missing = ours.iter().filter(|object| !found.contains(object));
        let strange = found.iter().filter(|object| !ours.contains(object));
        self.findings
            .extend(missing.map(|object| Finding::Schema(format!("{} is not as we make it", name(object)))));
        self.findings.extend(strange.map(|object| Finding::Schema(format!("{} is not ours", name(object)))));
        Ok(())
    }

    fn imported(&mut self) -> Result<(), StoreError> {
        let found = self.connection.query_row(sql::IMPORTED, [], |found| found.get::<_, i64>(0));
        self.imported = found.map_err(reading)?.unsigned_abs();
        Ok(())
    }

    /// That nobody has taken away or changed who saw what (R30).
    fn accesses(&mut self) -> Result<(), StoreError> {
        let stored = Trail::stored(self.connection)?;
        let mut missing = None;
        let found = Trail::of_rows(self.connection, &mut |number| {
            missing.get_or_insert(number);
        })?;
        if found != stored {
            let (stored, found) = (stored.size, found.size);
            self.findings.push(Finding::Accesses { stored, found, missing });
        }
        Ok(())
    }

    fn lines(&mut self, kept: Option<(u64, Hash)>) -> Result<(), StoreError> {
        let connection = self.connection;
        let mut statement = connection.prepare(sql::LOG).map_err(reading)?;
        let mut rows = statement.query((0, i64::MAX)).map_err(reading)?;
        let mut expected = 1;
        let mut as_kept = kept.is_none_or(|(size, root)| size == 0 && root == self.head.root());
        while let Some(found) = rows.next().map_err(reading)? {
            let position: u64 = row::count(found, 0)?;
            let (complaint, version) = (row::id(found, 1)?, row::count(found, 2)?);
            let line = row::blob(found, 4)?;
            let leaf = LogHead::leaf(line);
            let stored: Hash = row::bytes(found, 3)?;
            self.head.push(leaf);
            as_kept |= kept.is_some_and(|(size, root)| size == self.head.size() && root == self.head.root());
            if self.findings.len() < MOST {
                if position != expected {
                    self.findings.push(Finding::Missing { position: expected });
                }
                if leaf != stored {
                    self.findings.push(Finding::LineChanged { position });
                }
                self.line(line, position, complaint, version)?;
            }
            expected = position.checked_add(1).ok_or_else(|| damaged("positions beyond all numbers"))?;
        }
        if let Some((size, _)) = kept.filter(|_| !as_kept) {
            self.findings.push(Finding::Kept { size, found: self.head.size() });
        }
        Ok(())
    }

    fn line(
        &mut self,
        line: &[u8],
        position: u64,
        complaint: ComplaintId,
        version: u32,
    ) -> Result<(), StoreError> {
        let place = match decode(line) {
            Decoded::Known(known) => {
                let place = (known.record.complaint, known.record.version);
                if place == (complaint, version) {
                    self.record(&known.record, position)?;
                }
                Some(place)
            }
            Decoded::Unknown(unknown) => {
                self.all_known = false;
                Some((unknown.complaint, unknown.version))
            }
            Decoded::Corrupt(_) => None,
        };
        if place != Some((complaint, version)) {
            self.all_known = false;
            self.findings.push(Finding::Misplaced { position, complaint, version });
        }
        Ok(())
    }

    /// That everything is there that belongs to an event.
    fn record(&mut self, record: &Record, position: u64) -> Result<(), StoreError> {
        let (complaint, version) = (record.complaint, record.version);
        if self.receipt.is_none_or(|(command, _)| command != record.command) {
            self.receipt = Some((record.command, crate::apply::receipt(self.connection, record.command)?));
            let receipt = self.receipt.and_then(|(_, receipt)| receipt);
            let fits = |receipt: Receipt| {
                receipt.complaint == complaint
                    && (receipt.first_version..=receipt.last_version).contains(&version)
            };
            if !receipt.is_some_and(fits) {
                self.findings.push(Finding::Receipt { command: record.command });
            }
        }
        match &record.event {
            Event::Received(received) => {
                let claim = Claim::Register(received.register);
                if crate::apply::claimed(self.connection, &claim)? != Some(complaint) {
                    self.findings.push(Finding::Claim { complaint, what: "register number" });
                }
            }
            Event::PersonalDataErased(_) => drop(self.erased.insert(complaint)),
            _ => {}
        }
        record.event.contents().into_iter().try_for_each(|content| self.content(complaint, content, position))
    }

    /// Whether a complaint came in by an import.
    fn is_imported(&self, complaint: ComplaintId) -> Result<bool, StoreError> {
        let places = places::said(self.connection, complaint)?;
        Ok(places.first().is_some_and(|first| first.cast_unsigned() <= self.imported))
    }

    fn content(
        &mut self,
        complaint: ComplaintId,
        reference: &ContentRef,
        position: u64,
    ) -> Result<(), StoreError> {
        let content = reference.id;
        if self.key.as_ref().is_none_or(|(of, ..)| *of != complaint) {
            let state = row::key(self.connection, complaint)?;
            let opened = self.unwrapped(complaint, &state)?;
            self.key = Some((complaint, state, opened));
        }
        let segments = contents::segments(self.connection, complaint, content)?;
        let never = matches!(&self.key, Some((_, KeyState::Never, _)));
        let elsewhere = position <= self.imported || never && self.is_imported(complaint)?;
        let Some((_, state, key)) = &self.key else { return Ok(()) };
        let why = match (state, segments.is_empty()) {
            (KeyState::Never | KeyState::Active(_), true) if elsewhere => {
                self.elsewhere += 1;
                return Ok(());
            }
            (KeyState::Never, true) => "its key and its ciphertext are missing".to_owned(),
            (KeyState::Destroyed, true) => return Ok(()),
            (KeyState::Never, false) => "its ciphertext is there, and no key".to_owned(),
            (KeyState::Destroyed, false) => "its key was destroyed, and its ciphertext is there".to_owned(),
            (KeyState::Active(_), true) => "its ciphertext is missing".to_owned(),
            (KeyState::Active(_), false) => {
                self.contents += 1;
                let whole = segments.iter().zip(0_u32..).all(|(found, expected)| *found == expected);
                let last = segments.last().copied().unwrap_or_default();
                match key {
                    _ if !whole => "a segment of its ciphertext is missing".to_owned(),
                    Some(key) => match contents::opens(self.connection, key, complaint, reference, last) {
                        Ok(()) => return Ok(()),
                        Err(VaultError::Store(error)) => return Err(error),
                        Err(error) => error.to_string(),
                    },
                    None => return Ok(()),
                }
            }
        };
        self.findings.push(Finding::Content { complaint, content, why });
        Ok(())
    }

    /// The key itself, where keys were given to open it.
    fn unwrapped(&mut self, complaint: ComplaintId, state: &KeyState) -> Result<Option<DataKey>, StoreError> {
        let (Some(keys), KeyState::Active(wrapped)) = (self.keys, state) else { return Ok(None) };
        match keys.of(wrapped.master).and_then(|master| master.unwrap(complaint, wrapped)) {
            Ok(key) => Ok(Some(key)),
            Err(VaultError::Store(error)) => Err(error),
            // Told once, where all keys are looked at.
            Err(_) => Ok(None),
        }
    }

    fn streams(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::UNEVEN_STREAMS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)?
            && self.findings.len() < MOST
        {
            let (complaint, first, last) = (row::id(found, 0)?, row::count(found, 1)?, row::count(found, 2)?);
            let (events, summary) = (row::count(found, 3)?, row::get(found, 4)?);
            let even = (first, events, summary) == (1, last, Some(last));
            self.findings.push(if even {
                Finding::Places { complaint }
            } else {
                Finding::Stream { complaint, events, first, last, summary }
            });
        }
        Ok(())
    }

    fn receipts(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::LOOSE_RECEIPTS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)?
            && self.findings.len() < MOST
        {
            self.findings.push(Finding::Receipt { command: row::id(found, 0)? });
        }
        Ok(())
    }

    /// That no claim is somebody's who does not have what it claims. Which ticket a digest is of, nobody can say.
    fn claims(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::CLAIMS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)?
            && self.findings.len() < MOST
        {
            let (key, complaint) = (row::blob(found, 0)?, row::id(found, 1)?);
            self.tickets |= key.first() == Some(&b't');
            let exists: bool = row::get(found, 2)?;
            let register: Option<RegisterNumber> = row::maybe_word(found, 3)?;
            let its_own = match key.first() {
                Some(b't') => exists && key.len() == 33,
                Some(b'r') => register.is_some_and(|register| Claim::Register(register).key() == key),
                _ => false,
            };
            if !its_own {
                let what = if key.first() == Some(&b't') { "ticket" } else { "register number" };
                self.findings.push(Finding::Claim { complaint, what });
            }
        }
        Ok(())
    }

    fn all_keys(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::KEYS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        let (mut destroyed, mut own) = (HashSet::new(), false);
        while let Some(found) = rows.next().map_err(reading)?
            && self.findings.len() < MOST
        {
            let (complaint, exists): (ComplaintId, bool) = (row::id(found, 0)?, row::get(found, 1)?);
            // Under no complaint's id the desk keeps its own.
            let desks = complaint.uuid().is_nil();
            own |= desks;
            let why = match row::key(self.connection, complaint)? {
                _ if !exists && !desks => "it has a key and no events".to_owned(),
                KeyState::Destroyed if desks => {
                    "the desk's own key was destroyed: no ticket can be looked up".to_owned()
                }
                KeyState::Active(key) if key.bytes.len() != WRAPPED => {
                    "its wrapped key is damaged".to_owned()
                }
                KeyState::Active(key) => {
                    let Some(keys) = self.keys else { continue };
                    match keys.of(key.master).and_then(|master| master.unwrap(complaint, &key)) {
                        Ok(_) => continue,
                        Err(error) => error.to_string(),
                    }
                }
                KeyState::Destroyed if !self.all_known || self.erased.contains(&complaint) => {
                    destroyed.insert(complaint);
                    continue;
                }
                _ => "its key was destroyed, and no event says so".to_owned(),
            };
            self.findings.push(Finding::Key { complaint, why });
        }
        if self.tickets && !own {
            let why = "the desk's own key is missing, and tickets were given out".to_owned();
            self.findings.push(Finding::Key { complaint: ComplaintId::default(), why });
        }
        let mut kept: Vec<_> = self.erased.difference(&destroyed).copied().collect();
        kept.sort();
        let why = || "its personal data were erased, and its key was not destroyed".to_owned();
        self.findings.extend(kept.into_iter().map(|complaint| Finding::Key { complaint, why: why() }));
        Ok(())
    }

    fn strays(&mut self) -> Result<(), StoreError> {
        // Where a line cannot be read, nobody knows what it refers to.
        if !self.all_known || self.findings.len() >= MOST {
            return Ok(());
        }
        let count = self.connection.query_row(sql::BOUND_CONTENTS, [], |found| found.get::<_, i64>(0));
        let count = count.map_err(reading)?.unsigned_abs();
        if count > self.contents {
            self.findings.push(Finding::Stray { count: count - self.contents });
        }
        Ok(())
    }

    /// The messages that wait: that their rows can be read, and what is sealed in them opens.
    fn messages(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::OUTBOX).map_err(reading)?;
        let mut rows = statement.query((0, i64::MAX)).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)? {
            let (content, complaint): (ContentId, ComplaintId) = (row::id(found, 1)?, row::id(found, 2)?);
            let _topic: aduan_store::Topic = row::word(found, 3)?;
            let body = row::blob(found, 4)?;
            let state = row::key(self.connection, complaint)?;
            if let Some(key) = self.unwrapped(complaint, &state)?.filter(|_| !body.is_empty())
                && let Err(error) = aduan_store::vault::open(&key, complaint, content, body)
            {
                self.findings.push(Finding::Content { complaint, content, why: error.to_string() });
            }
        }
        Ok(())
    }

    fn stored_head(&mut self) -> Result<(), StoreError> {
        let stored = row::head(self.connection)?;
        if stored != self.head {
            self.findings.push(Finding::Head { found: self.head.size(), stored: stored.size() });
        }
        Ok(())
    }
}
