//! Commands that just miss being accepted, and what each kind of them must be refused with: said by the kind and the procedure's
//! table, without asking `decide`.

use super::history::{Histories, NUMBERS, histories, pass, sensible};
use super::shrink::Removal;
use crate::History;
use crate::draw::{self, Tape};
use crate::history::Speaker;
use crate::people::{acting, office, person};
use aduan_core::procedure::{self, Place, Row};
use aduan_core::{
    Actor, Command, CommandKind, Complaint, DisciplineRoute, ErasureBasis, Ground, Matter, OfficeKind,
    OwnOffice, Role, Rulebook, Stage, TwoPeople,
};
use proptest::strategy::{NewTree, Strategy};
use proptest::test_runner::TestRunner;
use rand_chacha::rand_core::Rng;
use std::ops::RangeInclusive;

/// The fault of a command that is nearly right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum NearMissKind {
    /// The table has no row for it in this stage.
    WrongStage,
    /// The table has rows for it in this stage, none of them for this role.
    WrongRole,
    /// The officer is not where the file is.
    WrongPlace,
    /// Another complainant.
    Stranger,
    /// The official complained of, in a role that may (T6).
    Accused,
    /// Everything is erased.
    Erased,
    /// The window still runs (R13).
    WindowRuns,
    /// The retention still runs (R30).
    RetentionRuns,
    /// A disposition to a KPPBC (R15).
    WrongTarget,
    /// The PYB gives no reason (R17).
    NoReason,
}

impl NearMissKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::WrongStage,
        Self::WrongRole,
        Self::WrongPlace,
        Self::Stranger,
        Self::Accused,
        Self::Erased,
        Self::WindowRuns,
        Self::RetentionRuns,
        Self::WrongTarget,
        Self::NoReason,
    ];

    /// The [code](aduan_core::Rejection::code) that it is refused with.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongStage => "stage",
            Self::WrongRole => "role",
            Self::WrongPlace => "place",
            Self::Stranger => "not_the_complainant",
            Self::Accused => "conflict",
            Self::Erased => "erased",
            Self::WindowRuns => "window_open",
            Self::RetentionRuns => "retention_runs",
            Self::WrongTarget => "wrong_target",
            Self::NoReason => "reason_required",
        }
    }

    /// Draws a giver and a command to miss in this way. It may turn out to be no miss here.
    fn draw(self, history: &mut History, tape: &mut Tape<'_>) -> Option<Command> {
        let now = pass(history, tape);
        let (role, kind) = match self {
            Self::WindowRuns => (Role::System, CommandKind::ExpireDataWindow),
            Self::RetentionRuns => (Role::System, CommandKind::ErasePersonalData),
            Self::WrongTarget => (Role::Pyb, CommandKind::DisposeToAssessor),
            Self::NoReason => (Role::Pyb, CommandKind::DeclareNotActionable),
            Self::WrongStage | Self::WrongRole => (tape.pick(Role::ALL), tape.pick(CommandKind::ALL)),
            Self::WrongPlace | Self::Stranger | Self::Accused | Self::Erased => {
                let command = sensible(history, tape.once_in(2), tape)?;
                let actor = history.context().actor;
                let id = match self {
                    Self::Stranger => person(0xc1),
                    Self::Accused => aduan_core::PersonId::new(history.complaint().reported_official?.uuid()),
                    _ => actor.id,
                };
                let at = if self == Self::WrongPlace { Some(office(tape.draw())) } else { actor.office };
                (history.now, history.speaker) = (now, Speaker::Actor(Actor { id, office: at, ..actor }));
                return Some(command);
            }
        };
        let actor = acting(role, history.complaint());
        let mut command = draw::sensible(kind, &actor, history.complaint(), history.rulebook(), tape);
        match &mut command {
            Command::DisposeToAssessor { office: to, .. } if self == Self::WrongTarget => {
                *to = office(OfficeKind::Kppbc);
            }
            Command::DeclareNotActionable { ground, reason, .. } if self == Self::NoReason => {
                (*ground, *reason) = (Ground::PybConsideration, None);
            }
            Command::ErasePersonalData { basis } if self == Self::RetentionRuns => {
                *basis = ErasureBasis::Retention;
            }
            _ => {}
        }
        (history.now, history.speaker) = (now, Speaker::Actor(actor));
        Some(command)
    }

    /// Whether this command, given now by who speaks, misses in just this way.
    fn is_one(self, history: &History, command: &Command) -> bool {
        let (complaint, book) = (history.complaint(), history.rulebook());
        let context = history.context();
        let (actor, at) = (&context.actor, context.now.max(complaint.last_at));
        // A window that has run out is recorded first, and changes the stage: none of these then.
        if self != Self::WindowRuns && complaint.window.is_some_and(|due| due <= at) {
            return false;
        }
        let here = || procedure::rows(command.kind()).filter(|row| row.stages.contains(complaint.stage));
        let row = here().find(|row| row.roles.contains(actor.role));
        let allowed = row.is_some_and(|row| placed(row, actor, complaint));
        // The successor of an office that ended has its files (W4).
        let lasts = |holder| {
            let day = complaint.zone.date(at);
            context.directory.is_none_or(|directory| directory.in_force(holder, day))
        };
        let own = actor.role == Role::Complainant
            && (complaint.stage == Stage::New || actor.id == complaint.complainant);
        let fair = own
            || actor.role != Role::Complainant && !actor.alias.is_some_and(|alias| complaint.names(alias));
        let may = allowed && fair && !complaint.erased;
        let pyb =
            may && actor.role == Role::Pyb && complaint.stage == Stage::WithPyb && !partial(complaint, book);
        match self {
            // A complainant hears neither (C44).
            Self::WrongStage => actor.role != Role::Complainant && here().next().is_none(),
            Self::WrongRole => actor.role != Role::Complainant && here().next().is_some() && row.is_none(),
            Self::WrongPlace => row.is_some() && !allowed && complaint.holder.is_none_or(lasts),
            Self::Stranger => allowed && actor.role == Role::Complainant && !own,
            Self::Accused => allowed && actor.alias.is_some_and(|alias| complaint.names(alias)),
            Self::Erased => allowed && fair && complaint.erased,
            Self::WindowRuns => {
                may && *command == Command::ExpireDataWindow && complaint.window.is_some_and(|due| at < due)
            }
            Self::RetentionRuns => {
                let until = book
                    .retention
                    .zip(complaint.closed_at)
                    .map(|(term, closed_at)| context.calendar.deadline(closed_at, term, complaint.zone).due);
                may && !TwoPeople::only_confirms(command.kind(), actor.role)
                    && complaint.holds.is_empty()
                    && *command == Command::ErasePersonalData { basis: ErasureBasis::Retention }
                    && until.is_some_and(|until| at < until)
            }
            Self::WrongTarget => {
                let to = |command: &Command| match command {
                    Command::DisposeToAssessor { office, .. } => Some(office.kind),
                    _ => None,
                };
                pyb && to(command).is_some_and(|kind| !book.disposition_targets.contains(kind))
            }
            Self::NoReason => {
                let unsaid = |command: &Command| match command {
                    Command::DeclareNotActionable { ground, reason, .. } => {
                        *ground == Ground::PybConsideration && reason.is_none()
                    }
                    _ => false,
                };
                pyb && unsaid(command)
            }
        }
    }
}

