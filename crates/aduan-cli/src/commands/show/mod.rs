//! `aduan show`.

mod database;
mod json;
mod text;

use super::values;
use crate::failure::Failure;
use crate::output::bilingual;
use crate::{ExitStatus, history, interrupt, messages, output};
use aduan_audit::{AsOf, FindStory, Reader, Source, Story, Wanted};
use aduan_core::{Calendar, Counting, Deadline, Edition, Timestamp, Zone};
use chrono::TimeDelta;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

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
pub(crate) struct Args {
    /// A history, `-` is standard input; left out where --db is given
    #[arg(value_name = "FILE", required = true)]
    first: OsString,
    /// A register number (2025-000124-E), or a complaint's id or the beginning of one
    #[arg(value_name = "COMPLAINT", required_unless_present = "db")]
    second: Option<OsString>,
    /// Instead of a file: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "second")]
    db: Option<PathBuf>,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    /// Tell it as it was: a date, an instant, or a number of lines
    #[arg(long, value_name = "WHEN")]
    as_of: Option<AsOf>,
}

impl Args {
    /// The file, if one is named, and the complaint.
    fn file_and_complaint(&self) -> Result<(Option<&Path>, Wanted), Failure> {
        let (file, complaint) = match &self.second {
            Some(complaint) => (Some(Path::new(&self.first)), complaint.to_string_lossy()),
            None => (None, self.first.to_string_lossy()),
        };
        let wrong = |why| Failure::Usage(format!("invalid value '{complaint}' for '<COMPLAINT>': {why}"));
        Ok((file, values::complaint(&complaint).map_err(wrong)?))
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let (file, complaint) = args.file_and_complaint()?;
    let (name, story) = if let Some(db) = &args.db {
        (db.display().to_string(), database::find(db, &complaint, args.as_of)?)
    } else {
        let source = Source::open(file.unwrap_or(Path::new("-")))?;
        let (name, find) = (source.name().to_owned(), FindStory::new(complaint.clone()));
        (name, Reader::new().as_of(args.as_of).run(vec![source], find)?.1)
    };
    let Some(story) = story else {
        let wanted = match &complaint {
            Wanted::Id(id) => format!("no complaint whose id begins with `{id}`"),
            Wanted::Register(register) => format!("no complaint with the register number {register}"),
        };
        messages::warning(&format!("{name}: {wanted}"));
        return Ok(ExitStatus::Findings);
    };
    let mut calendars = vec![Calendar::indonesia()];
    for edition in args.db.as_deref().map_or(Ok(Vec::new()), history::editions)? {
        if let Edition::Calendar(calendar) = edition {
            calendars.push(calendar);
        }
    }
    let report = StoryReport { story: &story, calendars, zone: story.complaint.zone };
    if args.json {
        output::json(&report.json())?;
    } else {
        output::write(|out| report.print(out))?;
    }
    Ok(if story.defects.is_empty() { ExitStatus::Success } else { ExitStatus::Findings })
}

struct StoryReport<'a> {
    story: &'a Story,
    calendars: Vec<Calendar>,
    zone: Zone,
}

impl StoryReport<'_> {
    /// Why a deadline fell where it did: its rule, its count, and the days it did not count.
    fn why(&self, from: Timestamp, deadline: &Deadline) -> String {
        let Deadline { rule, days, counting, calendar, .. } = deadline;
        let why = format!("{rule}, {days} {}", bilingual!(counting));
        if *counting == Counting::CalendarDays {
            return why;
        }
        let Some(table) = self.calendars.iter().find(|table| table.id() == *calendar) else {
            return format!("{why}, calendar {calendar}");
        };
        let skipped = table.skipped(from, deadline, self.zone);
        let holidays =
            skipped.iter().filter_map(|day| Some(format!("{} {}", day.date.format("%-d/%-m"), day.holiday?)));
        let holidays = holidays.collect::<Vec<_>>().join(", ");
        if holidays.is_empty() { why } else { format!("{why}, passing over {holidays}") }
    }
}

#[expect(clippy::cast_precision_loss, reason = "days with one decimal, for people")]
fn days(span: TimeDelta) -> f64 {
    (span.num_seconds() as f64 / 8640.0).round() / 10.0
}
