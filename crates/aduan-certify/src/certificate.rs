//! The certificate: what a search proved, as data that can be kept and compared.

use crate::exploration::{Exploration, Occurrences, Participants};
use crate::invariant::Invariant;
use crate::trace::Trace;
use aduan_core::{CommandKind, EventKind, Role, Rule, Rulebook, Stage, procedure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The value of [`Certificate::format`] in this version.
pub const FORMAT: &str = "aduan-certificate/1";

/// The result of an exhaustive search of a rulebook: counts, a fingerprint, the invariants proven, and every behaviour.
///
/// [`to_json`](Self::to_json) has one behaviour a line, so that a kept certificate shows in a version control's difference what a
/// changed rule changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Certificate {
    /// `aduan-certificate/1`.
    pub format: String,
    /// The rulebook, whole.
    pub rulebook: Rulebook,
    /// Whether everything was tried: no bound was hit.
    pub complete: bool,
    /// How many abstract states there are.
    pub states: usize,
    /// How many states were searched: an abstract state counts once for each different memory that the invariants have
    /// of the way to it.
    pub tracked: usize,
    /// How many commands are accepted in the states.
    pub edges: u64,
    /// How many answers of `decide` were looked at.
    pub answers: u64,
    /// SHA-256 of every answer, in hexadecimal digits.
    pub fingerprint: String,
    /// How many states each stage has.
    pub stages: BTreeMap<String, usize>,
    /// How many states each [world](crate::World) has.
    #[serde(default)]
    pub worlds: BTreeMap<String, usize>,
    /// How many open states have no way to an end.
    pub stuck: usize,
    /// How many open states officers and the system cannot end by themselves, without the complainant.
    pub waiting_for_the_complainant: usize,
    /// The commands that no actor can ever give.
    pub dead_commands: Vec<CommandKind>,
    /// The events that nothing ever leads to.
    pub dead_events: Vec<EventKind>,
    /// The rows of the procedure's table that this rulebook never lets happen.
    pub never: Vec<UnusedRow>,
    /// The invariants that hold of every step.
    pub proven: Vec<ProvenInvariant>,
    /// The invariants that other rulebooks keep and this one does without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_demanded: Vec<ProvenInvariant>,
    /// The invariants that do not, each with a shortest history.
    pub broken: Vec<Counterexample>,
    /// Every behaviour, in the order of the stages.
    pub behaviours: Vec<Behaviour>,
}

/// A row of the table that is never used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnusedRow {
    /// The stage.
    pub stage: Stage,
    /// The command.
    pub command: CommandKind,
    /// The role.
    pub role: Role,
}

impl std::fmt::Display for UnusedRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} in {}", self.role, self.command, self.stage)
    }
}

/// An invariant that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProvenInvariant {
    /// Its name.
    pub name: String,
    /// The rule that it keeps.
    pub rule: Rule,
}

/// An invariant that does not hold, and the shortest history that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counterexample {
    /// Its name.
    pub name: String,
    /// The rule that it keeps.
    pub rule: Rule,
    /// The history: who did what, the last step being the one that should not be.
    pub history: Vec<String>,
}

/// A behaviour: in this stage this actor may give this command, and it leads to that stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Behaviour {
    /// The complaint's stage.
    pub from: Stage,
    /// The actor: `verifier`, `verifier at KANWIL` (not where the file is), `accused assessor`.
    pub who: String,
    /// In which role.
    pub role: Role,
    /// Which command.
    pub command: CommandKind,
    /// The command with what a rule tells apart: `dispose_to_assessor: to KANWIL`.
    pub does: String,
    /// The stage that it leads to.
    pub to: Stage,
    /// The rules of the table's row.
    pub rules: Vec<Rule>,
    /// The kinds of event that it records.
    pub events: Vec<EventKind>,
    /// In how many states.
    pub states: u32,
}

impl Behaviour {
    /// The key by which it is the same behaviour under another rulebook.
    pub(crate) fn key(&self) -> (Stage, &str, &str, Stage) {
        (self.from, &self.who, &self.does, self.to)
    }
}

impl std::fmt::Display for Behaviour {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {} {}", self.from, self.who, self.does)?;
        if self.to == self.from { Ok(()) } else { write!(formatter, " -> {}", self.to) }
    }
}

/// The rules that the table gives for this command here.
fn rules(stage: Stage, command: CommandKind, role: Role) -> Vec<Rule> {
    let of = |stage: Stage| {
        procedure::rows(command).find(move |row| row.stages.contains(stage) && row.roles.contains(role))
    };
    // After a window has run out, commands are judged as in verification.
    let row = of(stage).or_else(|| of(Stage::Verification).filter(|_| stage == Stage::AwaitingData));
    row.map(|row| row.rules.to_vec()).unwrap_or_default()
}

