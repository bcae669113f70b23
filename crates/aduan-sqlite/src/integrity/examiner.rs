//! The examination, section by section. A damaged value is a problem, and ends only its own section.

use crate::access_log::AccessLogHead;
use crate::error::{damaged, reading};
use crate::{
    IntegrityProblem, IntegrityReport, column, contents, log, open, outbox, positions, sql, transaction,
};
use aduan_core::event::Event;
use aduan_core::{
    CommandId, ComplaintId, ContentId, ContentRef, Decoded, Digest, Record, RegisterNumber, decode,
};
use aduan_store::vault::{DataKeys, KeyProvider, KeyState, VaultError};
use aduan_store::{Claim, Hash, LogHead, Receipt, StoreError, digest_of};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// The maximum number of problems that are listed.
const MAX_PROBLEMS: usize = 100;

pub(crate) fn examine(
    connection: &Connection,
    known_head: Option<(u64, Hash)>,
    keys: Option<&dyn KeyProvider>,
) -> Result<IntegrityReport, StoreError> {
    let mut examiner = Examiner {
        connection,
        keys,
        head: LogHead::default(),
        problems: Vec::new(),
        receipt: None,
        key: None,
        erased: HashSet::new(),
        contents: 0,
        imported: 0,
        elsewhere: 0,
        tickets: false,
        ticket_claims: HashMap::new(),
        all_known: true,
    };
    examiner.section(Examiner::file)?;
    examiner.section(Examiner::schema)?;
    examiner.section(Examiner::imported)?;
    examiner.section(|it| it.lines(known_head))?;
    for section in [
        Examiner::streams,
        Examiner::receipts,
        Examiner::claims,
        Examiner::all_keys,
        Examiner::strays,
        Examiner::messages,
        Examiner::accesses,
        Examiner::editions,
        Examiner::size,
    ] {
        examiner.section(section)?;
    }
    let Examiner { head, mut problems, elsewhere, .. } = examiner;
    problems.truncate(MAX_PROBLEMS);
    Ok(IntegrityReport {
        lines: head.size(),
        root: head.root(),
        problems,
        contents_elsewhere: elsewhere,
        unscrubbed: None,
    })
}

