//! Given a history, when a command is tried, then events happen or it is refused.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use crate::History;
use crate::commands::complaint;
use aduan_core::{
    Channel, Command, Decision, Event, EventKind, IdentityPart, Matter, Rejection, Role, Rule, Rulebook,
};

/// Begins the sentence; see [`History`].
pub fn given(history: impl Into<History>) -> History {
    history.into()
}

/// A complaint that its complainant entered on the website, with an e-mail address: it is before the verifier.
///
/// # Panics
/// Never: the rules of 2012 accept it.
pub fn received_online(matter: Matter) -> History {
    History::under(Rulebook::kep_154_2012()).as_role(Role::Complainant).and(complaint(
        Channel::Website,
        matter,
        &[IdentityPart::Name, IdentityPart::Email],
    ))
}

/// A letter with a name and an address that a receiver recorded: it is not yet before the verifier.
///
/// # Panics
/// Never: the rules of 2012 accept it.
pub fn received_by_letter(matter: Matter) -> History {
    History::under(Rulebook::kep_154_2012()).as_role(Role::Receiver).and(complaint(
        Channel::Letter,
        matter,
        &[IdentityPart::Name, IdentityPart::Address],
    ))
}

impl History {
    /// Tries a command. Say then what is expected of it.
    pub fn when(&self, command: Command) -> Answer {
        let given = self.decide(&command);
        Answer { before: self.clone(), command, given }
    }
}

/// The answer to a command; say what was expected.
#[derive(Debug, Clone)]
#[must_use = "say what is expected of it"]
pub struct Answer {
    pub(crate) before: History,
    pub(crate) command: Command,
    pub(crate) given: Result<Decision, Rejection>,
}

/// An expected event: the whole event, or its kind alone.
#[derive(Debug, Clone)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Expected {
    /// Just this.
    Event(Box<Event>),
    /// An event of this kind.
    Kind(EventKind),
}

impl From<Event> for Expected {
    fn from(event: Event) -> Self {
        Self::Event(Box::new(event))
    }
}

impl From<EventKind> for Expected {
    fn from(kind: EventKind) -> Self {
        Self::Kind(kind)
    }
}

/// How a command is expected to be refused.
#[derive(Debug, Clone)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Refusal {
    /// By any rule.
    Any,
    /// By this rule.
    Rule(Rule),
    /// Under this [code](Rejection::code).
    Code(&'static str),
    /// Just so.
    Rejection(Rejection),
}

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        Self::Rule(rule)
    }
}

impl From<&'static str> for Refusal {
    fn from(code: &'static str) -> Self {
        Self::Code(code)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(rejection)
    }
}

impl Answer {
    /// Then these events happened, and no others. Gives the history after them.
    ///
    /// # Panics
    /// If not, with the difference line by line: `-` was expected, `+` happened.
    #[track_caller]
    pub fn then<E: Into<Expected>>(self, events: impl IntoIterator<Item = E>) -> History {
        let Self { mut before, command, given } = self;
        let expected: Vec<Expected> = events.into_iter().map(Into::into).collect();
        let decision = match given {
            Ok(decision) => decision,
            Err(rejection) => panic!("{before:?}when {command:?}\nit was {rejection}"),
        };
        // Of an event that is expected by its kind alone, no more is compared.
        let happened = decision.events.iter().enumerate().map(|(index, event)| match expected.get(index) {
            Some(Expected::Kind(_)) => Expected::Kind(event.kind()),
            _ => Expected::Event(Box::new(event.clone())),
        });
        let (expected, happened) = (lines(&expected), lines(&happened.collect::<Vec<_>>()));
        assert!(
            expected == happened,
            "{before:?}when {command:?}\nother events happened (- expected, + happened):\n{}",
            crate::diff::diff(&expected, &happened)
        );
        // It was accepted once, so it is again.
        let _accepted = before.go_on(command);
        before
    }

    /// It was refused: by a [`Rule`], under a [code](Rejection::code), as a whole [`Rejection`], or by [any](Refusal::Any) rule.
    ///
    /// # Panics
    /// If it was accepted, or refused otherwise.
    #[track_caller]
    pub fn refused(self, refusal: impl Into<Refusal>) -> Rejection {
        let Self { before, command, given } = self;
        let refusal = refusal.into();
        let rejection = match given {
            Err(rejection) => rejection,
            Ok(decision) => {
                panic!(
                    "{before:?}when {command:?}\nit was accepted, not refused by {refusal:?}: {:#?}",
                    decision.events
                )
            }
        };
        let right = match &refusal {
            Refusal::Any => true,
            Refusal::Rule(rule) => rejection.rule() == *rule,
            Refusal::Code(code) => rejection.code() == *code,
            Refusal::Rejection(expected) => rejection == *expected,
        };
        assert!(
            right,
            "{before:?}when {command:?}\nit was refused otherwise (- expected, + happened):\n- {refusal:?}\n+ {rejection:?} \
             [{}], {rejection}",
            rejection.code()
        );
        rejection
    }
}

/// Each event as it is written out, line by line.
fn lines(events: &[Expected]) -> Vec<String> {
    let written = events.iter().map(|event| match event {
        Expected::Event(event) => format!("{event:#?}"),
        Expected::Kind(kind) => kind.as_str().to_owned(),
    });
    written.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}
