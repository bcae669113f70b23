//! Invariants: conditions that hold for every step of every history.

use aduan_core::{Actor, Command, CommandKind, Complaint, Decision, Event, Rule, Timestamp};

/// One accepted command, with the complaint before and after it. Invariants judge these.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Transition<'a> {
    /// The complaint before.
    pub before: &'a Complaint,
    /// The giver of the command.
    pub actor: &'a Actor,
    /// The command.
    pub command: &'a Command,
    /// When it was recorded.
    pub at: Timestamp,
    /// The recorded events.
    pub events: &'a [Event],
    /// The complaint after.
    pub after: &'a Complaint,
}

impl<'a> Transition<'a> {
    /// A step made from a decision and the complaint before and after it, to judge steps that no search made.
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
/// It remembers one byte, 0 at first, and judges each step by it. It must learn the past from the events, not from the
/// complaint's state, since it must find wrong states. Only instants, which a byte cannot hold, may be read from the state.
pub struct Invariant {
    /// Its name: a sentence without spaces, such as `a_kppbc_is_no_disposition_target`.
    pub name: &'static str,
    /// The rule that it keeps.
    pub rule: Rule,
    /// The one command that may break it under the shipped rules; `None` if several may.
    broken_by: Option<CommandKind>,
    judge: Box<Judge>,
}

impl Invariant {
    /// An invariant that looks at each step by itself.
    pub fn of_transition(
        name: &'static str,
        rule: Rule,
        holds: impl Fn(&Transition<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        let judge = move |memory, step: &Transition<'_>| holds(step).then_some(memory);
        Self { name, rule, broken_by: None, judge: Box::new(judge) }
    }

    /// An invariant with a memory: `judge` takes the memory and the step, and gives the new memory; `None` if the
    /// invariant is broken.
    ///
    /// Set the memory back when it no longer matters. Otherwise the search treats equal states as different.
    pub fn of_history(
        name: &'static str,
        rule: Rule,
        judge: impl Fn(u8, &Transition<'_>) -> Option<u8> + Send + Sync + 'static,
    ) -> Self {
        Self { name, rule, broken_by: None, judge: Box::new(judge) }
    }

    /// Only this command may break it, unless the rules are an embedder's own: where it is not tried, nothing is remembered.
    #[must_use]
    pub(crate) const fn broken_by(mut self, command: CommandKind) -> Self {
        self.broken_by = Some(command);
        self
    }

    /// Whether it may be broken where only these commands are tried.
    pub(crate) fn matters(&self, is_tried: impl Fn(CommandKind) -> bool) -> bool {
        self.broken_by.is_none_or(is_tried)
    }

    /// The memory after this step; `None` if the step breaks the invariant.
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
