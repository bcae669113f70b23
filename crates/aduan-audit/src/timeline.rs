//! One complaint's timeline: lanes by role, deadlines that passed, and who had seen which content.

mod text;

pub use text::lane_label;

use crate::Story;
use crate::audit::AuditFinding;
use aduan_core::{
    Actor, Awaited, Complaint, ContentId, DeadlineKind, Event, Language, Role, Rule, Stage, Timestamp, Zone,
};
use serde_json::Value;

/// One reading of one content, as the store that keeps the contents has recorded it (R30).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Which content.
    pub content: ContentId,
    /// The actor who read it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

/// One thing on a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// The actor; `None` if no actor did it.
    pub actor: Option<Actor>,
    /// What.
    pub what: EntryKind,
    /// The complaint's stage after it.
    pub stage: Stage,
}

/// The kinds of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum EntryKind {
    /// A recorded event.
    Event {
        /// Its version.
        version: u32,
        /// The line on which it stands.
        line: u64,
        /// The event.
        event: Box<Event>,
        /// The audit's findings there.
        faults: Vec<String>,
    },
    /// A recorded event that this version of the program does not know (C28). Only its name, time and actor are known.
    Unknown {
        /// Its version.
        version: u32,
        /// The line on which it stands.
        line: u64,
        /// The name of the event, cut to 64 characters.
        kind: String,
        /// The schema of its data.
        schema: u16,
    },
    /// A deadline that passed before it was met, or that is still to come.
    Deadline {
        /// What it was for.
        kind: DeadlineKind,
        /// Its rule.
        rule: Rule,
        /// Whether it has passed.
        passed: bool,
    },
    /// A person read a content.
    Read {
        /// Its number in [`Timeline::contents`], from 0; `None` if no event names it.
        content: Option<usize>,
    },
}

/// A content that an event of the complaint refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Content {
    /// Its reference.
    pub id: ContentId,
    /// The version of the event.
    pub version: u32,
    /// The key of the event that refers to it: `material`, `reason`, `note`.
    pub key: String,
    /// The actor who gave it.
    pub by: Actor,
    /// Its readers and the times, as far as they were recorded.
    pub readers: Vec<(Actor, Timestamp)>,
}

/// A complaint's timeline.
///
/// ```
/// use aduan_audit::{FindStory, Reader, Source, Wanted, timeline::Timeline};
/// use aduan_core::Language;
/// use aduan_generate::{Generator, Options};
/// let records: Vec<_> = Generator::new(Options::new(1, 1)).collect();
/// let lines: String = records.iter().map(|record| record.to_line() + "\n").collect();
/// let wanted = Wanted::Id(records[0].complaint.to_string());
/// let source = Source::from_bytes("example", lines.into_bytes())?;
/// let (_, story) = Reader::new().run(vec![source], FindStory::new(wanted))?;
/// let timeline = Timeline::new(&story.ok_or("it is there")?, &[], &[]);
/// assert!(timeline.text(Language::English).contains("received"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Timeline {
    /// The complaint, after all of it.
    pub complaint: Complaint,
    /// The rows, the earliest first.
    pub rows: Vec<TimelineEntry>,
    /// The roles that did something, in the order of the procedure.
    pub lanes: Vec<Role>,
    /// The contents that its events refer to.
    pub contents: Vec<Content>,
    /// Whether readings are known at all: only the store that keeps the contents knows them.
    pub readings_known: bool,
}

