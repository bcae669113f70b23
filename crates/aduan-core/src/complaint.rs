//! The state of a complaint: what its events add up to.

mod proposal;
mod telling;
mod tickets;

pub use proposal::Proposal;
pub(crate) use telling::timely;
pub use telling::{OutcomeNotice, Telling};
pub use tickets::IssuedTicket;

use crate::event::{self, Event};
use crate::{
    Actor, Alias, Channel, Clarity, CommandKind, ComplaintId, Confidentiality, Deadline, Deliveries, Finding,
    Givers, Ground, HoldId, IdentityPart, IdentityParts, Matter, Notice, Office, OfficeKind, Outcome,
    PersonId, ProposedAct, RegisterNumber, Reported, Role, Rule, RulebookId, Sender, Shares, Stage, Step,
    Timestamp, WiseNumber, WiseOutcome, Zone,
};

/// What is waited for, and by which rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Awaited {
    /// The first instant at which it is late.
    pub due: Timestamp,
    /// The rule that set it.
    pub rule: Rule,
}

/// A legal hold in force (R30).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub struct PlacedHold {
    /// Which.
    pub hold: HoldId,
    /// Who placed it.
    pub by: PersonId,
}

/// A complaint (pengaduan) as far as its history has been folded.
///
/// A value: changing a copy changes nothing. It holds what [`decide`](crate::Rules::decide) must know and what a
/// worklist shows, in some 650 bytes; the story is in the events.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, read by its own guard")]
pub struct Complaint {
    /// Its stream.
    pub id: ComplaintId,
    /// How many events have been folded; the next one has this plus one.
    pub version: u32,
    /// The version after the last event that an officer must know before they decide. Whether a notice arrived is none: see
    /// [`is_expected`](Self::is_expected).
    pub decided: u32,
    /// How many records of its history are unknown to this version of the program (C28), or missing. If any, no
    /// command is accepted (W2).
    pub unknown: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: Timestamp,
    /// The instant of the last event; none after it is earlier (C23).
    pub last_at: Timestamp,
    /// When it was received.
    pub received_at: Timestamp,
    /// The rulebook under which it was received and is handled.
    pub rulebook: Option<RulebookId>,
    /// What officers quote.
    pub register: Option<RegisterNumber>,
    /// How it came in.
    pub channel: Option<Channel>,
    /// What it is about: as declared, then as the verifier found.
    pub matter: Option<Matter>,
    /// Whether it was about discipline at reception or in any review. A later review does not undo it (T6).
    pub once_discipline: bool,
    /// The complainant's pseudonym.
    pub complainant: PersonId,
    /// The complainant's wish about their identity.
    pub confidentiality: Confidentiality,
    /// Which parts of the identity the vault has.
    pub identity: IdentityParts,
    /// Whether a ticket went out that was not revoked.
    pub ticketed: bool,
    /// Every ticket that went out, in the order of its ordinal: the first has 1. At most [`Complaint::TICKETS`].
    pub tickets: Vec<IssuedTicket>,
    /// The ticket with which the complainant opened their identity, by its ordinal, while it stands (R27).
    pub consented_with: Option<u16>,
    /// The ways to reach them that the complainant typed themselves: a ticket may go there again.
    pub own_ways: Deliveries,
    /// The local time of its deadlines.
    pub zone: Zone,

    /// The office that took it in; `None` where its complainant entered it themselves.
    pub taken_in: Option<Office>,
    /// The compliance unit that verifies it.
    pub unit: Option<Office>,
    /// The PYB's office, once it was there.
    pub pyb: Option<Office>,
    /// The assessor's office, once it was there.
    pub assessed_at: Option<Office>,
    /// The office that has the file now; `None` while the Inspectorate has it.
    pub holder: Option<Office>,
    /// Who sent it last, to the PYB or to the assessor.
    pub sent_by: Option<Sender>,
    /// Whether nothing was done with it since, so that its [sender](Self::sender) may take it back (R18).
    pub recallable: bool,

