//! `decide`: may this be done, by this actor, now, under these rules; and what has happened if so.
//!
//! Three named steps: **permit** (the table: stage, role, place), **guard** (this command, these rules), **effects**
//! (the events). [`Rules`] puts them together; a rulebook is the shipped implementation.

mod effects;
mod guard;
mod permit;
mod telling;
mod two_people;

use crate::event::{DataWindowExpired, Event, OfficeSucceeded};
use crate::{
    Actor, Calendar, CalendarId, Command, CommandKind, Complaint, Deadline, Directory, DirectoryId, Due,
    Matter, Rejection, Rulebook, RulebookId, Stage, Timestamp, Zone, due,
};
use chrono::NaiveDate;
use std::borrow::Cow;

/// What a decision depends on besides the complaint, the command and the rules. Nothing is looked up elsewhere.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// What the clock says.
    pub now: Timestamp,
    /// Who gives the command; who they are was proven elsewhere.
    pub actor: Actor,
    /// The holiday table.
    pub calendar: &'a Calendar,
    /// The directory of offices. Without one, nothing is asked of an office but its kind.
    pub directory: Option<&'a Directory>,
}

/// What has happened by an accepted command: one batch, to be recorded whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The instant to record: the clock's, but never before the complaint's last event (C23).
    pub at: Timestamp,
    /// What the clock said, where it had stepped back behind the last event. Recorded, so that the step shows.
    pub clock: Option<Timestamp>,
    /// Who gave the command.
    pub actor: Actor,
    /// The rulebook under which it was decided.
    pub rulebook: RulebookId,
    /// The edition of the holiday table by which it was decided.
    pub calendar: CalendarId,
    /// The edition of the directory of offices by which it was decided, where there was one.
    pub directory: Option<DirectoryId>,
    /// The events, in order; at least one.
    pub events: Vec<Event>,
}

impl Decision {
    /// The complaint after the decision.
    #[must_use]
    pub fn fold(&self, complaint: Complaint) -> Complaint {
        self.events.iter().fold(complaint, |state, event| state.evolve(self.at, &self.actor, event))
    }
}

/// The rules by which commands are decided.
///
/// A [`Rulebook`] is the shipped procedure under its parameters. Rules of one's own wrap it and narrow
/// [`guard`](Self::guard):
///
/// ```
/// use aduan_core::{Command, Complaint, Context, Rejection, Rule, Rulebook, Rules};
///
/// /// A house where nobody withdraws on the day of reception.
/// #[derive(Debug)]
/// struct SleepOnIt(Rulebook);
///
/// impl Rules for SleepOnIt {
///     fn rulebook(&self) -> &Rulebook {
///         &self.0
///     }
///
///     fn guard(&self, complaint: &Complaint, command: &Command, context: &Context<'_>) -> Result<(), Rejection> {
///         self.0.guard(complaint, command, context)?;
///         let today = |at| complaint.zone.date(at) == complaint.zone.date(context.now);
///         match command {
///             Command::Withdraw { .. } if today(complaint.received_at) => {
///                 Err(Rejection::Already { command: command.kind(), rule: Rule::R21 })
///             }
///             _ => Ok(()),
///         }
///     }
/// }
/// ```
pub trait Rules: std::fmt::Debug + Send + Sync {
    /// The rulebook whose parameters they follow. On reception it is the one in force, later the one that the
    /// complaint carries.
    fn rulebook(&self) -> &Rulebook;

    /// Asks the [table](crate::procedure::TABLE): stage, then role, then place. Then nobody may handle their own case
    /// (T6), nothing may be done with what was erased (R30), nobody does what the rulebook separates from what they did
    /// (S1), no receiver speaks for an online complainant, and only its sender takes a file back (R18).
    ///
    /// # Errors
    /// A [`Rejection`] that names its rule.
    fn permit(
        &self,
        complaint: &Complaint,
        command: CommandKind,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        Judge::new(self.rulebook(), complaint, context).permit(command)
    }

    /// Asks what this one command demands, beyond the table.
    ///
    /// # Errors
    /// A [`Rejection`] that names its rule.
    fn guard(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        Judge::new(self.rulebook(), complaint, context).guard(command)
    }

    /// The events of a command, without asking whether it may be given. Total: it answers whatever the state. Empty
    /// only for a decision that gives no reason, which no event can record.
    fn effects(&self, complaint: &Complaint, command: &Command, context: &Context<'_>) -> Vec<Event> {
        Judge::new(self.rulebook(), complaint, context).effects(command)
    }

