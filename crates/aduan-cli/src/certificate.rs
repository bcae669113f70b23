//! `aduan certificate`: what a rulebook lets happen, proven by trying everything, and what another would change.

use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, HEAD, grouped};
use crate::{Verdict, output};
use aduan_core::Rulebook;
use aduan_testkit::explore::{
    By, Certificate, Difference, Exploration, Explorer, FORMAT, Invariant, PRELUDE, Trace, World,
};
use clap::ValueEnum;
use std::io::{self, Write};
use std::path::Path;

/// Prove what a rulebook lets happen, and see what another would change
///
/// Searches a small world exhaustively: every command that anybody may give, in every state that can be reached, before, at and
/// after each deadline. Says whether any complaint can get stuck, whether every one can still end, which commands nobody can ever
/// give, and which invariants hold; for what does not hold, the shortest history that shows it.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if an invariant is broken, a complaint can get stuck, or there is a command that nobody can give or an event that cannot
happen. A rulebook may mean the last: one with online channels alone records no manual complaint, one without outcomes to reopen
reopens none. It is told all the same, by name, since it may as well be a mistake.

Examples:
  aduan certificate
  aduan certificate --rulebook per-13-2025 --against kep-154-2012
  aduan certificate --rulebook mine.json --against kep-154-2012
  aduan certificate --format json > kep-154-2012.certificate.json
  aduan certificate --rulebook mine.json --against kep-154-2012.certificate.json
  aduan certificate --rulebook mine.json --format rust > tests/mistakes.rs
  aduan certificate --format svg > procedure.svg")]
pub(crate) struct Args {
    /// A shipped rulebook by its id, or one's own as a JSON file
    #[arg(long, value_name = "FILE|ID", default_value = "kep-154-2012")]
    rulebook: String,
    /// Say what changes from this rulebook, or from a kept certificate, to that one
    #[arg(long, value_name = "FILE|ID")]
    against: Option<String>,
    /// How to print it; with --against, text or json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// The certificate whole, a behaviour a line
    Json,
    /// The state diagram for Mermaid
    Mermaid,
    /// The state diagram for Graphviz
    Dot,
    /// The state diagram drawn, for a page or a wall
    Svg,
    /// A test in Rust for each broken invariant: the shortest history that breaks it, as given/when/then
    Rust,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    if args.against.is_some() && !matches!(args.format, Format::Text | Format::Json) {
        return Err(Failure::Usage("--against is told as text or json; leave --format out".to_owned()));
    }
    // What cannot be read is told before anything is searched.
    let before = args.against.as_deref().map(Before::read).transpose()?;
    let found = explore(rulebook(&args.rulebook)?);
    let certificate = found.certificate();
    let verdict = if certificate.is_sound() { Verdict::Fine } else { Verdict::Found };
    if let Some(before) = before {
        let (kept, searched) = before.certificate();
        let difference = Difference::between(&kept, &certificate);
        let json = args.format == Format::Json;
        output::write(|out| {
            if json { lines(out, &difference) } else { compare(out, &difference, searched.as_ref(), &found) }
        })?;
        return Ok(verdict);
    }
    output::write(|out| match args.format {
        Format::Text => tell(out, &found, &certificate),
        Format::Json => out.write_all(certificate.to_json()?.as_bytes()),
        Format::Mermaid => out.write_all(certificate.to_mermaid().as_bytes()),
        Format::Dot => out.write_all(certificate.to_dot().as_bytes()),
        Format::Svg => out.write_all(certificate.to_svg().as_bytes()),
        Format::Rust => tests(out, &found, &certificate),
    })?;
    Ok(verdict)
}

/// What is compared with: a rulebook to be searched, or what was kept of one.
enum Before {
    Rulebook(Box<Rulebook>),
    Kept(Box<Certificate>),
}

