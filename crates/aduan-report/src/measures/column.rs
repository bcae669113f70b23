//! The counted columns.

use aduan_core::{Outcome, Stage};
use std::fmt;

/// The stages in which an open complaint may stand, in their order.
pub(super) const STAGES: [Stage; 7] = [
    Stage::Intake,
    Stage::Verification,
    Stage::AwaitingData,
    Stage::WithPyb,
    Stage::Assessment,
    Stage::FollowUp,
    Stage::WithInspectorate,
];

/// One thing that is counted. As text, its name in CSV and JSON: `ended.assessment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Column {
    /// Complaints received.
    Received,
    /// Of these, closed.
    Closed,
    /// Of these, open.
    Open,
    /// Closed with this outcome.
    Outcome(Outcome),
    /// Open, and in this stage.
    Standing(Stage),
    /// Of those, with the stage's deadline ahead or none.
    Waiting(Stage),
    /// Of those, past the stage's deadline.
    Overdue(Stage),
    /// Stays in this stage that have ended; a complaint that comes back stays twice.
    Ended(Stage),
    /// Of those, ended before the deadline.
    InTime(Stage),
    /// Of those, ended at the deadline or after it.
    Late(Stage),
    /// Of those, under a rulebook that sets no deadline.
    Untimed(Stage),
    /// The complainant was told something, or the complaint closed, before that was due (R23).
    AnsweredInTime,
    /// The same, when it was due or after.
    AnsweredLate,
    /// Nothing yet, and it is not due.
    AnswerAwaited,
    /// Nothing yet, and it is due.
    AnswerOverdue,
    /// Under a rulebook that sets no such deadline.
    AnswerUntimed,
}

/// Columns that are shown or withheld together in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section(pub(super) u8);

impl Section {
    pub(super) const COUNT: u8 = 11;
}

impl Column {
    /// How many there are.
    pub(super) const COUNT: usize = 63;

    /// Every column, in the order of a report.
    pub fn all() -> impl Iterator<Item = Self> {
        let stages = |column: fn(Stage) -> Self| STAGES.iter().copied().map(column);
        [Self::Received, Self::Closed, Self::Open]
            .into_iter()
            .chain(Outcome::ALL.iter().copied().map(Self::Outcome))
            .chain(stages(Self::Standing))
            .chain(stages(Self::Waiting))
            .chain(stages(Self::Overdue))
            .chain(stages(Self::Ended))
            .chain(stages(Self::InTime))
            .chain(stages(Self::Late))
            .chain(stages(Self::Untimed))
            .chain([
                Self::AnsweredInTime,
                Self::AnsweredLate,
                Self::AnswerAwaited,
                Self::AnswerOverdue,
                Self::AnswerUntimed,
            ])
    }

    /// Its place among all.
    pub(super) const fn index(self) -> usize {
        const fn of(stage: Stage, block: usize) -> usize {
            // New stands first and Closed last; in neither does an open complaint stand.
            let stage = match stage {
                Stage::New | Stage::Intake => 0,
                Stage::Verification => 1,
                Stage::AwaitingData => 2,
                Stage::WithPyb => 3,
                Stage::Assessment => 4,
                Stage::FollowUp => 5,
                Stage::WithInspectorate | Stage::Closed => 6,
            };
            9 + 7 * block + stage
        }
        match self {
            Self::Received => 0,
            Self::Closed => 1,
            Self::Open => 2,
            Self::Outcome(outcome) => 3 + outcome as usize,
            Self::Standing(stage) => of(stage, 0),
            Self::Waiting(stage) => of(stage, 1),
            Self::Overdue(stage) => of(stage, 2),
            Self::Ended(stage) => of(stage, 3),
            Self::InTime(stage) => of(stage, 4),
            Self::Late(stage) => of(stage, 5),
            Self::Untimed(stage) => of(stage, 6),
            Self::AnsweredInTime => 58,
            Self::AnsweredLate => 59,
            Self::AnswerAwaited => 60,
            Self::AnswerOverdue => 61,
            Self::AnswerUntimed => 62,
        }
    }

