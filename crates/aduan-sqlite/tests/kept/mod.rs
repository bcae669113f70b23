//! The promises of a process before it ended, and whether a store keeps them.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]

pub mod scenario;

use aduan_core::event::Event;
use aduan_core::{CommandId, ComplaintId, Decoded, decode};
use aduan_sqlite::{IntegrityOptions, SqliteStore};
use aduan_store::vault::{FileKeys, KeyId, KeyProvider, KeyRing, KeyState, MasterKey};
use aduan_store::{ContentVault, Desk, EventLog, Hash, Worklists, fold};
use aduan_testkit::test_desk;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The keys after so many rotations.
pub fn keys(rotations: u8) -> KeyRing {
    let first = KeyRing::new(MasterKey::from_bytes([7; 32]));
    (1..=rotations).fold(first, |ring, next| ring.rotated(MasterKey::from_bytes([7 + next; 32])))
}

/// Writes a line to the process that started this one: each line is a promise.
pub fn say(line: &str) {
    println!("{line}");
}

pub fn backup_of(path: &Path) -> PathBuf {
    path.with_extension("backup")
}

pub fn keys_of(path: &Path) -> PathBuf {
    path.with_extension("keys")
}

/// The promises that must hold.
#[derive(Default, Clone)]
pub struct Promised {
    /// How often the master key had been rotated.
    pub rotations: u8,
    /// `ack COMMAND COMPLAINT VERSION`: this command is recorded, up to this version.
    pub recorded: Vec<(CommandId, ComplaintId, u32)>,
    /// `doomed COMPLAINT HEX`: these are the bytes of a key that is about to be destroyed.
    doomed: HashMap<ComplaintId, Vec<u8>>,
    /// `erased COMPLAINT`: they are nowhere any more.
    erased: Vec<ComplaintId>,
    /// `rotated COUNT`: no key is under an older master key, and so many were.
    rotated: bool,
    pub rewrapped: usize,
    /// `backing`, `backup`: a copy is whole, and has all that was recorded before it was begun; until `unbacked`.
    backing: Option<usize>,
    backed_up: bool,
    /// `key ID`: this master key is in the key file.
    master_keys: Vec<String>,
    /// `checkpoint NAME POSITION`.
    checkpoints: HashMap<String, u64>,
}

impl Promised {
    /// A line that is cut off, or that the test harness wrote, says nothing.
    pub fn hear(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        match *words.as_slice() {
            ["ack", command, complaint, version] => {
                let ack = (command.parse().ok()?, complaint.parse().ok()?, version.parse().ok()?);
                self.recorded.push(ack);
            }
            ["doomed", complaint, digits] => {
                let digits = digits.as_bytes().as_chunks::<2>().0;
                let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
                let bytes = digits.iter().map(byte).collect::<Option<_>>()?;
                self.doomed.insert(complaint.parse().ok()?, bytes);
            }
            ["erased", complaint] => self.erased.push(complaint.parse().ok()?),
            ["rotated", count] => {
                self.rewrapped = count.parse().ok()?;
                self.rotated = true;
            }
            ["backing"] => self.backing = Some(self.recorded.len()),
            ["unbacked"] => self.backed_up = false,
            ["backup"] => self.backed_up = true,
            ["key", id] => self.master_keys.push(id.to_owned()),
            ["checkpoint", name, position] => {
                self.checkpoints.insert(name.to_owned(), position.parse().ok()?);
            }
            _ => {}
        }
        Some(())
    }

    /// Nothing yet, by a process with the keys after so many rotations.
    pub fn after(rotations: u8) -> Self {
        Self { rotations, ..Self::default() }
    }

    /// There is a newer master key: what was promised of the one before is of no interest any more.
    pub fn unrotate(&mut self) {
        (self.rotated, self.rewrapped) = (false, 0);
    }

    /// Examines a store that was left as it is: everything that was promised is there, whole, and opens; whatever else
    /// is there is whole as well. Gives the leaves of its log.
    pub fn kept_in(&self, path: &Path) -> Result<Vec<Hash>, String> {
        self.destroyed_keys_are_nowhere(path)?;
        let keys = self.keys(path)?;
        let (leaves, store) = examined(path, &self.recorded, &keys)?;
        for complaint in &self.erased {
            ensure(store.key(*complaint).map_err(told)? == KeyState::Destroyed, "an erased key came back")?;
        }
        let newest = keys.current().map_err(told)?.id();
        if self.rotated {
            let left = store.keys_not_under(newest, 1).map_err(told)?;
            ensure(left.is_empty(), "a key is under an older master key again")?;
        }
        for (name, position) in &self.checkpoints {
            let found = store.checkpoint(name).map_err(told)?;
            ensure(found >= *position, &format!("checkpoint {position} was lost: {found}"))?;
        }
        let backup = backup_of(path);
        if self.backed_up || backup.exists() {
            ensure(backup.exists(), "the backup is gone")?;
            let before = self.backing.unwrap_or(0);
            examined(&backup, &self.recorded[..before], &keys)
                .map_err(|error| format!("the backup: {error}"))?;
        }
        Ok(leaves)
    }

