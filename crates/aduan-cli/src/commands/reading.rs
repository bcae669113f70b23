//! How the commands read histories.

use super::values;
use crate::history::HistoryArgs;
use crate::progress;
use aduan_audit::{AsOf, History, Pass, ReadError, Reader, Source};
use std::num::NonZeroUsize;

/// Which histories, as of when, and on how many threads.
#[derive(clap::Args)]
pub(super) struct ReadingArgs {
    #[command(flatten)]
    pub(super) history: HistoryArgs,
    /// Read it as it was: at the end of a day in Jakarta (2025-03-01), at an instant
    /// (2025-03-01T10:00:00+07:00), or after so many lines (line:1200)
    #[arg(long, value_name = "WHEN")]
    pub(super) as_of: Option<AsOf>,
    /// How many threads read, at most 256; one for each core if not given
    #[arg(long, value_name = "N", value_parser = values::threads)]
    threads: Option<NonZeroUsize>,
}

impl ReadingArgs {
    pub(super) fn reader(&self) -> Reader {
        let reader = Reader::new().as_of(self.as_of);
        match self.threads {
            Some(threads) => reader.threads(threads),
            None => reader,
        }
    }

    /// Reads the sources with a pass, and shows how far it has come.
    pub(super) fn read<P: Pass>(
        &self,
        sources: Vec<Source>,
        pass: P,
    ) -> Result<(History, P::Output), ReadError> {
        progress::read(&self.reader(), sources, pass)
    }
}
