//! Histories that are valid.

use super::shrink::Removal;
use crate::draw::{self, Tape};
use crate::history::Speaker;
use crate::{History, people};
use aduan_core::{Actor, Command, CommandKind, Rulebook, Timestamp};
use chrono::TimeDelta;
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;
use rand_chacha::rand_core::Rng;
use std::ops::RangeInclusive;

/// How many numbers are enough for any one command.
pub(super) const NUMBERS: usize = 64;

/// How often a command is looked for that is accepted.
const TRIES: usize = 200;

/// Gives valid histories; made by [`histories`].
#[derive(Debug, Clone)]
pub struct Histories {
    length: RangeInclusive<usize>,
    books: Vec<Rulebook>,
    asides: u32,
}

/// Valid histories of so many commands, under the shipped rulebooks; one in five commands moves nothing.
///
/// They shrink by leaving out whole commands, and what is then no longer allowed: what fails is shown as few commands
/// that read as a story. A history ends early only where nothing more can happen.
///
/// ```
/// use aduan_core::{Decoded, decode};
/// use aduan_testkit::strategy::histories;
/// use proptest::prelude::*;
/// proptest!(|(history in histories(1..=40))| {
///     for record in history.records() {
///         prop_assert!(matches!(decode(record.to_line().as_bytes()), Decoded::Known(_)));
///     }
/// });
/// ```
pub fn histories(length: RangeInclusive<usize>) -> Histories {
    Histories { length, books: Rulebook::shipped().into(), asides: 200 }
}

impl Histories {
    /// Under one of these rulebooks; yours, for example.
    #[must_use]
    pub fn under(mut self, books: impl Into<Vec<Rulebook>>) -> Self {
        self.books = books.into();
        self
    }

    /// How many commands of a thousand move nothing: evidence, withdrawals, notices, holds.
    #[must_use]
    pub const fn asides(mut self, permille: u32) -> Self {
        self.asides = permille;
        self
    }

    pub(super) fn draw(&self, runner: &mut TestRunner) -> History {
        let rng = runner.rng();
        let (from, to) = (*self.length.start(), *self.length.end());
        let length = from + below(rng, to.saturating_sub(from) + 1);
        let book = self.books.get(below(rng, self.books.len())).cloned();
        let mut history =
            History::under(book.unwrap_or_else(Rulebook::kep_154_2012)).with_directory(people::directory());
        let mut numbers = [0; NUMBERS];
        while history.commands().len() < length {
            let mut found = false;
            for _ in 0..TRIES {
                numbers.fill_with(|| rng.next_u32());
                let mut tape = Tape::new(&numbers);
                let aside = tape.number() % 1000 < self.asides;
                let last = history.commands().len() + 1 == length;
                let Some(command) = sensible(&mut history, aside, &mut tape) else { continue };
                // After an erasure there is nothing more to do; one that is proposed comes to its end later (S2).
                if command.kind() == CommandKind::ErasePersonalData && !last {
                    let mut after = history.clone();
                    if after.go_on(command.clone()).is_ok() && after.complaint().erased {
                        continue;
                    }
                }
                if history.go_on(command).is_ok() {
                    found = true;
                    break;
                }
            }
            if !found {
                break;
            }
        }
        history
    }
}

impl Strategy for Histories {
    type Tree = Removal<History>;
    type Value = History;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        Ok(Removal::new(self.draw(runner)))
    }
}

fn below(rng: &mut impl Rng, bound: usize) -> usize {
    let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
    usize::try_from(rng.next_u64() % bound).unwrap_or_default()
}

/// Lets time pass, mostly little, and draws a command that the table allows its giver.
pub(super) fn sensible(history: &mut History, aside: bool, tape: &mut Tape<'_>) -> Option<Command> {
    let allowed = draw::allowed(history.complaint().stage, aside);
    let (kind, role) = *allowed.get(tape.below(allowed.len().max(1)))?;
    (history.now, history.speaker) = (pass(history, tape), Speaker::Role(role));
    let actor = history.context().actor;
    Some(draw::sensible(kind, &actor, history.complaint(), history.rulebook(), tape))
}

/// The clock's next reading: soon, late, or earlier than before.
pub(super) fn pass(history: &History, tape: &mut Tape<'_>) -> Timestamp {
    let minutes = tape.pick(&[1, 0, 60, 60 * 24, 60 * 24 * 5, 60 * 24 * 16, 60 * 24 * 200, -61]);
    let last = history.commands().last().map_or(history.context().now, |step| step.decision.at);
    last.plus(TimeDelta::minutes(minutes))
}

/// Any commands, at any times and by any actor: most are refused in any state.
pub fn commands(length: RangeInclusive<usize>) -> impl Strategy<Value = Vec<(Timestamp, Actor, Command)>> {
    let one = proptest::collection::vec(proptest::num::u32::ANY, NUMBERS).prop_map(|numbers| {
        let mut tape = Tape::new(&numbers);
        let kind = tape.pick(CommandKind::ALL);
        (tape.draw(), tape.draw(), draw::command(kind, &mut tape))
    });
    proptest::collection::vec(one.no_shrink(), length)
}
