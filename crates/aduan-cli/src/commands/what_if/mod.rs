//! `aduan what-if`.

mod json;
mod text;

use super::reading::ReadingArgs;
use super::values;
use crate::failure::Failure;
use crate::input::read_json_or_toml;
use crate::output::{self, ConcurrentOutput};
use crate::{ExitStatus, interrupt};
use aduan_audit::what_if::{Difference, Setting, SettingError, WhatIf};
use aduan_core::{Calendar, Directory, Language, Rulebook, RulebookId};
use std::io::{self, Write};
use std::path::PathBuf;

/// Take every decision again under other rules, and say what would have been otherwise
///
/// Which decisions would have been refused, and by which rule; which deadlines would have fallen when; which complaints
/// would have gone another way. That is counterfactual: nothing of it is a finding about the record. A complaint that
/// leaves the recorded way is not followed any further, since nobody knows what would have come; one whose deadlines
/// merely fall on other days is followed on with those.
///
/// A term is 10d (calendar days), 10wd (working days) or none; a list is its words with commas, or none. The fields are
/// those of a rulebook: data_window, response, retention, targets.STAGE, expiry_decision, disposition_targets, own_office,
/// discipline_steps, other_steps, reopenable, channels, identity_required, elements, discipline, effective_from.
#[allow(clippy::doc_markdown, reason = "it is printed as it stands")]
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if something would have been otherwise, or a decision could not be taken again; 0 if nothing would.

Examples:
  aduan what-if --set data_window=10d history.jsonl
  aduan what-if --set data_window=10wd --set expiry_decision=system --under kep-154-2012 --db desk
  aduan what-if --set targets.assessment=20d history.jsonl --lang en
  aduan what-if --rulebook proposed.json history.jsonl --all --json | jq 'select(.kind == \"refused\")'")]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
    /// A field of the rulebooks and what it would have said; may be given several times
    #[arg(long, value_name = "FIELD=VALUE", required_unless_present = "rulebook")]
    set: Vec<Setting>,
    /// A rulebook, as JSON or TOML, in the place of those that the history names; --set then changes it
    #[arg(long, value_name = "FILE")]
    rulebook: Option<PathBuf>,
    /// Change only what was received under this rulebook; may be given several times
    #[arg(long, value_name = "ID")]
    under: Vec<RulebookId>,
    /// A rulebook that the history names, as JSON or TOML; the shipped ones are known, and those of --db
    #[arg(long, value_name = "FILE")]
    known_rulebook: Vec<PathBuf>,
    /// A holiday table that the history names, likewise
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// A directory of offices that the history names, likewise
    #[arg(long, value_name = "FILE")]
    directory: Vec<PathBuf>,
    /// Print a JSON object a line: each difference, then the summary
    #[arg(long)]
    json: bool,
    /// Tell every difference as it is found, not the first of each kind; lines of several files are then numbered as
    /// those of one
    #[arg(long)]
    all: bool,
    /// How many differences of each kind to tell; all are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    differences: usize,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = values::language)]
    lang: Language,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let what_if = question(args)?;
    let sources = args.reading.history.open()?;
    // Of several files a difference names the line only: which file has it is known when all have been read.
    let single = if let [source] = sources.as_slice() { source.name().to_owned() } else { String::new() };
    let output = ConcurrentOutput::default();
    let tell = |difference: &Difference| {
        if args.all {
            output.write(|out| args.write_difference(out, difference, (&single, difference.line)));
        }
    };
    let pass = what_if.pass_telling(&tell).map_err(unsound)?;
    let (history, imagined) = args.reading.read(sources, pass)?;
    output.finish()?;
    let changes = args.changes();
    output::write(|out| {
        if !args.all {
            for difference in imagined.differences() {
                args.write_difference(out, difference, history.place(difference.line))?;
            }
        }
        if args.json {
            writeln!(out, "{}", json::summary(&history, &imagined, &changes, &args.under))
        } else {
            text::summary(out, &history, &imagined, &changes, args.lang)
        }
    })?;
    Ok(if history.stopped {
        ExitStatus::Interrupted
    } else if imagined.is_unchanged() && imagined.unjudged() == 0 {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

/// The question that is asked.
fn question(args: &Args) -> Result<WhatIf, Failure> {
    let mut what_if = WhatIf::new().keep(args.differences);
    for edition in args.reading.history.editions()? {
        what_if = what_if.edition(edition);
    }
    for path in &args.known_rulebook {
        what_if = what_if.known_rules(read_json_or_toml::<Rulebook>(path)?);
    }
    for path in &args.calendar {
        what_if = what_if.calendar(read_json_or_toml::<Calendar>(path)?);
    }
    for path in &args.directory {
        what_if = what_if.directory(read_json_or_toml::<Directory>(path)?);
    }
    if let Some(path) = &args.rulebook {
        what_if = what_if.instead(read_json_or_toml::<Rulebook>(path)?);
    }
    for id in &args.under {
        what_if = what_if.under(*id);
    }
    for setting in &args.set {
        what_if = what_if.set(setting.clone()).map_err(unsound)?;
    }
    Ok(what_if)
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` gives")]
fn unsound(error: SettingError) -> Failure {
    Failure::Usage(error.to_string())
}

impl Args {
    /// The changed rules, in the words of the command line.
    fn changes(&self) -> Vec<String> {
        let rulebook = self.rulebook.iter().map(|path| path.display().to_string());
        rulebook.chain(self.set.iter().map(Setting::to_string)).collect()
    }

    fn write_difference(
        &self,
        out: &mut dyn Write,
        difference: &Difference,
        place: (&str, u64),
    ) -> io::Result<()> {
        if self.json {
            writeln!(out, "{}", json::difference(difference, place, self.lang))
        } else {
            text::difference(out, difference, place, self.lang)
        }
    }
}