    /// The proposal that a command is, where its giver may not do it alone and nobody has proposed it yet (S2). It is asked
    /// after the guard, and recorded in place of the [effects](Self::effects).
    fn proposal(&self, complaint: &Complaint, command: &Command, context: &Context<'_>) -> Option<Event> {
        Judge::new(self.rulebook(), complaint, context).proposal(command)
    }

    /// What falls due for a complaint and has to be recorded, whoever finds it.
    fn due(&self, complaint: &Complaint) -> Option<Due> {
        due(complaint)
    }

    /// Decides on a command. Pure: the same arguments always give the same answer.
    ///
    /// Whichever command comes first records that a data window has run out (R13), and that an office ended (W4):
    /// [`DataWindowExpired`] and [`OfficeSucceeded`] lead the batch, and the command is judged on the state after them. So does
    /// [`ProposalLapsed`](crate::event::ProposalLapsed), that nobody confirmed a proposal in time (S2).
    ///
    /// # Errors
    /// A [`Rejection`] that names its rule. Nothing is to be recorded then.
    fn decide(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision, Rejection> {
        let opened = Opened::new(self, complaint, command.kind(), context);
        opened.readable()?;
        self.permit(&opened.state, command.kind(), context)?;
        self.guard(&opened.state, command, context)?;
        let events = match self.proposal(&opened.state, command, context) {
            Some(proposed) => vec![proposed],
            None => self.effects(&opened.state, command, context),
        };
        Ok(opened.decision(events))
    }

    /// Asks whether a command may be given at all, by this actor, now: everything of [`decide`](Self::decide) but the
    /// guard. So a screen can offer what may be done next without doing it.
    ///
    /// # Errors
    /// The [`Rejection`] that `decide` would give.
    ///
    /// ```
    /// use aduan_core::{Actor, Calendar, CommandKind, Complaint, ComplaintId, Context, Rulebook, Rules, Timestamp};
    /// let (rulebook, calendar) = (Rulebook::kep_154_2012(), Calendar::indonesia());
    /// let context = Context { now: Timestamp::MIN, actor: Actor::system(), calendar: &calendar, directory: None };
    /// let nothing_yet = Complaint::new(ComplaintId::default());
    /// assert!(rulebook.permits(&nothing_yet, CommandKind::Close, &context).is_err());
    /// ```
    fn permits(
        &self,
        complaint: &Complaint,
        command: CommandKind,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let opened = Opened::new(self, complaint, command, context);
        opened.readable()?;
        self.permit(&opened.state, command, context)
    }

    /// What an accepted command would have led to, though nobody asked whether it may be given: for an importer that
    /// records what an old system did. The audit judges it.
    fn assume(&self, complaint: &Complaint, command: &Command, context: &Context<'_>) -> Decision {
        let opened = Opened::new(self, complaint, command.kind(), context);
        let events = self.effects(&opened.state, command, context);
        opened.decision(events)
    }
}

/// Rules that decide by one function: for tests that take a guard away, or add one. What is asked besides, as
/// [`permits`](Rules::permits) is, they answer as the shipped procedure does.
///
/// ```
/// use aduan_core::{Command, DecideBy, Rejection, Rulebook, Rules};
/// let book = Rulebook::kep_154_2012();
/// let shipped = book.clone();
/// let nobody_withdraws = DecideBy::new(book, move |complaint, command, context| match command {
///     Command::Withdraw { .. } => Err(Rejection::NotWithdrawn),
///     _ => shipped.decide(complaint, command, context),
/// });
/// assert_eq!(nobody_withdraws.rulebook().id, Rulebook::kep_154_2012().id);
/// ```
#[derive(Clone)]
pub struct DecideBy<F> {
    rulebook: Rulebook,
    decide: F,
}

impl<F> DecideBy<F>
where
    F: Fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Send + Sync,
{
    /// Decides by `decide`, under this rulebook.
    pub const fn new(rulebook: Rulebook, decide: F) -> Self {
        Self { rulebook, decide }
    }
}

impl<F> std::fmt::Debug for DecideBy<F> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DecideBy({})", self.rulebook.id)
    }
}

impl<F> Rules for DecideBy<F>
where
    F: Fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Send + Sync,
{
    fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    fn decide(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision, Rejection> {
        (self.decide)(complaint, command, context)
    }
}

/// The shipped procedure under a rulebook.
impl Rules for Rulebook {
    fn rulebook(&self) -> &Rulebook {
        self
    }
}

/// A complaint opened for one command: as it is after what time alone brought about was recorded. An office may have ended
/// (W4), the data window may have run out (R13), and a proposal may have lapsed (S2).
struct Opened<'a> {
    context: &'a Context<'a>,
    rulebook: RulebookId,
    state: Cow<'a, Complaint>,
    led: Vec<Event>,
}

