//! The command line: a module for each command, with its arguments beside what they steer.

mod audit;
mod backup;
mod certificate;
mod completions;
mod export;
mod generate;
mod import;
mod import_legacy;
mod inbox;
mod init;
mod integrity;
mod keys;
mod line_findings;
mod measures;
mod outbox;
mod reading;
mod reference;
mod relay;
mod replay;
mod restore;
mod serve;
mod show;
mod sweep;
mod timeline;
mod token;
mod tour;
mod values;
mod verify;
mod what_if;
mod wise;

use crate::ExitStatus;
use crate::failure::Failure;
use clap::{Parser, Subcommand};

/// Keeps complaints of the Indonesian customs authority, reads their histories back, and makes examples of them.
///
/// A database is a directory that `aduan init` makes; `aduan tour` shows in a moment what it is for.
/// A history is a file of JSON lines in the format aduan/1, one record a line, plain or packed with gzip or zstd.
#[derive(Parser)]
#[command(name = "aduan", bin_name = "aduan", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 fine, 1 something was found, 2 wrong usage, 3 input unreadable or output not writable, \
130 stopped with Ctrl-C.

Try: aduan tour
     aduan generate --complaints 1000 --seed 1 | aduan replay -";

#[derive(Subcommand)]
pub(crate) enum Command {
    Tour(tour::Args),
    Init(init::Args),
    Serve(serve::Args),
    Token(token::Args),
    Inbox(inbox::Args),
    Outbox(outbox::Args),
    Relay(relay::Args),
    Wise(wise::Args),
    Sweep(sweep::Args),
    Export(export::Args),
    Import(import::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Keys(keys::Args),
    Reference(reference::Args),
    Integrity(integrity::Args),
    Certificate(certificate::Args),
    Generate(generate::Args),
    Replay(replay::Args),
    Show(show::Args),
    Audit(audit::Args),
    ImportLegacy(import_legacy::Args),
    Measures(measures::Args),
    WhatIf(what_if::Args),
    Timeline(timeline::Args),
    Verify(verify::Args),
    Completions(completions::Args),
}

impl Command {
    pub(crate) fn run(&self) -> Result<ExitStatus, Failure> {
        match self {
            Self::Tour(args) => tour::run(args),
            Self::Init(args) => init::run(args),
            Self::Serve(args) => serve::run(args),
            Self::Token(args) => token::run(args),
            Self::Inbox(args) => inbox::run(args),
            Self::Outbox(args) => outbox::run(args),
            Self::Relay(args) => relay::run(args),
            Self::Wise(args) => wise::run(args),
            Self::Sweep(args) => sweep::run(args),
            Self::Export(args) => export::run(args),
            Self::Import(args) => import::run(args),
            Self::Backup(args) => backup::run(args),
            Self::Restore(args) => restore::run(args),
            Self::Keys(args) => keys::run(args),
            Self::Reference(args) => reference::run(args),
            Self::Integrity(args) => integrity::run(args),
            Self::Certificate(args) => certificate::run(args),
            Self::Generate(args) => generate::run(args),
            Self::Replay(args) => replay::run(args),
            Self::Show(args) => show::run(args),
            Self::Audit(args) => audit::run(args),
            Self::ImportLegacy(args) => import_legacy::run(args),
            Self::Measures(args) => measures::run(args),
            Self::WhatIf(args) => what_if::run(args),
            Self::Timeline(args) => timeline::run(args),
            Self::Verify(args) => verify::run(args),
            Self::Completions(args) => completions::run(args),
        }
    }
}
