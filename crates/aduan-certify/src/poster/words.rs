//! The texts of the drawing: Indonesian first, English second, commands as code has them.

use super::block::{Block, Line, wrapped};
use super::plan::Rect;
use super::text::Face;
use crate::certificate::Certificate;
use crate::diagram::{self, Arrow};
use crate::model::NEARLY_EVERY_STAGE;
use aduan_core::procedure::{Row, TABLE};
use aduan_core::{Language, Rule, Stage};

/// The separator between two parts of a sentence.
const DOT: &str = " · ";

pub(super) fn title(certificate: &Certificate) -> String {
    format!("Alur pengaduan DJBC menurut {}", certificate.rulebook.title)
}

pub(super) fn description(certificate: &Certificate) -> String {
    format!(
        "Tahap pengaduan dan cara berpindah di antaranya, dari sertifikat {}. The stages of a complaint and the ways between them, \
         from the certificate of {}.",
        certificate.rulebook.id, certificate.rulebook.id
    )
}

/// The title, what was counted, and which rulebook it is.
pub(super) fn head(certificate: &Certificate, width: i32) -> Vec<Line> {
    let (states, edges) = (certificate.states as u64, certificate.edges);
    let counts = format!(
        "{} keadaan, {} langkah{DOT}{} states, {} edges",
        Language::Indonesian.grouped(states),
        Language::Indonesian.grouped(edges),
        Language::English.grouped(states),
        Language::English.grouped(edges)
    );
    vec![
        vec![(Face::Title, Face::Title.cut(&title(certificate), width))],
        vec![(
            Face::English,
            format!("The complaint procedure of Indonesian customs under {}", certificate.rulebook.id),
        )],
        vec![(Face::Subtitle, counts)],
    ]
}

/// The stage's name in both languages.
pub(super) fn name(stage: Stage, width: i32) -> Vec<Line> {
    let indonesian = capital(stage.label(Language::Indonesian));
    let english = wrapped(Face::English, stage.label(Language::English), width);
    wrapped(Face::Name, &indonesian, width).chain(english).collect()
}

/// How long a complaint may stay there; nothing where the rulebook sets no term.
pub(super) fn deadline(certificate: &Certificate, stage: Stage, width: i32) -> Vec<Line> {
    let Some(term) = diagram::term(certificate, stage) else { return Vec::new() };
    let rule = term.rule;
    let in_words = |language| format!("{} {}", term.days, term.counting.label(language));
    wrapped(Face::Time, &format!("{}{DOT}{rule}", in_words(Language::Indonesian)), width)
        .chain(wrapped(Face::English, &in_words(Language::English), width))
        .collect()
}

/// The commands that are allowed in this stage and move nothing, except those allowed nearly everywhere: lines for each
/// command.
pub(super) fn inside(certificate: &Certificate, stage: Stage, width: i32) -> Vec<Vec<Line>> {
    // Also by another row, where it leads elsewhere in some of them.
    let everywhere = |row: &Row| {
        let mut rows = TABLE.iter().filter(|other| (other.command, other.roles) == (row.command, row.roles));
        rows.any(|other| other.stages.iter().count() >= NEARLY_EVERY_STAGE)
    };
    TABLE
        .iter()
        .filter(|row| !everywhere(row) && stays(certificate, row, stage))
        .map(|row| {
            wrapped(Face::ModelActor, row.command.label(Language::Indonesian), width)
                .chain(wrapped(Face::Token, row.command.as_str(), width))
                .chain(wrapped(Face::Small, &who(row, row.rules), width))
                .collect()
        })
        .collect()
}

/// The label of a way: the command in Indonesian and as it is written in code, who gives it, by which rules.
pub(super) fn label(arrow: &Arrow, width: i32) -> Vec<Line> {
    let roles = arrow.roles.label(Language::Indonesian);
    wrapped(Face::Command, arrow.command.label(Language::Indonesian), width)
        .chain(wrapped(Face::Token, arrow.command.as_str(), width))
        .chain(with_rules(&roles, &arrow.rules, width))
        .collect()
}

