//! The third step: the events of a command. Total: it asks no permission and never fails.

use super::Judge;
use crate::event::{
    AssessmentConcluded, AssessmentStepRecorded, Closed, ConfidentialityChosen, DataRequested, DataSupplied,
    DeclaredNotActionable, DisposedToAssessor, Event, EvidenceAttached, FollowUpDecided, ForwardedToAssessor,
    ForwardedToPyb, ForwardedToWise, IdentityDisclosed, LateMaterialReviewed, LegalHoldPlaced,
    LegalHoldReleased, MaterialAmended, MaterialReviewed, MatterContested, MatterDecided, MessageWritten,
    MessagesRead, NameCleared, PersonalDataErased, Recalled, Received, Recused, Reopened, RequestCancelled,
    ReturnedMisdirected, TicketIssued, TicketReissued, TicketRevoked, Transferred, VerificationRequested,
    WiseAcknowledged, WiseReturned, Withdrawn,
};
use crate::{
    Command, Complaint, ContentRef, Deadline, Deliveries, Delivery, DisclosureGround, Elements, Following,
    Identity, Media, Office, Outcome, Purpose, Receive, Review, Role, Stage, TicketKind, Timestamp,
    WindowFrom, WiseOutcome, Zone,
};

impl Judge<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a command; apart, they could not be read side by side"
    )]
    pub(super) fn effects(&self, command: &Command) -> Vec<Event> {
        let state = self.state;
        let event = match command.clone() {
            Command::Receive(receive) => return self.received(&receive),
            Command::IssueTicket { deliveries, contact } => self.ticket_sent(deliveries, contact),
            Command::ReissueTicket { deliveries, contact } => self.ticket_sent_again(deliveries, contact),
            Command::RevokeTicket { which } => TicketRevoked { which }.into(),
            Command::RequestVerification => self.verification_requested(state.zone),
            Command::AmendMaterial { content, elements } => MaterialAmended { content, elements }.into(),
            Command::AttachEvidence { content, media } => {
                EvidenceAttached { content, media, purpose: Purpose::Evidence }.into()
            }
            Command::ReviewMaterial(review) => return self.reviewed(*review),
            Command::RequestData { request } => {
                let told = self.rulebook.window_from == WindowFrom::Told;
                let window = (!told).then(|| self.window_from(self.at));
                let target = self.target(Stage::AwaitingData).filter(|_| told);
                DataRequested { request, window, target }.into()
            }
            Command::CancelRequest => RequestCancelled { target: self.target(Stage::Verification) }.into(),
            // C4: kept, though the window has ended.
            Command::SupplyData { content, .. } if self.missed() => {
                EvidenceAttached { content, media: Media::File, purpose: Purpose::LateAnswer }.into()
            }
            Command::SupplyData { content, elements, told_by } => {
                DataSupplied { content, elements, told_by, target: self.target(Stage::Verification) }.into()
            }
            Command::WriteMessage { message } => self.message(message),
            Command::MarkMessagesRead => MessagesRead { since: state.unanswered.unwrap_or(self.at) }.into(),
            Command::ExpireDataWindow => self.expired(state.window.unwrap_or(self.at)),
            Command::ForwardToPyb { office } => {
                ForwardedToPyb { office, target: self.target(Stage::WithPyb) }.into()
            }
            Command::ForwardToAssessor { office, assessor } => {
                ForwardedToAssessor { office, assessor, target: self.target(Stage::Assessment) }.into()
            }
            Command::DisposeToAssessor { office, assessor, instruction } => {
                let target = self.target(Stage::Assessment);
                DisposedToAssessor { office, assessor, instruction, target }.into()
            }
            Command::ForwardToWise { reason, shares } => {
                ForwardedToWise { reason, shares, target: self.target(Stage::WithInspectorate) }.into()
            }
            Command::AcknowledgeWise { number } => WiseAcknowledged { number }.into(),
            Command::ReturnFromWise { number, outcome, note } => {
                let handed_back = outcome == WiseOutcome::Transferred;
                let target = if handed_back { self.target(Stage::WithPyb) } else { None };
                let returned = WiseReturned { number, outcome, note, target }.into();
                let closed = (!handed_back).then(|| Closed { outcome: Outcome::ByInspectorate }.into());
                return std::iter::once(returned).chain(closed).collect();
            }
            Command::RecordAssessmentStep { step, official, office, note } => {
                AssessmentStepRecorded { step, official, office, note }.into()
            }
            Command::ReturnMisdirected { reason } => {
                ReturnedMisdirected { reason, target: self.target(state.goes_back_to()) }.into()
            }
            Command::Recall { reason } => {
                Recalled { reason, target: self.target(state.goes_back_to()) }.into()
            }
            Command::Transfer { office, reason } => Transferred { office, reason }.into(),
            Command::Recuse { reason } => {
                let unit = self.fallback_unit().or(state.holder).or(state.unit);
                let Some(unit) = unit else { return Vec::new() };
                Recused { unit, reason }.into()
            }
            Command::PassToSuccessor => return self.passed(),
            Command::ReviewLateMaterial { conclusion } => LateMaterialReviewed { conclusion }.into(),
            Command::ConcludeAssessment { finding, report } => {
                AssessmentConcluded { finding, report, target: self.target(Stage::FollowUp) }.into()
            }
            Command::DecideFollowUp { actions, decision } => FollowUpDecided { actions, decision }.into(),
            // Without a reason there is nothing that could be recorded (T10).
            Command::DeclareNotActionable { reason: None, .. } => return Vec::new(),
            Command::DeclareNotActionable { ground, reason: Some(reason), public_reason } => {
                let closed = Closed { outcome: Outcome::NotActionable };
                return vec![DeclaredNotActionable { ground, reason, public_reason }.into(), closed.into()];
            }
            Command::Close => Closed { outcome: closing(state) }.into(),
            Command::Reopen { facts } => {
                let unit = self.reopens_elsewhere(state.reopens_to()).ok().flatten();
                let stage = if unit.is_some() { Stage::Verification } else { state.reopens_to() };
                // Its age counts from its reception, whoever reopens it and however often; and a word is owed anew (R23, R26).
                let overall = self.overall_since(state.received_at, state.zone);
                let (target, response) = (self.target(stage), self.response());
                Reopened { facts: Some(facts), unit, response, target, overall }.into()
            }
            Command::Withdraw { reason, told_by, evidence } => Withdrawn { reason, told_by, evidence }.into(),
            Command::ContestMatter { reason } => MatterContested { reason }.into(),
            Command::DecideMatter { matter, reason } => {
                let unit = self.unit_for(matter);
                let back = matches!(state.stage, Stage::Assessment | Stage::FollowUp);
                let target = unit.and_then(|_| self.target(Stage::Verification)).filter(|_| back);
                MatterDecided { matter, reason, unit, target }.into()
            }
            Command::ChooseConfidentiality { choice } => ConfidentialityChosen { choice }.into(),
            Command::DiscloseIdentity { ground, recipient, recipient_role, purpose } => {
                let approver = match ground {
                    DisclosureGround::Consent => state.complainant,
                    DisclosureGround::EaseInvestigation => self.actor().id,
                };
                IdentityDisclosed { ground, approver, recipient, recipient_role, purpose }.into()
            }
            Command::RecordTold { notice, channel } => self.told(notice, channel),
            Command::RecordMailAccepted { notice } => self.mail_accepted(notice),
            Command::RecordNotTold { notice, channel } => return self.not_told(notice, channel),
            Command::DenyTelling { notice } => return self.telling_denied(notice),
            Command::PlaceLegalHold { hold, reason } => LegalHoldPlaced { hold, reason }.into(),
            Command::ReleaseLegalHold { hold, reason } => LegalHoldReleased { hold, reason }.into(),
            Command::ErasePersonalData { basis } => PersonalDataErased { basis }.into(),
            Command::ClearName { official, office, reason } => {
                NameCleared { official, office, reason }.into()
            }
            Command::LapseProposals => return self.lapsed(),
        };
        vec![event]
    }

    /// Before the complainant was told of a request, a review takes its place (R12).
    fn reviewed(&self, review: Review) -> Vec<Event> {
        let target = self.target(Stage::Verification);
        let asked = self.state.stage == Stage::AwaitingData;
        let cancelled = asked.then(|| RequestCancelled { target }.into());
        let reviewed = MaterialReviewed {
            elements: review.elements,
            clarity: review.clarity,
            matter: review.matter,
            reported: review.reported,
            official: review.official,
            office: review.office,
            note: review.note,
        };
        cancelled.into_iter().chain([reviewed.into()]).collect()
    }

    /// What the complainant writes while a request is open is the answer to it, whichever form they took (R13).
    fn message(&self, message: ContentRef) -> Event {
        let state = self.state;
        if self.actor().role != Role::Complainant {
            return MessageWritten { message, answer: None }.into();
        }
        if state.stage == Stage::AwaitingData {
            let target = self.target(Stage::Verification);
            return DataSupplied { content: message, elements: Elements::EMPTY, told_by: None, target }
                .into();
        }
        let answer = self.rulebook.response;
        let answer = answer.map(|term| self.context.calendar.deadline(self.at, term, state.zone));
        MessageWritten { message, answer }.into()
    }

    fn received(&self, receive: &Receive) -> Vec<Event> {
        let response = self.rulebook.response;
        let received = Received {
            rulebook: self.rulebook.id,
            register: receive.register,
            channel: receive.channel,
            matter: receive.matter,
            complainant: receive.complainant,
            standing: receive.standing,
            identity: receive.identity.clone(),
            confidentiality: receive.confidentiality,
            following: receive.following,
            material: receive.material.clone(),
            elements: receive.elements,
            reported_office: receive.reported_office,
            unit: self.verifying_unit(receive),
            zone: receive.zone,
            response: response.map(|term| self.context.calendar.deadline(self.at, term, receive.zone)),
            target: self.target_in(Stage::Intake, receive.zone),
            overall: self.overall_in(receive.zone),
        };
        let sendable =
            receive.identity.as_ref().map_or(Deliveries::EMPTY, |identity| identity.parts.deliveries());
        if receive.channel.is_online() {
            // R3: at once; R4: and sent, where a valid address or number was given. P2: and before the
            // verifier at once, since nobody else has to record anything.
            let deliveries = Deliveries::of(&[Delivery::Screen]).union(sendable);
            let ticket = self.ticket_issued(TicketKind::Shown, deliveries, None, receive.zone);
            vec![received.into(), ticket, self.verification_requested(receive.zone)]
        } else if receive.following == Following::Wanted && !sendable.is_empty() {
            // R7: the receiver typed what the complainant said.
            let ticket = self.ticket_issued(TicketKind::OfficerContact, sendable, None, receive.zone);
            vec![received.into(), ticket]
        } else {
            vec![received.into()]
        }
    }

    fn ticket_sent(&self, deliveries: Deliveries, contact: Identity) -> Event {
        self.ticket_issued(TicketKind::OfficerContact, deliveries, Some(contact), self.state.zone)
    }

    fn ticket_sent_again(&self, deliveries: Deliveries, contact: Option<Identity>) -> Event {
        let kind = if contact.is_some() { TicketKind::OfficerContact } else { TicketKind::OwnContact };
        let (ticket, quiet) = (self.next_ticket(), self.quiet(kind, self.state.zone));
        TicketReissued { deliveries, contact, ticket, kind, quiet }.into()
    }

    fn ticket_issued(
        &self,
        kind: TicketKind,
        deliveries: Deliveries,
        contact: Option<Identity>,
        zone: Zone,
    ) -> Event {
        TicketIssued { deliveries, contact, ticket: self.next_ticket(), kind, quiet: self.quiet(kind, zone) }
            .into()
    }

    /// The ordinal of a ticket that is issued now.
    fn next_ticket(&self) -> u16 {
        u16::try_from(self.state.tickets.len()).unwrap_or(u16::MAX).saturating_add(1)
    }

    /// From when a ticket has all powers, where an officer typed the contact.
    fn quiet(&self, kind: TicketKind, zone: Zone) -> Option<Deadline> {
        let typed = kind == TicketKind::OfficerContact;
        typed.then(|| self.context.calendar.deadline(self.at, self.rulebook.quiet_days, zone))
    }

    /// The unit that verifies it: the one that was chosen, unless the complaint is about that unit (T6, C33).
    fn verifying_unit(&self, receive: &Receive) -> Office {
        let instead = self.is_own_case(receive).then(|| self.unit_instead(receive));
        instead.flatten().unwrap_or(receive.unit)
    }

    /// When a response is due that is owed from now on (R23).
    pub(super) fn response(&self) -> Option<Deadline> {
        let term = self.rulebook.response?;
        Some(self.context.calendar.deadline(self.at, term, self.state.zone))
    }

    fn overall_in(&self, zone: Zone) -> Option<Deadline> {
        self.overall_since(self.at, zone)
    }

    pub(super) fn overall_since(&self, since: Timestamp, zone: Zone) -> Option<Deadline> {
        self.rulebook.overall.map(|term| self.context.calendar.deadline(since, term, zone))
    }

    fn verification_requested(&self, zone: Zone) -> Event {
        VerificationRequested { target: self.target_in(Stage::Verification, zone) }.into()
    }
}

/// How a closing ends a complaint: by its finding (R19), or as withdrawn (R21).
fn closing(state: &Complaint) -> Outcome {
    match state.finding {
        Some(finding) if state.stage == Stage::FollowUp => finding.into(),
        _ if state.withdrawn => Outcome::Withdrawn,
        Some(finding) => finding.into(),
        None => Outcome::NotActionable,
    }
}
