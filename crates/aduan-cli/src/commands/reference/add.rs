//! `aduan reference add`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::input::read_any_edition;
use crate::output::bilingual;
use crate::style::{GOOD, HEAD};
use crate::{ExitStatus, output};
use aduan_core::Edition;
use aduan_store::desk::AddedEdition;
use serde_json::json;
use std::path::PathBuf;

/// Add an edition: from now on decisions may be taken by it
///
/// The file is JSON, or TOML if its name ends in .toml; what it holds is seen from its fields: a rulebook has
/// `data_window`, a holiday table `holidays`, a directory `offices`. Adding the same content again changes nothing.
/// Other content under a name that is taken is refused: give it a name of its own. There is no way to remove an edition,
/// since decisions were taken by it; to go back, add the older content under a new name.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 3, and changes nothing, if a file is not sound or its name is taken.

Examples:
  aduan reference add --db desk holidays-2027.toml
  aduan reference add --db desk rulebook.json djbc-2027.json --json

A holiday table as TOML; it stands for whole years, and a year that it does not have is told before it matters:
  id = \"id-2027\"
  first_year = 2024
  last_year = 2027
  [holidays]
  2027-01-01 = \"Tahun Baru Masehi\"")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The editions
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    // All are read before the first is added.
    let editions: Vec<Edition> =
        args.files.iter().map(|path| read_any_edition(path)).collect::<Result<_, _>>()?;
    let (_, desk) = DatabaseDir::from(&args.database).open_desk()?;
    let mut added = Vec::with_capacity(editions.len());
    for edition in &editions {
        added.push((edition, desk.add_edition(edition)?));
    }
    if args.json {
        let editions = added.iter().map(|(edition, added)| {
            json!({ "data": edition.data(), "edition": edition.id(), "added": word(*added) })
        });
        output::json(&json!({ "editions": editions.collect::<Vec<_>>() }))?;
    } else {
        output::write(|out| {
            for (edition, added) in &added {
                let (data, id) = (bilingual!(edition.data()), edition.id());
                writeln!(out, "{data} {HEAD}{id}{HEAD:#}: {GOOD}{}{GOOD:#}", sentence(*added))?;
            }
            if added.iter().any(|(_, added)| *added != AddedEdition::Already) {
                writeln!(
                    out,
                    "Server yang berjalan memakainya setelah dimulai ulang (a server that runs uses it after a restart)."
                )?;
            }
            Ok(())
        })?;
    }
    Ok(ExitStatus::Success)
}

const fn word(added: AddedEdition) -> &'static str {
    match added {
        AddedEdition::Recorded => "recorded",
        AddedEdition::ContentKept => "content_kept",
        AddedEdition::Already => "already",
    }
}

const fn sentence(added: AddedEdition) -> &'static str {
    match added {
        AddedEdition::Recorded => "berlaku mulai sekarang (in force from now on)",
        AddedEdition::ContentKept => {
            "sudah tercatat, isinya kini tersimpan (on record before; its content is kept now)"
        }
        AddedEdition::Already => "sudah ada dengan isi yang sama (there already, with the same content)",
    }
}
