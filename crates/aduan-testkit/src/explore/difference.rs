//! What changes between two rulebooks, or between a kept certificate and a fresh one.

use super::certificate::{Behaviour, Certificate};
use aduan_core::Stage;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// What another certificate says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Difference {
    /// The fields of the rulebook that differ: name, before, after.
    pub rulebook: Vec<(String, String, String)>,
    /// What may happen no more.
    pub lost: Vec<Behaviour>,
    /// What may happen now.
    pub gained: Vec<Behaviour>,
    /// What may happen in more or in fewer states than before, or records other events: before, after.
    pub changed: Vec<(Behaviour, Behaviour)>,
    /// The invariants that are broken now and were not.
    pub broken: Vec<String>,
    /// The invariants that were broken, or not demanded, and hold now.
    pub mended: Vec<String>,
    /// The states that there are before and after.
    pub states: (usize, usize),
    /// Whether any answer differs at all.
    pub fingerprint: bool,
}

impl Difference {
    /// What `after` says otherwise than `before`.
    pub fn between(before: &Certificate, after: &Certificate) -> Self {
        let by_key = |certificate: &Certificate| -> BTreeMap<(Stage, String, String, Stage), Behaviour> {
            let keyed = |behaviour: &Behaviour| {
                let (from, who, does, to) = behaviour.key();
                ((from, who.to_owned(), does.to_owned(), to), behaviour.clone())
            };
            certificate.behaviours.iter().map(keyed).collect()
        };
        let (old, new) = (by_key(before), by_key(after));
        let only = |these: &BTreeMap<_, Behaviour>, those: &BTreeMap<_, Behaviour>| {
            these
                .iter()
                .filter(|(key, _)| !those.contains_key(*key))
                .map(|(_, behaviour)| behaviour.clone())
                .collect()
        };
        let both = old.iter().filter_map(|(key, behaviour)| Some((behaviour.clone(), new.get(key)?.clone())));
        let names = |certificate: &Certificate| -> Vec<String> {
            certificate.proven.iter().map(|proven| proven.name.clone()).collect()
        };
        let (held, holds) = (names(before), names(after));
        let broken = after.broken.iter().map(|broken| broken.name.clone());
        Self {
            rulebook: fields(before, after),
            lost: only(&old, &new),
            gained: only(&new, &old),
            changed: both.filter(|(old, new)| old != new).collect(),
            broken: broken.filter(|name| !before.broken.iter().any(|was| was.name == *name)).collect(),
            mended: holds.into_iter().filter(|name| !held.contains(name)).collect(),
            states: (before.states, after.states),
            fingerprint: before.fingerprint != after.fingerprint,
        }
    }

    /// Whether nothing that may happen differs, though the rulebooks' names or terms may.
    pub fn is_empty(&self) -> bool {
        !self.fingerprint && self.lost.is_empty() && self.gained.is_empty() && self.changed.is_empty()
    }
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
        for name in &self.broken {
            writeln!(formatter, "! broken now: {name}")?;
        }
        for name in &self.mended {
            writeln!(formatter, "+ holds now: {name}")?;
        }
        writeln!(formatter, "{} behaviours gone:", self.lost.len())?;
        for behaviour in &self.lost {
            writeln!(formatter, "- {behaviour}")?;
        }
        writeln!(formatter, "{} behaviours new:", self.gained.len())?;
        for behaviour in &self.gained {
            writeln!(formatter, "+ {behaviour}")?;
        }
        writeln!(formatter, "{} behaviours in other states:", self.changed.len())?;
        for (before, after) in &self.changed {
            writeln!(formatter, "~ {before}: {} -> {} states", before.states, after.states)?;
        }
        Ok(())
    }
}
