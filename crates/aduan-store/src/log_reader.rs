//! The log as bytes, for whatever reads a history.

use crate::EventLog;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

/// How many lines are read at once.
const PAGE: u32 = 512;

/// The lines of a log up to a position, each with a line end, page after page: never all of it in memory.
///
/// # Errors
/// Reading fails as [`EventLog::read_log`] does, and where the log ends before that position.
///
/// ```
/// use aduan_store::{LogReader, MemoryStore};
/// use std::{io::Read, sync::Arc};
/// let mut lines = String::new();
/// LogReader::new(Arc::new(MemoryStore::default()), 0).read_to_string(&mut lines)?;
/// assert_eq!(lines, "", "nothing was recorded");
/// # Ok::<_, std::io::Error>(())
/// ```
pub struct LogReader {
    store: Arc<dyn EventLog>,
    after: u64,
    until: u64,
    page: Vec<u8>,
    given: usize,
}

impl LogReader {
    /// The lines at the positions 1 to `until`.
    pub fn new(store: Arc<dyn EventLog>, until: u64) -> Self {
        Self { store, after: 0, until, page: Vec::new(), given: 0 }
    }

    fn turn(&mut self) -> io::Result<()> {
        let Self { store, after, until, page, given } = self;
        page.clear();
        *given = 0;
        let (from, left) = (*after, *until - *after);
        if left == 0 {
            return Ok(());
        }
        let limit = u32::try_from(left).map_or(PAGE, |left| left.min(PAGE));
        let read = store.read_log(from, limit, &mut |entry| {
            page.extend_from_slice(entry.line);
            page.push(b'\n');
            *after = entry.position;
            Ok(())
        });
        read.map_err(io::Error::other)?;
        if *after == from {
            return Err(io::Error::other(format!("the log ends at {from}; its head says {until}")));
        }
        Ok(())
    }
}

impl Read for LogReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.page.len() {
            self.turn()?;
        }
        let read = (&self.page[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

impl fmt::Debug for LogReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { after, until, .. } = self;
        formatter
            .debug_struct("LogReader")
            .field("after", after)
            .field("until", until)
            .finish_non_exhaustive()
    }
}
