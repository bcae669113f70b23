//! Bars that show how far the program has come: on standard error, on a terminal alone.

use crate::interrupt;
use crate::output::grouped;
use aduan_audit::{History, Pass, Progress, ReadError, Reader, Source};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::ops::ControlFlow;

pub(crate) fn bar(length: Option<u64>, template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(8));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
    }
    bar
}

/// Reads the sources with a pass, and shows how far it has come. Ctrl-C stops the reading.
pub(crate) fn read<P: Pass>(
    reader: &Reader,
    sources: Vec<Source>,
    pass: P,
) -> Result<(History, P::Output), ReadError> {
    let reading = ReadingProgress::new(&sources);
    let read = reader.run_with(sources, pass, |progress| reading.update(progress));
    reading.finish();
    read
}

/// How much of some histories has been read. Ctrl-C stops the reading.
pub(crate) struct ReadingProgress {
    bar: ProgressBar,
    /// How many bytes stand before each source.
    before: Vec<u64>,
}

impl ReadingProgress {
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
        Self { bar: bar(total, template), before }
    }

    /// Shows how far the reading has come, and says whether to go on.
    pub(crate) fn update(&self, Progress { source, consumed, lines, .. }: Progress) -> ControlFlow<()> {
        self.bar.set_position(self.before.get(source).copied().unwrap_or_default() + consumed);
        self.bar.set_message(grouped(lines));
        interrupt::go_on()
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
