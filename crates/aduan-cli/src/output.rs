//! Writing to people and to pipes.

use crate::failure::Failure;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, Write};

pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const HEAD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

/// Writes to standard output, with colours on a terminal alone.
pub(crate) fn write(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout().lock()));
    match print(&mut out).and_then(|()| out.flush()) {
        // A reader that has had enough (`| head`) changes nothing of what was found.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|cause| Failure::output("standard output", cause)),
    }
}

/// Prints a JSON object.
pub(crate) fn json(value: &serde_json::Value) -> Result<(), Failure> {
    write(|out| writeln!(out, "{value:#}"))
}

/// A bar on standard error, on a terminal alone.
pub(crate) fn bar(length: Option<u64>, template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(8));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
    }
    bar
}

/// `12,345,678`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A word of the procedure as people read it here: Indonesian first, English second.
macro_rules! both {
    ($word:expr) => {{
        let (id, en) =
            ($word.label(aduan_core::Language::Indonesian), $word.label(aduan_core::Language::English));
        if id == en { id.to_string() } else { format!("{id} ({en})") }
    }};
}
pub(crate) use both;
