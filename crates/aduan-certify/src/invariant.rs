//! Invariants: what must hold of every step of every history.

use aduan_core::{Actor, Command, Complaint, Decision, Event, Rule, Timestamp};

/// One accepted command, with the complaint before and after it: what an invariant judges.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Transition<'a> {
    /// The complaint before.
    pub before: &'a Complaint,
    /// The giver of the command.
    pub actor: &'a Actor,
    /// What they gave.
    pub command: &'a Command,
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub events: &'a [Event],
    /// The complaint after.
    pub after: &'a Complaint,
}

impl<'a> Transition<'a> {
    /// What was decided on this complaint, and what it is then: to judge a step that no search made.
    pub fn new(
        before: &'a Complaint,
        actor: &'a Actor,
        command: &'a Command,
        decision: &'a Decision,
        after: &'a Complaint,
    ) -> Self {
        Self { before, actor, command, at: decision.at, events: &decision.events, after }
    }
}

type Judge = dyn Fn(u8, &Transition<'_>) -> Option<u8> + Send + Sync;

/// Something that must hold of every step: a small automaton that runs along every history.
///
/// It remembers one byte, 0 at first, and judges each step by it. What it must know of the past it takes from the events, not from
/// the complaint's state, where a wrong state is what it is to find; instants alone, which no byte holds, it may read there.
pub struct Invariant {
    /// Its name: a sentence without spaces, such as `a_kppbc_is_no_disposition_target`.
    pub name: &'static str,
    /// The rule that it keeps.
    pub rule: Rule,
    judge: Box<Judge>,
}

impl Invariant {
    /// An invariant that looks at each step by itself.
    pub fn of_transition(
        name: &'static str,
        rule: Rule,
        holds: impl Fn(&Transition<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { name, rule, judge: Box::new(move |memory, step| holds(step).then_some(memory)) }
    }

    /// An invariant that remembers: given what it remembers and the step, what it remembers then; `None` if it is broken.
    ///
    /// Forget what can matter no more, or the search sees states apart that are the same.
    pub fn of_history(
        name: &'static str,
        rule: Rule,
        judge: impl Fn(u8, &Transition<'_>) -> Option<u8> + Send + Sync + 'static,
    ) -> Self {
        Self { name, rule, judge: Box::new(judge) }
    }

    /// What is remembered after this step; `None` if it breaks the invariant.
    pub fn judge(&self, memory: u8, step: &Transition<'_>) -> Option<u8> {
        (self.judge)(memory, step)
    }
}

impl std::fmt::Debug for Invariant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Invariant")
            .field("name", &self.name)
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}
