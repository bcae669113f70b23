//! `aduan outbox`.

mod give_up;
mod list;
mod retry;

use crate::ExitStatus;
use crate::failure::Failure;
use aduan_store::MessageId;
use clap::Subcommand;

/// List what is to be sent and what could not be, try it again, or give it up
///
/// The ticket, a notice, a forwarding through WISE: each waits in the outbox until a relay has sent it. What was accepted by
/// a server stays in the list for 30 days, since it may still come back. What failed for good is dead: it stays until
/// somebody gives it up. No list shows an address, a ticket or a word.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
What becomes of a message:
  waits     to be claimed by a relay; after a failure, until the instant that the relay chose
  sending   a relay has it; if that was killed, another takes it when its time is over
  accepted  by a server or gateway; a failure may still be reported
  dead      not sent any more; its text is destroyed, and a notice counts as not told

Exits with 1 if something is dead.

Examples:
  aduan outbox --db desk
  aduan outbox --db desk --json | jq -r '.messages[] | select(.state == \"dead\") | .message'
  aduan outbox retry --db desk 0195c0de-0000-7000-8000-000000000001
  aduan outbox give-up --db desk 0195c0de-0000-7000-8000-000000000001"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    list: list::Args,
}

#[derive(Subcommand)]
enum What {
    Retry(retry::Args),
    GiveUp(give_up::Args),
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    match &args.what {
        None => list::run(&args.list),
        Some(What::Retry(args)) => retry::run(args),
        Some(What::GiveUp(args)) => give_up::run(args),
    }
}

/// There is no message of this id.
fn gone(message: MessageId) -> Failure {
    Failure::Input(format!("there is no message {message}: it was sent, or taken back; see `aduan outbox`"))
}
