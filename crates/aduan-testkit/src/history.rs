//! A history made by commands that were accepted.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use crate::people::{acting, known};
use aduan_core::{
    Actor, Calendar, Command, CommandId, Complaint, ComplaintId, Context, CorrelationId, Decision, Directory,
    Event, EventId, Record, Rejection, Role, Rulebook, Rules, Timestamp, Trace,
};
use std::fmt::{self, Debug};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// 10 in the morning of 1 December 2025 in Jakarta: both shipped rulebooks are in force.
const START: Timestamp = Timestamp::from_micros(1_764_558_000_000_000);

static INDONESIA: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::indonesia()));

/// The giver of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The holder of this role, at the office that holds the file.
    Role(Role),
    Actor(Actor),
}

/// A command that was accepted, with what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AcceptedCommand {
    /// The clock's reading.
    pub now: Timestamp,
    speaker: Speaker,
    /// The actor who gave it.
    pub actor: Actor,
    /// The command.
    pub command: Command,
    /// The decision.
    pub decision: Decision,
}

/// One complaint's valid history: only commands that [`Rules::decide`] accepts are in it.
///
/// It reads as a sentence, and fails at the line of the test that wrote it:
///
/// ```
/// use aduan_core::{Clarity, EventKind, Matter, OfficeKind, Reported, Role, Rule};
/// use aduan_testkit::commands::{dispose, review, to_pyb};
/// use aduan_testkit::{given, received_online};
///
/// let with_the_pyb = given(received_online(Matter::Discipline))
///     .as_role(Role::Verifier)
///     .and(review(Clarity::Sufficient, Matter::Discipline, Reported::Identified))
///     .and(to_pyb(OfficeKind::Puski));
///
/// given(with_the_pyb.clone())
///     .as_role(Role::Pyb)
///     .when(dispose(OfficeKind::Kanwil))
///     .then([EventKind::DisposedToAssessor]);
///
/// given(with_the_pyb).as_role(Role::Pyb).when(dispose(OfficeKind::Kppbc)).refused(Rule::R15);
/// ```
#[derive(Clone)]
pub struct History {
    rules: Arc<dyn Rules>,
    calendar: Arc<Calendar>,
    directory: Option<Arc<Directory>>,
    commands: Vec<AcceptedCommand>,
    complaint: Complaint,
    pub(crate) now: Timestamp,
    pub(crate) speaker: Speaker,
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        let all = |history: &Self| (history.now, history.rules.rulebook().clone(), history.speaker.clone());
        all(self) == all(other)
            && (&self.calendar, &self.directory, &self.commands, &self.complaint)
                == (&other.calendar, &other.directory, &other.commands, &other.complaint)
    }
}

impl Eq for History {}

impl From<Rulebook> for History {
    fn from(rulebook: Rulebook) -> Self {
        Self::under(rulebook)
    }
}

impl History {
    /// Nothing has happened yet; the rulebook may be your own. It is 10 in the morning of 1 December 2025 in
    /// Jakarta, and the complainant speaks.
    pub fn under(rulebook: Rulebook) -> Self {
        Self {
            rules: Arc::new(rulebook),
            calendar: Arc::clone(&INDONESIA),
            directory: None,
            commands: Vec::new(),
            complaint: Complaint::new(ComplaintId::new(Uuid::from_u128(0xad))),
            now: START,
            speaker: Speaker::Role(Role::Complainant),
        }
    }

    /// By rules of one's own, from now on: those that `aduan_certify::Explorer` searches and the desk runs.
    ///
    /// ```
    /// use aduan_core::{Command, DecideBy, Rejection, Rulebook, Rules};
    /// use aduan_testkit::commands::{complaint, withdraw};
    /// use aduan_testkit::{Refusal, given};
    ///
    /// // A rule of the house: nobody withdraws.
    /// let book = Rulebook::kep_154_2012();
    /// let shipped = book.clone();
    /// let house = DecideBy::new(book.clone(), move |complaint, command, context| match command {
    ///     Command::Withdraw { .. } => Err(Rejection::NotWithdrawn),
    ///     _ => shipped.decide(complaint, command, context),
    /// });
    ///
    /// let received = complaint(aduan_core::Channel::Website, aduan_core::Matter::Duties, &[]);
    /// given(book).rules(house).and(received).when(withdraw()).refused(Refusal::Any);
    /// ```
    #[must_use]
    pub fn rules(mut self, rules: impl Rules + 'static) -> Self {
        self.rules = Arc::new(rules);
        self
    }

    /// By another calendar, from now on.
    #[must_use]
    pub fn by(mut self, calendar: Calendar) -> Self {
        self.calendar = Arc::new(calendar);
        self
    }

    /// With a directory of offices, from now on. Without one, an office is asked nothing but its kind.
    #[must_use]
    pub fn with_directory(mut self, directory: Directory) -> Self {
        self.directory = Some(Arc::new(directory));
        self
    }

