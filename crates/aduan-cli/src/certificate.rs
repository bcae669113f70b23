//! `aduan certificate`: what a rulebook lets happen, proven by trying everything, and what another would change.

use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, HEAD, grouped};
use crate::{Verdict, output};
use aduan_core::Rulebook;
use aduan_testkit::explore::{
    Certificate, Difference, Exploration, Explorer, Invariant, PRELUDE, Trace, World,
};
use clap::ValueEnum;
use std::io::{self, Write};

/// Prove what a rulebook lets happen, and see what another would change
///
/// Searches a small world exhaustively: every command that anybody may give, in every state that can be reached, before, at and
/// after each deadline. Says whether any complaint can get stuck, whether every one can still end, which commands nobody can ever
/// give, and which invariants hold; for one that does not, the shortest history that breaks it.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if an invariant is broken or a complaint can get stuck.

Examples:
  aduan certificate
  aduan certificate --rulebook per-13-2025 --against kep-154-2012
  aduan certificate --rulebook mine.json --against kep-154-2012
  aduan certificate --format json > kep-154-2012.certificate.json
  aduan certificate --rulebook mine.json --format rust > tests/mistakes.rs
  aduan certificate --format svg > procedure.svg")]
pub(crate) struct Args {
    /// A shipped rulebook by its id, or one's own as a JSON file
    #[arg(long, value_name = "FILE|ID", default_value = "kep-154-2012")]
    rulebook: String,
    /// Say what changes from this rulebook to that one
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
    let found = explore(&args.rulebook)?;
    let certificate = found.certificate();
    let verdict = if certificate.is_sound() { Verdict::Fine } else { Verdict::Found };
    if let Some(against) = &args.against {
        if !matches!(args.format, Format::Text | Format::Json) {
            return Err(Failure::Usage("--against is told as text or json; leave --format out".to_owned()));
        }
        let before = explore(against)?;
        let difference = Difference::between(&before.certificate(), &certificate);
        let json = args.format == Format::Json;
        output::write(|out| {
            if json { lines(out, &difference) } else { compare(out, &difference, &before, &found) }
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

/// A test for each broken invariant, with the rulebook that it is about.
fn tests(out: &mut dyn Write, found: &Exploration, certificate: &Certificate) -> io::Result<()> {
    if found.broken.is_empty() {
        return writeln!(out, "// No invariant is broken under {}.", certificate.rulebook.id);
    }
    let json = serde_json::to_string_pretty(&certificate.rulebook)?;
    write!(
        out,
        "// Each test fails as long as the rulebook has the mistake that it shows.\n{PRELUDE}\n\
         fn rulebook() -> Rulebook {{\n    serde_json::from_str(RULEBOOK).unwrap()\n}}\n\n\
         const RULEBOOK: &str = r###\"{json}\"###;\n"
    )?;
    for broken in &found.broken {
        if let Some(test) = broken.trace.to_test(broken.invariant, broken.rule) {
            write!(out, "\n{test}")?;
        }
    }
    Ok(())
}

fn explore(name: &str) -> Result<Exploration, Failure> {
    let rulebook = match Rulebook::shipped().into_iter().find(|book| book.id.as_str() == name) {
        Some(book) => book,
        None => crate::audit::read::<Rulebook>(name.as_ref())?,
    };
    let bar = output::bar(None, "{spinner} {msg} {elapsed}");
    bar.set_message(format!("trying everything under {}", rulebook.id));
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    let invariants = Invariant::standard(&rulebook);
    let found = Explorer::new(World::new(rulebook)).invariants(invariants).run();
    bar.finish_and_clear();
    Ok(found)
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
    writeln!(out, "\n{HEAD}Holds always{HEAD:#}")?;
    says(out, certificate.stuck == 0, "every complaint can still end", certificate.stuck)?;
    let waiting = certificate.waiting_for_the_complainant;
    says(out, waiting == 0, "officers can end every complaint, though the complainant stay silent", waiting)?;
    says(
        out,
        certificate.dead_commands.is_empty(),
        "every command can be given",
        certificate.dead_commands.len(),
    )?;
    says(out, certificate.dead_events.is_empty(), "every event can happen", certificate.dead_events.len())?;
    for proven in &certificate.proven {
        writeln!(out, "  {GOOD}✓{GOOD:#} {} {DIM}{}{DIM:#}", proven.name, proven.rule)?;
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

fn says(out: &mut dyn Write, holds: bool, what: &str, not: usize) -> io::Result<()> {
    if holds {
        writeln!(out, "  {GOOD}✓{GOOD:#} {what}")
    } else {
        writeln!(out, "  {BAD}✗ not: {what}{BAD:#} ({not} do not)")
    }
}

fn history(out: &mut dyn Write, trace: &Trace) -> io::Result<()> {
    trace.to_string().lines().try_for_each(|line| writeln!(out, "    {line}"))
}

/// What changes, each lost and gained behaviour with the shortest history to it.
fn compare(
    out: &mut dyn Write,
    difference: &Difference,
    before: &Exploration,
    after: &Exploration,
) -> io::Result<()> {
    write!(out, "{difference}")?;
    for (what, behaviours, found) in [("gone", &difference.lost, before), ("new", &difference.gained, after)]
    {
        let Some(first) = behaviours.first() else { continue };
        if let Some((_, trace)) = found.behaviours().into_iter().find(|(behaviour, _)| behaviour == first) {
            writeln!(out, "\n{HEAD}The shortest history to the first that is {what}{HEAD:#}")?;
            history(out, &trace)?;
        }
    }
    for broken in &after.broken {
        writeln!(out, "\n{BAD}✗ {}{BAD:#} {}", broken.invariant, broken.rule)?;
        history(out, &broken.trace)?;
    }
    Ok(())
}

/// One JSON object for each thing that changes.
fn lines(out: &mut dyn Write, difference: &Difference) -> io::Result<()> {
    use serde_json::json;
    for (field, before, after) in &difference.rulebook {
        writeln!(
            out,
            "{}",
            json!({ "change": "rulebook", "field": field, "before": before, "after": after })
        )?;
    }
    for behaviour in &difference.lost {
        writeln!(out, "{}", json!({ "change": "lost", "behaviour": behaviour }))?;
    }
    for behaviour in &difference.gained {
        writeln!(out, "{}", json!({ "change": "gained", "behaviour": behaviour }))?;
    }
    for (before, after) in &difference.changed {
        writeln!(out, "{}", json!({ "change": "changed", "before": before, "after": after }))?;
    }
    for name in &difference.broken {
        writeln!(out, "{}", json!({ "change": "broken", "invariant": name }))?;
    }
    Ok(())
}