impl Before {
    fn read(name: &str) -> Result<Self, Failure> {
        if let Some(book) = shipped(name) {
            return Ok(Self::Rulebook(Box::new(book)));
        }
        named(name)?;
        let value = crate::audit::read::<serde_json::Value>(name.as_ref())?;
        if let Some(format) = value.get("format") {
            if format != FORMAT {
                return Err(Failure::Place(format!(
                    "{name}: its format is {format}; this program reads \"{FORMAT}\""
                )));
            }
            return crate::audit::read::<Certificate>(name.as_ref()).map(|kept| Self::Kept(Box::new(kept)));
        }
        crate::audit::read::<Rulebook>(name.as_ref()).map(|book| Self::Rulebook(Box::new(book)))
    }

    fn certificate(self) -> (Certificate, Option<Exploration>) {
        match self {
            Self::Kept(kept) => (*kept, None),
            Self::Rulebook(book) => {
                let found = explore(*book);
                (found.certificate(), Some(found))
            }
        }
    }
}

fn shipped(name: &str) -> Option<Rulebook> {
    Rulebook::shipped().into_iter().find(|book| book.id.as_str() == name)
}

fn rulebook(name: &str) -> Result<Rulebook, Failure> {
    if let Some(book) = shipped(name) {
        return Ok(book);
    }
    named(name)?;
    crate::audit::read(name.as_ref())
}

/// Whether there is a file of this name; it is no shipped rulebook's.
fn named(name: &str) -> Result<(), Failure> {
    if Path::new(name).exists() {
        return Ok(());
    }
    let shipped = Rulebook::shipped();
    let ids: Vec<&str> = shipped.iter().map(|book| book.id.as_str()).collect();
    Err(Failure::Place(format!("{name} is neither a file nor a shipped rulebook: {}", ids.join(", "))))
}

/// A test for each broken invariant, with the rulebook that it is about.
fn tests(out: &mut dyn Write, found: &Exploration, certificate: &Certificate) -> io::Result<()> {
    if found.broken.is_empty() {
        return writeln!(out, "// No invariant is broken under {}.", certificate.rulebook.id);
    }
    let json = serde_json::to_string_pretty(&certificate.rulebook)?;
    write!(
        out,
        "// Each test fails as long as the rulebook has the mistake that it shows. They need the crates aduan-core, aduan-testkit\n\
         // and serde_json among the [dev-dependencies].\n{PRELUDE}\n\
         fn rulebook() -> Rulebook {{\n    serde_json::from_str(RULEBOOK).unwrap()\n}}\n\n\
         const RULEBOOK: &str = r###\"{json}\"###;\n"
    )?;
    for broken in &found.broken {
        if let Some(test) = broken.trace.to_test(broken.invariant, broken.rule, None) {
            write!(out, "\n{test}")?;
        }
    }
    Ok(())
}

fn explore(rulebook: Rulebook) -> Exploration {
    let bar = output::bar(None, "{spinner} {msg} {elapsed}");
    bar.set_message(format!("trying everything under {}", rulebook.id));
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    let invariants = Invariant::standard(&rulebook);
    let found = Explorer::new(World::new(rulebook)).invariants(invariants).run();
    bar.finish_and_clear();
    found
}

fn tell(out: &mut dyn Write, found: &Exploration, certificate: &Certificate) -> io::Result<()> {
    let book = &certificate.rulebook;
    writeln!(out, "{HEAD}{}{HEAD:#}  {}", book.id, book.title)?;
    let how =
        if certificate.complete { "everything was tried" } else { "the search gave up: nothing is proven" };
    writeln!(
        out,
        "{} states, {} edges, {} answers; {how}",
        grouped(certificate.states as u64),
        grouped(certificate.edges),
        grouped(certificate.answers)
    )?;
    writeln!(out, "fingerprint {}", certificate.fingerprint)?;
    for (stage, states) in &certificate.stages {
        writeln!(out, "  {stage:<18} {:>8}", grouped(*states as u64))?;
    }
    if certificate.complete {
        writeln!(out, "\n{HEAD}Holds always{HEAD:#}")?;
        verdicts(out, found, certificate)?;
    }
    for never in &certificate.never {
        writeln!(
            out,
            "  {DIM}never under this rulebook: {} {} in {}{DIM:#}",
            never.role, never.command, never.stage
        )?;
    }
    if !found.broken.is_empty() {
        writeln!(out, "\n{HEAD}Broken{HEAD:#}")?;
    }
    for broken in &found.broken {
        writeln!(
            out,
            "  {BAD}✗ {}{BAD:#} {}; the shortest history that shows it:",
            broken.invariant, broken.rule
        )?;
        history(out, &broken.trace)?;
    }
    Ok(())
}

