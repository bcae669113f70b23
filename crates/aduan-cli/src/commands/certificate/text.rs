//! The certificate, and what another rulebook changes, for people.

use crate::output::grouped;
use crate::style::{BAD, DIM, GOOD, HEAD};
use aduan_certify::{Certificate, Difference, Exploration, Participants, Trace};
use std::io::{self, Write};

pub(super) fn certificate(
    out: &mut dyn Write,
    found: &Exploration,
    certificate: &Certificate,
) -> io::Result<()> {
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
    writeln!(out, "{DIM}by the concern of the world in which it was tried{DIM:#}")?;
    for (world, states) in &certificate.worlds {
        writeln!(out, "  {world:<18} {:>8}", grouped(*states as u64))?;
    }
    writeln!(out, "{DIM}by stage{DIM:#}")?;
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
    if !found.violations.is_empty() {
        writeln!(out, "\n{HEAD}Broken{HEAD:#}")?;
    }
    for broken in &found.violations {
        writeln!(
            out,
            "  {BAD}✗ {}{BAD:#} {}; the shortest history that shows it:",
            broken.invariant, broken.rule
        )?;
        history(out, &broken.trace)?;
    }
    Ok(())
}

/// Writes the verdicts: what is proven and, for each that fails, the names or the shortest history to it.
fn verdicts(out: &mut dyn Write, found: &Exploration, certificate: &Certificate) -> io::Result<()> {
    for (what, by) in [
        ("every complaint can still end", Participants::All),
        ("officers can end every complaint, though the complainant stay silent", Participants::OfficersOnly),
    ] {
        let (states, stuck) = match by {
            Participants::All => (certificate.stuck, found.stuck(by)),
            Participants::OfficersOnly => (certificate.waiting_for_the_complainant, found.stuck(by)),
        };
        says(out, states == 0, what, &format!("{states} states; the shortest history to one:"))?;
        if let Some((abstract_state, trace)) = stuck.first() {
            history(out, trace)?;
            writeln!(out, "      {DIM}then it is in {abstract_state}{DIM:#}")?;
        }
    }
    let commands: Vec<_> = certificate.dead_commands.iter().map(ToString::to_string).collect();
    says(out, commands.is_empty(), "every command can be given", &commands.join(", "))?;
    let events: Vec<_> = certificate.dead_events.iter().map(ToString::to_string).collect();
    says(out, events.is_empty(), "every event can happen", &events.join(", "))?;
    for proven in &certificate.proven {
        writeln!(out, "  {GOOD}✓{GOOD:#} {} {DIM}{}{DIM:#}", proven.name, proven.rule)?;
    }
    for without in &certificate.not_demanded {
        writeln!(out, "  {DIM}- not demanded by this rulebook: {} {}{DIM:#}", without.name, without.rule)?;
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

/// Writes the changes, each lost and gained behaviour with the shortest history to it.
pub(super) fn difference(
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
        && let Some((_, trace)) = after.stuck(Participants::All).first()
    {
        writeln!(out, "\n{BAD}✗ stuck now{BAD:#}; the shortest history to it")?;
        history(out, trace)?;
    }
    for broken in &after.violations {
        writeln!(out, "\n{BAD}✗ {}{BAD:#} {}", broken.invariant, broken.rule)?;
        history(out, &broken.trace)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{certificate, verdicts};
    use aduan_certify::{Explorer, Model, World};
    use aduan_core::{Command, Complaint, Context, DecideBy, Decision, Rejection, Rulebook, Rules, Stage};

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
        Rulebook::kep_154_2012().decide(complaint, command, context)
    }

    #[test]
    fn what_gets_stuck_is_told_by_its_shortest_history_and_what_is_dead_by_name() {
        let idle = DecideBy::new(Rulebook::kep_154_2012(), idle);
        let found = Explorer::new(Model::new(Rulebook::kep_154_2012()).about(World::Late)).rules(&idle).run();
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
        let found = Explorer::new(Model::new(Rulebook::kep_154_2012())).limit(100).run();
        let mut said = Vec::new();
        certificate(&mut said, &found, &found.certificate()).unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("the search gave up: nothing is proven"), "{said}");
        assert!(!said.contains('✓'), "{said}");
    }
}