impl Timeline {
    /// The timeline of a story, with the readings of its contents that are known, and what an audit has found in it.
    pub fn new(story: &Story, accesses: &[Access], findings: &[AuditFinding]) -> Self {
        let mut rows: Vec<TimelineEntry> = story
            .entries
            .iter()
            .map(|entry| {
                let record = &entry.record;
                let faults = findings.iter().filter(|finding| finding.line == entry.line);
                let what = EntryKind::Event {
                    version: record.version,
                    line: entry.line,
                    event: Box::new(record.event.clone()),
                    faults: faults.map(|finding| finding.fault.code().to_owned()).collect(),
                };
                TimelineEntry {
                    at: record.recorded_at,
                    actor: Some(record.actor.clone()),
                    what,
                    stage: entry.stage,
                }
            })
            .collect();
        rows.extend(story.unknown.iter().map(|entry| {
            let record = &entry.record;
            let (version, kind, schema) = (record.version, record.kind.clone(), record.schema);
            let what = EntryKind::Unknown { version, line: entry.line, kind, schema };
            TimelineEntry {
                at: record.recorded_at,
                actor: Some(record.actor.clone()),
                what,
                stage: entry.stage,
            }
        }));
        let mut contents = contents(story);
        let now = story.now.unwrap_or(story.complaint.last_at);
        rows.extend(deadlines(story, now));
        for access in accesses.iter().filter(|access| access.at <= now) {
            let content = contents.iter().position(|content| content.id == access.content);
            if let Some(content) = content {
                contents[content].readers.push((access.actor.clone(), access.at));
            }
            let (what, actor) = (EntryKind::Read { content }, Some(access.actor.clone()));
            rows.push(TimelineEntry { at: access.at, actor, what, stage: stage_at(story, access.at) });
        }
        // A record comes before a deadline at the same instant. Among themselves, records stand in the order of their
        // versions.
        rows.sort_by_key(|row| match row.what {
            EntryKind::Event { version, .. } | EntryKind::Unknown { version, .. } => (row.at, version),
            _ => (row.at, u32::MAX),
        });
        let acts =
            |role: &Role| rows.iter().any(|row| row.actor.as_ref().is_some_and(|actor| actor.role == *role));
        let lanes = Role::ALL.iter().copied().filter(acts).collect();
        let (complaint, readings_known) = (story.complaint.clone(), !accesses.is_empty());
        Self { complaint, rows, lanes, contents, readings_known }
    }

    /// The same, saying that all readings are known, even if there was none.
    #[must_use]
    pub const fn all_readings_known(mut self) -> Self {
        self.readings_known = true;
        self
    }

    /// The clocks of the office that received it.
    pub fn zone(&self) -> Zone {
        self.complaint.zone
    }

    /// The register number, or the id if it has none.
    pub fn title(&self) -> String {
        self.complaint.register.map_or_else(|| self.complaint.id.to_string(), |register| register.to_string())
    }
}

fn stage_at(story: &Story, at: Timestamp) -> Stage {
    let before = story.entries.iter().rev().find(|entry| entry.record.recorded_at <= at);
    before.map_or(Stage::New, |entry| entry.stage)
}

/// The deadlines that passed before they were met, and those that are still to come.
fn deadlines(story: &Story, now: Timestamp) -> Vec<TimelineEntry> {
    let mut set: Vec<(DeadlineKind, Rule, Timestamp)> = Vec::new();
    for entry in &story.entries {
        set.extend(
            entry.record.event.deadlines().map(|(kind, deadline)| (kind, deadline.rule, deadline.due)),
        );
    }
    set.sort_by_key(|(.., at)| *at);
    let mut state = Complaint::new(story.complaint.id);
    let mut ahead = story.entries.iter().peekable();
    let mut rows = Vec::new();
    for (kind, rule, at) in set {
        // Apply the records from before the deadline; all of them, if it is still to come.
        while let Some(entry) = ahead.next_if(|entry| entry.record.recorded_at < at) {
            state.apply_record(&entry.record);
        }
        let waits = match kind {
            DeadlineKind::Window => state.window == Some(at),
            DeadlineKind::Target => state.target == Some(Awaited { due: at, rule }),
            DeadlineKind::Response => state.response_due == Some(at),
            DeadlineKind::Overall => state.overall_due == Some(at),
            DeadlineKind::Answer => state.answer_due == Some(at),
            // Nobody misses them: it is when a mail counts as read, when a ticket has all powers, or when a proposal lapses.
            DeadlineKind::Telling | DeadlineKind::Quiet | DeadlineKind::Lapse => false,
        };
        if waits && state.is_open() {
            let what = EntryKind::Deadline { kind, rule, passed: at <= now };
            rows.push(TimelineEntry { at, actor: None, what, stage: state.stage });
        }
    }
    rows
}