impl Exploration {
    /// The behaviours, each with the shortest history that ends with it.
    pub fn behaviours(&self) -> Vec<(Behaviour, Trace)> {
        let mut found: Vec<(Behaviour, Trace)> = self
            .occurrences
            .iter()
            .map(|((from, group, _, to), seen)| {
                (self.behaviour(*from, *group, *to, seen), self.shortest_with(seen.first))
            })
            .collect();
        found.sort_by(|(one, _), (other, _)| {
            (one.from, one.command, &one.does, one.role, &one.who, one.to).cmp(&(
                other.from,
                other.command,
                &other.does,
                other.role,
                &other.who,
                other.to,
            ))
        });
        found
    }

    fn behaviour(&self, from: Stage, group: u16, to: Stage, seen: &Occurrences) -> Behaviour {
        let group = &self.model.groups[usize::from(group)];
        let (command, role) = (group.kind, group.who.role);
        let events =
            EventKind::ALL.iter().copied().filter(|kind| seen.kinds & (1 << *kind as u32) != 0).collect();
        let does = group.variants[usize::from(seen.first.variant)].label.clone();
        let (who, rules) = (group.who.name(), rules(from, command, role));
        Behaviour { from, who, role, command, does, to, rules, events, states: seen.states }
    }

    /// The certificate of what was found.
    pub fn certificate(&self) -> Certificate {
        let mut stages = BTreeMap::new();
        for abstract_state in self.abstract_states() {
            *stages.entry(abstract_state.stage.to_string()).or_insert(0) += 1;
        }
        let broken: Vec<Counterexample> = self
            .violations
            .iter()
            .map(|broken| Counterexample {
                name: broken.invariant.to_owned(),
                rule: broken.rule,
                history: broken
                    .trace
                    .commands
                    .iter()
                    .map(|step| format!("{} {}", step.who, step.name))
                    .collect(),
            })
            .collect();
        let holds = |name: &str| self.complete && !broken.iter().any(|broken| broken.name == name);
        let proven = self.invariants.iter().filter(|(name, _)| holds(name));
        let never =
            self.dead_rows().into_iter().map(|(stage, command, role)| UnusedRow { stage, command, role });
        Certificate {
            format: FORMAT.to_owned(),
            rulebook: self.model.rulebook.clone(),
            complete: self.complete,
            states: self.state_count(),
            tracked: self.tracked_count(),
            edges: self.edges,
            answers: self.answers,
            fingerprint: self.fingerprint.iter().fold(String::new(), |mut text, byte| {
                let _infallible = write!(text, "{byte:02x}");
                text
            }),
            stages,
            worlds: self.worlds(),
            stuck: self.stuck_states(Participants::All),
            waiting_for_the_complainant: self.stuck_states(Participants::OfficersOnly),
            dead_commands: self.dead_commands(),
            dead_events: self.dead_events(),
            never: never.collect(),
            proven: proven
                .map(|(name, rule)| ProvenInvariant { name: (*name).to_owned(), rule: *rule })
                .collect(),
            not_demanded: Invariant::not_demanded(&self.model.rulebook)
                .into_iter()
                .map(|(name, rule)| ProvenInvariant { name: name.to_owned(), rule })
                .collect(),
            broken,
            behaviours: self.behaviours().into_iter().map(|(behaviour, _)| behaviour).collect(),
        }
    }
}

impl Certificate {
    pub(crate) fn proven_names(&self) -> Vec<String> {
        self.proven.iter().map(|proven| proven.name.clone()).collect()
    }

    pub(crate) fn broken_names(&self) -> Vec<String> {
        self.broken.iter().map(|broken| broken.name.clone()).collect()
    }

    /// Whether it proves what a sound rulebook must: everything tried, nothing stuck, every command and event alive, no invariant
    /// broken.
    pub fn is_sound(&self) -> bool {
        self.complete
            && self.stuck == 0
            && self.dead_commands.is_empty()
            && self.dead_events.is_empty()
            && self.broken.is_empty()
    }

    /// JSON with each member of a list on a line of its own.
    ///
    /// # Errors
    /// None that a certificate could cause.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = String::from("{\n");
        let fields = serde_json::to_value(self)?;
        let fields = fields.as_object().into_iter().flatten();
        for (number, (name, value)) in fields.enumerate() {
            text.push_str(if number == 0 { "" } else { ",\n" });
            match value.as_array().filter(|list| !list.is_empty()) {
                Some(list) => {
                    let lines = list.iter().map(|one| format!("    {one}")).collect::<Vec<_>>().join(",\n");
                    let _infallible = write!(text, "  \"{name}\": [\n{lines}\n  ]");
                }
                None => {
                    let _infallible = write!(text, "  \"{name}\": {value}");
                }
            }
        }
        text.push_str("\n}\n");
        Ok(text)
    }
}
