//! `aduan import`: every line is checked on its way in; all come in, in one transaction, or none.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::grouped;
use crate::style::GOOD;
use crate::{ExitStatus, interrupt, messages, output, progress};
use aduan_audit::Source;
use aduan_core::MAX_LINE;
use aduan_sqlite::{Import, ImportError, Imported};
use serde_json::json;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;

/// Bring lines into an empty database
///
/// Every line is decoded, and must be the next version of its complaint, not earlier than the one before it, with an
/// event, command and register number that no other has. All come in, or none. Lines hold no word of what
/// complainants wrote and no ticket: neither is there afterwards.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a line is refused; it is told which, and why, and the database stays empty.

Examples:
  aduan init --db copy && aduan import --db copy history.jsonl
  zcat old.gz | aduan import --db copy -")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Histories, plain, gzip or zstd; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let database = DatabaseDir::from(&args.database);
    let (file, store) = (database.file(), database.open_store()?);
    let sources = args.files.iter().map(|path| Source::open(path)).collect::<Result<Vec<_>, _>>()?;
    let failed = |error| match error {
        ImportError::Store(cause) => Failure::store(&file)(cause),
        other => Failure::Input(format!("{}: {other}", file.display())),
    };
    let mut import = store.import().map_err(failed)?;
    let Imported { lines, complaints, root, .. } = match gather(sources, &mut import)? {
        Gathered::All => import.finish().map_err(failed)?,
        Gathered::Failed(error) => return Err(failed(error)),
        Gathered::Refused(why) => {
            messages::warning(&format!("nothing was imported; refused: {why}"));
            return Ok(ExitStatus::Findings);
        }
        Gathered::Stopped => return Ok(ExitStatus::Interrupted),
    };
    if args.json {
        output::json(&json!({ "lines": lines, "complaints": complaints, "root": hex::encode(root) }))?;
    } else {
        let (lines, complaints) = (grouped(lines), grouped(complaints));
        output::write(|out| {
            writeln!(
                out,
                "{GOOD}{lines} baris (lines){GOOD:#}, {complaints} pengaduan (complaints), root {}",
                hex::encode(root)
            )
        })?;
    }
    Ok(ExitStatus::Success)
}

enum Gathered {
    All,
    /// A line that is refused: where, and why.
    Refused(String),
    Failed(ImportError),
    Stopped,
}

/// Hands over every line.
fn gather(sources: Vec<Source>, import: &mut Import) -> Result<Gathered, Failure> {
    let bar = progress::bar(None, "{spinner} {human_pos} lines, {per_sec}, {elapsed}");
    for source in sources {
        let name = source.name().to_owned();
        let mut reader = BufReader::with_capacity(1 << 17, source);
        for number in 1_u64.. {
            let mut line = Vec::with_capacity(1024);
            let most = MAX_LINE as u64 + 1;
            let read = reader.by_ref().take(most).read_until(b'\n', &mut line);
            let read = read.map_err(|cause| aduan_audit::SourceError { name: name.clone(), cause })?;
            if read == 0 {
                break;
            }
            if line.pop_if(|last| *last == b'\n').is_none() && line.len() > MAX_LINE {
                return Ok(Gathered::Refused(format!("{name}:{number}: longer than any record")));
            }
            match import.line(line) {
                Ok(()) => {}
                Err(ImportError::Refused { refusal, .. }) => {
                    return Ok(Gathered::Refused(format!("{name}:{number}: {refusal}")));
                }
                Err(error) => return Ok(Gathered::Failed(error)),
            }
            if number % 1024 == 0 {
                bar.inc(1024);
                if interrupt::requested() {
                    return Ok(Gathered::Stopped);
                }
            }
        }
    }
    bar.finish_and_clear();
    Ok(if interrupt::requested() { Gathered::Stopped } else { Gathered::All })
}