/// Whether this actor is where the row wants them.
fn placed(row: &Row, actor: &Actor, complaint: &Complaint) -> bool {
    let officer = matches!(actor.role, Role::Verifier | Role::Pyb | Role::Assessor);
    !officer || row.place == Place::Any || actor.office.is_some() && actor.office == complaint.holder
}

/// Whether the PYB may be kept from it for another reason: it is WISE's, or it may be about their own office.
fn partial(complaint: &Complaint, book: &Rulebook) -> bool {
    let discipline = complaint.is_or_was(Matter::Discipline);
    let own = book.own_office == OwnOffice::Refused
        && complaint.holder.is_some_and(|at| complaint.names_office(at));
    discipline && (own || book.discipline == DisciplineRoute::Wise)
}

/// A valid history, and a command that must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearMiss {
    /// What happened before; its clock and speaker are those of the command.
    pub given: History,
    /// What is refused.
    pub command: Command,
    /// What is wrong with it, and so what it is refused with.
    pub kind: NearMissKind,
}

impl super::shrink::Removable for NearMiss {
    fn count(&self) -> usize {
        self.given.commands().len()
    }

    fn without(&self, steps: std::ops::Range<usize>) -> Option<Self> {
        let given = self.given.without(steps);
        let command = self.command.clone();
        self.kind.is_one(&given, &command).then_some(Self { given, command, kind: self.kind })
    }
}

/// Gives near misses; made by [`near_misses`].
#[derive(Debug, Clone)]
pub struct NearMisses(Histories);

/// A valid history of so many commands, and one that must be refused: in the wrong stage or role, from the wrong place, by a
/// stranger or the accused, too early, to the wrong office, without a reason. The refusal that it must get follows from the
/// [kind](NearMissKind) and the procedure's table; `decide` is not asked. It shrinks to the shortest history after which it
/// is a miss of the same kind.
///
/// ```
/// use aduan_testkit::strategy::near_misses;
/// use proptest::prelude::*;
/// proptest!(|(miss in near_misses(0..=20))| {
///     let answer = miss.given.decide(&miss.command);
///     prop_assert_eq!(answer.map_err(|rejection| rejection.code()), Err(miss.kind.code()));
/// });
/// ```
pub fn near_misses(length: RangeInclusive<usize>) -> NearMisses {
    NearMisses(histories(length))
}

impl NearMisses {
    /// Under one of these rulebooks.
    #[must_use]
    pub fn under(self, books: impl Into<Vec<Rulebook>>) -> Self {
        Self(self.0.under(books))
    }
}

impl Strategy for NearMisses {
    type Tree = Removal<NearMiss>;
    type Value = NearMiss;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let history = self.0.draw(runner);
        let mut numbers = [0; NUMBERS];
        for _ in 0..1000 {
            numbers.fill_with(|| runner.rng().next_u32());
            let mut tape = Tape::new(&numbers);
            let (mut given, kind) = (history.clone(), tape.pick(&NearMissKind::ALL));
            let Some(command) = kind.draw(&mut given, &mut tape) else { continue };
            if kind.is_one(&given, &command) {
                return Ok(Removal::new(NearMiss { given, command, kind }));
            }
        }
        Err("of a thousand commands none just missed".into())
    }
}
