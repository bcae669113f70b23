//! What can be said on the command line.

use crate::failure::Failure;
use crate::{audit, db, measures, timeline, verify, what_if};
use aduan_audit::{AsOf, Wanted};
use aduan_core::{Language, RulebookId};
use clap::{Parser, Subcommand};
use clap_complete::Shell;
use std::path::{Path, PathBuf};

/// Keeps complaints of the Indonesian customs authority, reads their histories back, and makes examples of them.
///
/// A database is a directory that `aduan init` makes; `aduan tour` shows in a moment what it is for.
/// A history is a file of JSON lines in the format aduan/1, one record a line, plain or packed with gzip or zstd.
#[derive(Parser)]
#[command(name = "aduan", version, max_term_width = 100, after_help = EXIT_CODES)]
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
    Tour(db::tour::Args),
    Init(db::init::Args),
    Serve(db::serve::Args),
    Token(db::token::Args),
    Inbox(db::inbox::Args),
    Sweep(db::sweep::Args),
    Export(crate::export::Args),
    Import(db::import::Args),
    Backup(db::backup::Args),
    Restore(db::restore::Args),
    Keys(db::keys::Args),
    Integrity(db::integrity::Args),
    Certificate(crate::certificate::Args),
    Generate(Generate),
    Replay(Replay),
    Show(Show),
    Audit(audit::Args),
    ImportLegacy(crate::legacy::Args),
    Measures(measures::Args),
    WhatIf(what_if::Args),
    Timeline(timeline::Args),
    Verify(verify::Args),
    /// Print a completion script for a shell
    ///
    /// For bash: `aduan completions bash > ~/.local/share/bash-completion/completions/aduan`
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Make realistic histories, decided by the real procedure
///
/// Writes some eight events a complaint, over two years from July 2024, in the order in which a log would have
/// them. The same options always give the same bytes.
#[derive(clap::Args)]
#[command(after_help = "Example: aduan generate --complaints 125000 --seed 1 --output history.jsonl")]
pub(crate) struct Generate {
    /// How many complaints
    #[arg(long, short = 'n', default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=99_999_999))]
    pub(crate) complaints: u32,
    /// Which history: another seed, another history
    #[arg(long, short, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How often a rulebook is used once it is in force, as ID=WEIGHT; may be given several times
    ///
    /// Known are kep-154-2012 and per-13-2025. Before a rulebook is in force, the first one given is used.
    #[arg(long, value_name = "ID=WEIGHT", default_values = ["kep-154-2012=3", "per-13-2025=1"], value_parser = share)]
    pub(crate) per_rulebook: Vec<(RulebookId, u32)>,
    /// Where to write; standard output if not given
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Fold histories and say what they add up to
///
/// Prints the complaints by stage and outcome, those that wait too long, and every line that is corrupt, unknown or
/// out of order, with its number. Files are read one after the other, as one history.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a line is corrupt or unknown, or a version missing, repeated or earlier than the one before it; \
complaints that are overdue are not a fault of the history.

Examples:
  aduan replay history.jsonl
  aduan replay --db desk
  zcat old/*.gz | aduan replay - --json | jq .by_stage
  aduan replay 2024.jsonl.gz 2025.jsonl.zst --as-of 2025-03-01")]
pub(crate) struct Replay {
    /// Histories; `-` is standard input
    #[arg(required_unless_present = "db", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Instead of files: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    pub(crate) db: Option<PathBuf>,
    /// Print one JSON object, for machines
    #[arg(long)]
    pub(crate) json: bool,
    /// Look at it as it was: at the end of a day in Jakarta (2025-03-01), at an instant
    /// (2025-03-01T10:00:00+07:00), or after so many lines (line:1200)
    #[arg(long, value_name = "WHEN")]
    pub(crate) as_of: Option<AsOf>,
    /// How many overdue complaints to list; all are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) overdue: usize,
    /// How many findings to list; all are counted, and at most a thousand are kept
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) findings: usize,
    /// How many threads fold, at most 256; one for each core if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

/// Tell the story of one complaint
///
/// Prints its timeline: what happened, who did it by role, when by the office's clock, how many days after the step
/// before, which deadlines were set and why. A command that was refused leaves no record, so none is shown.
#[derive(clap::Args)]
#[command(
    override_usage = "aduan show [OPTIONS] <FILE> <COMPLAINT>\n       aduan show [OPTIONS] --db <DIR> <COMPLAINT>",
    after_help = "\
Examples:
  aduan show --db desk 2025-000124-E
  aduan show history.jsonl 2025-000124-E
  aduan show history.jsonl 0195a3f0 --as-of 2025-06-30"
)]
pub(crate) struct Show {
    /// A history, `-` is standard input; left out where --db is given
    #[arg(value_name = "FILE", required = true)]
    first: String,
    /// A register number (2025-000124-E), or a complaint's id or the beginning of one
    #[arg(value_name = "COMPLAINT", required_unless_present = "db")]
    second: Option<String>,
    /// Instead of a file: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "second")]
    pub(crate) db: Option<PathBuf>,
    /// Print one JSON object, for machines
    #[arg(long)]
    pub(crate) json: bool,
    /// Tell it as it was: a date, an instant, or a number of lines
    #[arg(long, value_name = "WHEN")]
    pub(crate) as_of: Option<AsOf>,
}

impl Show {
    /// The file, if one is named, and the complaint.
    pub(crate) fn words(&self) -> Result<(Option<&Path>, Wanted), Failure> {
        let (file, complaint) = match &self.second {
            Some(complaint) => (Some(Path::new(&self.first)), complaint),
            None => (None, &self.first),
        };
        let wrong = |why| Failure::Usage(format!("invalid value '{complaint}' for '<COMPLAINT>': {why}"));
        Ok((file, wanted(complaint).map_err(wrong)?))
    }
}

fn share(text: &str) -> Result<(RulebookId, u32), String> {
    let (id, weight) = text.split_once('=').ok_or("expected ID=WEIGHT, such as kep-154-2012=3")?;
    let id = id.parse().map_err(|error| format!("{error}"))?;
    Ok((id, weight.parse().map_err(|_| format!("`{weight}` is no weight: expected a whole number"))?))
}

pub(crate) fn wanted(text: &str) -> Result<Wanted, String> {
    let wanted = Wanted::from(text);
    if let Wanted::Id(id) = &wanted {
        let plausible = !id.is_empty()
            && id.len() <= 36
            && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if !plausible || text.trim().len() == 13 && text.contains('-') && text.trim().find('-') == Some(4) {
            return Err(
                "it is neither a register number with a right check symbol (2025-000124-E) nor the beginning of an id"
                    .to_owned(),
            );
        }
    }
    Ok(wanted)
}

/// A language by its code.
pub(crate) fn language(text: &str) -> Result<Language, String> {
    match text {
        "id" => Ok(Language::Indonesian),
        "en" => Ok(Language::English),
        _ => Err("expected id or en".to_owned()),
    }
}
