//! What happened although the procedure refuses it: the events that an accepted command would have led to.

use aduan_core::event::{
    AssessmentConcluded, AssessmentStepRecorded, Closed, ComplainantNotified, ConfidentialityChosen,
    DataRequested, DataSupplied, DataWindowExpired, DeclaredNotActionable, DisposedToAssessor,
    EvidenceAttached, FollowUpDecided, ForwardedToAssessor, ForwardedToPyb, ForwardedToWise,
    IdentityDisclosed, LegalHoldPlaced, LegalHoldReleased, MaterialAmended, MaterialReviewed,
    PersonalDataErased, Received, Reopened, ReturnedMisdirected, TicketIssued, VerificationRequested,
    WiseAcknowledged, WiseReturned, Withdrawn,
};
use aduan_core::{
    Command, CommandKind, Complaint, ContentRef, Context, Deadline, Deliveries, Delivery, DisclosureGround,
    Event, Following, IdentityPart, IdentityParts, Outcome, Purpose, Receive, Sender, Stage, Timestamp,
    WiseOutcome, Zone,
};

/// The events that say that this was done, whatever the procedure says of it. None is judged here: that is for the
/// audit, which will find each of these batches.
///
/// `said` is the outcome that the old system gave a closing, where it gave one; `nothing` a reference to no words.
pub(super) fn events(
    complaint: &Complaint,
    command: Command,
    context: &Context<'_>,
    said: Option<Outcome>,
    nothing: &ContentRef,
) -> Vec<Event> {
    let at = context.now.max(complaint.last_at);
    let mut past = Past { at, context, state: complaint.clone() };
    let mut events = Vec::new();
    if command.kind() != CommandKind::ExpireDataWindow
        && let Some(due) = complaint.window.filter(|due| *due <= at)
    {
        // That a window ran out is nobody's decision (R13).
        let expired = past.expired(due);
        past.state.apply(at, &expired);
        events.push(expired);
    }
    events.extend(past.of(command, said, nothing));
    events
}

struct Past<'a> {
    at: Timestamp,
    context: &'a Context<'a>,
    state: Complaint,
}

