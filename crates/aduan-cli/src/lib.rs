//! The `aduan` program, as a library: `main.rs` starts it, and so do the end-to-end tests.

mod commands;
mod database;
mod failure;
mod history;
mod input;
mod interrupt;
mod messages;
mod output;
mod output_file;
mod progress;
mod redact;
mod style;
mod table;

use clap::Parser;
use commands::Args;
use failure::Failure;
use std::process::ExitCode;

/// With glibc's allocator a quarter of a server that had run for a while was waiting for another thread's arena: what one thread
/// of it makes, another one drops.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The result of a command, given as the program's exit code.
enum ExitStatus {
    /// Everything is as it should be.
    Success,
    /// Something was found: corrupt or unknown lines, gaps; or the complaint is not there.
    Findings,
    /// It was stopped before its end.
    Interrupted,
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() && (messages::json_is_asked() || redact::any_ticket()) => {
            let text = error.render().to_string();
            messages::error(text.trim_start_matches("error: ").trim_end(), 2);
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    match args.command.run() {
        // A reader of our output that has had enough of it (`| head`) is no failure.
        Ok(ExitStatus::Success) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Ok(ExitStatus::Findings) => ExitCode::from(1),
        Ok(ExitStatus::Interrupted) => ExitCode::from(130),
        Err(failure) => {
            messages::error(&failure.message(), failure.exit_code());
            ExitCode::from(failure.exit_code())
        }
    }
}