/// What was proven of everything; what is not so, with its names or the shortest history to it.
fn verdicts(out: &mut dyn Write, found: &Exploration, certificate: &Certificate) -> io::Result<()> {
    for (what, by) in [
        ("every complaint can still end", By::Anybody),
        ("officers can end every complaint, though the complainant stay silent", By::Officers),
    ] {
        let (states, stuck) = match by {
            By::Anybody => (certificate.stuck, found.stuck(by)),
            By::Officers => (certificate.waiting_for_the_complainant, found.stuck(by)),
        };
        says(out, states == 0, what, &format!("{states} states; the shortest history to one:"))?;
        if let Some((situation, trace)) = stuck.first() {
            history(out, trace)?;
            writeln!(out, "      {DIM}then it is in {situation}{DIM:#}")?;
        }
    }
    let commands: Vec<_> = certificate.dead_commands.iter().map(ToString::to_string).collect();
    says(out, commands.is_empty(), "every command can be given", &commands.join(", "))?;
    let events: Vec<_> = certificate.dead_events.iter().map(ToString::to_string).collect();
    says(out, events.is_empty(), "every event can happen", &events.join(", "))?;
    for proven in &certificate.proven {
        writeln!(out, "  {GOOD}✓{GOOD:#} {} {DIM}{}{DIM:#}", proven.name, proven.rule)?;
    }
    Ok(())
}

fn says(out: &mut dyn Write, holds: bool, what: &str, not: &str) -> io::Result<()> {
    if holds {
        writeln!(out, "  {GOOD}✓{GOOD:#} {what}")
    } else {
        writeln!(out, "  {BAD}✗ not: {what}{BAD:#}: {not}")
    }
}

fn history(out: &mut dyn Write, trace: &Trace) -> io::Result<()> {
    trace.to_string().lines().try_for_each(|line| writeln!(out, "    {line}"))
}

/// What changes, each lost and gained behaviour with the shortest history to it.
fn compare(
    out: &mut dyn Write,
    difference: &Difference,
    before: Option<&Exploration>,
    after: &Exploration,
) -> io::Result<()> {
    write!(out, "{difference}")?;
    let told = [("gone", &difference.lost, before), ("new", &difference.gained, Some(after))];
    for (what, behaviours, found) in told {
        let Some((first, found)) = behaviours.first().zip(found) else { continue };
        if let Some((_, trace)) = found.behaviours().into_iter().find(|(behaviour, _)| behaviour == first) {
            writeln!(out, "\n{HEAD}The shortest history to the first that is {what}{HEAD:#}")?;
            history(out, &trace)?;
        }
    }
    if difference.stuck.1 > difference.stuck.0
        && let Some((_, trace)) = after.stuck(By::Anybody).first()
    {
        writeln!(out, "\n{BAD}✗ stuck now{BAD:#}; the shortest history to it")?;
        history(out, trace)?;
    }
    for broken in &after.broken {
        writeln!(out, "\n{BAD}✗ {}{BAD:#} {}", broken.invariant, broken.rule)?;
        history(out, &broken.trace)?;
    }
    Ok(())
}