    /// The last review's judgement; `None` until one is made, and again when the material changed since.
    pub clarity: Option<Clarity>,
    /// What is known of the reported official.
    pub reported: Option<Reported>,
    /// Who they are, by the alias that they have in this complaint.
    pub reported_official: Option<Alias>,
    /// Where they work.
    pub reported_office: Option<Office>,
    /// Officials and offices that were named before and are not any more. Who was once complained of does not
    /// handle the case, even if the name turned out wrong (T6). At most [`Complaint::KEPT`].
    pub named_before: Vec<(Option<Alias>, Option<Office>)>,

    /// The version of the last request for data; 0 if there was none, or it was answered or cancelled.
    pub request: u32,
    /// How the complainant was told of that request, while the telling stands and the request matters (R13).
    pub telling: Option<Telling>,
    /// The mails that were accepted for sending, by what they tell, and when each counts as read (R13).
    pub mails: Vec<(Notice, Timestamp)>,
    /// Whether the complainant was told the register number (R5).
    pub register_told: bool,
    /// What is known of the notice that it has ended, since it last ended (R22).
    pub outcome_notice: OutcomeNotice,
    /// The instant at which the data window ends, while one runs.
    pub window: Option<Timestamp>,
    /// Whether the last window ended without an answer, and the material has not been found sufficient since.
    pub window_expired: bool,
    /// Whether something else reached the verifier since the last request, until its window ended.
    pub data_came: bool,
    /// By when the complainant should hear something; `None` once they have.
    pub response_due: Option<Timestamp>,
    /// By when it should have ended, whoever has it until then; no move and no notice puts it off. It is at once where the
    /// file has gone back and forth [`ROUNDS`](Self::ROUNDS) times.
    pub overall_due: Option<Timestamp>,
    /// How often the file went back or away, and how often data were asked for.
    pub rounds: u16,
    /// Since when there is something on the complaint at which nobody has looked whose word counts (W6): it came in after the end, or
    /// before it and after the last step of whoever had the file. It waits while the complaint is closed.
    pub late_material: Option<Timestamp>,
    /// Since when a coordinator has to decide what it is about: the complainant contests that, or a review made less of what was about
    /// discipline (W7).
    pub contested: Option<Timestamp>,
    /// Since when a message of the complainant waits that nobody answered or marked as read (P3).
    pub unanswered: Option<Timestamp>,
    /// Since when messages of the complainant were marked as read and not answered, and by whom; by nobody's name where several did.
    pub marked_read: Option<(Timestamp, Option<PersonId>)>,
    /// By when it should be answered.
    pub answer_due: Option<Timestamp>,
    /// By when the present stage should be over, and the rule that says so.
    pub target: Option<Awaited>,

    /// Which parts of the file were handed to the Inspectorate (T8).
    pub shared: Shares,
    /// WISE's number.
    pub wise: Option<WiseNumber>,
    /// What WISE did.
    pub wise_outcome: Option<WiseOutcome>,
    /// The last step of the assessment.
    pub step: Option<Step>,
    /// The assessment's finding.
    pub finding: Option<Finding>,
    /// Whether a follow-up was decided.
    pub followed_up: bool,
    /// On which ground it was declared not actionable.
    pub ground: Option<Ground>,
    /// How it last ended; kept when it is reopened.
    pub outcome: Option<Outcome>,
    /// When it last ended.
    pub closed_at: Option<Timestamp>,
    /// The person who ended it last; `None` if the system did.
    pub closed_by: Option<PersonId>,
    /// Whether the complainant withdrew.
    pub withdrawn: bool,
    /// How often it was reopened.
    pub reopened: u16,
    /// How often the identity was disclosed.
    pub disclosures: u16,
    /// The legal holds in force.
    pub holds: Vec<PlacedHold>,
    /// Whether the personal data were erased.
    pub erased: bool,
    /// What waits for a second person to confirm it (S2), at most one proposal for each command.
    pub proposals: Vec<Proposal>,
    /// Who gave which command, and how often.
    pub givers: Givers,
}

impl Complaint {
    /// How many legal holds, how many earlier names and how many living tickets a complaint has room for.
    pub const KEPT: usize = 16;

    /// How many legal holds of one person are in force at a time, so that nobody takes up all the room.
    pub const HOLDS_EACH: usize = 4;

    /// How many tickets go out for one complaint, dead ones among them.
    pub const TICKETS: usize = 256;

