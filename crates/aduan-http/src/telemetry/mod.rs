//! The log on standard error, and spans for a collector.

pub(crate) mod traces;

pub use traces::{Traces, TracesError};

use crate::config::{Log, LogFormat, LogLevel};
use std::sync::OnceLock;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::LevelFilter;

/// Lines that wait for standard error. Further ones are dropped and counted: no request waits for the log.
const MAX_WAITING_LINES: usize = 16_384;

static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();

/// The log. Dropped, it writes the lines that wait, for at most a second.
#[derive(Debug)]
pub struct LogGuard {
    _worker: WorkerGuard,
}

/// Writes the log to standard error from now on, on a thread of its own, until the guard is dropped.
///
/// # Errors
/// If the program writes another log already.
pub fn start_log(log: &Log) -> Result<LogGuard, Box<dyn std::error::Error + Send + Sync>> {
    let level = match log.level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let waiting = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(MAX_WAITING_LINES);
    let (writer, worker) = waiting.finish(std::io::stderr());
    DROPPED.get_or_init(|| writer.error_counter());
    let lines = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(writer);
    match log.format {
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()?;
        }
        LogFormat::Text => lines.try_init()?,
    }
    Ok(LogGuard { _worker: worker })
}

/// Lines of the log that were dropped.
pub(crate) fn dropped_lines() -> u64 {
    DROPPED.get().map_or(0, |counter| counter.dropped_lines() as u64)
}