    /// The keys that it was done with: those of the file, where there is one.
    fn keys(&self, path: &Path) -> Result<Arc<dyn KeyProvider>, String> {
        let file = keys_of(path);
        if self.master_keys.is_empty() && !file.exists() {
            return Ok(Arc::new(keys(self.rotations)));
        }
        let found = FileKeys::open(&file).map_err(told)?;
        let text = std::fs::read_to_string(&file).map_err(told)?;
        ensure(text.lines().count() > self.master_keys.len(), "a master key is gone")?;
        for id in &self.master_keys {
            let digits = id.as_bytes().as_chunks::<2>().0.iter();
            let bytes: Vec<u8> = digits
                .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                .collect();
            found.of(KeyId(bytes.try_into().unwrap())).map_err(told)?;
        }
        Ok(Arc::new(found))
    }

    fn destroyed_keys_are_nowhere(&self, path: &Path) -> Result<(), String> {
        for file in std::fs::read_dir(path.parent().unwrap()).map_err(told)? {
            let file = file.map_err(told)?.path();
            // A backup from before has it; its documentation says so.
            if self.erased.is_empty() || file == backup_of(path) {
                continue;
            }
            let bytes = std::fs::read(&file).map_err(told)?;
            for complaint in &self.erased {
                let key = self.doomed.get(complaint).ok_or("erased, but never doomed")?;
                let found = bytes.windows(key.len()).any(|window| window == key);
                ensure(!found, &format!("the destroyed key is in {}", file.display()))?;
            }
        }
        Ok(())
    }
}

/// Everything that was recorded is there, whole, and opens.
fn examined(
    path: &Path,
    recorded: &[(CommandId, ComplaintId, u32)],
    keys: &Arc<dyn KeyProvider>,
) -> Result<(Vec<Hash>, Arc<SqliteStore>), String> {
    let store = Arc::new(SqliteStore::open(path).map_err(told)?);
    // Opens every content and compares it with what its event committed to.
    let found = store.integrity_with(&IntegrityOptions::default().opening(&**keys)).map_err(told)?;
    ensure(found.problems.is_empty(), &format!("{:?}", found.problems))?;
    for (command, complaint, version) in recorded {
        let receipt = store.receipt(*command).map_err(told)?.ok_or("an acknowledged commit is lost")?;
        ensure(receipt.complaint == *complaint && receipt.last_version == *version, "another's receipt")?;
        let reached = fold(&*store, *complaint, &mut drop).map_err(told)?.version;
        ensure(reached >= *version, &format!("{complaint} is at {reached}, acknowledged was {version}"))?;
    }
    let (leaves, texts) = every_commit_is_whole(&store)?;
    let desk = Desk::open(store.clone(), Arc::clone(keys)).map_err(told)?;
    for (complaint, content) in texts.into_iter().rev().take(3) {
        if matches!(store.key(complaint).map_err(told)?, KeyState::Active(_)) {
            let words = desk.read(&test_desk::verifier(), complaint, content).map_err(told)?;
            ensure(words.reveal() == test_desk::STORY, "other words were sealed")?;
        }
    }
    Ok((leaves, store))
}

/// Every receipt's events are there to the last one. Gives the leaves, and the texts of receptions.
#[allow(clippy::type_complexity, reason = "two lists")]
fn every_commit_is_whole(
    store: &SqliteStore,
) -> Result<(Vec<Hash>, Vec<(ComplaintId, aduan_core::ContentId)>), String> {
    let (mut leaves, mut texts, mut commands) = (Vec::new(), Vec::new(), HashMap::new());
    store
        .read_log(0, u32::MAX, &mut |entry| {
            let Decoded::Known(known) = decode(entry.line) else { panic!("position {}", entry.position) };
            leaves.push(entry.leaf);
            *commands.entry(known.record.command).or_insert(0) += 1;
            if let Event::Received(received) = &known.record.event {
                texts.push((entry.complaint, received.material.id));
            }
            Ok(())
        })
        .map_err(told)?;
    for (command, events) in commands {
        let receipt = store.receipt(command).map_err(told)?.ok_or("events without a receipt")?;
        ensure(receipt.last_version - receipt.first_version + 1 == events, "a partial commit")?;
    }
    Ok((leaves, texts))
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn told(error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
