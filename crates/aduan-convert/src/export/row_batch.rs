//! One thread's share of the complaints: makes a row of each event.

use super::changes::{Changed, Facts};
use super::row::{Ends, EventRow, TableRow};
use aduan_audit::{Block, Folded, History, Pass, PerComplaint, Share};
use aduan_core::{Complaint, Stage};
use std::io;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

/// The rows of one share of one block, by line.
#[derive(Debug, Default)]
pub(super) struct RowBatch {
    text: String,
    rows: Vec<At>,
}

#[derive(Debug)]
struct At {
    line: u64,
    first: u64,
    changed: Changed,
    from: usize,
    ends: Ends,
}

impl RowBatch {
    /// The line of the row that stands at this place.
    pub(super) fn line(&self, at: usize) -> Option<u64> {
        self.rows.get(at).map(|row| row.line)
    }

    pub(super) fn row(&self, at: usize) -> Option<TableRow<'_>> {
        let row = self.rows.get(at)?;
        let end = self.rows.get(at + 1).map_or(self.text.len(), |next| next.from);
        Some(TableRow {
            first: row.first,
            changed: row.changed,
            ends: &row.ends,
            text: self.text.get(row.from..end)?,
        })
    }
}

/// Batches that were used, to be used again.
#[derive(Debug, Clone, Default)]
pub(super) struct BatchPool(Arc<Mutex<Vec<RowBatch>>>);

impl BatchPool {
    fn take(&self) -> RowBatch {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(super) fn give(&self, mut batch: RowBatch) {
        batch.text.clear();
        batch.rows.clear();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(batch);
    }
}

/// Notes about a complaint whose events become rows.
#[derive(Debug, Default)]
struct Known {
    /// The line of its first event; 0 before that.
    first: u64,
    before: Option<Facts>,
    register: Box<str>,
}

/// Makes a row of each event, and sends the rows of each block.
pub(super) struct ToRows {
    complaints: PerComplaint<Known>,
    batch: RowBatch,
    pool: BatchPool,
    /// For the shares to come.
    free: Arc<Mutex<Vec<SyncSender<RowBatch>>>>,
    /// The receiver of the rows; `None` once no more rows come, or they are no longer taken.
    to: Option<SyncSender<RowBatch>>,
}

impl ToRows {
    pub(super) fn new(pool: BatchPool, free: Vec<SyncSender<RowBatch>>) -> Self {
        Self::of(pool, Arc::new(Mutex::new(free)), None)
    }

    fn of(
        pool: BatchPool,
        free: Arc<Mutex<Vec<SyncSender<RowBatch>>>>,
        to: Option<SyncSender<RowBatch>>,
    ) -> Self {
        Self { complaints: PerComplaint::default(), batch: RowBatch::default(), pool, free, to }
    }
}

impl Pass for ToRows {
    type Output = ();

    fn fork(&self, _: Share) -> Self {
        let to = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self::of(self.pool.clone(), Arc::clone(&self.free), to)
    }

    fn merge(&mut self, _: Self) {}

    fn finish(self, _: &History) -> io::Result<()> {
        Ok(())
    }

    fn record(&mut self, Folded { line, index, complaint, record }: Folded<'_>) {
        if self.to.is_none() {
            return;
        }
        let after = Facts::from(complaint);
        let known = self.complaints.at(index);
        let before =
            known.before.replace(after).unwrap_or_else(|| Facts::from(&Complaint::new(complaint.id)));
        let mut changed = Changed::between(before, after);
        if known.first == 0 {
            known.first = line;
            changed = changed.and(Changed::FIRST);
        }
        if changed.has(Changed::REGISTER) {
            let register = complaint.register.map(|register| register.to_string());
            known.register = register.unwrap_or_default().into();
        }
        let stage: Stage = before.stage;
        let (first, from) = (known.first, self.batch.text.len());
        let event = EventRow { line, record, before: stage, after: complaint, register: &known.register };
        let ends = event.write(&mut self.batch.text);
        self.batch.rows.push(At { line, first, changed, from, ends });
    }

    fn block(&mut self, _: &Block) {
        let Some(to) = self.to.take() else { return };
        let batch = std::mem::replace(&mut self.batch, self.pool.take());
        if to.send(batch).is_ok() {
            self.to = Some(to);
        }
    }

    fn end(&mut self) {
        if let Some(to) = self.to.take() {
            // If the receiver is gone, it reports the reason itself.
            let _ = to.send(std::mem::take(&mut self.batch));
        }
        // The folded complaints are no longer needed.
        self.complaints = PerComplaint::default();
    }
}