struct Examiner<'a> {
    connection: &'a Connection,
    keys: Option<&'a dyn KeyProvider>,
    head: LogHead,
    problems: Vec<IntegrityProblem>,
    /// The last one that was looked up: the events of one command stand together.
    receipt: Option<(CommandId, Option<Receipt>)>,
    /// The last one that was looked up, and what it opens to.
    key: Option<(ComplaintId, KeyState, Option<DataKeys>)>,
    erased: HashSet<ComplaintId>,
    /// How many contents of the events are there.
    contents: u64,
    /// Up to which position the log was imported.
    imported: u64,
    elsewhere: u64,
    /// Whether a ticket was ever given out.
    tickets: bool,
    /// How many claims of tickets each complaint's events ask for, less those that were found; without those that are even.
    ticket_claims: HashMap<ComplaintId, i64>,
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
                self.problems.push(IntegrityProblem::File(what));
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
                self.problems.push(IntegrityProblem::File(line));
            }
        }
        Ok(())
    }

    fn schema(&mut self) -> Result<(), StoreError> {
        let (ours, found) = (open::schema()?, open::objects(self.connection)?);
        let name = |object: &String| object.split(':').next().unwrap_or_default().to_owned();
        let missing = ours.iter().filter(|object| !found.contains(object));
        let strange = found.iter().filter(|object| !ours.contains(object));
        self.problems.extend(
            missing.map(|object| IntegrityProblem::Schema(format!("{} is not as we make it", name(object)))),
        );
        self.problems
            .extend(strange.map(|object| IntegrityProblem::Schema(format!("{} is not ours", name(object)))));
        Ok(())
    }

    fn imported(&mut self) -> Result<(), StoreError> {
        let found = self.connection.query_row(sql::IMPORTED, [], |found| found.get::<_, i64>(0));
        self.imported = found.map_err(reading)?.unsigned_abs();
        Ok(())
    }

    /// Checks that no access was removed, added or changed (R30).
    fn accesses(&mut self) -> Result<(), StoreError> {
        let stored = AccessLogHead::stored(self.connection)?;
        let mut missing = None;
        let found = AccessLogHead::of_rows(self.connection, &mut |number| {
            missing.get_or_insert(number);
        })?;
        if found != stored {
            let (stored, found) = (stored.size, found.size);
            self.problems.push(IntegrityProblem::AccessLog { stored, found, missing });
        }
        Ok(())
    }

    /// Checks that the reference data say what they said.
    fn editions(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::EDITIONS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)? {
            let digest = Digest::new(column::bytes(found, 0)?);
            if digest_of(&column::get::<Vec<u8>>(found, 1)?) != digest {
                self.problems.push(IntegrityProblem::Edition { digest });
            }
        }
        Ok(())
    }

    fn lines(&mut self, known_head: Option<(u64, Hash)>) -> Result<(), StoreError> {
        let connection = self.connection;
        let mut statement = connection.prepare(sql::LOG_WITH_SUBTREES).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        let (mut expected, mut as_stored) = (1, true);
        let mut as_kept = known_head.is_none_or(|(size, root)| size == 0 && root == self.head.root());
        while let Some(found) = rows.next().map_err(reading)? {
            let position: u64 = column::count(found, 0)?;
            let (complaint, version) = (column::id(found, 1)?, column::count(found, 2)?);
            let line = column::blob(found, 4)?;
            let leaf = LogHead::leaf(line);
            let stored: Hash = column::bytes(found, 3)?;
            self.head.push(leaf);
            // After a changed or missing line, all later subtrees differ for that reason alone.
            as_stored &= position == expected && leaf == stored;
            as_kept |=
                known_head.is_some_and(|(size, root)| size == self.head.size() && root == self.head.root());
            if self.problems.len() < MAX_PROBLEMS {
                if position != expected {
                    self.problems.push(IntegrityProblem::MissingPosition { position: expected });
                }
                if leaf != stored {
                    self.problems.push(IntegrityProblem::LineChanged { position });
                }
                let subtree: Option<Hash> = column::maybe_bytes(found, 5)?;
                if as_stored && subtree.as_ref() != log::subtree(&self.head) {
                    self.problems.push(IntegrityProblem::Subtree { position });
                }
                self.line(line, position, complaint, version)?;
            }
            expected = position.checked_add(1).ok_or_else(|| damaged("positions beyond all numbers"))?;
        }
        if let Some((size, _)) = known_head.filter(|_| !as_kept) {
            self.problems.push(IntegrityProblem::KnownHead { size, found: self.head.size() });
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
            Decoded::Administrative(record) => {
                let place = (ComplaintId::ADMINISTRATION, record.version);
                if place == (complaint, version) {
                    self.receipt_of(record.command, complaint, version)?;
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
            self.problems.push(IntegrityProblem::Misplaced { position, complaint, version });
        }
        Ok(())
    }

    /// That everything is there that belongs to an event.
    fn record(&mut self, record: &Record, position: u64) -> Result<(), StoreError> {
        let (complaint, version) = (record.complaint, record.version);
        self.receipt_of(record.command, complaint, version)?;
        match &record.event {
            Event::Received(received) => {
                let claim = Claim::Register(received.register);
                if transaction::claimed(self.connection, &claim)? != Some(complaint) {
                    self.problems.push(IntegrityProblem::Claim { complaint, what: "register number" });
                }
            }
            Event::PersonalDataErased(_) => drop(self.erased.insert(complaint)),
            Event::TicketIssued(issued) if position > self.imported => {
                self.expect_ticket(complaint, issued.ticket);
            }
            Event::TicketReissued(issued) if position > self.imported => {
                self.expect_ticket(complaint, issued.ticket);
            }
            _ => {}
        }
        // The contents of a commit stand at its first event.
        let receipt = self.receipt.and_then(|(_, receipt)| receipt);
        let first =
            receipt.map_or(position, |it| position - u64::from(version.saturating_sub(it.first_version)));
        let mut contents = record.event.contents().into_iter();
        contents.try_for_each(|content| self.content(complaint, content, position, first))
    }

    /// That a ticket has its claims: one, and beside it for every ticket but the first one that tells its ordinal.
    fn expect_ticket(&mut self, complaint: ComplaintId, ordinal: u16) {
        self.count_ticket_claims(complaint, if ordinal == 1 { 1 } else { 2 });
    }

    fn count_ticket_claims(&mut self, complaint: ComplaintId, more: i64) {
        let count = self.ticket_claims.entry(complaint).or_default();
        *count += more;
        if *count == 0 {
            self.ticket_claims.remove(&complaint);
        }
    }

    /// That the command of an event has its receipt.
    fn receipt_of(
        &mut self,
        command: CommandId,
        complaint: ComplaintId,
        version: u32,
    ) -> Result<(), StoreError> {
        if self.receipt.is_some_and(|(looked_up, _)| looked_up == command) {
            return Ok(());
        }
        let receipt = match transaction::receipt(self.connection, command) {
            Err(StoreError::Corrupt { .. }) => None,
            receipt => receipt?,
        };
        self.receipt = Some((command, receipt));
        let fits = |receipt: Receipt| {
            receipt.complaint == complaint
                && (receipt.first_version..=receipt.last_version).contains(&version)
        };
        if !receipt.is_some_and(fits) {
            self.problems.push(IntegrityProblem::Receipt { command });
        }
        Ok(())
    }

    /// Whether a complaint came in by an import.
    fn is_imported(&self, complaint: ComplaintId) -> Result<bool, StoreError> {
        let first = positions::first(self.connection, complaint)?;
        Ok(first.is_some_and(|first| first.cast_unsigned() <= self.imported))
    }

    fn content(
        &mut self,
        complaint: ComplaintId,
        reference: &ContentRef,
        position: u64,
        first: u64,
    ) -> Result<(), StoreError> {
        let content = reference.id;
        if self.key.as_ref().is_none_or(|(of, ..)| *of != complaint) {
            let state = column::key(self.connection, complaint)?;
            let opened = self.unwrapped(complaint, &state)?;
            self.key = Some((complaint, state, opened));
        }
        let segments = contents::segments(self.connection, complaint, content, first)?;
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
                    Some(keys) => {
                        match contents::opens(self.connection, keys, complaint, reference, (first, last)) {
                            Ok(()) => return Ok(()),
                            Err(VaultError::Store(error)) => return Err(error),
                            Err(error) => error.to_string(),
                        }
                    }
                    None => return Ok(()),
                }
            }
        };
        self.problems.push(IntegrityProblem::Content { complaint, content, why });
        Ok(())
    }

    /// The keys themselves, where master keys were given to open them.
    fn unwrapped(
        &mut self,
        complaint: ComplaintId,
        state: &KeyState,
    ) -> Result<Option<DataKeys>, StoreError> {
        let (Some(keys), KeyState::Active(wrapped)) = (self.keys, state) else { return Ok(None) };
        match keys.of(wrapped.master).and_then(|master| master.unwrap_keys(complaint, wrapped)) {
            Ok(keys) => Ok(Some(keys)),
            Err(VaultError::Store(error)) => Err(error),
            // Told once, where all keys are looked at.
            Err(_) => Ok(None),
        }
    }

    fn streams(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::UNEVEN_STREAMS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)?
            && self.problems.len() < MAX_PROBLEMS
        {
            let (complaint, first, last) =
                (column::id(found, 0)?, column::count(found, 1)?, column::count(found, 2)?);
            let (events, summary) = (column::count(found, 3)?, column::get(found, 4)?);
            let even = (first, events, summary) == (1, last, Some(last));
            self.problems.push(if even {
                IntegrityProblem::Positions { complaint }
            } else {
                IntegrityProblem::Stream { complaint, events, first, last, summary }
            });
        }
        Ok(())
    }

    fn receipts(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::LOOSE_RECEIPTS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)?
            && self.problems.len() < MAX_PROBLEMS
        {
            self.problems.push(IntegrityProblem::Receipt { command: column::id(found, 0)? });
        }
        Ok(())
    }

    /// Checks that no complaint has a claim on something that it does not have, and that each of its tickets has its claims: the
    /// ticket behind a digest cannot be known, but how many there are.
    fn claims(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::CLAIMS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)?
            && self.problems.len() < MAX_PROBLEMS
        {
            let (key, complaint) = (column::blob(found, 0)?, column::id(found, 1)?);
            self.tickets |= key.first() == Some(&b't');
            let exists: bool = column::get(found, 2)?;
            let register: Option<RegisterNumber> = column::maybe_word(found, 3)?;
            let its_own = match key.first() {
                Some(b't') => exists && key.len() == 33,
                Some(b'r') => register.is_some_and(|register| Claim::Register(register).key() == key),
                _ => false,
            };
            if !its_own {
                let what = if key.first() == Some(&b't') { "ticket" } else { "register number" };
                self.problems.push(IntegrityProblem::Claim { complaint, what });
            } else if key.first() == Some(&b't') {
                self.count_ticket_claims(complaint, -1);
            }
        }
        // An event that is not known may have issued a ticket.
        if self.all_known {
            let mut uneven: Vec<ComplaintId> = self.ticket_claims.keys().copied().collect();
            uneven.sort_unstable();
            let uneven =
                uneven.into_iter().map(|complaint| IntegrityProblem::Claim { complaint, what: "ticket" });
            self.problems.extend(uneven.take(MAX_PROBLEMS));
        }
        Ok(())
    }

    fn all_keys(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::KEYS).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        let (mut destroyed, mut own) = (HashSet::new(), false);
        while let Some(found) = rows.next().map_err(reading)?
            && self.problems.len() < MAX_PROBLEMS
        {
            let (complaint, exists): (ComplaintId, bool) = (column::id(found, 0)?, column::get(found, 1)?);
            // Under no complaint's id the desk keeps its own.
            let desks = complaint.uuid().is_nil();
            own |= desks;
            let why = match column::key(self.connection, complaint)? {
                _ if !exists && !desks => "it has a key and no events".to_owned(),
                KeyState::Destroyed if desks => {
                    "the desk's own key was destroyed: no ticket can be looked up".to_owned()
                }
                KeyState::Active(key) if !key.is_whole() => "its wrapped key is damaged".to_owned(),
                KeyState::Active(key) => {
                    let Some(keys) = self.keys else { continue };
                    match keys.of(key.master).and_then(|master| master.unwrap_keys(complaint, &key)) {
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
            self.problems.push(IntegrityProblem::Key { complaint, why });
        }
        if self.tickets && !own {
            let why = "the desk's own key is missing, and tickets were given out".to_owned();
            self.problems.push(IntegrityProblem::Key { complaint: ComplaintId::default(), why });
        }
        let mut not_destroyed: Vec<_> = self.erased.difference(&destroyed).copied().collect();
        not_destroyed.sort();
        let why = || "its personal data were erased, and its key was not destroyed".to_owned();
        self.problems.extend(
            not_destroyed.into_iter().map(|complaint| IntegrityProblem::Key { complaint, why: why() }),
        );
        Ok(())
    }

    fn strays(&mut self) -> Result<(), StoreError> {
        // If a line cannot be read, its references are not known.
        if !self.all_known || self.problems.len() >= MAX_PROBLEMS {
            return Ok(());
        }
        let count = self.connection.query_row(sql::BOUND_CONTENTS, [], |found| found.get::<_, i64>(0));
        let count = count.map_err(reading)?.unsigned_abs();
        if count > self.contents {
            self.problems.push(IntegrityProblem::StrayContents { count: count - self.contents });
        }
        Ok(())
    }

    /// The messages that wait: that their rows can be read, and what is sealed in them opens.
    fn messages(&mut self) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql::OUTBOX).map_err(reading)?;
        let mut rows = statement.query((0, i64::MAX)).map_err(reading)?;
        while let Some(found) = rows.next().map_err(reading)? {
            let (content, complaint): (ContentId, ComplaintId) =
                (column::id(found, 1)?, column::id(found, 2)?);
            let row = outbox::row(found)?;
            let (body, rendered) = (row.message?.body, row.rendered.unwrap_or_default());
            let state = column::key(self.connection, complaint)?;
            let sealed = [body, rendered];
            let Some(keys) = self.unwrapped(complaint, &state)? else { continue };
            for sealed in sealed.iter().filter(|sealed| !sealed.is_empty()) {
                if let Err(error) = aduan_store::vault::open(keys.of(sealed), complaint, content, sealed) {
                    let why = error.to_string();
                    self.problems.push(IntegrityProblem::Content { complaint, content, why });
                }
            }
        }
        Ok(())
    }

    /// That there are as many lines as the receipts say: a tail that was cut off is missed there.
    fn size(&mut self) -> Result<(), StoreError> {
        let recorded = self.connection.query_row(sql::RECORDED_EVENTS, [], |found| found.get::<_, i64>(0));
        let (recorded, found) = (recorded.map_err(reading)?.unsigned_abs(), self.head.size());
        if recorded > found {
            self.problems.push(IntegrityProblem::Size { found, recorded });
        }
        Ok(())
    }
}
