//! `aduan import-legacy`.

mod json;
mod text;

use super::values;
use crate::failure::Failure;
use crate::input::{read_json_or_toml, read_text};
use crate::output::grouped;
use crate::output_file::{self, ForceArg, OutputFile};
use crate::{ExitStatus, interrupt, messages, output, progress};
use aduan_convert::legacy::{Import, Imported, Key, Map};
use aduan_core::{Calendar, Language, Rulebook};
use aduan_store::{Entropy, OsEntropy};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Make a history of an old system's spreadsheet
///
/// A map (TOML) says which column has the case, the time, the step, the office and the officer, and which command of the
/// procedure each step is. What the procedure refuses is recorded all the same: `aduan audit` of the history finds it.
/// A row that is not understood is told by line and reason; none is dropped.
///
/// No name and no word of the sheet comes into the history. People become pseudonyms under the key: the same ones in
/// every import under it. Keep it as secret as the sheet, and apart from the history.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a row was rejected; the rows that were understood are written all the same.

Examples:
  aduan import-legacy --map sipuma-2013.toml sipuma-2013.csv --dry-run
  aduan import-legacy --map sipuma-2013.toml sipuma-2013.csv --key old.key --new-key \\
      --output history.jsonl --reject-file rejected.csv
  aduan audit history.jsonl
  aduan init --db desk && aduan import --db desk history.jsonl")]
pub(crate) struct Args {
    /// The sheet, as comma-separated values; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What its columns and values mean
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// The key for the pseudonyms: a file of at least 16 random bytes
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    key: Option<PathBuf>,
    /// Make the key, which must not be there
    #[arg(long, requires = "key", conflicts_with = "dry_run")]
    new_key: bool,
    /// Where to write the history; `-` is standard output
    #[arg(long, short, value_name = "FILE", required_unless_present = "dry_run")]
    output: Option<PathBuf>,
    /// Where to write the rejected rows, as they are in the sheet, each with its line and why
    #[arg(long, value_name = "FILE")]
    reject_file: Option<PathBuf>,
    /// Say what would become of the rows, and write no history
    #[arg(long, conflicts_with = "output")]
    dry_run: bool,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    /// How many rejected rows, and how many against the procedure, to list; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    rows: usize,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = values::language)]
    lang: Language,
    /// A rulebook that the map names, as JSON; the shipped ones are known
    #[arg(long, value_name = "FILE")]
    rulebook: Vec<PathBuf>,
    /// The holiday table by which deadlines are counted, as JSON; the shipped one if not given
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let name = args.map.display();
    let map =
        Map::parse(&read_text(&args.map)?).map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    let history = args.output.as_deref().map(Output::open).transpose()?;
    let rejects = args.reject_file.as_deref().map(Output::open).transpose()?;
    let sheet = sheet(&args.file)?;
    let mut import = Import::new(map, key(args)?);
    for path in &args.rulebook {
        import = import.rulebook(read_json_or_toml::<Rulebook>(path)?);
    }
    if let Some(path) = &args.calendar {
        import = import.calendar(read_json_or_toml::<Calendar>(path)?);
    }
    let length = Some(sheet.len() as u64);
    let bar = progress::bar(length, "{bar:32} {percent:>3}%  {bytes}/{total_bytes}  {msg} rows  {eta} left");
    let imported = import.run_with(&sheet, |rows, bytes| {
        bar.set_position(bytes);
        bar.set_message(grouped(rows));
        interrupt::go_on()
    });
    bar.finish_and_clear();
    let imported = imported.map_err(|error| Failure::Input(format!("{}: {error}", args.file.display())))?;
    if imported.stopped {
        messages::warning("dihentikan; tidak ada yang ditulis (stopped; nothing was written)");
        return Ok(ExitStatus::Interrupted);
    }
    if let Some(history) = history {
        history.write(|out| imported.write_history(out))?;
    }
    if let Some(rejects) = rejects {
        rejects.write(|out| imported.write_rejects(out, args.lang))?;
    }
    let report = Report { args, imported: &imported };
    if args.output.as_deref() == Some(Path::new("-")) {
        let mut out = anstream::AutoStream::auto(io::stderr().lock());
        report.write(&mut out).map_err(|cause| Failure::output("standard error", cause))?;
    } else {
        output::write(|out| report.write(out))?;
    }
    Ok(if imported.rejected.is_empty() { ExitStatus::Success } else { ExitStatus::Findings })
}

fn sheet(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.map_err(|cause| Failure::Input(format!("cannot read {}: {cause}", path.display())))?;
    Ok(bytes)
}

/// The key; without one, for a dry run, any will do.
fn key(args: &Args) -> Result<Key, Failure> {
    let bytes = match &args.key {
        None => vec![0; 32],
        Some(path) => {
            let name = path.display();
            if args.new_key {
                let mut bytes = [0; 32];
                OsEntropy.fill(&mut bytes).map_err(|error| Failure::Input(error.to_string()))?;
                let file = OutputFile::create(path, &ForceArg::default(), &[])?;
                output_file::write(file, |out| out.write_all(&bytes))?;
            }
            fs::read(path).map_err(|cause| {
                Failure::Input(format!("cannot read {name}: {cause}; --new-key makes a key there"))
            })?
        }
    };
    Key::new(&bytes).ok_or_else(|| {
        Failure::Input(format!("the key has {} bytes, and needs at least {}", bytes.len(), Key::LEAST))
    })
}

/// A place to write to; `-` is standard output.
enum Output<'a> {
    Standard,
    File(OutputFile<'a>),
}

impl<'a> Output<'a> {
    fn open(path: &'a Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self::Standard);
        }
        OutputFile::create(path, &ForceArg::default(), &[]).map(Self::File)
    }

    fn write(self, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match self {
            Self::Standard => output::write(print),
            Self::File(file) => output_file::write(file, print),
        }
    }
}

struct Report<'a> {
    args: &'a Args,
    imported: &'a Imported,
}

impl Report<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.args.json { writeln!(out, "{:#}", self.json()) } else { self.print(out) }
    }

    /// How many rows were rejected for each reason.
    fn reasons(&self) -> BTreeMap<&'static str, u64> {
        let mut reasons = BTreeMap::new();
        for rejected in &self.imported.rejected {
            *reasons.entry(rejected.reason.code()).or_default() += 1;
        }
        reasons
    }
}
