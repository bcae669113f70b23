//! Messages on standard error: in red and yellow on a terminal, or one JSON object a line if the command line asks for JSON.

use crate::redact;
use crate::style::{BAD, WARN};
use anstyle::Style;
use serde_json::json;

/// Whether the output is for machines. The arguments are asked as they stand, so that it is known of wrong ones, too.
pub(crate) fn json_is_asked() -> bool {
    std::env::args_os().take_while(|arg| arg != "--").any(|arg| arg == "--json")
}

/// Something that ends the program with this exit code.
pub(crate) fn error(text: &str, exit_code: u8) {
    if json_is_asked() {
        anstream::eprintln!("{}", json!({ "error": redact::tickets(text), "exit_code": exit_code }));
    } else {
        say(BAD, "error", text);
    }
}

/// Something that should be known besides the result.
pub(crate) fn warning(text: &str) {
    if json_is_asked() {
        anstream::eprintln!("{}", json!({ "warning": redact::tickets(text) }));
    } else {
        say(WARN, "warning", text);
    }
}

fn say(style: Style, word: &str, text: &str) {
    anstream::eprintln!("{style}{word}:{style:#} {}", redact::tickets(text));
}
