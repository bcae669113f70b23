//! The `aduan` program.

mod args;
mod audit;
mod certificate;
mod conceal;
mod db;
mod export;
mod failure;
mod generate;
mod legacy;
mod measures;
mod output;
mod replay;
mod show;
mod stop;
mod timeline;
mod verify;
mod watch;
mod what_if;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use failure::Failure;
use std::process::ExitCode;

/// What a server's thread makes, another one drops: with glibc's allocator a quarter of a server that had run for a while was
/// waiting for one another's lock there.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command found, as its exit code says.
enum Verdict {
    /// Everything is as it should be.
    Fine,
    /// Something was found: corrupt or unknown lines, gaps; or the complaint is not there.
    Found,
    /// It was stopped before its end.
    Stopped,
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() && conceal::any_ticket() => {
            anstream::eprint!("{}", conceal::tickets(&error.render().to_string()));
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    let result = match args.command {
        Command::Generate(generate) => generate::run(&generate),
        Command::Replay(replay) => replay::run(&replay),
        Command::Show(show) => show::run(&show),
        Command::Audit(args) => audit::run(&args),
        Command::ImportLegacy(args) => legacy::run(&args),
        Command::Measures(args) => measures::run(&args),
        Command::WhatIf(args) => what_if::run(&args),
        Command::Timeline(args) => timeline::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Init(args) => db::init::run(&args),
        Command::Tour(args) => db::tour::run(&args),
        Command::Serve(args) => db::serve::run(&args),
        Command::Token(args) => db::token::run(&args),
        Command::Inbox(args) => db::inbox::run(&args),
        Command::Sweep(args) => db::sweep::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Import(args) => db::import::run(&args),
        Command::Backup(args) => db::backup::run(&args),
        Command::Restore(args) => db::restore::run(&args),
        Command::Keys(args) => db::keys::run(&args),
        Command::Integrity(args) => db::integrity::run(&args),
        Command::Certificate(args) => certificate::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "aduan", &mut script);
            output::write(|out| std::io::Write::write_all(out, &script)).map(|()| Verdict::Fine)
        }
    };
    match result {
        // A reader of our output that has had enough of it (`| head`) is no failure.
        Ok(Verdict::Fine) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Ok(Verdict::Found) => ExitCode::from(1),
        Ok(Verdict::Stopped) => ExitCode::from(130),
        Err(failure) => {
            failure.tell();
            ExitCode::from(failure.code())
        }
    }
}
