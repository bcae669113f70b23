//! `aduan reference show`.

use super::{known, list};
use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::{ExitStatus, output};
use aduan_core::{EditionId, ReferenceData};
use serde_json::Value;

/// Print the content of an edition, as JSON
///
/// What is printed is a file for `aduan reference add`, and for --rulebook, --calendar and --directory of audit and
/// what-if, where a history is read without its database. It needs no key.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 3 if there is no such edition, or its content is not in this database.

Example:
  aduan reference show --db desk id-2024-2026 > holidays.json")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The name
    #[arg(value_name = "NAME")]
    edition: EditionId,
    /// Its kind, where editions of two kinds have the same name: rulebook, calendar, directory
    #[arg(long, value_name = "KIND")]
    kind: Option<ReferenceData>,
    /// Print one JSON object with what `list --json` tells of it, and its `content`
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let mut found = known(&database)?;
    found.retain(|edition| edition.id == args.edition && args.kind.is_none_or(|kind| edition.data == kind));
    let id = args.edition;
    let edition = match found.as_slice() {
        [edition] => edition,
        [] => {
            let hint = "aduan reference list tells those that there are";
            return Err(Failure::Input(format!("there is no edition {id}; {hint}")));
        }
        [one, other, ..] => {
            let (one, other) = (one.data.as_str(), other.data.as_str());
            let which = format!("--kind {one} or --kind {other}");
            return Err(Failure::Usage(format!("two editions are called {id}: say {which}")));
        }
    };
    let Some(content) = &edition.content else {
        let hint = "aduan reference add keeps it, from its file";
        return Err(Failure::Input(format!("the content of {id} is not in this database; {hint}")));
    };
    let content: Value = serde_json::from_str(&content.to_json()).unwrap_or_default();
    if args.json {
        let mut told = list::row(edition);
        if let Some(told) = told.as_object_mut() {
            told.insert("content".to_owned(), content);
        }
        output::json(&told)?;
    } else {
        output::json(&content)?;
    }
    Ok(ExitStatus::Success)
}
