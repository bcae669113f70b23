//! What if the rules had been others: each decision of a history taken once more, under a changed rulebook.
//!
//! Nothing here is a finding about the record. Each stream is followed as far as it can be: where the changed rules
//! refuse what was recorded, or give something else, the complaint leaves the recorded way, and what would have come
//! after is not guessed at. A deadline that merely falls on another day changes no way by itself: the complaint is followed
//! on with that deadline, until something was done between the one day and the other for which that matters.
//! A stream whose record is not what its own rulebook gives is not judged; [`Audit`] says why.

mod change;
mod imagining;

pub(super) use imagining::Imagining;

pub use change::{Setting, SettingError};
pub use imagining::Moved;

use super::Audit;
use super::judge::{Law, Missing};
use super::seen::Keeping;
use super::shard::Shard;
use super::tally::Tally as Audited;
use crate::as_of::{AsOf, Horizon};
use crate::{Progress, ReplayError, Source, Span, pool};
use aduan_core::{
    Calendar, CommandKind, ComplaintId, Deadline, DeadlineKind, Language, Office, Outcome, RegisterNumber,
    Rejection, Role, Rule, Rulebook, RulebookId, Stage, Timestamp,
};
use imagining::Tally;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

/// Takes every decision of a history again under other rules.
///
/// ```
/// use aduan_audit::Source;
/// use aduan_audit::audit::what_if::WhatIf;
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(200, 1)).map(|record| record.to_line() + "\n").collect();
/// let source = || Source::from_bytes("example", history.clone().into_bytes());
/// assert!(WhatIf::new().run(vec![source()?])?.is_unchanged());
///
/// let shorter = WhatIf::new().set("data_window=3d".parse()?)?;
/// let imagined = shorter.run(vec![source()?])?;
/// assert!(imagined.by_code()["deadline"] > 0 && imagined.left() > 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// By the rules as they were: only where it finds nothing can be said what other rules would have changed.
    audit: Audit,
    under: Vec<RulebookId>,
    instead: Option<Rulebook>,
    settings: Vec<Setting>,
}

impl Default for WhatIf {
    fn default() -> Self {
        Self::new()
    }
}

impl WhatIf {
    /// The shipped rulebooks as they are, on as many threads as the machine has cores.
    pub fn new() -> Self {
        Self { audit: Audit::new(), under: Vec::new(), instead: None, settings: Vec::new() }
    }

