//! Anything that an event or a command may say, drawn from a tape of numbers that is made at random.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::wildcard_imports,
    reason = "shared by the tests of this workspace alone"
)]

use crate::commands::content;
use crate::people::{
    COMPLAINANT, OFFICIAL, alias_of, ended_office, known, office, officer_of, person, somebody, unit,
};
use aduan_core::event::*;
use aduan_core::*;
use uuid::Uuid;

/// Numbers to choose by; when they run out, every choice is the first.
#[derive(Debug, Clone)]
pub struct Tape<'a>(std::slice::Iter<'a, u32>);

impl<'a> Tape<'a> {
    pub fn new(numbers: &'a [u32]) -> Self {
        Self(numbers.iter())
    }

    pub fn is_over(&self) -> bool {
        self.0.len() == 0
    }

    pub fn number(&mut self) -> u32 {
        self.0.next().copied().unwrap_or_default()
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.number() as usize % bound
    }

    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub fn draw<T: Draw>(&mut self) -> T {
        T::draw(self)
    }
}

pub trait Draw {
    fn draw(tape: &mut Tape<'_>) -> Self;
}

impl<T: Draw> Draw for Option<T> {
    fn draw(tape: &mut Tape<'_>) -> Self {
        (!tape.once_in(3)).then(|| tape.draw())
    }
}

impl<T: Draw> Draw for Box<T> {
    fn draw(tape: &mut Tape<'_>) -> Self {
        Self::new(tape.draw())
    }
}

macro_rules! draw_words {
    ($($word:ident)*) => { $( impl Draw for $word {
        fn draw(tape: &mut Tape<'_>) -> Self { tape.pick(Self::ALL) }
    } )* };
}

draw_words! {
    Role Channel Matter Standing Confidentiality Zone Media Purpose Clarity Reported Ground WiseOutcome Step Finding
    Outcome DisclosureGround Notice NoticeChannel ErasureBasis Counting Rule OfficeKind Following TicketKind Revocation ProposedAct
}

macro_rules! draw_sets {
    ($($set:ident of $word:ident)*) => { $( impl Draw for $set {
        fn draw(tape: &mut Tape<'_>) -> Self {
            let bits = tape.number();
            $word::ALL.iter().copied().filter(|word| bits >> (*word as u32) & 1 == 0).collect()
        }
    } )* };
}

draw_sets! {
    Elements of Element
    IdentityParts of IdentityPart
    Deliveries of Delivery
    Shares of Share
    Actions of Action
}

macro_rules! draw_ids {
    ($($id:ident)*) => { $( impl Draw for $id {
        fn draw(tape: &mut Tape<'_>) -> Self { Self::new(Uuid::from_u128(u128::from(tape.number() % 5))) }
    } )* };
}

draw_ids! { HoldId EventId CommandId CorrelationId }

/// The nil id is the administrative stream's.
impl Draw for ComplaintId {
    fn draw(tape: &mut Tape<'_>) -> Self {
        Self::new(Uuid::from_u128(u128::from(tape.number() % 4 + 1)))
    }
}

impl Draw for u16 {
    fn draw(tape: &mut Tape<'_>) -> Self {
        Self::try_from(tape.below(1 << 16)).unwrap()
    }
}

/// Few people, so that they meet: the complainant, the system, the reported official, officers.
impl Draw for PersonId {
    fn draw(tape: &mut Tape<'_>) -> Self {
        tape.pick(&[OFFICIAL, COMPLAINANT, Self::SYSTEM, person(1), somebody(Role::Assessor)])
    }
}

impl Draw for Alias {
    fn draw(tape: &mut Tape<'_>) -> Self {
        alias_of(tape.draw())
    }
}

/// The id and the alias of one person.
impl Draw for Officer {
    fn draw(tape: &mut Tape<'_>) -> Self {
        officer_of(tape.draw())
    }
}

impl Draw for ContentRef {
    fn draw(tape: &mut Tape<'_>) -> Self {
        content(tape.number().to_le_bytes()[0])
    }
}

impl Draw for Office {
    fn draw(tape: &mut Tape<'_>) -> Self {
        let code = tape.pick(&["050100", "050500", "050000", "001400", "050599", "777777"]);
        Self { kind: tape.draw(), code: code.parse().unwrap() }
    }
}

impl Draw for Timestamp {
    fn draw(tape: &mut Tape<'_>) -> Self {
        let day = i64::from(tape.number() % 1000) * 86_400_000_000;
        tape.pick(&[
            Self::from_micros(1_740_000_000_000_000 + day),
            Self::MIN,
            Self::MAX,
            Self::from_micros(day),
        ])
    }
}

impl Draw for RegisterNumber {
    fn draw(tape: &mut Tape<'_>) -> Self {
        let (year, serial) = (tape.below(10_000), tape.number() % 100_000_000);
        Self::new(u16::try_from(year).unwrap(), serial).unwrap()
    }
}

impl Draw for RulebookId {
    fn draw(tape: &mut Tape<'_>) -> Self {
        tape.pick(&["kep-154-2012", "per-13-2025", "0"]).parse().unwrap()
    }
}

impl Draw for CalendarId {
    fn draw(tape: &mut Tape<'_>) -> Self {
        tape.pick(&["id-2024-2026", "x"]).parse().unwrap()
    }
}

impl Draw for DirectoryId {
    fn draw(tape: &mut Tape<'_>) -> Self {
        tape.pick(&["djbc-2026", "test-offices"]).parse().unwrap()
    }
}

impl Draw for WiseNumber {
    fn draw(tape: &mut Tape<'_>) -> Self {
        tape.pick(&["WISE/2025/0042", "w.1-2"]).parse().unwrap()
    }
}

macro_rules! draw_structs {
    ($($name:ident { $($field:ident),* })*) => { $( impl Draw for $name {
        fn draw(tape: &mut Tape<'_>) -> Self { Self { $( $field: tape.draw(), )* } }
    } )* };
}

draw_structs! {
    Identity { content, parts }
    Official { alias, content }
    Deadline { due, rule, days, counting, calendar }
}

impl Draw for Actor {
    fn draw(tape: &mut Tape<'_>) -> Self {
        let (id, role, office) = (tape.draw(), tape.draw(), tape.draw());
        let actor =
            Self { id, role, office, alias: None, ticket: tape.pick(&[None, None, Some(1), Some(2)]) };
        if tape.once_in(4) { actor } else { known(actor) }
    }
}

macro_rules! draw_events {
    ($($name:ident { $($field:ident),* })*) => {
        draw_structs! { $($name { $($field),* })* }

        pub fn event(kind: EventKind, tape: &mut Tape<'_>) -> Event {
            match kind { $( EventKind::$name => tape.draw::<$name>().into(), )* }
        }
    };
}

each_event!(draw_events);

/// Any command of this kind: each field has any value that it takes.
pub fn command(kind: CommandKind, tape: &mut Tape<'_>) -> Command {
    Command::read(kind, tape).unwrap()
}

impl Tape<'_> {
    /// An optional field is left out once in three times.
    fn maybe<T: Draw>(&mut self, field: &Field) -> Option<T> {
        if field.required { Some(self.draw()) } else { self.draw() }
    }
}

impl Source<Sealed> for Tape<'_> {
    type Error = ParseTokenError;

    fn text(&mut self, field: &'static Field) -> Result<Option<ContentRef>, Self::Error> {
        Ok(self.maybe(field))
    }

    fn contact(&mut self, field: &'static Field) -> Result<Option<Identity>, Self::Error> {
        Ok(self.maybe(field))
    }

    fn identity(&mut self, field: &'static Field) -> Result<Option<Identity>, Self::Error> {
        Ok(self.maybe(field))
    }

    fn upload(&mut self, field: &'static Field) -> Result<Option<ContentRef>, Self::Error> {
        Ok(self.maybe(field))
    }

    fn fact<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, Self::Error> {
        if !field.required && self.once_in(3) {
            return Ok(None);
        }
        let drawn = match field.kind {
            FieldKind::Office => self.draw::<Office>().to_string(),
            FieldKind::Person => self.draw::<PersonId>().to_string(),
            FieldKind::Hold => self.draw::<HoldId>().to_string(),
            _ => self.draw::<WiseNumber>().to_string(),
        };
        let words: Vec<&str> = match field.kind {
            FieldKind::OneOf(tokens) => vec![tokens[self.below(tokens.len())].word],
            FieldKind::AnyOf(tokens) => {
                tokens.iter().filter(|_| self.once_in(2)).map(|token| token.word).collect()
            }
            _ => vec![&drawn],
        };
        T::from_words(&words).map(Some)
    }

    fn official(&mut self, field: &'static Field) -> Result<Option<Official>, Self::Error> {
        Ok(self.maybe(field))
    }

    fn officer(&mut self, field: &'static Field) -> Result<Option<Officer>, Self::Error> {
        Ok(self.maybe(field))
    }

    fn register(&mut self) -> Result<RegisterNumber, Self::Error> {
        Ok(self.draw())
    }

    fn person(&mut self) -> Result<PersonId, Self::Error> {
        Ok(self.draw())
    }

    fn hold(&mut self) -> Result<HoldId, Self::Error> {
        Ok(self.draw())
    }

    fn missing(&self, field: &'static Field) -> Self::Error {
        unreachable!("{} is required, so it is drawn", field.name)
    }
}

/// A record around a random event.
pub fn record(kind: EventKind, tape: &mut Tape<'_>) -> Record {
    Record {
        complaint: tape.draw(),
        version: tape.number().max(1),
        id: tape.draw(),
        recorded_at: tape.draw(),
        clock: tape.draw(),
        actor: tape.draw(),
        rulebook: tape.draw(),
        calendar: tape.draw(),
        directory: tape.draw(),
        command: tape.draw(),
        correlation: tape.draw(),
        causation: tape.draw(),
        event: event(kind, tape),
    }
}

/// One of the shipped rulebooks, or one with house rules and a name of its own; sound, whatever is drawn.
pub fn rulebook(tape: &mut Tape<'_>) -> Rulebook {
    let mut book = tape.pick(&[Rulebook::kep_154_2012, Rulebook::kep_154_2012, Rulebook::per_13_2025])();
    if tape.once_in(2) {
        book.id = "house-rules".parse().unwrap();
        let term = |tape: &mut Tape<'_>| {
            let counting = tape.draw();
            tape.draw::<Option<u16>>().map(|days| Term { days: days % 3650 + 1, counting, rule: Rule::R26 })
        };
        book.data_window =
            Term { days: tape.draw::<u16>() % 3650 + 1, counting: tape.draw(), rule: Rule::R13 };
        book.window_from = tape.pick(WindowFrom::ALL);
        book.mail_days.days = tape.draw::<u16>() % 30 + 1;
        book.quiet_days.days = tape.draw::<u16>() % 30 + 1;
        book.expiry_decision = tape.pick(&[ExpiryDecision::System, ExpiryDecision::Verifier]);
        book.public_reason = tape.pick(PublicReason::ALL);
        book.own_office = tape.pick(&[OwnOffice::Allowed, OwnOffice::Refused]);
        book.discipline = tape.pick(DisciplineRoute::ALL);
        book.discipline_steps.truncate(tape.below(4));
        book.other_steps = Step::ALL[tape.below(4)..].to_vec();
        book.reopenable = Outcome::ALL.iter().copied().filter(|_| tape.once_in(2)).collect();
        book.retention = term(tape);
        book.response = term(tape);
        book.overall = term(tape);
        book.targets = Targets {
            intake: term(tape),
            verification: term(tape),
            awaiting_data: term(tape),
            with_pyb: term(tape),
            assessment: term(tape),
            follow_up: term(tape),
            with_inspectorate: term(tape),
        };
        // At least one of each where a rulebook needs one.
        let (channel, element, kind) =
            (tape.pick(Channel::ALL), tape.pick(Element::ALL), tape.pick(OfficeKind::ALL));
        book.channels =
            Channel::ALL.iter().copied().filter(|one| *one == channel || tape.once_in(2)).collect();
        book.elements =
            Element::ALL.iter().copied().filter(|one| *one == element || tape.once_in(2)).collect();
        book.disposition_targets =
            OfficeKind::ALL.iter().copied().filter(|one| *one == kind || tape.once_in(2)).collect();
        book.identity_required = IdentityPart::ALL.iter().copied().filter(|_| tape.once_in(3)).collect();
        book.separate.retain(|_| !tape.once_in(3));
        book.two_people.retain(|_| !tape.once_in(3));
    }
    book
}

/// A command of this kind with an eye to what the state asks for, from an actor of that role.
pub fn sensible(
    kind: CommandKind,
    actor: &Actor,
    state: &Complaint,
    book: &Rulebook,
    tape: &mut Tape<'_>,
) -> Command {
    let mut command = command(kind, tape);
    match &mut command {
        Command::Receive(receive) => {
            receive.complainant = COMPLAINANT;
            // Mostly by a channel of the rulebook that is this role's, with what the rulebook asks for.
            let own = |channel: &Channel| channel.is_online() == (actor.role == Role::Complainant);
            let offered: Vec<Channel> = book.channels.iter().filter(own).collect();
            if !offered.is_empty() && !tape.once_in(8) {
                receive.channel = tape.pick(&offered);
            }
            if book.discipline == DisciplineRoute::Wise && !tape.once_in(8) {
                receive.matter = Matter::Duties;
            }
            if receive.identity.is_none() && !book.identity_required.is_empty() && !tape.once_in(8) {
                receive.identity = Some(tape.draw());
            }
            if let Some(identity) = &mut receive.identity {
                identity.parts = identity.parts.union(book.identity_required);
            }
            receive.elements = book.elements;
        }
        Command::ReviewMaterial(review) => {
            review.elements = book.elements;
            review.official = review.official.take().filter(|it| it.alias == alias_of(OFFICIAL));
            // What a coordinator decided, a review mostly keeps to.
            if state.givers.count(CommandKind::DecideMatter) > 0 && !tape.once_in(4) {
                review.matter = state.matter.unwrap_or(review.matter);
            }
            if tape.once_in(2) {
                review.reported =
                    review.official.as_ref().map_or(Reported::Unclear, |_| Reported::Identified);
            }
        }
        Command::AmendMaterial { elements, .. } => *elements = book.elements,
        Command::SupplyData { elements, told_by, .. } => {
            *elements = book.elements;
            *told_by = (actor.role == Role::Receiver).then_some(NoticeChannel::Telephone);
        }
        Command::Withdraw { told_by, evidence, .. } => {
            let receiver = actor.role == Role::Receiver;
            *told_by = receiver.then_some(NoticeChannel::Letter);
            *evidence = receiver.then(|| content(22));
        }
        Command::ForwardToPyb { office: to } | Command::DisposeToAssessor { office: to, .. }
            if tape.once_in(2) =>
        {
            *to = office(OfficeKind::Kanwil);
        }
        Command::Transfer { office: to, .. } => {
            *to = tape.pick(&[unit(), office(OfficeKind::Kanwil), ended_office()]);
        }
        Command::RecordTold { notice, channel } if actor.role == Role::Complainant => {
            (*notice, *channel) = (Notice::DataRequest, NoticeChannel::Ticket);
        }
        // What a request starts is mostly told of while it waits.
        Command::RecordTold { notice, .. } | Command::RecordMailAccepted { notice }
            if state.stage == Stage::AwaitingData && !tape.once_in(4) =>
        {
            *notice = Notice::DataRequest;
        }
        Command::RecordNotTold { notice, channel } if !tape.once_in(4) => {
            (*notice, *channel) = (Notice::DataRequest, state.telling.map_or(*channel, |told| told.channel));
        }
        Command::DenyTelling { notice } if state.telling.is_some() => *notice = Notice::DataRequest,
        Command::ReturnFromWise { number, outcome, .. } => {
            *number = state.wise.unwrap_or(*number);
            *outcome = proposed(state, kind).and_then(|it| it.outcome).unwrap_or(*outcome);
        }
        Command::ErasePersonalData { basis } if !tape.once_in(4) => {
            *basis = proposed(state, kind).and_then(|it| it.basis).unwrap_or(*basis);
        }
        Command::ClearName { official, office, .. } if !tape.once_in(4) => {
            if let Some((before, at)) = state.named_before.first().copied() {
                *official = before.map(|alias| Official { alias, content: Some(tape.draw()) });
                *office = at;
            }
        }
        Command::RecordAssessmentStep { official, .. } => {
            *official = official.take().filter(|it| it.alias == alias_of(OFFICIAL));
        }
        Command::DiscloseIdentity { recipient, recipient_role, .. } if tape.once_in(2) => {
            (*recipient, *recipient_role) = (officer_of(actor.id), actor.role);
        }
        _ => {}
    }
    command
}

/// What waits for somebody to confirm it by this command.
fn proposed(state: &Complaint, kind: CommandKind) -> Option<&Proposed> {
    state.proposals.iter().map(|open| &open.proposed).find(|it| it.act.command() == kind)
}

/// Commands that move nothing, and so would fill a walk without getting it anywhere.
pub const ASIDE: &[CommandKind] = &[
    CommandKind::IssueTicket,
    CommandKind::ReissueTicket,
    CommandKind::RevokeTicket,
    CommandKind::AmendMaterial,
    CommandKind::AttachEvidence,
    CommandKind::Withdraw,
    CommandKind::WriteMessage,
    CommandKind::MarkMessagesRead,
    CommandKind::ChooseConfidentiality,
    CommandKind::DiscloseIdentity,
    CommandKind::RecordTold,
    CommandKind::RecordMailAccepted,
    CommandKind::RecordNotTold,
    CommandKind::DenyTelling,
    CommandKind::PlaceLegalHold,
    CommandKind::ReleaseLegalHold,
    CommandKind::Transfer,
    CommandKind::Recuse,
    CommandKind::PassToSuccessor,
    CommandKind::ReviewLateMaterial,
    CommandKind::ClearName,
    CommandKind::ContestMatter,
    CommandKind::DecideMatter,
    CommandKind::LapseProposals,
];

/// Command and role of every row that the table allows here: those that move something, or the others.
pub fn allowed(stage: Stage, aside: bool) -> Vec<(CommandKind, Role)> {
    let here = procedure::TABLE.iter().filter(|row| row.stages.contains(stage));
    here.filter(|row| ASIDE.contains(&row.command) == aside)
        .flat_map(|row| row.roles.iter().map(|role| (row.command, role)))
        .collect()
}