/// The contents that the events refer to, by their references.
fn contents(story: &Story) -> Vec<Content> {
    let mut contents = Vec::new();
    for entry in &story.entries {
        let record = &entry.record;
        let Ok(Value::Object(data)) = serde_json::to_value(&record.event) else { continue };
        for (key, value) in &data {
            // An identity has its reference one level below.
            let reference = value.get("content").unwrap_or(value);
            if reference.get("commitment").is_none() {
                continue;
            }
            let id = reference.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
            let Some(id) = id else { continue };
            let (version, key, by) = (record.version, key.clone(), record.actor.clone());
            contents.push(Content { id, version, key, by, readers: Vec::new() });
        }
    }
    contents
}

/// The word for a content, by the key that refers to it.
fn content_label(key: &str, language: Language) -> &str {
    let (id, en) = match key {
        "material" => ("isi pengaduan", "the complaint"),
        "identity" => ("identitas", "the identity"),
        "content" => ("lampiran", "an attachment"),
        "request" => ("permintaan data", "the request"),
        "reason" => ("alasan", "the reason"),
        "note" => ("catatan", "a note"),
        "instruction" => ("instruksi", "the instruction"),
        "report" => ("laporan", "the report"),
        "decision" => ("keputusan", "the decision"),
        "facts" => ("fakta baru", "the new facts"),
        "purpose" => ("tujuan", "the purpose"),
        "contact" => ("kontak", "the contact"),
        other => (other, other),
    };
    match language {
        Language::Indonesian => id,
        Language::English => en,
    }
}

impl Timeline {
    /// `2025-03-01 10:00`, by the office's clock.
    pub fn local_time(&self, at: Timestamp) -> String {
        let local = at.to_datetime() + chrono::TimeDelta::hours(self.zone().hours());
        local.format("%Y-%m-%d %H:%M").to_string()
    }

    /// The text of a row, and the details that are shown less strongly behind it.
    pub fn describe(&self, row: &TimelineEntry, language: Language) -> (String, String) {
        let indonesian = language == Language::Indonesian;
        let actor = row.actor.as_ref();
        let office =
            actor.and_then(|actor| actor.office).map(|office| office.to_string()).unwrap_or_default();
        match &row.what {
            EntryKind::Event { version, event, faults, .. } => {
                let mut soft = vec![office];
                soft.extend(event.deadlines().map(|(kind, deadline)| {
                    // A deadline ends with a day: its first instant past is the midnight after it.
                    let last = Timestamp::from_micros(deadline.due.micros() - 1);
                    format!("{} {} ({})", kind.label(language), self.zone().date(last), deadline.rule)
                }));
                soft.retain(|part| !part.is_empty());
                if !faults.is_empty() {
                    soft.insert(0, format!("⚠ {}", faults.join(", ")));
                }
                (format!("{version}. {}", event.kind().label(language)), soft.join(" · "))
            }
            EntryKind::Unknown { version, kind, schema, .. } => {
                let what = if indonesian { "kejadian tidak dikenal" } else { "unknown event" };
                let mut soft = vec![office, format!("{kind}.{schema}")];
                let newer =
                    if indonesian { "versi program lebih baru" } else { "of a newer version of the program" };
                soft.push(newer.to_owned());
                soft.retain(|part| !part.is_empty());
                (format!("{version}. {what}"), soft.join(" · "))
            }
            EntryKind::Deadline { kind, rule, passed } => {
                let passed = match (passed, indonesian) {
                    (true, true) => "terlewat",
                    (true, false) => "passed",
                    (false, true) => "akan datang",
                    (false, false) => "to come",
                };
                (format!("{} {passed}", kind.label(language)), rule.to_string())
            }
            EntryKind::Read { content } => {
                let content = content.and_then(|content| self.contents.get(content));
                let what = content.map_or_else(
                    || (if indonesian { "isi lain" } else { "another content" }).to_owned(),
                    |content| format!("{} ({})", content_label(&content.key, language), content.version),
                );
                (format!("{} {what}", if indonesian { "membaca" } else { "read" }), office)
            }
        }
    }
}
