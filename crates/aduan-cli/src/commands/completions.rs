//! `aduan completions`.

use crate::failure::Failure;
use crate::{ExitStatus, output};
use clap::CommandFactory;
use clap_complete::Shell;

/// Print a completion script for a shell
///
/// For bash: `aduan completions bash > ~/.local/share/bash-completion/completions/aduan`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Args::command(), "aduan", &mut script);
    output::write(|out| out.write_all(&script))?;
    Ok(ExitStatus::Success)
}
