//! The state diagram, for Mermaid and Graphviz.

use crate::certificate::{Behaviour, Certificate};
use aduan_core::{CommandKind, Language, Roles, Rule, Stage, Term, procedure};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One arrow of the diagram: a command that moves a complaint, with all roles that may give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub(crate) from: Stage,
    pub(crate) to: Stage,
    pub(crate) command: CommandKind,
    pub(crate) roles: Roles,
    pub(crate) rules: Vec<Rule>,
}

impl Arrow {
    pub(crate) fn label(&self) -> String {
        let rules: Vec<String> = self.rules.iter().map(ToString::to_string).collect();
        format!("{} ({}) {}", self.command, self.roles.label(Language::Indonesian), rules.join(" "))
    }
}

/// The arrows that move a complaint by a row of the table. Commands after a window has run out are drawn from verification.
pub(crate) fn arrows(certificate: &Certificate) -> Vec<Arrow> {
    let mut arrows: BTreeMap<(Stage, Stage, CommandKind), Arrow> = BTreeMap::new();
    let moves = |behaviour: &&Behaviour| {
        behaviour.from != behaviour.to
            && procedure::rows(behaviour.command).any(|row| {
                row.stages.contains(behaviour.from)
                    && row.roles.contains(behaviour.role)
                    && row.to.contains(behaviour.to)
            })
    };
    for behaviour in certificate.behaviours.iter().filter(moves) {
        let arrow =
            arrows.entry((behaviour.from, behaviour.to, behaviour.command)).or_insert_with(|| Arrow {
                from: behaviour.from,
                to: behaviour.to,
                command: behaviour.command,
                roles: Roles::EMPTY,
                rules: behaviour.rules.clone(),
            });
        arrow.roles = arrow.roles.union(Roles::of(&[behaviour.role]));
    }
    arrows.into_values().collect()
}

/// How long a complaint may stay in a stage.
pub(crate) fn term(certificate: &Certificate, stage: Stage) -> Option<Term> {
    let book = &certificate.rulebook;
    if stage == Stage::AwaitingData { Some(book.data_window) } else { book.targets.of(stage) }
}

fn deadline(certificate: &Certificate, stage: Stage) -> Option<String> {
    let term = term(certificate, stage)?;
    Some(format!("{} {} ({})", term.days, term.counting.label(Language::Indonesian), term.rule))
}

impl Certificate {
    /// The state diagram for Mermaid, which draws it in a page.
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("stateDiagram-v2\n");
        for stage in Stage::ALL.iter().filter(|stage| **stage != Stage::New) {
            let deadline = deadline(self, *stage).map(|text| format!("<br/>{text}")).unwrap_or_default();
            let _infallible = writeln!(text, "    {stage}: {}{deadline}", stage.label(Language::Indonesian));
        }
        for arrow in arrows(self) {
            let from = if arrow.from == Stage::New { "[*]".to_owned() } else { arrow.from.to_string() };
            // A colon would end the label.
            let label = arrow.label().replace(':', " ");
            let _infallible = writeln!(text, "    {from} --> {}: {label}", arrow.to);
        }
        text
    }

    /// The state diagram for Graphviz.
    pub fn to_dot(&self) -> String {
        let mut text = String::from(
            "digraph aduan {\n    rankdir=LR; node [shape=box, style=\"rounded\", fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\", fontsize=10];\n",
        );
        for stage in Stage::ALL {
            let deadline = deadline(self, *stage).map(|text| format!("\\n{text}")).unwrap_or_default();
            let _infallible =
                writeln!(text, "    {stage} [label=\"{}{deadline}\"];", stage.label(Language::Indonesian));
        }
        for arrow in arrows(self) {
            let _infallible =
                writeln!(text, "    {} -> {} [label=\"{}\"];", arrow.from, arrow.to, arrow.label());
        }
        text.push_str("}\n");
        text
    }
}
