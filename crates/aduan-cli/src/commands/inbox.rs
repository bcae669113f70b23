//! `aduan inbox`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::bilingual;
use crate::style::{DIM, HEAD, WARN};
use crate::{ExitStatus, output};
use aduan_core::{ComplaintId, Language, Office, Role, Stage, Stages, Timestamp, Zone};
use aduan_store::{Clock, Summary, SystemClock, Worklist, Worklists};
use serde_json::{Value, json};

/// List what waits to be done
///
/// The complaint that has waited longest first. Without a role or a stage: every complaint that is open. It needs no
/// key: a list has no word of what complainants wrote.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  aduan inbox --db desk --role verifier --office KPPBC-050500
  aduan inbox --db desk --overdue --json
  aduan inbox --db desk -n 500 --json --after \"$(… | jq -r .next)\"")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Held by this office, such as KPPBC-050500
    #[arg(long, value_name = "CODE")]
    office: Option<Office>,
    /// What this role has to do: receiver, verifier, pyb, assessor, …
    #[arg(long, value_name = "ROLE")]
    role: Option<Role>,
    /// In this stage: `verification`, `awaiting_data`, `with_pyb`, …
    #[arg(long, value_name = "STAGE")]
    stage: Option<Stage>,
    /// Only what should have moved by now
    #[arg(long)]
    overdue: bool,
    /// How many to list
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: u32,
    /// The next page: what the page before said comes after it
    #[arg(long, value_name = "PLACE", value_parser = place)]
    after: Option<(Timestamp, ComplaintId)>,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

/// `INSTANT/ID`: where the last one of a page stands in the list.
fn place(text: &str) -> Result<(Timestamp, ComplaintId), String> {
    let place = || {
        let (since, id) = text.split_once('/')?;
        Some((since.parse().ok()?, id.parse().ok()?))
    };
    place().ok_or_else(|| "expected what the page before gave, as INSTANT/ID".to_owned())
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let store = database.open_store()?;
    let now = SystemClock.now();
    let list = list(args, now);
    let mut rows = store.worklist(&list).map_err(Failure::store(&database.file()))?;
    let more = rows.len() > args.limit as usize;
    rows.truncate(args.limit as usize);
    let next = rows.last().filter(|_| more).map(|row| list.place(row)).map(|(at, id)| format!("{at}/{id}"));
    if args.json {
        let complaints: Vec<_> = rows.iter().map(row).collect();
        output::json(&json!({ "at": now, "more": more, "next": next, "complaints": complaints }))?;
    } else {
        output::write(|out| {
            for row in &rows {
                print(out, row, now)?;
            }
            match (rows.is_empty(), &next) {
                (true, _) => writeln!(out, "Tidak ada yang menunggu (nothing waits)."),
                (_, Some(next)) => writeln!(out, "{DIM}… dan lagi (and more): --after {next}{DIM:#}"),
                _ => Ok(()),
            }
        })?;
    }
    Ok(ExitStatus::Success)
}

/// One more than is asked for, to know whether there are more.
fn list(args: &Args, now: Timestamp) -> Worklist {
    let open = Stage::ALL.iter().copied().filter(|stage| !matches!(stage, Stage::New | Stage::Closed));
    let mut stages: Stages = args.stage.map_or_else(|| open.collect(), |stage| Stages::of(&[stage]));
    if let Some(role) = args.role {
        let theirs = Worklist::of_role(role).stages;
        stages = stages.iter().filter(|stage| theirs.contains(*stage)).collect();
    }
    let mut list = Worklist::of_stages(stages);
    list.holder = args.office;
    list.overdue_at = args.overdue.then_some(now);
    list.after = args.after;
    list.limit = args.limit.saturating_add(1);
    list
}

fn row(row: &Summary) -> Value {
    json!({
        "complaint": row.complaint,
        "register": row.register,
        "version": row.version,
        "stage": row.stage,
        "since": row.stage_since,
        "holder": row.holder,
        "matter": row.matter,
        "received_at": row.received_at,
        "target": row.target,
        "outcome": row.outcome,
        "unanswered": row.unanswered,
    })
}

fn print(out: &mut dyn std::io::Write, row: &Summary, now: Timestamp) -> std::io::Result<()> {
    let register = row.register.map_or_else(|| row.complaint.to_string(), |register| register.to_string());
    let holder = row.holder.map(|holder| holder.to_string()).unwrap_or_default();
    let days = now.since(row.stage_since).num_days();
    let stage = bilingual!(row.stage);
    writeln!(out, "{HEAD}{register}{HEAD:#}  {stage}  {holder}")?;
    write!(out, "    {days} hari (days)")?;
    if let Some(target) = row.target.filter(|target| *target <= now) {
        let target = Zone::Wib.display(target, Language::Indonesian);
        write!(out, ", {WARN}lewat tenggat (overdue) {target}{WARN:#}")?;
    }
    if row.unanswered.is_some() {
        write!(out, ", {WARN}pesan belum dijawab (unanswered message){WARN:#}")?;
    }
    match row.matter {
        Some(matter) => writeln!(out, "\n    {DIM}{}{DIM:#}", bilingual!(matter)),
        None => writeln!(out),
    }
}