/// The texts below the plan: commands allowed nearly everywhere, how to read the ways, and the proven invariants.
pub(super) fn below(certificate: &Certificate, [anywhere, legend, proven]: &[Rect; 3]) -> Vec<Block> {
    let half = (anywhere.width - 40) / 2;
    let heading =
        |id: &str, en: &str| vec![vec![(Face::Name, id.to_owned()), (Face::English, en.to_owned())]];
    let mut blocks =
        vec![Block::at(anywhere.x, anywhere.y, heading("Di hampir semua tahap", "in nearly every stage"))];
    let rows: Vec<Line> = TABLE
        .iter()
        .filter(|row| {
            row.stages.iter().count() >= NEARLY_EVERY_STAGE
                && row.stages.iter().any(|stage| stays(certificate, row, stage))
        })
        .flat_map(|row| everywhere(row, half))
        .collect();
    let (left, right) = rows.split_at(rows.len().div_ceil(4) * 2);
    for (column, lines) in [left, right].into_iter().enumerate() {
        let x = anywhere.x + i32::try_from(column).unwrap_or(0) * (half + 40);
        blocks.push(Block::at(x, anywhere.y + 50, lines.to_vec()));
    }
    blocks.push(Block::at(legend.x, legend.y, heading("Cara membaca", "how to read it")));
    for (y, id, en) in super::style::legend_lines(*legend) {
        let line = vec![(Face::ModelActor, id.to_owned()), (Face::English, en.to_owned())];
        blocks.push(Block::at(legend.x + 150, y - 15, vec![line]));
    }
    let mut lines = heading("Terbukti", "proven of every step");
    lines.extend(verdict(certificate, proven.width));
    blocks.push(Block::at(proven.x, proven.y, lines));
    blocks
}

/// Two lines for a command that may be given nearly everywhere.
fn everywhere(row: &Row, width: i32) -> [Line; 2] {
    let (id, token) = (row.command.label(Language::Indonesian), row.command.as_str());
    let who = Face::Small.cut(&who(row, row.rules), width);
    [vec![(Face::ModelActor, capital(id)), (Face::Token, token.to_owned())], vec![(Face::Small, who)]]
}

/// The verdict: the proof, or the faults found.
fn verdict(certificate: &Certificate, width: i32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut alarm = |text: &str| lines.extend(wrapped(Face::Alarm, text, width));
    if !certificate.complete {
        alarm("Pencarian tidak selesai: tidak ada yang terbukti · the search gave up: nothing is proven");
    }
    if certificate.stuck > 0 {
        alarm("Ada pengaduan yang tidak dapat berakhir · some complaints can never end");
    }
    if certificate.waiting_for_the_complainant > 0 {
        alarm(
            "Ada pengaduan yang menunggu pengadu tanpa batas · some complaints wait for the complainant without end",
        );
    }
    for broken in &certificate.broken {
        alarm(&format!("Dilanggar · broken: {} ({})", broken.name, broken.rule));
    }
    if !lines.is_empty() {
        return lines;
    }
    let mut rules: Vec<Rule> = certificate.proven.iter().map(|proven| proven.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let said = [
        "Setiap pengaduan dapat berakhir, juga bila pengadu diam.".to_owned(),
        format!("{} invarian berlaku pada setiap langkah: {}.", certificate.proven.len(), joined(&rules)),
    ];
    for sentence in said {
        lines.extend(wrapped(Face::ModelActor, &sentence, width));
    }
    let english = format!(
        "Every complaint can still end, though the complainant stay silent; {} invariants hold of every step.",
        certificate.proven.len()
    );
    lines.extend(wrapped(Face::English, &english, width));
    lines.push(vec![(Face::Token, Face::Token.cut(&format!("sha256 {}", certificate.fingerprint), width))]);
    lines
}

/// Whether this row lets something be done in this stage that moves nothing.
fn stays(certificate: &Certificate, row: &Row, stage: Stage) -> bool {
    row.stages.contains(stage)
        && certificate.behaviours.iter().any(|behaviour| {
            behaviour.from == stage
                && behaviour.to == stage
                && behaviour.command == row.command
                && row.roles.contains(behaviour.role)
        })
}

fn who(row: &Row, rules: &[Rule]) -> String {
    format!("{}{DOT}{}", row.roles.label(Language::Indonesian), joined(rules))
}

/// Roles and rules on one line where they fit, otherwise the rules on a line of their own.
fn with_rules(roles: &str, rules: &[Rule], width: i32) -> Vec<Line> {
    let mut lines: Vec<Line> = wrapped(Face::ModelActor, roles, width).collect();
    let rules = joined(rules);
    match lines.last_mut() {
        Some(last)
            if Block::at(0, 0, vec![last.clone()]).rect.width + 12 + Face::Rule.width(&rules) <= width =>
        {
            last.push((Face::Rule, rules));
        }
        _ => lines.extend(wrapped(Face::Rule, &rules, width)),
    }
    lines
}

fn joined(rules: &[Rule]) -> String {
    rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