    /// The clock shows this. It may step back (C23).
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// Lets this much time pass.
    #[must_use]
    pub fn after(mut self, span: chrono::TimeDelta) -> Self {
        self.now = self.now.plus(span);
        self
    }

    /// From now on a person in this role gives the commands, at the office that holds the file if that matters.
    #[must_use]
    pub fn as_role(mut self, role: Role) -> Self {
        self.speaker = Speaker::Role(role);
        self
    }

    /// From now on this person gives the commands.
    #[must_use]
    pub fn as_actor(mut self, actor: Actor) -> Self {
        self.speaker = Speaker::Actor(actor);
        self
    }

    /// And this was done.
    ///
    /// # Panics
    /// If it is refused; says by which rule, and what had happened before.
    #[must_use]
    #[track_caller]
    pub fn and(mut self, command: Command) -> Self {
        if let Err(refused) = self.go_on(command) {
            let (command, rejection) = *refused;
            panic!("{self:?}could not go on with {command:?}: {rejection}");
        }
        self
    }

    /// The rules' answer to this command now.
    ///
    /// # Errors
    /// Their refusal.
    pub fn decide(&self, command: &Command) -> Result<Decision, Rejection> {
        self.rules.decide(&self.complaint, command, &self.context())
    }

    /// Now, who speaks, and the rules.
    pub fn context(&self) -> Context<'_> {
        let actor = match &self.speaker {
            Speaker::Role(role) => acting(*role, &self.complaint),
            Speaker::Actor(actor) => known(actor.clone()),
        };
        Context { now: self.now, actor, calendar: &self.calendar, directory: self.directory.as_deref() }
    }

    /// Goes on with this command; or stays as it was, and says why.
    pub(crate) fn go_on(&mut self, command: Command) -> Result<(), Box<(Command, Rejection)>> {
        let decision = match self.decide(&command) {
            Ok(decision) => decision,
            Err(rejection) => return Err(Box::new((command, rejection))),
        };
        let (actor, speaker, now) = (self.context().actor, self.speaker.clone(), self.now);
        for event in &decision.events {
            self.complaint.apply(decision.at, &decision.actor, event);
        }
        self.commands.push(AcceptedCommand { now, speaker, actor, command, decision });
        Ok(())
    }

    /// The complaint after it.
    pub const fn complaint(&self) -> &Complaint {
        &self.complaint
    }

    /// The rulebook.
    pub fn rulebook(&self) -> &Rulebook {
        self.rules.rulebook()
    }

    /// The commands, in order.
    pub fn commands(&self) -> &[AcceptedCommand] {
        &self.commands
    }

    /// The events, in order, each with its instant and who brought it about.
    pub fn events(&self) -> impl Iterator<Item = (Timestamp, &Actor, &Event)> {
        self.commands.iter().flat_map(|given| {
            let Decision { at, actor, events, .. } = &given.decision;
            events.iter().map(move |event| (*at, actor, event))
        })
    }

    /// Its records, as a log would have them.
    pub fn records(&self) -> Vec<Record> {
        let mut state = Complaint::new(self.complaint.id);
        let mut records = Vec::new();
        for (number, given) in (0_u128..).zip(&self.commands) {
            let trace = Trace {
                command: CommandId::new(Uuid::from_u128(0xc_0000 + number)),
                correlation: CorrelationId::new(Uuid::from_u128(0xd_0000)),
                causation: None,
            };
            let mut next = 0xe_0000 + number * 8..;
            let id = || EventId::new(Uuid::from_u128(next.next().unwrap_or_default()));
            records.extend(given.decision.records(&state, trace, id));
            state = given.decision.fold(state);
        }
        records
    }

    /// The same people give the same commands, without these. Commands that are then refused are left out too, so the
    /// history is valid and shorter.
    #[must_use]
    pub fn without(&self, left_out: std::ops::Range<usize>) -> Self {
        let complaint = Complaint::new(self.complaint.id);
        let mut shorter = Self { commands: Vec::new(), complaint, ..self.clone() };
        for (index, given) in self.commands.iter().enumerate() {
            if !left_out.contains(&index) {
                (shorter.now, shorter.speaker) = (given.now, given.speaker.clone());
                let _left_out_if_refused = shorter.go_on(given.command.clone());
            }
        }
        Self { now: self.now, speaker: self.speaker.clone(), ..shorter }
    }
}

/// One line a command: when, who, what, and the events.
impl Debug for History {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "under {}, given", self.rulebook().id)?;
        for (number, given) in (1..).zip(&self.commands) {
            let events: Vec<&str> = given.decision.events.iter().map(|event| event.kind().as_str()).collect();
            let (role, now) = (given.actor.role.as_str(), given.now);
            writeln!(formatter, "  {number}. {now} {role}: {:?} -> {}", given.command, events.join(", "))?;
        }
        if self.commands.is_empty() { writeln!(formatter, "  nothing") } else { Ok(()) }
    }
}
