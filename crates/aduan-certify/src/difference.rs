//! Changes between two rulebooks, or between a kept certificate and a fresh one.

use crate::certificate::{Behaviour, Certificate, UnusedRow};
use aduan_core::{CommandKind, EventKind, Stage};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The differences between two certificates. Pairs are before and after.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The fields of the rulebook that differ: name, before, after.
    pub rulebook: Vec<(String, String, String)>,
    /// The behaviours that are no longer possible.
    pub lost: Vec<Behaviour>,
    /// The behaviours that are now possible.
    pub gained: Vec<Behaviour>,
    /// The behaviours that are possible in more or fewer states than before, record other events or cite other rules.
    pub changed: Vec<(Behaviour, Behaviour)>,
    /// The invariants that are broken now and were not.
    pub broken: Vec<String>,
    /// The invariants that were broken and hold now.
    pub mended: Vec<String>,
    /// The invariants that were not proven, nor broken, and hold now.
    pub proven: Vec<String>,
    /// The invariants that were proven or broken, and of which nothing is known now: they are no longer demanded, or not
    /// everything was tried.
    pub unproven: Vec<String>,
    /// Whether everything was tried.
    pub complete: (bool, bool),
    /// How many states cannot end.
    pub stuck: (usize, usize),
    /// How many cannot end without the complainant.
    pub waiting_for_the_complainant: (usize, usize),
    /// The commands that no actor can give any more.
    pub dead_commands: Vec<CommandKind>,
    /// The commands that no actor could give, and an actor can now.
    pub live_commands: Vec<CommandKind>,
    /// The events that can happen no more.
    pub dead_events: Vec<EventKind>,
    /// The events that could not happen, and can.
    pub live_events: Vec<EventKind>,
    /// The rows of the table that are used no more.
    pub never: Vec<UnusedRow>,
    /// The rows of the table that are used now.
    pub again: Vec<UnusedRow>,
    /// How many states each stage has, where that differs.
    pub stages: Vec<(String, usize, usize)>,
    /// How many states there are.
    pub states: (usize, usize),
    /// How many commands are accepted in them.
    pub edges: (u64, u64),
    /// Whether any answer differs at all.
    pub fingerprint: bool,
}

/// The items of the first list that are not in the second.
fn only<T: PartialEq + Clone>(these: &[T], those: &[T]) -> Vec<T> {
    these.iter().filter(|one| !those.contains(one)).cloned().collect()
}

impl Difference {
    /// Compares two certificates.
    pub fn between(before: &Certificate, after: &Certificate) -> Self {
        let by_key = |certificate: &Certificate| -> BTreeMap<(Stage, String, String, Stage), Behaviour> {
            let keyed = |behaviour: &Behaviour| {
                let (from, who, does, to) = behaviour.key();
                ((from, who.to_owned(), does.to_owned(), to), behaviour.clone())
            };
            certificate.behaviours.iter().map(keyed).collect()
        };
        let (old, new) = (by_key(before), by_key(after));
        let missing = |these: &BTreeMap<_, Behaviour>, those: &BTreeMap<_, Behaviour>| {
            let gone = these.iter().filter(|(key, _)| !those.contains_key(*key));
            gone.map(|(_, behaviour)| behaviour.clone()).collect()
        };
        let both = old.iter().filter_map(|(key, behaviour)| Some((behaviour.clone(), new.get(key)?.clone())));
        let (held, holds) = (before.proven_names(), after.proven_names());
        let (was, is) = (before.broken_names(), after.broken_names());
        let known = |names: &[String], others: &[String]| [names, others].concat();
        let stage =
            |certificate: &Certificate, name: &String| certificate.stages.get(name).copied().unwrap_or(0);
        let names: BTreeSet<&String> = before.stages.keys().chain(after.stages.keys()).collect();
        let stages = names.into_iter().map(|name| (name.clone(), stage(before, name), stage(after, name)));
        Self {
            rulebook: fields(before, after),
            lost: missing(&old, &new),
            gained: missing(&new, &old),
            changed: both.filter(|(old, new)| old != new).collect(),
            broken: only(&is, &was),
            mended: was.iter().filter(|name| holds.contains(name)).cloned().collect(),
            proven: only(&holds, &known(&held, &was)),
            unproven: only(&known(&held, &was), &known(&holds, &is)),
            complete: (before.complete, after.complete),
            stuck: (before.stuck, after.stuck),
            waiting_for_the_complainant: (
                before.waiting_for_the_complainant,
                after.waiting_for_the_complainant,
            ),
            dead_commands: only(&after.dead_commands, &before.dead_commands),
            live_commands: only(&before.dead_commands, &after.dead_commands),
            dead_events: only(&after.dead_events, &before.dead_events),
            live_events: only(&before.dead_events, &after.dead_events),
            never: only(&after.never, &before.never),
            again: only(&before.never, &after.never),
            stages: stages.filter(|(_, before, after)| before != after).collect(),
            states: (before.states, after.states),
            edges: (before.edges, after.edges),
            fingerprint: before.fingerprint != after.fingerprint,
        }
    }

    /// Whether nothing that may happen differs and nothing that is known of it, though the rulebooks' names or terms may.
    pub fn is_empty(&self) -> bool {
        let said_alike = Self {
            rulebook: self.rulebook.clone(),
            complete: (self.complete.0, self.complete.0),
            stuck: (self.stuck.0, self.stuck.0),
            waiting_for_the_complainant: (
                self.waiting_for_the_complainant.0,
                self.waiting_for_the_complainant.0,
            ),
            states: (self.states.0, self.states.0),
            edges: (self.edges.0, self.edges.0),
            ..Self::default()
        };
        *self == said_alike
    }

