//! `aduan reference`.

mod add;
mod list;
mod show;

use crate::ExitStatus;
use crate::database::DatabaseDir;
use crate::failure::Failure;
use aduan_core::{Edition, EditionId, ReferenceData, Timestamp};
use aduan_store::{EventLog, digest_of, kept_editions};
use clap::Subcommand;

/// Keep rulebooks, holiday tables and directories of offices in the database
///
/// An edition is a file with a name of its own: a rulebook, a holiday table (calendar), or a directory of offices. It is
/// added once and never changed; the log says since when decisions may be taken by it. Every command that works on the
/// database knows it from then on: the server, sweep, audit, what-if.
#[derive(clap::Args)]
#[command(after_help = "\
The last holiday table and the last directory that were added are used; until one is added, those that come with the
program. Rulebooks stay beside each other: `reception.rulebook` in the settings of the server names the one for new
complaints, and an older complaint stays under its own. A server that runs takes an edition at its next start.

Examples:
  aduan reference list --db desk
  aduan reference show --db desk djbc-2026 > djbc-2027.json    (change its id, and what is new)
  aduan reference add --db desk djbc-2027.json")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    match &args.what {
        What::Add(args) => add::run(args),
        What::List(args) => list::run(args),
        What::Show(args) => show::run(args),
    }
}

/// An edition that a database knows.
struct KnownEdition {
    data: ReferenceData,
    id: EditionId,
    digest: aduan_core::Digest,
    /// `None` if it came with the program and no decision was taken by it yet.
    in_force_from: Option<Timestamp>,
    origin: Origin,
    /// Whether decisions are taken by it now. A rulebook is chosen in the settings of the server.
    used: Option<bool>,
    content: Option<Edition>,
}

/// Where the content of an edition comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Added,
    Program,
    /// The log names it, and its content is not here.
    Elsewhere,
}

impl Origin {
    const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Program => "program",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// The editions that a database knows, in the order in which they were recorded; behind them those of the program that
/// are not on record.
fn known(database: &DatabaseDir) -> Result<Vec<KnownEdition>, Failure> {
    let store = database.open_store()?;
    let kept = kept_editions(&*store as &dyn EventLog).map_err(Failure::store(&database.file()))?;
    let mut shipped = Edition::shipped();
    let mut all: Vec<KnownEdition> = Vec::with_capacity(kept.len());
    for edition in kept {
        let same = |shipped: &Edition| (shipped.data(), shipped.id()) == (edition.data, edition.id);
        let of_program = shipped.iter().position(same).map(|at| shipped.remove(at));
        let (origin, content) = match (edition.content, of_program) {
            (Some(content), _) => (Origin::Added, Some(content)),
            (None, Some(content)) => (Origin::Program, Some(content)),
            (None, None) => (Origin::Elsewhere, None),
        };
        all.push(KnownEdition {
            data: edition.data,
            id: edition.id,
            digest: edition.recorded.digest,
            in_force_from: Some(edition.recorded.in_force_from),
            origin,
            used: None,
            content,
        });
    }
    all.extend(shipped.into_iter().map(|edition| KnownEdition {
        data: edition.data(),
        id: edition.id(),
        digest: digest_of(edition.to_json().as_bytes()),
        in_force_from: None,
        origin: Origin::Program,
        used: None,
        content: Some(edition),
    }));
    for data in [ReferenceData::Calendar, ReferenceData::Directory] {
        let of = |origin| all.iter().rposition(|it: &KnownEdition| it.data == data && it.origin == origin);
        let used = of(Origin::Added).or_else(|| of(Origin::Program));
        for (at, edition) in all.iter_mut().enumerate().filter(|(_, edition)| edition.data == data) {
            edition.used = Some(Some(at) == used);
        }
    }
    Ok(all)
}
