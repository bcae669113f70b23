//! `aduan timeline`.

use super::values;
use crate::database::DatabaseDir;
use crate::failure::Failure;
use crate::output_file::{self, ForceArg, OutputFile};
use crate::{ExitStatus, history, interrupt, messages, output};
use aduan_audit::timeline::{Access, Timeline};
use aduan_audit::{AsOf, FindStory, Reader, Source};
use aduan_core::Language;
use aduan_store::ContentVault;
use std::path::{Path, PathBuf};

/// Draw the timeline of one complaint
///
/// What happened, by whom, with a lane for each role; deadlines that passed before what they were for; and, of a
/// database, who has read which content. A history alone does not say who read what.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  aduan timeline 2025-000124-E history.jsonl
  aduan timeline 2025-000124-E --db desk --svg timeline.svg
  aduan timeline 0195a3f0 history.jsonl --as-of 2025-06-30 --lang en")]
pub(crate) struct Args {
    /// A register number (2025-000124-E), or a complaint's id or the beginning of one
    complaint: String,
    /// A history; `-` is standard input
    #[arg(required_unless_present = "db", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Instead of a file: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    db: Option<PathBuf>,
    /// Write a picture to this file as well
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    force: ForceArg,
    /// Draw it as it was: a date, an instant, or a number of lines
    #[arg(long, value_name = "WHEN")]
    as_of: Option<AsOf>,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = values::language)]
    lang: Language,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let wanted = values::complaint(&args.complaint).map_err(|why| {
        Failure::Usage(format!("invalid value '{}' for '<COMPLAINT>': {why}", args.complaint))
    })?;
    let create = |path| OutputFile::create(path, &args.force, args.file.as_slice());
    let svg = args.svg.as_deref().map(create).transpose()?;
    let source = match &args.db {
        Some(folder) => history::of_database(folder)?,
        None => Source::open(args.file.as_deref().unwrap_or(Path::new("-")))?,
    };
    let name = source.name().to_owned();
    let (_, story) = Reader::new().as_of(args.as_of).run(vec![source], FindStory::new(wanted))?;
    let Some(story) = story else {
        messages::warning(&format!("{name}: no complaint is `{}`", args.complaint));
        return Ok(ExitStatus::Findings);
    };
    let timeline = match &args.db {
        Some(folder) => {
            let database = DatabaseDir::from(folder.as_path());
            let read = database
                .open_store()?
                .accesses(story.complaint.id)
                .map_err(Failure::store(&database.file()))?;
            let read =
                read.into_iter().map(|read| Access { content: read.content, actor: read.actor, at: read.at });
            Timeline::new(&story, &read.collect::<Vec<_>>(), &[]).all_readings_known()
        }
        None => Timeline::new(&story, &[], &[]),
    };
    output::write(|out| write!(out, "{}", timeline.text(args.lang)))?;
    if let Some(file) = svg {
        let drawing = aduan_report::timeline::svg(&timeline, args.lang);
        output_file::write(file, |out| out.write_all(drawing.as_bytes()))?;
    }
    Ok(if story.defects.is_empty() { ExitStatus::Success } else { ExitStatus::Findings })
}
