//! A durable store in its simplest form: what is written goes to a disk, and is done again when it is opened.

use crate::wrong::Late;
use aduan_core::CommandId;
use aduan_store::{
    Appended, Change, Commit, Completer, EventLog, EventStore, KeyChange, MemoryStore, Pending, StoreError,
    StoreWrapper,
};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

#[derive(Clone)]
enum Written {
    Commit(Box<Commit>),
    Change(Change),
}

/// The data that outlives the store.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    written: Arc<Mutex<Vec<Written>>>,
    wrong: Option<Late>,
}

impl Disk {
    pub(crate) fn wrong(late: Late) -> Self {
        Self { wrong: Some(late), ..Self::default() }
    }
}

pub(crate) struct Journal {
    pub(crate) live: MemoryStore,
    disk: Disk,
    buffered: Mutex<Option<Written>>,
}

impl Journal {
    pub(crate) fn open(disk: &Disk) -> Self {
        let live = MemoryStore::default();
        for written in disk.written.lock().unwrap().iter().cloned() {
            match written {
                Written::Commit(mut commit) => {
                    match disk.wrong {
                        Some(Late::KeepsHalfOfACommit) => commit.claims.clear(),
                        Some(Late::KeepsNoReceipt) => commit.command = CommandId::new(Uuid::now_v7()),
                        Some(Late::KeepsDestroyedKeys) if commit.key == KeyChange::Destroy => {
                            commit.key = KeyChange::Keep;
                        }
                        _ => {}
                    }
                    live.append(*commit).unwrap();
                }
                Written::Change(change) => live.change(change).unwrap(),
            }
        }
        Self { live, disk: disk.clone(), buffered: Mutex::new(None) }
    }

    fn write(&self, written: Written) {
        let written = match self.disk.wrong {
            // Acknowledged, and on its way with what comes next.
            Some(Late::AcknowledgesBeforeItIsDurable) => self.buffered.lock().unwrap().replace(written),
            Some(Late::KeepsNoChange) if matches!(written, Written::Change(_)) => None,
            _ => Some(written),
        };
        self.disk.written.lock().unwrap().extend(written);
    }
}

impl StoreWrapper for Journal {
    fn inner(&self) -> &dyn EventStore {
        &self.live
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        let (completer, pending): (Completer<Appended>, _) = Pending::new();
        // In the disk's order.
        let mut order = self.disk.written.lock().unwrap();
        let answer = self.live.append(commit.clone());
        if answer.is_ok() && self.disk.wrong.is_none() {
            order.push(Written::Commit(commit.into()));
            drop(order);
        } else {
            drop(order);
            if answer.is_ok() {
                self.write(Written::Commit(commit.into()));
            }
        }
        completer.complete(answer);
        pending
    }

    fn on_change(&self, change: Change) -> Result<(), StoreError> {
        self.live.change(change.clone())?;
        self.write(Written::Change(change));
        Ok(())
    }
}
