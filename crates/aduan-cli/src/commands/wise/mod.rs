//! `aduan wise`.

mod package;
mod page;

use crate::ExitStatus;
use crate::failure::Failure;
use clap::Subcommand;

/// Hand a complaint to the Inspectorate's WISE by hand, for as long as there is no machine's way
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Package(package::Args),
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let What::Package(args) = &args.what;
    package::run(args)
}
