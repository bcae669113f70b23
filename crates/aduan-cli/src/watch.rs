//! Histories to be read, and a bar that shows how much of them has been.

use crate::failure::Failure;
use crate::output::{self, grouped};
use crate::{db, stop};
use aduan_audit::{Progress, Source, SourceError};
use indicatif::ProgressBar;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The files, or else the log of the database.
pub(crate) fn sources(files: &[PathBuf], database: Option<&Path>) -> Result<Vec<Source>, Failure> {
    Ok(match database {
        Some(database) => vec![db::lines::of_database(database)?],
        None => files.iter().map(|path| Source::open(path)).collect::<Result<_, SourceError>>()?,
    })
}

/// A bar on standard error, on a terminal alone; Ctrl-C stops what it watches.
pub(crate) struct Watch {
    bar: ProgressBar,
    /// How many bytes stand before each source.
    before: Vec<u64>,
}

impl Watch {
    pub(crate) fn new(sources: &[Source]) -> Self {
        // Without a length if one of them is a pipe.
        let total = sources.iter().map(Source::size).sum::<Option<u64>>();
        let before = sources
            .iter()
            .scan(0, |sum, source| Some(std::mem::replace(sum, *sum + source.size().unwrap_or_default())))
            .collect();
        let template = if total.is_some() {
            "{bar:32} {percent:>3}%  {bytes}/{total_bytes}  {msg} lines  {eta} left"
        } else {
            "{spinner} {bytes}  {msg} lines  {elapsed}"
        };
        Self { bar: output::bar(total, template), before }
    }

    /// Says how far it has come, and whether to go on.
    pub(crate) fn tick(&self, Progress { source, consumed, lines, .. }: Progress) -> ControlFlow<()> {
        self.bar.set_position(self.before.get(source).copied().unwrap_or_default() + consumed);
        self.bar.set_message(grouped(lines));
        if stop::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
