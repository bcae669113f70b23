//! Writing to people and to pipes.

use crate::failure::Failure;
use aduan_core::Language;
use std::io::{self, BufWriter, Write};
use std::sync::{Mutex, PoisonError};

/// Writes to standard output, with colours on a terminal alone.
pub(crate) fn write(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    match print(&mut out).and_then(|()| out.flush()) {
        // A reader that has had enough (`| head`) changes nothing of what was found.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|cause| Failure::output("standard output", cause)),
    }
}

/// Standard output while several threads work. The first failure is kept until they are done.
#[derive(Default)]
pub(crate) struct ConcurrentOutput(Mutex<Option<Failure>>);

impl ConcurrentOutput {
    pub(crate) fn write(&self, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if let Err(failure) = write(print) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
        }
    }

    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

/// Prints a JSON object.
pub(crate) fn json(value: &serde_json::Value) -> Result<(), Failure> {
    write(|out| writeln!(out, "{value:#}"))
}

/// `12,345,678`.
pub(crate) fn grouped(number: u64) -> String {
    Language::English.grouped(number)
}

/// A word of the procedure as people read it here: Indonesian first, English second.
macro_rules! bilingual {
    ($word:expr) => {{
        let (id, en) =
            ($word.label(aduan_core::Language::Indonesian), $word.label(aduan_core::Language::English));
        if id == en { id.to_string() } else { format!("{id} ({en})") }
    }};
}
pub(crate) use bilingual;
