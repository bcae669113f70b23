//! One reader, several workers: every chunk goes to each, and each takes the complaints that fall to it.

use crate::lines::{Chunk, Chunks};
use crate::source::Source;
use crate::{Notes, Progress, ReplayError, Span};
use aduan_core::ComplaintId;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// Which complaints fall to a worker.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    number: usize,
    of: usize,
}

impl Share {
    /// Whether a complaint falls to this share. Lines that are nobody's fall to the first.
    #[inline]
    pub fn has(self, complaint: Option<ComplaintId>) -> bool {
        // The last byte of an id is random in every version of UUID in use.
        let share = |id: ComplaintId| usize::from(id.uuid().as_bytes()[15]) % self.of;
        self.of == 1 || complaint.map_or(0, share) == self.number
    }
}

/// What takes chunks, one after the other, in their order.
pub trait Worker: Send {
    /// Takes a chunk of lines.
    fn take(&mut self, chunk: &Chunk);

    /// Nothing more comes.
    fn end(&mut self) {}
}

/// What the reading itself found out.
pub struct Reading {
    pub lines: u64,
    pub bytes: u64,
    pub spans: Vec<Span>,
    pub notes: Notes,
    pub stopped: bool,
}

/// Reads the sources in their order and gives every chunk to every worker; gives the workers back at the end.
pub fn run<W: Worker>(
    threads: NonZeroUsize,
    sources: Vec<Source>,
    watch: impl FnMut(Progress) -> ControlFlow<()>,
    make: impl Fn(Share) -> W,
) -> Result<(Reading, Vec<W>), ReplayError> {
    let of = threads.get();
    if of == 1 {
        let mut worker = make(Share { number: 0, of });
        let reading = read(sources, watch, |chunk| {
            worker.take(&chunk);
            true
        })?;
        worker.end();
        return Ok((reading, vec![worker]));
    }
    thread::scope(|scope| {
        let mut senders: Vec<SyncSender<Arc<Chunk>>> = Vec::with_capacity(of);
        let mut workers = Vec::with_capacity(of);
        for number in 0..of {
            let (sender, receiver) = sync_channel::<Arc<Chunk>>(8);
            senders.push(sender);
            let mut worker = make(Share { number, of });
            workers.push(scope.spawn(move || {
                for chunk in receiver {
                    worker.take(&chunk);
                }
                worker.end();
                worker
            }));
        }
        let reading = read(sources, watch, |chunk| {
            let chunk = Arc::new(chunk);
            senders.iter().all(|sender| sender.send(Arc::clone(&chunk)).is_ok())
        });
        drop(senders);
        let workers: Result<Vec<W>, _> = workers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        let workers = workers.map_err(|_| ReplayError::Worker)?;
        Ok((reading?, workers))
    })
}

/// Reads all sources and gives their chunks to `take`, which says whether to go on.
fn read(
    sources: Vec<Source>,
    mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    mut take: impl FnMut(Chunk) -> bool,
) -> Result<Reading, ReplayError> {
    let mut read = Reading { lines: 0, bytes: 0, spans: Vec::new(), notes: Notes::default(), stopped: false };
    for (number, mut source) in sources.into_iter().enumerate() {
        let first_line = read.lines + 1;
        let mut chunks = Chunks::new(&mut source, first_line);
        while !read.stopped {
            let line = chunks.next_line() - 1;
            let next = chunks.next().map_err(|cause| ReplayError::Source { line, cause })?;
            let Some(chunk) = next else { break };
            let so_far = chunks.next_line() - 1;
            let progress = Progress { source: number, consumed: chunks.source().consumed(), lines: so_far };
            // What was counted is folded first, whatever is answered.
            read.stopped = !take(chunk) || watch(progress).is_break();
        }
        read.lines = chunks.next_line() - 1;
        read.notes.byte_order_marks += u64::from(chunks.bom);
        let (unended, empty) = (chunks.unended, read.lines < first_line && !read.stopped);
        read.bytes += source.consumed();
        read.spans.push(Span { name: source.name().to_owned(), first_line });
        if unended {
            read.notes.unended.push(source.name().to_owned());
        }
        if empty {
            read.notes.empty.push(source.name().to_owned());
        }
        if read.stopped {
            break;
        }
    }
    Ok(read)
}
