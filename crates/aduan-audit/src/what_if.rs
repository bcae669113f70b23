//! Asks what other rules would have changed: takes each decision of a history once more, under a changed rulebook.
//!
//! Nothing here is a finding about the record. Each stream is followed as far as it can be: where the changed rules
//! refuse what was recorded, or give something else, the complaint leaves the recorded way, and what would have come
//! after is not guessed at. A deadline that merely falls on another day changes no way by itself: the complaint is followed
//! on with that deadline, until something was done between the one day and the other for which that matters.
//! A stream whose record is not what its own rulebook gives is not judged; [`Audit`] says why.

mod imagining;
mod setting;

pub use imagining::{Moved, WhatIfPass};
pub use setting::{Setting, SettingError};

use crate::audit::{Audit, MissingRules, RuleSet};
use aduan_core::{
    Calendar, CommandKind, ComplaintId, Deadline, DeadlineKind, Directory, Edition, Language, Office,
    Outcome, RegisterNumber, Rejection, Role, Rule, Rulebook, RulebookId, Rules, Stage, Timestamp,
};
use imagining::Tally;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many differences of each kind are kept, unless it is told otherwise; all are counted.
const KEPT: usize = 100;

/// Takes every decision of a history again under other rules.
///
/// ```
/// use aduan_audit::what_if::WhatIf;
/// use aduan_audit::{Reader, Source};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(200, 1)).map(|record| record.to_line() + "\n").collect();
/// let source = || Source::from_bytes("example", history.clone().into_bytes());
/// let (_, imagined) = Reader::new().run(vec![source()?], WhatIf::new().pass()?)?;
/// assert!(imagined.is_unchanged());
///
/// let shorter = WhatIf::new().set("data_window=3d".parse()?)?;
/// let (_, imagined) = Reader::new().run(vec![source()?], shorter.pass()?)?;
/// assert!(imagined.by_code()["deadline"] > 0 && imagined.left() > 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct WhatIf {
    rules: RuleSet,
    keep: usize,
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
    /// The shipped rulebooks as they are.
    pub fn new() -> Self {
        let (under, instead, settings) = (Vec::new(), None, Vec::new());
        Self { rules: RuleSet::shipped(), keep: KEPT, under, instead, settings }
    }

    /// Rules that the history names by their rulebook; they stand before those with the same name.
    #[must_use]
    pub fn known_rules(mut self, rules: impl Rules + 'static) -> Self {
        self.rules.add(rules);
        self
    }

    /// One more holiday table that the history names; it stands before those with the same name.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.rules.calendars.insert(0, calendar);
        self
    }

    /// One more edition of any kind that the history may name.
    #[must_use]
    pub fn edition(self, edition: Edition) -> Self {
        match edition {
            Edition::Rulebook(book) => self.known_rules(*book),
            Edition::Calendar(calendar) => self.calendar(calendar),
            Edition::Directory(directory) => self.directory(directory),
        }
    }

    /// One more directory of offices that the history may name.
    #[must_use]
    pub fn directory(mut self, directory: Directory) -> Self {
        self.rules.directories.insert(0, directory);
        self
    }

    /// How many differences of each kind to keep; all are counted. Otherwise a hundred.
    #[must_use]
    pub const fn keep(mut self, differences: usize) -> Self {
        self.keep = differences;
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
        self.rules.rules.iter().map(|rules| change(rules.rulebook())).collect()
    }

    /// The rules as they would have been: rules of one's own where nothing is changed, and else the shipped procedure
    /// under the changed rulebook.
    fn changed_rules(&self) -> Result<Vec<Arc<dyn Rules>>, SettingError> {
        let changed = self.changed()?.into_iter().zip(&self.rules.rules);
        let rules = changed.map(|(book, rules)| -> Arc<dyn Rules> {
            if *rules.rulebook() == book { Arc::clone(rules) } else { Arc::new(book) }
        });
        Ok(rules.collect())
    }

    /// The pass that takes the decisions again.
    ///
    /// # Errors
    /// [`SettingError`] if a rulebook can't be changed so.
    pub fn pass<'t>(&self) -> Result<WhatIfPass<'t>, SettingError> {
        self.telling(None)
    }

    /// The same, telling every difference as it is found, those that are not kept among them: from several threads, and
    /// not in the order of the lines.
    ///
    /// # Errors
    /// As [`pass`](Self::pass).
    pub fn pass_telling<'t>(
        &self,
        tell: &'t (dyn Fn(&Difference) + Sync),
    ) -> Result<WhatIfPass<'t>, SettingError> {
        self.telling(Some(tell))
    }

    fn telling<'t>(
        &self,
        tell: Option<&'t (dyn Fn(&Difference) + Sync)>,
    ) -> Result<WhatIfPass<'t>, SettingError> {
        let changed = RuleSet { rules: self.changed_rules()?, ..self.rules.clone() };
        let audit = Audit::by(self.rules.clone()).keep(0);
        Ok(WhatIfPass::new(audit, Arc::new(changed), self.keep, tell))
    }
}

