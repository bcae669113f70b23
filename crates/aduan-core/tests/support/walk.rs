//! Random walks through the procedure.

use super::draw::{self, Tape};
use super::{Case, wib};
use aduan_core::{Actor, Command, CommandKind, Rejection, Role, Stage};
use aduan_testkit::people;
use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::strategy::Strategy;

/// Tapes for walks of some dozens of commands.
pub(crate) fn tapes() -> impl Strategy<Value = Vec<u32>> {
    vec(proptest::num::u32::ANY, 0..2400)
}

/// When both shipped rulebooks are in force.
const START: &str = "2025-12-01 08:00";

pub(crate) fn start(tape: &mut Tape<'_>) -> Case {
    let case = Case::under(draw::rulebook(tape)).at(START);
    if tape.once_in(2) { case.within(people::directory()) } else { case }
}

/// Lets time pass or step back, then tries a random command by a random actor.
pub(crate) fn wild(case: Case, tape: &mut Tape<'_>) -> (Case, Command) {
    let (kind, role) = (tape.pick(CommandKind::ALL), tape.pick(Role::ALL));
    let case = if tape.once_in(3) { case.by_actor(tape.draw::<Actor>()) } else { case.by(role) };
    let now = if tape.once_in(12) { tape.draw() } else { pass(&case, tape) };
    (case.at_instant(now), draw::command(kind, tape))
}

/// Tries a command that the table allows its actor, chosen with regard to the state.
pub(crate) fn sensible(case: Case, tape: &mut Tape<'_>) -> (Case, Command) {
    let aside = tape.once_in(5);
    let allowed = draw::allowed(case.state.stage, aside);
    if allowed.is_empty() {
        return wild(case, tape);
    }
    let (kind, role) = tape.pick(&allowed);
    let now = pass(&case, tape);
    let mut case = case.by(role).at_instant(now);
    let command = draw::sensible(kind, &case.actor(), &case.state, &case.book, tape);
    if kind == CommandKind::ErasePersonalData && tape.once_in(2) {
        case.now = case.now.plus(TimeDelta::days(365 * 11));
    }
    (case, command)
}

/// The clock's next reading: mostly soon, sometimes late, sometimes earlier than before.
fn pass(case: &Case, tape: &mut Tape<'_>) -> aduan_core::Timestamp {
    let minutes = tape.pick(&[1, 0, 60, 60 * 24, 60 * 24 * 5, 60 * 24 * 16, 60 * 24 * 200, -61]);
    case.state.last_at.max(wib(START)).plus(TimeDelta::minutes(minutes))
}

/// A whole walk: every case on it, the refused commands that left it there, the last one last.
pub(crate) fn walk(
    numbers: &[u32],
    step: impl Fn(Case, &mut Tape<'_>) -> (Case, Command),
    mut refused: impl FnMut(&Case, &Command, &Rejection),
) -> Case {
    let mut tape = Tape::new(numbers);
    let mut case = start(&mut tape);
    while !tape.is_over() {
        let (before, command) = step(case, &mut tape);
        case = before.tries(&command).unwrap_or_else(|(case, rejection)| {
            refused(&case, &command, &rejection);
            case
        });
    }
    case
}

/// A walk of sensible and wild commands in turn.
pub(crate) fn story(numbers: &[u32]) -> Case {
    walk(numbers, mixed, |_, _, _| {})
}

pub(crate) fn mixed(case: Case, tape: &mut Tape<'_>) -> (Case, Command) {
    if case.state.stage != Stage::New && tape.once_in(10) { wild(case, tape) } else { sensible(case, tape) }
}
