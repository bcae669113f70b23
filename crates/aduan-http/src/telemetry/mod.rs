//! The log on standard error, and spans for a collector.

#[cfg(feature = "otel")]
mod spans;
pub(crate) mod traces;

pub use traces::{Traces, TracesError};

use crate::config::{Form, Level, Log};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tracing_subscriber::filter::LevelFilter;

/// Writes the log to standard error from now on, until what is given back is dropped.
///
/// # Errors
/// If the program writes another one already.
pub fn start(log: &Log) -> Result<Lines, Box<dyn std::error::Error + Send + Sync>> {
    let level = match log.level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let lines = Lines(Arc::default());
    let writer = lines.0.clone();
    let line = tracing_subscriber::fmt().with_max_level(level).with_ansi(false);
    let line = line.with_writer(move || Line(Arc::clone(&writer)));
    match log.form {
        Form::Json => {
            line.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()?;
        }
        Form::Text => line.try_init()?,
    }
    let waiting = Arc::downgrade(&lines.0);
    std::thread::spawn(move || {
        while let Some(waiting) = waiting.upgrade() {
            write_out(&waiting);
            drop(waiting);
            std::thread::sleep(TOGETHER);
        }
    });
    Ok(lines)
}

/// For so long lines wait to be written together: a request does not wait for a pipe.
const TOGETHER: Duration = Duration::from_millis(50);
/// More than so many bytes do not wait.
const MOST: usize = 1 << 20;

/// The lines of the log that wait to be written. Dropped, it writes them.
#[derive(Debug)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Drop for Lines {
    fn drop(&mut self) {
        write_out(&self.0);
    }
}

struct Line(Arc<Mutex<Vec<u8>>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let full = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.extend_from_slice(bytes);
            waiting.len() > MOST
        };
        if full {
            write_out(&self.0);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_out(waiting: &Mutex<Vec<u8>>) {
    // One after the other, so that lines stay in their order.
    let mut out = io::stderr().lock();
    let lines = std::mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner));
    // Where nobody reads the log, the server goes on.
    let _ = out.write_all(&lines);
}