    /// The same on so many threads. What is found does not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.audit = self.audit.threads(threads);
        self
    }

    /// The same as of an instant or position.
    #[must_use]
    pub fn as_of(mut self, as_of: AsOf) -> Self {
        self.audit = self.audit.as_of(as_of);
        self
    }

    /// One more rulebook that the history names; it stands before those with the same name.
    #[must_use]
    pub fn known_rulebook(mut self, rulebook: Rulebook) -> Self {
        self.audit = self.audit.rulebook(rulebook);
        self
    }

    /// One more holiday table that the history names; it stands before those with the same name.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.audit = self.audit.calendar(calendar);
        self
    }

    /// How many differences of each kind to keep; all are counted. Otherwise a hundred.
    #[must_use]
    pub fn keep(mut self, differences: usize) -> Self {
        self.audit = self.audit.keep(differences);
        self
    }

    /// Changes only what was received under this rulebook; may be said several times. Otherwise all is changed.
    #[must_use]
    pub fn under(mut self, rulebook: RulebookId) -> Self {
        self.under.push(rulebook);
        self
    }

    /// Puts this rulebook in the place of those that the history names. It stands under their names, and applies from
    /// the same day on as they do.
    #[must_use]
    pub fn instead(mut self, rulebook: Rulebook) -> Self {
        self.instead = Some(rulebook);
        self
    }

    /// Changes one field, after those that were changed before.
    ///
    /// # Errors
    /// [`SettingError`] if none of the rulebooks may say that.
    pub fn set(mut self, setting: Setting) -> Result<Self, SettingError> {
        self.settings.push(setting);
        self.changed()?;
        Ok(self)
    }

    /// The rulebooks as they would have been.
    ///
    /// # Errors
    /// [`SettingError`], as [`set`](Self::set).
    pub fn changed(&self) -> Result<Vec<Rulebook>, SettingError> {
        let change = |book: &Rulebook| {
            if !self.under.is_empty() && !self.under.contains(&book.id) {
                return Ok(book.clone());
            }
            let mut changed = self.instead.clone().unwrap_or_else(|| book.clone());
            (changed.id, changed.effective_from) = (book.id, book.effective_from);
            self.settings.iter().try_fold(changed, |book, setting| setting.apply(&book))
        };
        self.audit.law.rulebooks.iter().map(change).collect()
    }

    /// Takes the decisions of the sources again, as one history.
    ///
    /// # Errors
    /// [`WhatIfError::Setting`] if a rulebook can't be changed so, [`WhatIfError::Replay`] if a source stops being
    /// readable.
    pub fn run(&self, sources: Vec<Source>) -> Result<Imagined, WhatIfError> {
        self.run_with(sources, |_| ControlFlow::Continue(()), &|_| ())
    }

    /// [`run`](Self::run), telling `watch` how far it has come, which may stop it; and `tell` every difference as it is
    /// found, those that are not kept among them: from several threads, and not in the order of the lines.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with(
        &self,
        sources: Vec<Source>,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
        tell: &(dyn Fn(&Difference) + Sync),
    ) -> Result<Imagined, WhatIfError> {
        let Audit { threads, as_of, law, keep, ids } = &self.audit;
        let changed = Law { rulebooks: self.changed()?, calendars: law.calendars.clone() };
        let (horizon, keeping) = (Horizon(*as_of), Keeping::shared_by(threads.get(), *ids));
        let make = |share| {
            let imagining = Imagining::new(&changed, *keep, tell);
            Shard::new(share, horizon, law, 0, &|_| (), &keeping).imagining(imagining)
        };
        let (reading, shards) = pool::run(*threads, sources, watch, make).map_err(WhatIfError::Replay)?;
        let (mut tally, mut audited, mut ended) = (Tally::default(), Audited::default(), HashMap::new());
        let mut complaints = 0;
        for mut shard in shards {
            if let Some(error) = shard.known_commands.failed.take() {
                return Err(WhatIfError::Replay(ReplayError::Ids(error)));
            }
            complaints += shard.cases.len() as u64;
            audited.add(shard.tally);
            let Some(imagined) = shard.imagined else { continue };
            let left: std::collections::HashSet<_> = imagined.tally.left.iter().map(|(_, id)| *id).collect();
            let cases = shard.cases.iter().map(|case| &case.complaint);
            ended.extend(
                cases
                    .filter(|case| left.contains(&case.id))
                    .map(|case| (case.id, case.outcome.filter(|_| case.stage == Stage::Closed))),
            );
            tally.add(imagined.tally);
        }
        let mut differences: Vec<Difference> = Vec::new();
        for (_, mut kept) in std::mem::take(&mut tally.kept) {
            kept.sort_by_key(|difference| difference.line);
            kept.truncate(*keep);
            differences.append(&mut kept);
        }
        differences.sort_by_key(|difference| (difference.line, difference.what.code()));
        let mut left_by_outcome = BTreeMap::new();
        for outcome in ended.values() {
            *left_by_outcome.entry(*outcome).or_default() += 1;
        }
        Ok(Imagined {
            differences,
            left_by_outcome,
            complaints,
            missing: audited.missing,
            later: audited.later,
            lines: reading.lines,
            spans: reading.spans,
            stopped: reading.stopped,
            tally,
        })
    }
}

/// Why it could not be found out what would have been.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum WhatIfError {
    /// A rulebook can't be changed so.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A source stopped being readable.
    #[error(transparent)]
    Replay(ReplayError),
}

/// Whether a deadline would have been met that was not, or the other way around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It was missed, and would have been kept.
    Kept,
    /// It was kept, and would have been missed.
    Missed,
}

/// What would have been otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum What {
    /// What was recorded would have been refused. The complaint leaves the recorded way.
    Refused(Rejection),
    /// It would have been accepted, and something else would have followed. The complaint leaves the recorded way.
    Otherwise {
        /// The events that would have followed.
        gives: String,
    },
    /// A deadline would have fallen at another instant, or been set by another rule.
    Moved {
        /// What it is for.
        of: DeadlineKind,
        /// As it is in the record.
        recorded: Option<Deadline>,
        /// As it would have been.
        imagined: Option<Deadline>,
    },
    /// What was done was in time for one of two deadlines and too late for the other.
    Fate {
        /// What the deadline is for.
        of: DeadlineKind,
        /// Its rule.
        rule: Rule,
        /// When it was due.
        recorded: Timestamp,
        /// When it would have been.
        imagined: Timestamp,
        /// What would have become of it.
        fate: Fate,
    },
}

