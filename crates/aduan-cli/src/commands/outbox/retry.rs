//! `aduan outbox retry`.

use super::gone;
use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::style::{GOOD, WARN};
use crate::{ExitStatus, output};
use aduan_store::MessageId;
use aduan_store::desk::Retried;
use serde_json::json;

/// Let a message be tried at once
///
/// For a message that waits after a failure, once what was wrong is mended. A notice that is dead waits again, behind all
/// others, and its address is read anew. A ticket that is dead is destroyed: the complainant asks for another.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if it cannot be tried again, with 3 if there is no such message.

Example:
  aduan outbox retry --db desk 0195c0de-0000-7000-8000-000000000001")]
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
    let retried = desk.retry(args.message)?;
    let (word, sentence, status) = match retried {
        Retried::AtOnce => ("at_once", "segera dicoba lagi (tried at once)", ExitStatus::Success),
        Retried::Anew => ("anew", "menunggu lagi (waits again)", ExitStatus::Success),
        Retried::TicketGone => (
            "ticket_gone",
            "tiketnya sudah dimusnahkan (its ticket is destroyed): issue another",
            ExitStatus::Findings,
        ),
        Retried::Accepted => (
            "accepted",
            "sudah diterima server (a server took it over): not sent twice",
            ExitStatus::Findings,
        ),
        Retried::Gone => return Err(gone(args.message)),
    };
    if args.json {
        output::json(&json!({ "message": args.message.to_string(), "retried": word }))?;
    } else {
        let style = if matches!(status, ExitStatus::Success) { GOOD } else { WARN };
        output::write(|out| writeln!(out, "{}: {style}{sentence}{style:#}", args.message))?;
    }
    Ok(status)
}