    /// How many behaviours, by stage, differ only in the number of their states.
    fn elsewhere(&self) -> BTreeMap<Stage, usize> {
        let mut stages = BTreeMap::new();
        for (before, _) in self.changed.iter().filter(|(before, after)| alike(before, after)) {
            *stages.entry(before.from).or_insert(0) += 1;
        }
        stages
    }
}

/// Whether they record the same events by the same rules.
fn alike(before: &Behaviour, after: &Behaviour) -> bool {
    (&before.events, &before.rules) == (&after.events, &after.rules)
}

/// The fields of the two rulebooks that differ.
fn fields(before: &Certificate, after: &Certificate) -> Vec<(String, String, String)> {
    let object =
        |certificate: &Certificate| serde_json::to_value(&certificate.rulebook).unwrap_or(Value::Null);
    let (old, new) = (object(before), object(after));
    let names = old.as_object().into_iter().flatten().map(|(name, _)| name.clone());
    names
        .filter(|name| old[name] != new[name])
        .map(|name| (name.clone(), old[&name].to_string(), new[&name].to_string()))
        .collect()
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, before, after) in &self.rulebook {
            writeln!(formatter, "~ {name}: {before} -> {after}")?;
        }
        if self.is_empty() {
            return writeln!(formatter, "nothing that may happen differs: {} states", self.states.0);
        }
        writeln!(formatter, "{} -> {} states", self.states.0, self.states.1)?;
        writeln!(formatter, "{} -> {} edges", self.edges.0, self.edges.1)?;
        self.verdicts(formatter)?;
        for (what, mark, behaviours) in [("gone", '-', &self.lost), ("new", '+', &self.gained)] {
            writeln!(formatter, "{} behaviours {what}:", behaviours.len())?;
            for line in gathered(behaviours) {
                writeln!(formatter, "{mark} {line}")?;
            }
        }
        for (before, after) in self.changed.iter().filter(|(before, after)| !alike(before, after)) {
            let told = |behaviour: &Behaviour| {
                let events = behaviour.events.iter().map(ToString::to_string);
                events.chain(behaviour.rules.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
            };
            writeln!(formatter, "~ {before}: {} -> {}", told(before), told(after))?;
        }
        let elsewhere = self.elsewhere();
        let all: usize = elsewhere.values().sum();
        writeln!(formatter, "{all} behaviours in more or in fewer states:")?;
        for (stage, behaviours) in elsewhere {
            let of = self.stages.iter().find(|(name, ..)| name == stage.as_str());
            let states = of.map(|(_, before, after)| format!(" ({before} -> {after} states)"));
            writeln!(formatter, "~ {stage}: {behaviours} behaviours{}", states.unwrap_or_default())?;
        }
        if self.fingerprint {
            writeln!(formatter, "the answers differ, so the fingerprint does")?;
        }
        Ok(())
    }
}

impl Difference {
    /// Writes the verdicts that are new, and those that are lost.
    fn verdicts(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.complete {
            (true, false) => writeln!(formatter, "! not everything was tried: nothing is proven now")?,
            (false, true) => writeln!(formatter, "+ everything was tried now")?,
            _ => {}
        }
        for (what, (before, after)) in [
            ("that cannot end", self.stuck),
            ("that cannot end without the complainant", self.waiting_for_the_complainant),
        ] {
            if before != after {
                let mark = if after > before { '!' } else { '+' };
                writeln!(formatter, "{mark} states {what}: {before} -> {after}")?;
            }
        }
        let names = |mark: char, what: &str, names: &[String]| -> String {
            let lines = names.iter().map(|name| format!("{mark} {what}: {name}\n"));
            lines.collect::<Vec<_>>().concat()
        };
        let commands = |kinds: &[CommandKind]| kinds.iter().map(ToString::to_string).collect::<Vec<_>>();
        let events = |kinds: &[EventKind]| kinds.iter().map(ToString::to_string).collect::<Vec<_>>();
        let rows = |rows: &[UnusedRow]| rows.iter().map(ToString::to_string).collect::<Vec<_>>();
        for (mark, what, said) in [
            ('!', "broken now", self.broken.clone()),
            ('+', "mended", self.mended.clone()),
            ('+', "holds now", self.proven.clone()),
            ('!', "not proven any more", self.unproven.clone()),
            ('!', "nobody can give any more", commands(&self.dead_commands)),
            ('+', "somebody can give", commands(&self.live_commands)),
            ('!', "can happen no more", events(&self.dead_events)),
            ('+', "can happen", events(&self.live_events)),
            ('-', "never", rows(&self.never)),
            ('+', "no longer never", rows(&self.again)),
        ] {
            formatter.write_str(&names(mark, what, &said))?;
        }
        Ok(())
    }
}

/// A line for each thing that is done somewhere: everybody who does it together.
fn gathered(behaviours: &[Behaviour]) -> Vec<String> {
    let mut lines: Vec<(&Behaviour, Vec<&str>)> = Vec::new();
    for behaviour in behaviours {
        let (from, _, does, to) = behaviour.key();
        match lines
            .iter_mut()
            .find(|(first, _)| (first.from, first.does.as_str(), first.to) == (from, does, to))
        {
            Some((_, who)) => who.push(&behaviour.who),
            None => lines.push((behaviour, vec![&behaviour.who])),
        }
    }
    let line = |(first, who): &(&Behaviour, Vec<&str>)| {
        let to = if first.to == first.from { String::new() } else { format!(" -> {}", first.to) };
        format!("{}: {} {}{to}", first.from, who.join(", "), first.does)
    };
    lines.iter().map(line).collect()
}