impl<'a> Opened<'a> {
    fn new<R: Rules + ?Sized>(
        rules: &R,
        complaint: &'a Complaint,
        command: CommandKind,
        context: &'a Context<'a>,
    ) -> Self {
        let judge = Judge::new(rules.rulebook(), complaint, context);
        let ended = |due: &Due| due.at <= judge.at && due.command == Command::ExpireDataWindow;
        let due = || {
            // A mail that counts as read is recorded by the sweep alone; it must not hide a window that has ended.
            // Nor may a proposal that has lapsed.
            let mut alone = Cow::Borrowed(complaint);
            if !complaint.mails.is_empty() || !complaint.proposals.is_empty() {
                alone.to_mut().mails.clear();
                alone.to_mut().proposals.clear();
            }
            rules.due(&alone).filter(|due| ended(due) && command != CommandKind::ExpireDataWindow)
        };
        // Most complaints have no window.
        let due = complaint.window.and_then(|_| due());
        let expired = due.map(|due| judge.expired(due.at));
        let passed = if command == CommandKind::PassToSuccessor { Vec::new() } else { judge.passed() };
        let lapsed = if command == CommandKind::LapseProposals { Vec::new() } else { judge.lapsed() };
        let led: Vec<Event> = passed.into_iter().chain(expired).chain(lapsed).collect();
        let mut state = Cow::Borrowed(complaint);
        for event in &led {
            state.to_mut().apply(judge.at, &context.actor, event);
        }
        Self { context, rulebook: rules.rulebook().id, state, led }
    }

    /// Refuses a history that cannot be read in full, and one that is full.
    fn readable(&self) -> Result<(), Rejection> {
        let state = &*self.state;
        if state.unknown > 0 {
            return Err(Rejection::UnknownHistory { unknown: state.unknown });
        }
        if let Some(carried) = state.rulebook.filter(|carried| *carried != self.rulebook) {
            return Err(Rejection::WrongRulebook { carried });
        }
        if state.version > u32::MAX - 8 {
            return Err(Rejection::StreamFull);
        }
        Ok(())
    }

    fn decision(self, events: Vec<Event>) -> Decision {
        let (now, at) = (self.context.now, self.context.now.max(self.state.last_at));
        Decision {
            at,
            clock: (now < at).then_some(now),
            actor: self.context.actor.clone(),
            rulebook: self.rulebook,
            calendar: self.context.calendar.id(),
            directory: self.context.directory.map(Directory::id),
            events: self.led.into_iter().chain(events).collect(),
        }
    }
}

/// The shipped procedure in front of one complaint.
struct Judge<'a> {
    at: Timestamp,
    rulebook: &'a Rulebook,
    state: &'a Complaint,
    context: &'a Context<'a>,
}

impl<'a> Judge<'a> {
    fn new(rulebook: &'a Rulebook, state: &'a Complaint, context: &'a Context<'a>) -> Self {
        Self { at: context.now.max(state.last_at), rulebook, state, context }
    }

    fn actor(&self) -> &Actor {
        &self.context.actor
    }

    /// The deadline for `stage`, if the rulebook sets one.
    fn target(&self, stage: Stage) -> Option<Deadline> {
        self.target_in(stage, self.state.zone)
    }

    fn target_in(&self, stage: Stage, zone: Zone) -> Option<Deadline> {
        let term = self.rulebook.targets.of(stage)?;
        Some(self.context.calendar.deadline(self.at, term, zone))
    }

    /// The local date at the office.
    fn today(&self) -> NaiveDate {
        self.state.zone.date(self.at)
    }

    /// That each office which has or had the file and ended is succeeded (W4).
    fn passed(&self) -> Vec<Event> {
        let mut state = Cow::Borrowed(self.state);
        let mut events = Vec::new();
        let next = |state: &Complaint| Judge { state, ..*self }.succession();
        // So many offices a complaint has at most; a full list of names must not make it go on.
        while let Some((office, successor)) = next(&state).filter(|_| events.len() < 8) {
            let event = OfficeSucceeded { office, successor }.into();
            state.to_mut().apply(self.at, self.actor(), &event);
            events.push(event);
        }
        events
    }

    fn expired(&self, due: Timestamp) -> Event {
        DataWindowExpired { due, target: self.target(Stage::Verification) }.into()
    }

    fn matter(&self) -> Matter {
        // A received complaint always has one.
        self.state.matter.unwrap_or(Matter::Discipline)
    }
}
