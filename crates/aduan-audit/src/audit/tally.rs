//! Counts made during the audit, and the findings that are kept.

use super::finding::{AuditFinding, Severity};
use super::rule_set::MissingRules;
use crate::Origin;
use aduan_core::{Complaint, Event, Office, Rule, Timestamp};
use chrono::Datelike;
use std::collections::BTreeMap;

/// How many complaints came in and ended in a month, by the clocks of their offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthlyFlow {
    /// Received.
    pub received: u64,
    /// Closed; a complaint that was reopened may be so twice.
    pub closed: u64,
}

/// Deadlines that had passed when what they were for came at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LateDeadlines {
    /// How many.
    pub count: u64,
    /// The latest by how much, in days.
    pub days: i64,
    /// On which line that stands.
    pub line: u64,
}

/// Counts by month, rule and office.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) events: u64,
    pub(super) batches: u64,
    pub(super) unjudged: u64,
    pub(super) unrecognised: u64,
    pub(super) consequences: u64,
    pub(super) missing: BTreeMap<MissingRules, u64>,
    pub(super) origins: BTreeMap<Origin, u64>,
    pub(super) codes: BTreeMap<&'static str, u64>,
    pub(super) places: BTreeMap<(Option<Rule>, Option<Office>), u64>,
    pub(super) severities: BTreeMap<Severity, u64>,
    pub(super) kept: BTreeMap<&'static str, Vec<AuditFinding>>,
    pub(super) flow: BTreeMap<(i32, u32), MonthlyFlow>,
    pub(super) late: BTreeMap<(Rule, Option<Office>), LateDeadlines>,
}

impl Tally {
    /// Counts a finding, and keeps it if it is one of the first `keep` of its code, by line: some are found late.
    pub(super) fn find(&mut self, finding: AuditFinding, keep: usize) {
        let code = finding.fault.code();
        *self.codes.entry(code).or_default() += 1;
        *self.places.entry((finding.fault.rule(), finding.office)).or_default() += 1;
        *self.severities.entry(finding.fault.severity()).or_default() += 1;
        let kept = self.kept.entry(code).or_default();
        let at = kept.partition_point(|before| before.line <= finding.line);
        if at < keep {
            kept.insert(at, finding);
            kept.truncate(keep);
        }
    }

    /// Counts what an event of a complaint moves.
    pub(super) fn moved(&mut self, complaint: &Complaint, at: Timestamp, event: &Event) {
        match event {
            Event::Received(_) => self.month(complaint.zone.date(at)).received += 1,
            Event::Closed(_) => self.month(complaint.zone.date(at)).closed += 1,
            _ => {}
        }
    }

    fn month(&mut self, date: chrono::NaiveDate) -> &mut MonthlyFlow {
        self.flow.entry((date.year(), date.month())).or_default()
    }

    /// Counts the deadlines that this batch came too late for.
    pub(super) fn settle(&mut self, before: &DeadlinesBefore, after: &Complaint, at: Timestamp, line: u64) {
        if let Some(target) = before.target
            && target.due <= at
            && after.stage_since != before.stage_since
        {
            self.late(target.rule, before.holder, at.since(target.due).num_days(), line);
        }
        if let (Some(due), None) = (before.response_due, after.response_due)
            && due <= at
        {
            self.late(Rule::R23, before.holder, at.since(due).num_days(), line);
        }
    }

    fn late(&mut self, rule: Rule, office: Option<Office>, days: i64, line: u64) {
        let late = self.late.entry((rule, office)).or_default();
        late.count += 1;
        if late.line == 0 || days > late.days {
            (late.days, late.line) = (days, line);
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.events += other.events;
        self.batches += other.batches;
        self.unjudged += other.unjudged;
        self.unrecognised += other.unrecognised;
        self.consequences += other.consequences;
        sum(&mut self.missing, other.missing);
        sum(&mut self.origins, other.origins);
        sum(&mut self.codes, other.codes);
        sum(&mut self.places, other.places);
        sum(&mut self.severities, other.severities);
        for (code, findings) in other.kept {
            self.kept.entry(code).or_default().extend(findings);
        }
        for (month, flow) in other.flow {
            let sum = self.flow.entry(month).or_default();
            sum.received += flow.received;
            sum.closed += flow.closed;
        }
        for (place, late) in other.late {
            let sum = self.late.entry(place).or_default();
            let worse = sum.line == 0 || (late.days, sum.line) > (sum.days, late.line);
            sum.count += late.count;
            if worse {
                (sum.days, sum.line) = (late.days, late.line);
            }
        }
    }
}

fn sum<K: Ord>(all: &mut BTreeMap<K, u64>, some: BTreeMap<K, u64>) {
    for (key, count) in some {
        *all.entry(key).or_default() += count;
    }
}

/// The deadlines for which a batch may be too late.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeadlinesBefore {
    target: Option<aduan_core::Awaited>,
    response_due: Option<Timestamp>,
    stage_since: Timestamp,
    holder: Option<Office>,
}

impl From<&Complaint> for DeadlinesBefore {
    fn from(complaint: &Complaint) -> Self {
        let Complaint { target, response_due, stage_since, holder, .. } = *complaint;
        Self { target, response_due, stage_since, holder }
    }
}