impl Past<'_> {
    fn of(&self, command: Command, said: Option<Outcome>, nothing: &ContentRef) -> Vec<Event> {
        let (state, zone) = (&self.state, self.state.zone);
        let one = match command {
            Command::Receive(receive) => return self.received(*receive),
            Command::IssueTicket { deliveries, contact } => {
                TicketIssued { deliveries, contact: Some(contact) }.into()
            }
            Command::RequestVerification => {
                VerificationRequested { target: self.target(Stage::Verification, zone) }.into()
            }
            Command::AmendMaterial { content, elements } => MaterialAmended { content, elements }.into(),
            Command::AttachEvidence { content, media } => {
                EvidenceAttached { content, media, purpose: Purpose::Evidence }.into()
            }
            Command::ReviewMaterial(review) => MaterialReviewed {
                elements: review.elements,
                clarity: review.clarity,
                matter: review.matter,
                reported: review.reported,
                official: review.official,
                office: review.office,
                note: review.note,
            }
            .into(),
            Command::RequestData { request } => {
                let term = self.context.rulebook.data_window;
                let window = self.context.calendar.deadline(self.at, term, zone);
                DataRequested { request, window }.into()
            }
            Command::SupplyData { content, .. } if state.window_expired => {
                EvidenceAttached { content, media: aduan_core::Media::File, purpose: Purpose::LateAnswer }
                    .into()
            }
            Command::SupplyData { content, elements } => {
                DataSupplied { content, elements, target: self.target(Stage::Verification, zone) }.into()
            }
            Command::ExpireDataWindow => self.expired(state.window.unwrap_or(self.at)),
            Command::ForwardToPyb { office } => {
                ForwardedToPyb { office, target: self.target(Stage::WithPyb, zone) }.into()
            }
            Command::ForwardToAssessor { office, assessor } => {
                ForwardedToAssessor { office, assessor, target: self.target(Stage::Assessment, zone) }.into()
            }
            Command::DisposeToAssessor { office, assessor, instruction } => {
                let target = self.target(Stage::Assessment, zone);
                DisposedToAssessor { office, assessor, instruction, target }.into()
            }
            Command::ForwardToWise { reason, shares } => {
                ForwardedToWise { reason, shares, target: self.target(Stage::WithInspectorate, zone) }.into()
            }
            Command::AcknowledgeWise { number } => WiseAcknowledged { number }.into(),
            Command::ReturnFromWise { number, outcome, note } => {
                let back = outcome == WiseOutcome::Transferred;
                let target = if back { self.target(Stage::WithPyb, zone) } else { None };
                let returned = WiseReturned { number, outcome, note, target }.into();
                let closed = (!back).then(|| Closed { outcome: Outcome::ByInspectorate }.into());
                return std::iter::once(returned).chain(closed).collect();
            }
            Command::RecordAssessmentStep { step, official, office, note } => {
                AssessmentStepRecorded { step, official, office, note }.into()
            }
            Command::ReturnMisdirected { reason } => {
                let by_pyb = state.sent_by == Some(Sender::Pyb);
                let stage = if by_pyb { Stage::WithPyb } else { Stage::Verification };
                ReturnedMisdirected { reason, target: self.target(stage, zone) }.into()
            }
            Command::ConcludeAssessment { finding, report } => {
                AssessmentConcluded { finding, report, target: self.target(Stage::FollowUp, zone) }.into()
            }
            Command::DecideFollowUp { actions, decision } => FollowUpDecided { actions, decision }.into(),
            Command::DeclareNotActionable { ground, reason } => {
                let reason = reason.unwrap_or_else(|| nothing.clone());
                let outcome = Outcome::NotActionable;
                return vec![DeclaredNotActionable { ground, reason }.into(), Closed { outcome }.into()];
            }
            Command::Close => Closed { outcome: said.unwrap_or_else(|| self.outcome()) }.into(),
            Command::Reopen { facts } => {
                let stage = if state.finding.is_some() { Stage::Assessment } else { Stage::Verification };
                Reopened { facts, target: self.target(stage, zone) }.into()
            }
            Command::Withdraw { reason } => Withdrawn { reason }.into(),
            Command::ChooseConfidentiality { choice } => ConfidentialityChosen { choice }.into(),
            Command::DiscloseIdentity { ground, recipient, recipient_role, purpose } => {
                let approver = match ground {
                    DisclosureGround::Consent => state.complainant,
                    DisclosureGround::EaseInvestigation => self.context.actor.id,
                };
                IdentityDisclosed { ground, approver, recipient, recipient_role, purpose }.into()
            }
            Command::NotifyComplainant { notice, channel } => ComplainantNotified { notice, channel }.into(),
            Command::PlaceLegalHold { hold, reason } => LegalHoldPlaced { hold, reason }.into(),
            Command::ReleaseLegalHold { hold, reason } => LegalHoldReleased { hold, reason }.into(),
            Command::ErasePersonalData { basis } => PersonalDataErased { basis }.into(),
            // A command that is newer than this module has no step in a map.
            _ => return Vec::new(),
        };
        vec![one]
    }

    /// How a closing ended that does not say it.
    fn outcome(&self) -> Outcome {
        match self.state.finding {
            Some(finding) if self.state.stage == Stage::FollowUp => finding.into(),
            _ if self.state.withdrawn => Outcome::Withdrawn,
            Some(finding) => finding.into(),
            None => Outcome::NotActionable,
        }
    }

    fn received(&self, receive: Receive) -> Vec<Event> {
        let book = self.context.rulebook;
        let (zone, channel, following) = (receive.zone, receive.channel, receive.following);
        let parts = receive.identity.as_ref().map_or(IdentityParts::EMPTY, |identity| identity.parts);
        let mut events = vec![Event::from(Received {
            rulebook: book.id,
            register: receive.register,
            channel,
            matter: receive.matter,
            complainant: receive.complainant,
            standing: receive.standing,
            identity: receive.identity,
            confidentiality: receive.confidentiality,
            material: receive.material,
            elements: receive.elements,
            reported_office: receive.reported_office,
            unit: receive.unit,
            zone,
            response: book.response.map(|term| self.context.calendar.deadline(self.at, term, zone)),
            target: self.target(Stage::Intake, zone),
        })];
        let sendable = sendable(parts);
        if channel.is_online() {
            let deliveries = Deliveries::of(&[Delivery::Screen]).union(sendable);
            events.push(TicketIssued { deliveries, contact: None }.into());
            events.push(VerificationRequested { target: self.target(Stage::Verification, zone) }.into());
        } else if following == Following::Wanted && !sendable.is_empty() {
            events.push(TicketIssued { deliveries: sendable, contact: None }.into());
        }
        events
    }

    fn expired(&self, due: Timestamp) -> Event {
        DataWindowExpired { due, target: self.target(Stage::Verification, self.state.zone) }.into()
    }

    fn target(&self, stage: Stage, zone: Zone) -> Option<Deadline> {
        let term = self.context.rulebook.targets.of(stage)?;
        Some(self.context.calendar.deadline(self.at, term, zone))
    }
}

/// The ways on which a ticket can be sent (R4).
fn sendable(parts: IdentityParts) -> Deliveries {
    [(IdentityPart::Email, Delivery::Email), (IdentityPart::Mobile, Delivery::Sms)]
        .into_iter()
        .filter(|(part, _)| parts.contains(*part))
        .map(|(_, delivery)| delivery)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aduan_core::{Calendar, Rulebook};
    use aduan_generate::{Generator, Options};
    use std::collections::HashMap;

    /// What is written for a refused command must not drift from what `decide` writes for an accepted one.
    #[test]
    fn for_an_accepted_command_it_is_what_the_procedure_gives() {
        let (books, calendar) = (Rulebook::shipped(), Calendar::indonesia());
        let mut states: HashMap<_, Complaint> = HashMap::new();
        let mut kinds = std::collections::BTreeSet::new();
        let records: Vec<_> = Generator::new(Options::new(1500, 11)).collect();
        for batch in records.chunk_by(|one, other| one.command == other.command) {
            let first = &batch[0];
            let given: Vec<Event> = batch.iter().map(|record| record.event.clone()).collect();
            let state = states.entry(first.complaint).or_insert_with(|| Complaint::new(first.complaint));
            let command = Command::of(&given).unwrap();
            let rulebook = books.iter().find(|book| book.id == first.rulebook).unwrap();
            let now = first.clock.unwrap_or(first.recorded_at);
            let context = Context { now, actor: first.actor.clone(), rulebook, calendar: &calendar };
            kinds.insert(command.kind());
            let nothing = crate::legacy::pseudonym::nothing();
            assert_eq!(events(state, command, &context, None, &nothing), given, "{:?}", first.id);
            for record in batch {
                state.apply_record(record);
            }
        }
        let missing: Vec<_> = CommandKind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
        // The generator gives every other command.
        assert_eq!(missing, [&CommandKind::IssueTicket, &CommandKind::ReleaseLegalHold]);
    }
}