impl What {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Otherwise { .. } => "otherwise",
            Self::Moved { .. } => "deadline",
            Self::Fate { fate: Fate::Kept, .. } => "would_be_kept",
            Self::Fate { fate: Fate::Missed, .. } => "would_be_missed",
        }
    }

    /// The rule that it concerns.
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::Refused(rejection) => Some(rejection.rule()),
            Self::Otherwise { .. } => None,
            Self::Moved { recorded, imagined, .. } => {
                recorded.as_ref().or(imagined.as_ref()).map(|deadline| deadline.rule)
            }
            Self::Fate { rule, .. } => Some(*rule),
        }
    }

    /// What a person reads, in the language asked for.
    pub fn sentence(&self, language: Language) -> String {
        use Language::{English, Indonesian};
        let zone = aduan_core::Zone::Wib;
        let due = |deadline: &Option<Deadline>| match (deadline, language) {
            (Some(deadline), _) => zone.display(deadline.due, language),
            (None, Indonesian) => "tidak ada".to_owned(),
            (None, English) => "none".to_owned(),
        };
        match (self, language) {
            (Self::Refused(rejection), Indonesian) => {
                format!("akan ditolak: {}", rejection.sentence(language))
            }
            (Self::Refused(rejection), English) => {
                format!("would have been refused: {}", rejection.sentence(language))
            }
            (Self::Otherwise { gives }, Indonesian) => format!("akan menghasilkan {gives}"),
            (Self::Otherwise { gives }, English) => format!("would have given {gives}"),
            (Self::Moved { of, recorded, imagined }, Indonesian) => {
                format!("{}: akan jatuh {}, tercatat {}", of.label(language), due(imagined), due(recorded))
            }
            (Self::Moved { of, recorded, imagined }, English) => format!(
                "{}: would have fallen {}, recorded {}",
                of.label(language),
                due(imagined),
                due(recorded)
            ),
            (Self::Fate { of, imagined, fate, .. }, Indonesian) => {
                let word = if *fate == Fate::Kept { "ditepati" } else { "terlewati" };
                let due = zone.display(*imagined, language);
                format!("{}: akan {word}, tenggatnya {due}", of.label(language))
            }
            (Self::Fate { of, imagined, fate, .. }, English) => {
                let word = if *fate == Fate::Kept { "kept" } else { "missed" };
                let due = zone.display(*imagined, language);
                format!("{}: would have been {word}, being due {due}", of.label(language))
            }
        }
    }
}

/// One thing that would have been otherwise, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The line, from 1, over all sources in their order: for a log, the position.
    pub line: u64,
    /// Whose.
    pub complaint: ComplaintId,
    /// What officers quote.
    pub register: Option<RegisterNumber>,
    /// Its place in the complaint's stream.
    pub version: u32,
    /// When it was recorded.
    pub at: Timestamp,
    /// The role of who did it.
    pub role: Role,
    /// Their office, or else the one that held the file.
    pub office: Option<Office>,
    /// Where the complaint stood before.
    pub stage: Stage,
    /// What was asked for.
    pub command: Option<CommandKind>,
    /// The events that were recorded.
    pub recorded: String,
    /// What would have been otherwise.
    pub what: What,
}

/// What would have been.
#[derive(Debug)]
#[non_exhaustive]
pub struct Imagined {
    differences: Vec<Difference>,
    tally: Tally,
    left_by_outcome: BTreeMap<Option<Outcome>, u64>,
    missing: BTreeMap<Missing, u64>,
    /// Complaints in the history.
    pub complaints: u64,
    /// Lines read.
    pub lines: u64,
    /// Lines left out because they come after the point looked at.
    pub later: u64,
    /// The sources, and the line with which each begins.
    pub spans: Vec<Span>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

impl Imagined {
    /// The differences that were kept, by line.
    pub fn differences(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter()
    }

    /// How many there are of each kind, those that were not kept among them.
    pub const fn by_code(&self) -> &BTreeMap<&'static str, u64> {
        &self.tally.codes
    }

    /// How many decisions would have been refused, by the rule that refuses them; each is its complaint's first.
    pub const fn refused(&self) -> &BTreeMap<Rule, u64> {
        &self.tally.refused
    }

    /// How many deadlines would have moved, by what they are for and the rule that set them.
    pub const fn moved(&self) -> &BTreeMap<(DeadlineKind, Rule), Moved> {
        &self.tally.moved
    }

    /// How many deadlines would have been kept that were missed, and the other way around, by rule.
    pub const fn fates(&self) -> &BTreeMap<(Rule, Fate), u64> {
        &self.tally.fates
    }

    /// How many complaints leave the recorded way.
    pub fn left(&self) -> u64 {
        self.tally.left.len() as u64
    }

    /// Those complaints by how they ended in the record; `None` where they had not. How they would have ended instead,
    /// nobody knows.
    pub const fn left_by_outcome(&self) -> &BTreeMap<Option<Outcome>, u64> {
        &self.left_by_outcome
    }

    /// Decisions taken again.
    pub const fn judged(&self) -> u64 {
        self.tally.judged
    }

    /// Decisions not taken again, because their complaint had left the recorded way.
    pub const fn after(&self) -> u64 {
        self.tally.after
    }

    /// Decisions not taken again, because the record is not what its own rulebook gives, or can't be read in full.
    pub const fn unjudged(&self) -> u64 {
        self.tally.unjudged
    }

    /// What one would have had to have, and for how many decisions.
    pub const fn missing(&self) -> &BTreeMap<Missing, u64> {
        &self.missing
    }

    /// Whether nothing would have been otherwise.
    pub fn is_unchanged(&self) -> bool {
        self.tally.codes.is_empty()
    }

    /// Where a line stands: the source's name, and the line's number within it.
    pub fn place(&self, line: u64) -> (&str, u64) {
        Span::place(&self.spans, line)
    }
}