    /// With which others it is withheld in a row; the count of the row itself is apart.
    pub(super) const fn section(self) -> Option<Section> {
        Some(Section(match self {
            Self::Received => return None,
            Self::Closed | Self::Open => 0,
            Self::Outcome(_) => 1,
            Self::Standing(_) | Self::Waiting(_) | Self::Overdue(_) => 2,
            Self::Ended(stage) | Self::InTime(stage) | Self::Late(stage) | Self::Untimed(stage) => {
                #[expect(clippy::cast_possible_truncation, reason = "seven stages")]
                let stage = (Self::Ended(stage).index() - Self::Ended(Stage::Intake).index()) as u8;
                3 + stage
            }
            Self::AnsweredInTime
            | Self::AnsweredLate
            | Self::AnswerAwaited
            | Self::AnswerOverdue
            | Self::AnswerUntimed => 10,
        }))
    }

    /// The sums of columns, which every reader of a report knows.
    pub(super) fn sums() -> Vec<(Self, Vec<Self>)> {
        let mut sums = vec![
            (Self::Received, vec![Self::Closed, Self::Open]),
            (Self::Closed, Outcome::ALL.iter().copied().map(Self::Outcome).collect()),
            (Self::Open, STAGES.iter().copied().map(Self::Standing).collect()),
            (
                Self::Received,
                vec![
                    Self::AnsweredInTime,
                    Self::AnsweredLate,
                    Self::AnswerAwaited,
                    Self::AnswerOverdue,
                    Self::AnswerUntimed,
                ],
            ),
            // Every complaint is in Intake once.
            (Self::Received, vec![Self::Standing(Stage::Intake), Self::Ended(Stage::Intake)]),
        ];
        for stage in STAGES {
            sums.push((Self::Standing(stage), vec![Self::Waiting(stage), Self::Overdue(stage)]));
            sums.push((
                Self::Ended(stage),
                vec![Self::InTime(stage), Self::Late(stage), Self::Untimed(stage)],
            ));
        }
        sums
    }
}

impl fmt::Display for Column {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Received => formatter.write_str("received"),
            Self::Closed => formatter.write_str("closed"),
            Self::Open => formatter.write_str("open"),
            Self::Outcome(outcome) => write!(formatter, "outcome.{outcome}"),
            Self::Standing(stage) => write!(formatter, "open.{stage}"),
            Self::Waiting(stage) => write!(formatter, "waiting.{stage}"),
            Self::Overdue(stage) => write!(formatter, "overdue.{stage}"),
            Self::Ended(stage) => write!(formatter, "ended.{stage}"),
            Self::InTime(stage) => write!(formatter, "in_time.{stage}"),
            Self::Late(stage) => write!(formatter, "late.{stage}"),
            Self::Untimed(stage) => write!(formatter, "untimed.{stage}"),
            Self::AnsweredInTime => formatter.write_str("answer.in_time"),
            Self::AnsweredLate => formatter.write_str("answer.late"),
            Self::AnswerAwaited => formatter.write_str("answer.waiting"),
            Self::AnswerOverdue => formatter.write_str("answer.overdue"),
            Self::AnswerUntimed => formatter.write_str("answer.untimed"),
        }
    }
}

/// A time whose middle and ninth tenth are told. As text, its name in CSV and JSON: `wait.assessment`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Time {
    /// From reception to the last closing, of those that are closed.
    Handling,
    /// In this stage, of the stays that have ended.
    Wait(Stage),
    /// In this stage so far, of the complaints that stand in it.
    Age(Stage),
}

impl Time {
    /// Every time, in the order of a report.
    pub fn all() -> impl Iterator<Item = Self> {
        let stages = |time: fn(Stage) -> Self| STAGES.iter().copied().map(time);
        [Self::Handling].into_iter().chain(stages(Self::Wait)).chain(stages(Self::Age))
    }

    /// The column that counts the cases behind it.
    pub const fn cases(self) -> Column {
        match self {
            Self::Handling => Column::Closed,
            Self::Wait(stage) => Column::Ended(stage),
            Self::Age(stage) => Column::Standing(stage),
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handling => formatter.write_str("handling"),
            Self::Wait(stage) => write!(formatter, "wait.{stage}"),
            Self::Age(stage) => write!(formatter, "age.{stage}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_own_place_in_the_order_of_all() {
        let places: Vec<usize> = Column::all().map(Column::index).collect();
        assert_eq!(places, (0..Column::COUNT).collect::<Vec<_>>());
        assert!(Column::all().filter_map(Column::section).all(|section| section.0 < Section::COUNT));
    }
}