/// One JSON object for each thing that changes.
fn lines(out: &mut dyn Write, difference: &Difference) -> io::Result<()> {
    use serde_json::{Value, json};
    let mut changes: Vec<Value> = Vec::new();
    for (field, before, after) in &difference.rulebook {
        changes.push(json!({ "change": "rulebook", "field": field, "before": before, "after": after }));
    }
    for (change, behaviours) in [("lost", &difference.lost), ("gained", &difference.gained)] {
        changes.extend(behaviours.iter().map(|one| json!({ "change": change, "behaviour": one })));
    }
    let changed = difference.changed.iter();
    changes.extend(changed.map(|(old, new)| json!({ "change": "changed", "before": old, "after": new })));
    let named = [
        ("broken", &difference.broken),
        ("mended", &difference.mended),
        ("proven", &difference.proven),
        ("unproven", &difference.unproven),
    ];
    for (change, names) in named {
        changes.extend(names.iter().map(|name| json!({ "change": change, "invariant": name })));
    }
    for (change, kinds) in [("dead", &difference.dead_commands), ("live", &difference.live_commands)] {
        changes.extend(kinds.iter().map(|kind| json!({ "change": change, "command": kind })));
    }
    for (change, kinds) in [("dead", &difference.dead_events), ("live", &difference.live_events)] {
        changes.extend(kinds.iter().map(|kind| json!({ "change": change, "event": kind })));
    }
    for (change, rows) in [("never", &difference.never), ("again", &difference.again)] {
        changes.extend(rows.iter().map(|row| json!({ "change": change, "row": row })));
    }
    let waiting = difference.waiting_for_the_complainant;
    for (what, (before, after)) in [("stuck", difference.stuck), ("waiting_for_the_complainant", waiting)] {
        if before != after {
            changes.push(json!({ "change": what, "before": before, "after": after }));
        }
    }
    let (complete, states) = (difference.complete, difference.states);
    if complete.0 != complete.1 {
        changes.push(json!({ "change": "complete", "before": complete.0, "after": complete.1 }));
    }
    if states.0 != states.1 {
        changes.push(json!({ "change": "states", "before": states.0, "after": states.1 }));
    }
    if difference.fingerprint {
        changes.push(json!({ "change": "fingerprint" }));
    }
    changes.iter().try_for_each(|change| writeln!(out, "{change}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{tell, verdicts};
    use aduan_core::{Command, Complaint, Context, Decision, Rejection, Rulebook, Stage, decide};
    use aduan_testkit::explore::{Explorer, World};

    /// A house where the PYB decides nothing.
    fn idle(complaint: &Complaint, command: &Command, context: &Context<'_>) -> Result<Decision, Rejection> {
        let decides = matches!(
            command,
            Command::DisposeToAssessor { .. }
                | Command::ForwardToWise { .. }
                | Command::DeclareNotActionable { .. }
        );
        if complaint.stage == Stage::WithPyb && decides {
            return Err(Rejection::ApprovalRequired);
        }
        decide(complaint, command, context)
    }

    #[test]
    fn what_gets_stuck_is_told_by_its_shortest_history_and_what_is_dead_by_name() {
        let found = Explorer::new(World::new(Rulebook::kep_154_2012())).rules(&idle).run();
        let mut said = Vec::new();
        verdicts(&mut said, &found, &found.certificate()).unwrap();
        let said = String::from_utf8(said).unwrap();
        for part in [
            "not: every complaint can still end",
            "  3. 5 January 2026 at 12:00 WIB  verifier  forward_to_pyb",
            "then it is in with_pyb",
            "dispose_to_assessor",
            "DisposedToAssessor",
        ] {
            assert!(said.contains(part), "{part} is not in\n{said}");
        }
    }

    #[test]
    fn a_search_that_gave_up_claims_nothing() {
        let found = Explorer::new(World::new(Rulebook::kep_154_2012())).limit(100).run();
        let mut said = Vec::new();
        tell(&mut said, &found, &found.certificate()).unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("the search gave up: nothing is proven"), "{said}");
        assert!(!said.contains('✓'), "{said}");
    }
}
