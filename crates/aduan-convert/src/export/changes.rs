//! The facts that a complaint's events change, and which of them one event has changed.

use super::column::Column;
use aduan_core::{
    Channel, Complaint, Matter, Office, Outcome, PersonId, RegisterNumber, RulebookId, Stage, Zone,
};

/// The facts of a complaint that the table has, as they stood before an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    register: Option<RegisterNumber>,
    channel: Option<Channel>,
    rulebook: Option<RulebookId>,
    unit: Option<Office>,
    zone: Zone,
    matter: Option<Matter>,
    pub(super) stage: Stage,
    holder: Option<Office>,
    outcome: Option<Outcome>,
    complainant: PersonId,
    reported_office: Option<Office>,
}

impl From<&Complaint> for Facts {
    fn from(complaint: &Complaint) -> Self {
        Self {
            register: complaint.register,
            channel: complaint.channel,
            rulebook: complaint.rulebook,
            unit: complaint.unit,
            zone: complaint.zone,
            matter: complaint.matter,
            stage: complaint.stage,
            holder: complaint.holder,
            outcome: outcome(complaint),
            complainant: complaint.complainant,
            reported_office: complaint.reported_office,
        }
    }
}

/// How a complaint ended, while it is closed.
pub(super) fn outcome(complaint: &Complaint) -> Option<Outcome> {
    complaint.outcome.filter(|_| complaint.stage == Stage::Closed)
}

/// Which facts an event has changed: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Changed(pub(super) u16);

impl Changed {
    /// It is the first event of its complaint.
    pub(super) const FIRST: Self = Self(1 << 15);
    /// The complainant's pseudonym.
    pub(super) const COMPLAINANT: Self = Self(1 << 14);
    /// The office complained of.
    pub(super) const REPORTED: Self = Self(1 << 13);
    /// The register number: the first attribute.
    pub(super) const REGISTER: Self = Self(1);
    /// The compliance unit: the fourth attribute.
    pub(super) const UNIT: Self = Self(1 << 3);

    /// The facts that are attributes of a complaint; the first has the lowest bit.
    pub(super) const ATTRIBUTES: [Column; 9] = [
        Column::Register,
        Column::Channel,
        Column::Rulebook,
        Column::Unit,
        Column::Zone,
        Column::Matter,
        Column::StageAfter,
        Column::Holder,
        Column::Outcome,
    ];

    /// The facts that differ before and after an event.
    pub(super) fn between(before: Facts, after: Facts) -> Self {
        let attributes = [
            before.register != after.register,
            before.channel != after.channel,
            before.rulebook != after.rulebook,
            before.unit != after.unit,
            before.zone != after.zone,
            before.matter != after.matter,
            before.stage != after.stage,
            before.holder != after.holder,
            before.outcome != after.outcome,
        ];
        let mut changed = Self::default();
        for (at, _) in attributes.iter().enumerate().filter(|(_, changed)| **changed) {
            changed.0 |= 1 << at;
        }
        if before.complainant != after.complainant {
            changed = changed.and(Self::COMPLAINANT);
        }
        if before.reported_office != after.reported_office {
            changed = changed.and(Self::REPORTED);
        }
        changed
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