    /// So many returns, recalls, moves and requests for data show that nobody settles it: it counts as late then, whatever its
    /// targets say. Inferred.
    pub const ROUNDS: u16 = 5;

    /// A complaint of which nothing has happened yet.
    pub const fn new(id: ComplaintId) -> Self {
        Self {
            id,
            version: 0,
            decided: 0,
            unknown: 0,
            stage: Stage::New,
            stage_since: Timestamp::MIN,
            last_at: Timestamp::MIN,
            received_at: Timestamp::MIN,
            rulebook: None,
            register: None,
            channel: None,
            matter: None,
            once_discipline: false,
            complainant: PersonId::SYSTEM,
            confidentiality: Confidentiality::Confidential,
            identity: IdentityParts::EMPTY,
            ticketed: false,
            tickets: Vec::new(),
            consented_with: None,
            own_ways: Deliveries::EMPTY,
            zone: Zone::Wib,
            taken_in: None,
            unit: None,
            pyb: None,
            assessed_at: None,
            holder: None,
            sent_by: None,
            recallable: false,
            clarity: None,
            reported: None,
            reported_official: None,
            reported_office: None,
            named_before: Vec::new(),
            request: 0,
            telling: None,
            mails: Vec::new(),
            register_told: false,
            outcome_notice: OutcomeNotice::Unknown,
            window: None,
            window_expired: false,
            data_came: false,
            response_due: None,
            overall_due: None,
            rounds: 0,
            late_material: None,
            contested: None,
            unanswered: None,
            marked_read: None,
            answer_due: None,
            target: None,
            shared: Shares::EMPTY,
            wise: None,
            wise_outcome: None,
            step: None,
            finding: None,
            followed_up: false,
            ground: None,
            outcome: None,
            closed_at: None,
            closed_by: None,
            withdrawn: false,
            reopened: 0,
            disclosures: 0,
            holds: Vec::new(),
            erased: false,
            proposals: Vec::new(),
            givers: Givers::new(),
        }
    }

