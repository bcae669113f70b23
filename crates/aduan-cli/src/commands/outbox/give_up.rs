//! `aduan outbox give-up`.

use super::gone;
use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::style::{GOOD, WARN};
use crate::{ExitStatus, output};
use aduan_store::MessageId;
use aduan_store::desk::GivenUp;
use serde_json::json;

/// Give a message up, or take one that is dead from the list
///
/// The log says that it was given up and why it had failed. If it was a notice that waited, the file says that the
/// complainant was not told: a window does not run, and the complaint stands in the list of what is to be told.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a server took it over already, with 3 if there is no such message.

Example:
  aduan outbox give-up --db desk 0195c0de-0000-7000-8000-000000000001")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The message, as `aduan outbox` shows it
    #[arg(value_name = "ID")]
    message: MessageId,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let (_, desk) = DatabaseDir::from(&args.database).open_desk()?;
    let (word, sentence, status) = match desk.give_up(args.message)? {
        GivenUp::Recorded => {
            ("recorded", "dihentikan dan dicatat (given up, and on record)", ExitStatus::Success)
        }
        GivenUp::Accepted => (
            "accepted",
            "sudah diterima server (a server took it over): it cannot be called back",
            ExitStatus::Findings,
        ),
        GivenUp::Gone => return Err(gone(args.message)),
    };
    if args.json {
        output::json(&json!({ "message": args.message.to_string(), "given_up": word }))?;
    } else {
        let style = if matches!(status, ExitStatus::Success) { GOOD } else { WARN };
        output::write(|out| writeln!(out, "{}: {style}{sentence}{style:#}", args.message))?;
    }
    Ok(status)
}
