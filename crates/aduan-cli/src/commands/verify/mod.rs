//! `aduan verify`.

use crate::database::DatabaseDir;
use crate::failure::Failure;
use crate::history::{self, HistoryArgs};
use crate::input::read_text;
use crate::output::grouped;
use crate::output_file::{self, ForceArg, OutputFile};
use crate::style::{BAD, GOOD};
use crate::{ExitStatus, interrupt, messages, output, progress};
use aduan_audit::Reader;
use aduan_audit::verify::{Verified, Verify};
use aduan_log::Checkpoint;
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};

/// Verify that a log is what it was
///
/// Recomputes the hash of every line and the RFC 6962 root over all, and compares them with an earlier checkpoint. The
/// log may have grown since; whatever else was done to it is found, and located as finely as the checkpoint has it.
/// Of a database it also examines what is stored beside the lines, as `aduan integrity` does.
#[derive(clap::Args)]
#[command(after_help = "\
A checkpoint is a small text; keep it where whoever could change the log cannot. Without one, nobody can say of a bare
file whether lines were cut from its end. `--every 1` keeps a hash for each line: then a difference is located to the
line, and told as changed, inserted, taken out or swapped.

Exits with 1 if anything differs.

Examples:
  aduan verify history.jsonl --write-head march.checkpoint
  aduan verify history.jsonl --head march.checkpoint
  aduan verify --db desk --head march.checkpoint --json")]
pub(crate) struct Args {
    #[command(flatten)]
    history: HistoryArgs,
    /// An earlier checkpoint to compare with
    #[arg(long, value_name = "FILE")]
    head: Option<PathBuf>,
    /// Write a checkpoint of the log as it is now to a new file
    #[arg(long, value_name = "FILE")]
    write_head: Option<PathBuf>,
    /// How many lines a block of the new checkpoint has: a power of two; 1 keeps the hash of every line
    #[arg(long, value_name = "LINES", default_value_t = 1024, value_parser = power_of_two, requires = "write_head")]
    every: u64,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

fn power_of_two(text: &str) -> Result<u64, String> {
    let number: u64 = text.parse().map_err(|_| "expected a whole number".to_owned())?;
    if number.is_power_of_two() {
        Ok(number)
    } else {
        Err("expected a power of two: 1, 2, 4, … 1024".to_owned())
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let earlier = args.head.as_deref().map(checkpoint).transpose()?;
    let create = |path| OutputFile::create(path, &ForceArg::default(), &[]);
    let checkpoint_file = args.write_head.as_deref().map(create).transpose()?;
    let (sources, stored) = match &args.history.db {
        Some(folder) => {
            let database = DatabaseDir::from(folder.as_path());
            let store = database.open_store()?;
            let stored = store.integrity().map_err(Failure::store(&database.file()))?;
            // As many lines as there are: where the end was cut, that is fewer than the head says.
            (vec![history::of_store_to(&store, &database, stored.lines)?], Some(stored))
        }
        None => (args.history.open()?, None),
    };
    let mut verify = Verify::new().every(args.every);
    if let Some(earlier) = earlier.clone() {
        verify = verify.against(earlier);
    }
    let beside: Vec<String> =
        stored.iter().flat_map(|stored| stored.problems.iter().map(ToString::to_string)).collect();
    let (log, verified) = match progress::read(&Reader::new(), sources, verify) {
        Ok(read) => read,
        // A log that cannot be read to its end is found out by what is stored beside it; that is the answer.
        Err(_) if !beside.is_empty() => {
            tell_unreadable(args, &beside)?;
            return Ok(ExitStatus::Findings);
        }
        Err(error) => return Err(error.into()),
    };
    let stopped = log.stopped;
    let report = Report { args, stopped, verified: &verified, earlier: earlier.as_ref(), beside: &beside };
    if args.json {
        output::json(&report.json())?;
    } else {
        output::write(|out| report.print(out))?;
    }
    if stopped {
        return Ok(ExitStatus::Interrupted);
    }
    if report.differs() {
        if args.write_head.is_some() {
            messages::warning("no checkpoint was written: the log is not what it was");
        }
        return Ok(ExitStatus::Findings);
    }
    if let Some(file) = checkpoint_file {
        output_file::write(file, |out| out.write_all(verified.checkpoint.to_text().as_bytes()))?;
    }
    Ok(ExitStatus::Success)
}

fn checkpoint(path: &Path) -> Result<Checkpoint, Failure> {
    let name = path.display();
    Checkpoint::parse(&read_text(path)?).map_err(|error| Failure::Input(format!("{name}: {error}")))
}

fn tell_unreadable(args: &Args, beside: &[String]) -> Result<(), Failure> {
    if args.json {
        return output::json(&json!({ "readable": false, "stored": beside }));
    }
    output::write(|out| beside.iter().try_for_each(|finding| writeln!(out, "{BAD}{finding}{BAD:#}")))
}

struct Report<'a> {
    args: &'a Args,
    stopped: bool,
    verified: &'a Verified,
    earlier: Option<&'a Checkpoint>,
    /// What is wrong with what a database stores beside the lines.
    beside: &'a [String],
}

impl Report<'_> {
    fn differs(&self) -> bool {
        let compared = self.verified.compared.as_ref();
        !self.beside.is_empty() || compared.is_some_and(|compared| !compared.differences.is_empty())
    }

    fn json(&self) -> Value {
        let checkpoint = &self.verified.checkpoint;
        json!({
            "lines": checkpoint.size(),
            "root": hex::encode(checkpoint.root()),
            "checkpoint": self.earlier.zip(self.verified.compared.as_ref()).map(|(earlier, compared)| json!({
                "size": earlier.size(),
                "root": hex::encode(earlier.root()),
                "blocks": earlier.blocks().len(),
                "blocks_agreeing": compared.agreeing,
                "differences": compared.differences.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })),
            "stored": self.args.history.db.as_ref().map(|_| self.beside),
            "stopped": self.stopped,
        })
    }

    fn print(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let checkpoint = &self.verified.checkpoint;
        let (lines, root) = (grouped(checkpoint.size()), hex::encode(checkpoint.root()));
        writeln!(out, "{lines} baris (lines), root {root}")?;
        if self.stopped {
            return writeln!(out, "{BAD}Stopped before the end; nothing was compared.{BAD:#}");
        }
        for finding in self.beside {
            writeln!(out, "{BAD}{finding}{BAD:#}")?;
        }
        let Some((earlier, compared)) = self.earlier.zip(self.verified.compared.as_ref()) else {
            return if self.beside.is_empty() && self.args.history.db.is_some() {
                writeln!(out, "{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}")
            } else {
                Ok(())
            };
        };
        for difference in &compared.differences {
            writeln!(out, "{BAD}{difference}{BAD:#}")?;
        }
        let (size, blocks) = (grouped(earlier.size()), grouped(earlier.blocks().len() as u64));
        if compared.differences.is_empty() {
            writeln!(
                out,
                "{GOOD}Sama (the same){GOOD:#}: the first {size} lines are those of the checkpoint; {} came since.",
                grouped(checkpoint.size() - earlier.size())
            )
        } else {
            let every = earlier.every();
            writeln!(out, "{} of {blocks} blocks of {every} line(s) agree.", grouped(compared.agreeing))
        }
    }
}