/// Whether a deadline would have been met that was not, or the other way around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeadlineFate {
    /// It was missed, and would have been kept.
    Kept,
    /// It was kept, and would have been missed.
    Missed,
}

/// A change that the other rules would have made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Change {
    /// The recorded command would have been refused. The complaint leaves the recorded way.
    Refused(Rejection),
    /// It would have been accepted, and something else would have followed. The complaint leaves the recorded way.
    Otherwise {
        /// The events that would have followed.
        gives: String,
    },
    /// A deadline would have fallen at another instant, or been set by another rule.
    Moved {
        /// The kind of deadline.
        of: DeadlineKind,
        /// As it is in the record.
        recorded: Option<Deadline>,
        /// As it would have been.
        imagined: Option<Deadline>,
    },
    /// The deadline would have been kept instead of missed, or missed instead of kept.
    Fate {
        /// The kind of deadline.
        of: DeadlineKind,
        /// Its rule.
        rule: Rule,
        /// When it was due.
        recorded: Timestamp,
        /// When it would have been.
        imagined: Timestamp,
        /// Whether it would have been kept or missed.
        fate: DeadlineFate,
    },
}

impl Change {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Otherwise { .. } => "otherwise",
            Self::Moved { .. } => "deadline",
            Self::Fate { fate: DeadlineFate::Kept, .. } => "would_be_kept",
            Self::Fate { fate: DeadlineFate::Missed, .. } => "would_be_missed",
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

    /// The text for people, in the language asked for.
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
                let word = if *fate == DeadlineFate::Kept { "ditepati" } else { "terlewati" };
                let due = zone.display(*imagined, language);
                format!("{}: akan {word}, tenggatnya {due}", of.label(language))
            }
            (Self::Fate { of, imagined, fate, .. }, English) => {
                let word = if *fate == DeadlineFate::Kept { "kept" } else { "missed" };
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
    /// The complaint.
    pub complaint: ComplaintId,
    /// The register number.
    pub register: Option<RegisterNumber>,
    /// Its place in the complaint's stream.
    pub version: u32,
    /// When it was recorded.
    pub at: Timestamp,
    /// The role of its actor.
    pub role: Role,
    /// Their office, or else the one that held the file.
    pub office: Option<Office>,
    /// The complaint's stage before it.
    pub stage: Stage,
    /// The recorded command.
    pub command: Option<CommandKind>,
    /// The events that were recorded.
    pub recorded: String,
    /// The change.
    pub change: Change,
}

/// The result of a what-if.
#[derive(Debug)]
#[non_exhaustive]
pub struct WhatIfResult {
    differences: Vec<Difference>,
    tally: Tally,
    left_by_outcome: BTreeMap<Option<Outcome>, u64>,
    missing: BTreeMap<MissingRules, u64>,
}

impl WhatIfResult {
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
    pub const fn fates(&self) -> &BTreeMap<(Rule, DeadlineFate), u64> {
        &self.tally.fates
    }

    /// How many complaints leave the recorded way.
    pub fn left(&self) -> u64 {
        self.tally.left.len() as u64
    }

    /// Those complaints by how they ended in the record; `None` where they had not. It is not known how they would have
    /// ended instead.
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

    /// The missing rulebooks and calendars, and how many decisions need each.
    pub const fn missing(&self) -> &BTreeMap<MissingRules, u64> {
        &self.missing
    }

    /// Whether nothing would have been otherwise.
    pub fn is_unchanged(&self) -> bool {
        self.tally.codes.is_empty()
    }
}