    /// Whether it is neither new nor closed.
    pub const fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::New | Stage::Closed)
    }

    /// Whether it is about this matter, or ever was about it where that is discipline.
    pub fn is_or_was(&self, matter: Matter) -> bool {
        self.matter == Some(matter) || matter == Matter::Discipline && self.once_discipline
    }

    /// This legal hold, if it is in force.
    pub fn hold(&self, hold: HoldId) -> Option<&PlacedHold> {
        self.holds.iter().find(|placed| placed.hold == hold)
    }

    /// Whether some way leads to the complainant: a ticket, or a contact.
    pub const fn is_reachable(&self) -> bool {
        use IdentityPart::{Address, Email, Mobile, Telephone};
        let ways = IdentityParts::of(&[Address, Email, Mobile, Telephone]);
        self.ticketed || self.identity.intersects(ways)
    }

    /// The state after `event`, which `actor` brought about at `at`.
    ///
    /// Total: it never fails and never panics, whatever the event and whatever the state; whether the event
    /// should have happened is `decide`'s question.
    #[must_use]
    pub fn evolve(mut self, at: Timestamp, actor: &Actor, event: &Event) -> Self {
        self.apply(at, actor, event);
        self
    }

    /// [`evolve`](Self::evolve) in place: what a replay of millions uses.
    #[inline]
    #[expect(clippy::too_many_lines, reason = "one arm an event; apart, they could not be read side by side")]
    pub fn apply(&mut self, at: Timestamp, actor: &Actor, event: &Event) {
        self.version = self.version.saturating_add(1);
        if event.changes_the_case() {
            self.decided = self.version;
        }
        self.last_at = self.last_at.max(at);
        if let Some(command) = event.command(actor) {
            self.givers.remember(command, actor);
            if let Some((typist, _)) = self.ticket_typed_by(actor) {
                self.givers.ascribe(command, typist);
            }
            // Done, or proposed anew.
            self.withdraw_proposals(|act| act.command() == command);
        }
        self.recallable &= !self.is_taken_up_by(actor);
        match event {
            Event::Received(received) => self.received(at, actor, received),
            Event::TicketIssued(ticket) => {
                self.ticket_issued(actor, ticket.kind, ticket.quiet.as_ref(), ticket.contact.as_ref());
            }
            Event::TicketReissued(ticket) => {
                self.ticket_issued(actor, ticket.kind, ticket.quiet.as_ref(), ticket.contact.as_ref());
            }
            Event::TicketRevoked(revoked) => self.ticket_revoked(actor, revoked.which),
            Event::VerificationRequested(requested) => {
                self.enter(Stage::Verification, at, requested.target.as_ref());
            }
            Event::MaterialAmended(_) | Event::EvidenceAttached(_) => {
                self.material_changed(at);
                // Who handles the file knows what they add.
                let handles = matches!(actor.role, Role::Verifier | Role::Pyb | Role::Assessor);
                if !handles
                    && !matches!(self.stage, Stage::Intake | Stage::Verification | Stage::AwaitingData)
                {
                    self.late_material = self.late_material.or(Some(at));
                }
            }
            Event::MaterialReviewed(review) => {
                self.looked_at_by(actor);
                self.clarity = Some(review.clarity);
                self.reclassified(at, review.matter);
                self.matter = Some(review.matter);
                self.once_discipline |= review.matter == Matter::Discipline;
                self.reported = Some(review.reported);
                self.name(review.official.as_ref().map(|it| it.alias), review.office);
                self.window_expired &= review.clarity != Clarity::Sufficient;
            }
            Event::DataRequested(asked) => {
                self.enter(Stage::AwaitingData, at, asked.target.as_ref());
                self.forget_request();
                self.request = self.version;
                self.window = asked.window.as_ref().map(|window| window.due);
                self.window_expired = false;
                self.data_came = false;
                self.go_round(at);
            }
            Event::DataSupplied(data) => {
                self.enter(Stage::Verification, at, data.target.as_ref());
                self.forget_request();
                self.clarity = None;
            }
            Event::RequestCancelled(cancelled) => {
                self.enter(Stage::Verification, at, cancelled.target.as_ref());
                self.forget_request();
            }
            Event::MessageWritten(written) if actor.role == Role::Complainant => {
                self.material_changed(at);
                self.unanswered = self.unanswered.or(Some(at));
                self.answer_due = self.answer_due.or(written.answer.as_ref().map(|answer| answer.due));
            }
            Event::MessageWritten(_) => {
                self.marked_read = None;
                self.answered();
            }
            Event::MessagesRead(read) => {
                self.marked_read = Some(match self.marked_read {
                    Some((since, by)) => (since, by.filter(|by| *by == actor.id)),
                    None => (read.since, Some(actor.id)),
                });
                self.answered();
            }
            Event::DataWindowExpired(expired) => {
                self.enter(Stage::Verification, at, expired.target.as_ref());
                self.window_expired = true;
            }
            Event::ForwardedToPyb(sent) => {
                self.enter(Stage::WithPyb, at, sent.target.as_ref());
                self.pyb = Some(sent.office);
                // Whoever sends it on has done with the question: if they take it back, silence is no ground any more (T10).
                self.window_expired = false;
                self.sent(Sender::Verifier, sent.office);
            }
            Event::ForwardedToAssessor(sent) => {
                self.enter(Stage::Assessment, at, sent.target.as_ref());
                self.assess(Sender::Verifier, sent.office);
            }
            Event::DisposedToAssessor(sent) => {
                self.enter(Stage::Assessment, at, sent.target.as_ref());
                self.assess(Sender::Pyb, sent.office);
            }
            Event::ForwardedToWise(sent) => {
                self.shared = self.shared.union(sent.shares);
                self.enter(Stage::WithInspectorate, at, sent.target.as_ref());
                self.holder = None;
                self.wise = None;
            }
            Event::WiseAcknowledged(taken) => self.wise = Some(taken.number),
            Event::WiseReturned(back) => {
                self.wise_outcome = Some(back.outcome);
                if back.outcome == WiseOutcome::Transferred {
                    self.enter(Stage::WithPyb, at, back.target.as_ref());
                    self.holder = self.pyb;
                }
            }
            Event::AssessmentStepRecorded(step) => {
                self.looked_at_by(actor);
                self.step = Some(step.step);
                if step.official.is_some() {
                    self.reported = Some(Reported::Identified);
                }
                let official = step.official.as_ref().map(|it| it.alias);
                self.name(official.or(self.reported_official), step.office);
            }
            Event::ReturnedMisdirected(back) => self.go_back(at, back.target.as_ref()),
            Event::Transferred(moved) => {
                self.move_to(moved.office, at);
                self.go_round(at);
            }
            Event::Recused(passed) => {
                // It said of itself that the case is about it.
                if let Some(unit) = self.unit.filter(|unit| self.once_discipline && !self.names_office(*unit))
                {
                    self.name(self.reported_official, Some(unit));
                }
                self.move_to(passed.unit, at);
                self.go_round(at);
            }
            Event::OfficeSucceeded(succeeded) => {
                let named = self.names_office(succeeded.office);
                if named && !self.names_office(succeeded.successor) {
                    self.name(self.reported_official, Some(succeeded.successor));
                }
                // The case of its own people is not passed on to where they are now: a coordinator moves it (T6).
                if named && self.is_or_was(Matter::Discipline) {
                    return;
                }
                let offices = [
                    &mut self.holder,
                    &mut self.unit,
                    &mut self.pyb,
                    &mut self.assessed_at,
                    &mut self.taken_in,
                ];
                for office in offices.into_iter().filter(|office| **office == Some(succeeded.office)) {
                    *office = Some(succeeded.successor);
                }
            }
            Event::LateMaterialReviewed(_) => self.late_material = None,
            Event::Recalled(back) => {
                // Where it went by the slip it never was: nobody there reads it, and nobody there decides on it.
                match self.stage {
                    Stage::WithPyb => self.pyb = None,
                    Stage::Assessment => self.assessed_at = None,
                    _ => {}
                }
                self.go_back(at, back.target.as_ref());
            }
            Event::AssessmentConcluded(done) => {
                self.looked_at_by(actor);
                self.enter(Stage::FollowUp, at, done.target.as_ref());
                self.finding = Some(done.finding);
                self.followed_up = false;
                // What the PYB disposed comes back to the PYB.
                if self.sent_by == Some(Sender::Pyb) {
                    self.holder = self.pyb;
                }
            }
            Event::FollowUpDecided(_) => {
                self.looked_at_by(actor);
                self.followed_up = true;
            }
            Event::DeclaredNotActionable(declared) => self.ground = Some(declared.ground),
            Event::Closed(closed) => {
                self.enter(Stage::Closed, at, None);
                self.outcome = Some(closed.outcome);
                self.closed_at = Some(at);
                self.closed_by = Some(actor.id).filter(|person| *person != PersonId::SYSTEM);
                self.response_due = None;
                self.overall_due = None;
                // What nobody had answered waits on, for another than who closed it; that they marked it as read themselves settles
                // nothing (W6).
                let own = |by: &Option<PersonId>| by.is_none() || *by == self.closed_by;
                let marked = self.marked_read.take().filter(|(_, by)| own(by)).map(|(since, _)| since);
                self.late_material = self.late_material.or(self.unanswered).or(marked);
                self.answered();
            }
            Event::Reopened(reopened) => {
                // Whom nobody told, nobody has looked for.
                if reopened.facts.is_some() {
                    self.looked_at_by(actor);
                }
                self.reopen(at, reopened);
            }
            Event::Withdrawn(_) => {
                self.withdrawn = true;
                // It is for whoever has the file to answer.
                self.recallable = false;
            }
            Event::ConfidentialityChosen(chosen) => {
                self.confidentiality = chosen.choice;
                let opens = chosen.choice == Confidentiality::Open;
                self.consented_with =
                    if opens { self.ticket_of(actor).map(|(ordinal, _)| ordinal) } else { None };
            }
            Event::MatterContested(_) => self.contested = Some(at),
            Event::MatterDecided(decided) => self.matter_decided(at, decided),
            Event::IdentityDisclosed(_) => self.disclosures = self.disclosures.saturating_add(1),
            Event::Told(told) => self.told(actor, told),
            Event::MailAccepted(mail) => self.mail_accepted(mail),
            Event::NotTold(not) => self.not_told(at, not),
            Event::TellingDenied(denied) => {
                let deadlines = (denied.response.as_ref(), denied.target.as_ref());
                self.untell(at, denied.notice, None, deadlines);
            }
            Event::LegalHoldPlaced(placed) => {
                // `decide` accepts no more than are kept, so a longer list is none of its making.
                if self.holds.len() < Self::KEPT && self.hold(placed.hold).is_none() {
                    self.holds.push(PlacedHold { hold: placed.hold, by: actor.id });
                }
            }
            Event::LegalHoldReleased(released) => self.holds.retain(|placed| placed.hold != released.hold),
            Event::PersonalDataErased(_) => {
                self.erased = true;
                self.mails.clear();
                self.late_material = None;
                self.contested = None;
                self.proposals.clear();
            }
            Event::NameCleared(cleared) => self.clear_name(cleared),
            Event::Proposed(proposed) => self.proposals.push(Proposal {
                by: actor.id,
                alias: actor.alias,
                role: actor.role,
                office: actor.office,
                since: at,
                proposed: (**proposed).clone(),
            }),
            Event::ProposalLapsed(lapsed) => self.withdraw_proposals(|act| act == lapsed.act),
        }
    }

    /// Counts an event that this version of the program does not know (C28).
    pub fn apply_unknown(&mut self, at: Timestamp) {
        self.version = self.version.saturating_add(1);
        self.decided = self.version;
        self.last_at = self.last_at.max(at);
        self.unknown = self.unknown.saturating_add(1);
    }

    #[inline]
    pub(crate) fn enter(&mut self, stage: Stage, at: Timestamp, target: Option<&Deadline>) {
        // What was proposed in one stage is not done in another. A slip stays one.
        self.withdraw_proposals(|act| act != ProposedAct::ClearName);
        self.stage = stage;
        self.stage_since = at;
        self.recallable = false;
        self.window = None;
        self.target = target.map(|deadline| Awaited { due: deadline.due, rule: deadline.rule });
    }

    /// Who is complained of now; who was before is not forgotten.
    fn name(&mut self, official: Option<Alias>, office: Option<Office>) {
        let replaced = self.replaced_by(official, office);
        // Who was to be cleared is complained of again.
        self.proposals.retain(|Proposal { proposed, .. }| {
            let again = proposed.official.as_ref().is_some_and(|named| official == Some(named.alias))
                || proposed.office.is_some_and(|named| office == Some(named));
            proposed.act != ProposedAct::ClearName || !again
        });
        self.reported_official = official;
        self.reported_office = office.or(self.reported_office);
        // `decide` accepts no name that would push another out, so a longer list is none of its making.
        if let Some(before) = replaced
            && self.named_before.len() < Self::KEPT
        {
            self.named_before.push(before);
        }
    }

    /// Whom naming this official and this office would make one who was named before, and is not listed as such yet.
    fn replaced_by(
        &self,
        official: Option<Alias>,
        office: Option<Office>,
    ) -> Option<(Option<Alias>, Option<Office>)> {
        let before = (self.reported_official, self.reported_office);
        let after = (official, office.or(self.reported_office));
        let lost = before.0.is_some() && before.0 != after.0 || before.1.is_some() && before.1 != after.1;
        (lost && !self.named_before.contains(&before)).then_some(before)
    }

    /// Whether this official and this office can be named with nobody forgotten who was named before (T6).
    pub(crate) fn has_room_to_name(&self, official: Option<Alias>, office: Option<Office>) -> bool {
        self.named_before.len() < Self::KEPT || self.replaced_by(official, office).is_none()
    }

    /// Whether this person is or was the official complained of (T6). The system is no person: a review that
    /// names it bars nobody, and time goes on.
    pub fn names(&self, person: Alias) -> bool {
        self.named().any(|named| named == person)
    }

    /// Whoever is or was the official complained of, by the alias that they have in this complaint.
    pub fn named(&self) -> impl Iterator<Item = Alias> {
        let before = self.named_before.iter().filter_map(|(named, _)| *named);
        self.reported_official.into_iter().chain(before).filter(|named| *named != Alias::NOBODY)
    }

    /// Whether this office is or was the one complained of (T6).
    pub fn names_office(&self, office: Office) -> bool {
        self.reported_office == Some(office)
            || self.named_before.iter().any(|(_, named)| *named == Some(office))
    }

    /// Whether an office of this kind is or was complained of (T6).
    pub fn names_kind(&self, kind: OfficeKind) -> bool {
        let before = self.named_before.iter().filter_map(|(_, office)| *office);
        self.reported_office.into_iter().chain(before).any(|office| office.kind == kind)
    }

    /// Whom a slip named is barred no more (T6).
    fn clear_name(&mut self, cleared: &event::NameCleared) {
        for (official, office) in &mut self.named_before {
            official.take_if(|official| cleared.official.as_ref().is_some_and(|it| it.alias == *official));
            office.take_if(|office| Some(*office) == cleared.office);
        }
        self.named_before.retain(|(official, office)| official.is_some() || office.is_some());
    }

    fn withdraw_proposals(&mut self, of: impl Fn(ProposedAct) -> bool) {
        self.proposals.retain(|open| !of(open.proposed.act));
    }

    /// What the verifier had judged is not all there is any more; later it is for whoever has the file to look at.
    fn material_changed(&mut self, at: Timestamp) {
        if self.stage == Stage::Closed {
            self.late_material = self.late_material.or(Some(at));
            // Whoever proposed to set aside what came in has not seen this.
            self.withdraw_proposals(|act| act == ProposedAct::ReviewLateMaterial);
        }
        if matches!(self.stage, Stage::Verification | Stage::AwaitingData) {
            self.clarity = None;
            self.data_came |= self.stage == Stage::AwaitingData;
        }
    }

    /// Somebody has looked at all that there is. Whoever ended it last does not settle alone what came after (W6).
    fn looked_at_by(&mut self, actor: &Actor) {
        if self.closed_by != Some(actor.id) {
            self.late_material = None;
        }
    }

    /// No message of the complainant waits any more.
    const fn answered(&mut self) {
        self.unanswered = None;
        self.answer_due = None;
    }

    fn received(&mut self, at: Timestamp, actor: &Actor, received: &event::Received) {
        self.taken_in = actor.office;
        self.enter(Stage::Intake, at, received.target.as_ref());
        self.received_at = at;
        self.rulebook = Some(received.rulebook);
        self.register = Some(received.register);
        self.channel = Some(received.channel);
        self.matter = Some(received.matter);
        self.once_discipline = received.matter == Matter::Discipline;
        self.complainant = received.complainant;
        self.confidentiality = received.confidentiality;
        self.identity = received.identity.as_ref().map_or(IdentityParts::EMPTY, |identity| identity.parts);
        if actor.role == Role::Complainant {
            self.own_ways = self.identity.deliveries();
        }
        self.zone = received.zone;
        self.unit = Some(received.unit);
        self.holder = self.unit;
        self.reported_office = received.reported_office;
        self.response_due = received.response.as_ref().map(|deadline| deadline.due);
        self.overall_due = received.overall.as_ref().map(|deadline| deadline.due);
    }

    fn assess(&mut self, sender: Sender, office: Office) {
        self.sent(sender, office);
        self.assessed_at = Some(office);
        self.step = None;
    }

    fn sent(&mut self, sender: Sender, office: Office) {
        self.sent_by = Some(sender);
        self.holder = Some(office);
        self.recallable = true;
    }

    /// To another office, in the same stage. The targets stay: a move gains no time.
    fn move_to(&mut self, office: Office, at: Timestamp) {
        if let Some(left) = self.holder.filter(|left| *left != office) {
            self.forget_telling_of(left, at);
        }
        match self.stage {
            Stage::WithPyb => self.pyb = Some(office),
            Stage::FollowUp if self.sent_by == Some(Sender::Pyb) => self.pyb = Some(office),
            Stage::Assessment | Stage::FollowUp => self.assessed_at = Some(office),
            _ => {
                self.unit = Some(office);
                // The unit that has it now judges for itself.
                self.clarity = None;
            }
        }
        self.holder = Some(office);
        self.recallable = false;
    }

    /// A unit that makes less of what was about discipline does not settle that alone: it waits for a coordinator, as if it were
    /// contested. A unit to which the file was passed on for that classifies it afresh (T6, W7).
    fn reclassified(&mut self, at: Timestamp, matter: Matter) {
        let times = |command| self.givers.count(command);
        if matter == Matter::Discipline {
            // Only their own contest is not answered by it.
            self.contested = self.contested.filter(|_| times(CommandKind::ContestMatter) > 0);
        } else if self.matter == Some(Matter::Discipline)
            && times(CommandKind::DecideMatter) == 0
            && times(CommandKind::Recuse) == 0
        {
            self.contested = self.contested.or(Some(at));
        }
    }

    fn matter_decided(&mut self, at: Timestamp, decided: &event::MatterDecided) {
        self.contested = None;
        self.matter = Some(decided.matter);
        self.once_discipline |= decided.matter == Matter::Discipline;
        let Some(unit) = decided.unit else { return };
        if matches!(self.stage, Stage::Assessment | Stage::FollowUp | Stage::Closed) {
            // What was found of another matter is no finding of this one. A closed complaint reopens at its unit.
            (self.step, self.finding, self.followed_up) = (None, None, false);
        }
        match self.stage {
            Stage::Closed => self.unit = Some(unit),
            Stage::Assessment | Stage::FollowUp => {
                self.go_round(at);
                self.enter(Stage::Verification, at, decided.target.as_ref());
                self.move_to(unit, at);
            }
            _ => {
                self.go_round(at);
                self.move_to(unit, at);
            }
        }
    }

    /// Counts that the file went back or away, or that data were asked for.
    fn go_round(&mut self, at: Timestamp) {
        self.rounds = self.rounds.saturating_add(1);
        if self.rounds >= Self::ROUNDS {
            self.overall_due = Some(self.overall_due.map_or(at, |due| due.min(at)));
        }
    }

    /// Back to its sender.
    fn go_back(&mut self, at: Timestamp, target: Option<&Deadline>) {
        self.go_round(at);
        let stage = self.goes_back_to();
        self.enter(stage, at, target);
        if stage == Stage::WithPyb {
            self.holder = self.pyb;
        } else {
            self.holder = self.unit;
            // What came while it was away, no review of the verifier's has seen.
            self.clarity = None;
        }
    }

    /// Where the file goes back to its sender (R18).
    pub(crate) fn goes_back_to(&self) -> Stage {
        if self.sent_by == Some(Sender::Pyb) { Stage::WithPyb } else { Stage::Verification }
    }

    /// Who sent the file last, to the PYB or to the assessor: the role, and the office.
    pub fn sender(&self) -> Option<(Role, Office)> {
        Some(match self.sent_by? {
            Sender::Verifier => (Role::Verifier, self.unit?),
            Sender::Pyb => (Role::Pyb, self.pyb?),
        })
    }

    /// Whether this is an officer of those to whom the file was sent. Whatever they do, they have begun with it.
    fn is_taken_up_by(&self, actor: &Actor) -> bool {
        let handles = matches!(actor.role, Role::Verifier | Role::Pyb | Role::Assessor);
        let there = actor.office.filter(|office| handles && self.holder == Some(*office));
        there.is_some_and(|office| self.sender() != Some((actor.role, office)))
    }

    fn reopen(&mut self, at: Timestamp, reopened: &event::Reopened) {
        let stage = match reopened {
            event::Reopened { facts: None, .. } => Stage::AwaitingData,
            event::Reopened { unit: Some(_), .. } => Stage::Verification,
            event::Reopened { .. } => self.reopens_to(),
        };
        self.unit = reopened.unit.or(self.unit);
        self.enter(stage, at, reopened.target.as_ref());
        if let Some(response) = &reopened.response {
            self.response_due = Some(response.due);
        }
        self.forget_mail(Notice::Outcome);
        self.outcome_notice = OutcomeNotice::Unknown;
        self.reopened = self.reopened.saturating_add(1);
        self.withdrawn = false;
        self.overall_due = reopened.overall.as_ref().map(|deadline| deadline.due);
        self.window_expired = false;
        self.step = None;
        self.finding = None;
        self.followed_up = false;
        self.ground = None;
        if self.stage == Stage::Assessment {
            self.holder = self.assessed_at;
        } else {
            self.holder = self.unit;
            self.clarity = None;
        }
    }

    /// Where a reopened complaint goes: to the assessor who had it, or else to the verifier (R19).
    pub(crate) const fn reopens_to(&self) -> Stage {
        if self.finding.is_some() { Stage::Assessment } else { Stage::Verification }
    }
}
