//! Each event once with everything it may say, and once with only what it must.

use super::commands::{content, five, hold, reception, wise};
use super::{COMPLAINANT, OFFICIAL, known, office, officer_of, official_of, person, somebody, unit, wib};
use aduan_core::event::*;
use aduan_core::*;
use uuid::Uuid;

fn deadline(days: u16, rule: Rule) -> Deadline {
    let term = Term { days, counting: Counting::WorkingDays, rule };
    super::indonesia().deadline(wib("2025-03-24 09:00"), term, Zone::Wib)
}

/// The events of this kind: the first has every optional field; the second, where there is one, has none.
pub(crate) fn samples(kind: EventKind) -> Vec<Event> {
    let full = event(kind, true);
    let bare = event(kind, false);
    if full == bare { vec![full] } else { vec![full, bare] }
}

/// Their records, in an envelope that is as full or as bare.
pub(crate) fn records(kind: EventKind) -> Vec<Record> {
    let id = |number| Uuid::from_u128(0x0195_c0de_0000_7000_8000_0000_0000_0000 + number);
    let number = kind as u128 * 2;
    samples(kind)
        .into_iter()
        .enumerate()
        .map(|(i, event)| {
            let full = i == 0;
            let officer = known(Actor::officer(person(0xf2), Role::Verifier, unit()));
            Record {
                complaint: ComplaintId::new(id(0)),
                version: if full { 41 } else { 1 },
                id: EventId::new(id(0x1000 + number + i as u128)),
                recorded_at: wib("2025-03-24 09:00"),
                clock: full.then(|| wib("2025-03-24 08:00")),
                actor: if full { officer } else { Actor::complainant(COMPLAINANT).with_ticket(2) },
                rulebook: Rulebook::kep_154_2012().id,
                calendar: Calendar::indonesia().id(),
                directory: full.then(|| Directory::djbc().id()),
                command: CommandId::new(id(0x2000)),
                correlation: CorrelationId::new(id(0x3000)),
                causation: full.then(|| EventId::new(id(0x4000))),
                event,
            }
        })
        .collect()
}

/// The record of an administrative event of this kind.
pub(crate) fn admin_record(kind: AdminEventKind) -> AdminRecord {
    let id = |number| Uuid::from_u128(0x0195_c0de_0000_7000_8000_0000_0000_0000 + number);
    let edition = Rulebook::kep_154_2012().id.into();
    let event = match kind {
        AdminEventKind::EditionRecorded => {
            EditionRecorded { data: ReferenceData::Rulebook, edition, digest: Digest::new([0xab; 32]) }.into()
        }
        AdminEventKind::MasterKeyChanged => MasterKeyChanged { key: MasterKeyId::new([0xcd; 16]) }.into(),
        AdminEventKind::MessageGivenUp => MessageGivenUp {
            of: ComplaintId::new(id(0x1000)),
            message: Outgoing::Notice,
            notice: Some(Notice::DataRequest),
            undelivered: Some(Undelivered::Refused),
        }
        .into(),
        AdminEventKind::OfficialSearched => OfficialSearched { found: 3, unreadable: 1 }.into(),
    };
    AdminRecord {
        version: 7,
        id: EventId::new(id(0x1f00 + kind as u128)),
        recorded_at: wib("2025-03-24 09:00"),
        clock: Some(wib("2025-03-24 08:00")),
        actor: Actor::system(),
        command: CommandId::new(id(0x2000)),
        correlation: CorrelationId::new(id(0x3000)),
        causation: None,
        event,
    }
}

#[allow(clippy::too_many_lines, reason = "one arm an event")]
fn event(kind: EventKind, full: bool) -> Event {
    use EventKind as K;
    let target = full.then(|| deadline(5, Rule::R24));
    let response = full.then(|| deadline(30, Rule::R23));
    let note = full.then(|| content(6));
    let assessor = full.then(|| officer_of(somebody(Role::Assessor)));
    let official = full.then(|| official_of(OFFICIAL));
    let kppbc = full.then(|| office(OfficeKind::Kppbc));
    let kanwil = office(OfficeKind::Kanwil);
    match kind {
        K::Received => received(full, target).into(),
        K::TicketIssued => {
            let deliveries = Deliveries::of(Delivery::ALL);
            TicketIssued {
                deliveries,
                contact: full.then(|| Identity { content: content(3), parts: deliveries.parts() }),
                ticket: 1,
                kind: TicketKind::OfficerContact,
                quiet: full.then(|| deadline(7, Rule::R7)),
            }
            .into()
        }
        K::TicketReissued => {
            let deliveries = Deliveries::of(&[Delivery::Email, Delivery::Sms]);
            let kind = if full { TicketKind::OfficerContact } else { TicketKind::OwnContact };
            let contact = full.then(|| Identity { content: content(23), parts: deliveries.parts() });
            let quiet = full.then(|| deadline(7, Rule::R7));
            TicketReissued { deliveries, contact, ticket: 2, kind, quiet }.into()
        }
        K::TicketRevoked => TicketRevoked { which: Revocation::Earlier }.into(),
        K::VerificationRequested => VerificationRequested { target }.into(),
        K::MaterialAmended => MaterialAmended { content: content(4), elements: five() }.into(),
        K::EvidenceAttached => {
            EvidenceAttached { content: content(5), media: Media::Photo, purpose: Purpose::LateAnswer }.into()
        }
        K::MaterialReviewed => MaterialReviewed {
            elements: five(),
            clarity: Clarity::Sufficient,
            matter: Matter::Discipline,
            reported: if full { Reported::Identified } else { Reported::Unclear },
            official,
            office: kppbc,
            note,
        }
        .into(),
        K::DataRequested => {
            let window = full.then(|| deadline(10, Rule::R13));
            DataRequested { request: content(7), window, target }.into()
        }
        K::RequestCancelled => RequestCancelled { target }.into(),
        K::DataSupplied => DataSupplied {
            content: content(8),
            elements: Elements::of(&[Element::How]),
            told_by: full.then_some(NoticeChannel::Telephone),
            target,
        }
        .into(),
        K::MessageWritten => MessageWritten { message: content(25), answer: response }.into(),
        K::MessagesRead => MessagesRead { since: wib("2025-03-20 09:00") }.into(),
        K::DataWindowExpired => DataWindowExpired { due: wib("2025-03-16 00:00"), target }.into(),
        K::ForwardedToPyb => ForwardedToPyb { office: unit(), target }.into(),
        K::ForwardedToAssessor => {
            ForwardedToAssessor { office: office(OfficeKind::Kppbc), assessor, target }.into()
        }
        K::DisposedToAssessor => {
            let instruction = full.then(|| content(9));
            DisposedToAssessor { office: kanwil, assessor, instruction, target }.into()
        }
        K::ForwardedToWise => {
            ForwardedToWise { reason: content(10), shares: Shares::of(Share::ALL), target }.into()
        }
        K::WiseAcknowledged => WiseAcknowledged { number: wise("WISE/2025/0042") }.into(),
        K::WiseReturned => {
            let outcome = if full { WiseOutcome::Transferred } else { WiseOutcome::Oversight };
            WiseReturned { number: wise("WISE/2025/0042"), outcome, note, target }.into()
        }
        K::AssessmentStepRecorded => {
            AssessmentStepRecorded { step: Step::Confirmation, official, office: kppbc, note }.into()
        }
        K::ReturnedMisdirected => ReturnedMisdirected { reason: content(13), target }.into(),
        K::Recalled => Recalled { reason: content(21), target }.into(),
        K::Transferred => Transferred { office: kanwil, reason: content(22) }.into(),
        K::Recused => Recused { unit: unit(), reason: content(23) }.into(),
        K::OfficeSucceeded => OfficeSucceeded { office: office(OfficeKind::Kppbc), successor: kanwil }.into(),
        K::LateMaterialReviewed => LateMaterialReviewed { conclusion: content(24) }.into(),
        K::AssessmentConcluded => {
            AssessmentConcluded { finding: Finding::PartlySubstantiated, report: content(14), target }.into()
        }
        K::FollowUpDecided => {
            FollowUpDecided { actions: Actions::of(Action::ALL), decision: content(15) }.into()
        }
        K::DeclaredNotActionable => {
            let public_reason = full.then(|| content(30));
            DeclaredNotActionable { ground: Ground::NoDataSupplied, reason: content(16), public_reason }
                .into()
        }
        K::Closed => Closed { outcome: Outcome::NotActionable }.into(),
        K::Reopened => Reopened {
            facts: full.then(|| content(17)),
            unit: full.then_some(kanwil),
            response,
            target,
            overall: full.then(|| deadline(90, Rule::R26)),
        }
        .into(),
        K::Withdrawn => Withdrawn {
            reason: full.then(|| content(18)),
            told_by: full.then_some(NoticeChannel::Letter),
            evidence: full.then(|| content(22)),
        }
        .into(),
        K::MatterContested => MatterContested { reason: content(26) }.into(),
        K::MatterDecided => MatterDecided {
            matter: Matter::Discipline,
            reason: content(27),
            unit: full.then(unit),
            target: target.clone(),
        }
        .into(),
        K::ConfidentialityChosen => ConfidentialityChosen { choice: Confidentiality::Open }.into(),
        K::IdentityDisclosed => IdentityDisclosed {
            ground: DisclosureGround::EaseInvestigation,
            approver: somebody(Role::Pyb),
            recipient: officer_of(somebody(Role::Assessor)),
            recipient_role: Role::Assessor,
            purpose: content(18),
        }
        .into(),
        K::Told => {
            let window = full.then(|| deadline(10, Rule::R13));
            let (notice, channel) = (Notice::DataRequest, NoticeChannel::Letter);
            Told { notice, channel, since: wib("2025-03-24 09:00"), window }.into()
        }
        K::MailAccepted => {
            MailAccepted { notice: Notice::DataRequest, telling: deadline(3, Rule::R13) }.into()
        }
        K::NotTold => {
            let (notice, channel) = (Notice::DataRequest, NoticeChannel::Email);
            NotTold { notice, channel, response, target }.into()
        }
        K::TellingDenied => TellingDenied { notice: Notice::DataRequest, response, target }.into(),
        K::LegalHoldPlaced => LegalHoldPlaced { hold: hold(1), reason: content(19) }.into(),
        K::LegalHoldReleased => LegalHoldReleased { hold: hold(1), reason: content(20) }.into(),
        K::NameCleared => NameCleared { official, office: kppbc, reason: content(25) }.into(),
        K::Proposed => Proposed {
            act: if full { ProposedAct::ClearName } else { ProposedAct::ReviewLateMaterial },
            official,
            office: kppbc,
            basis: full.then_some(ErasureBasis::Request),
            number: full.then(|| wise("WISE/2025/0042")),
            outcome: full.then_some(WiseOutcome::Oversight),
            hold: full.then(|| hold(1)),
            words: note,
            lapse: deadline(14, Rule::S2),
        }
        .into(),
        K::ProposalLapsed => ProposalLapsed { act: ProposedAct::ClearName }.into(),
        K::PersonalDataErased => PersonalDataErased { basis: ErasureBasis::Retention }.into(),
    }
}

fn received(full: bool, target: Option<Deadline>) -> Received {
    let parts: &[IdentityPart] = if full { IdentityPart::ALL } else { &[] };
    let told = reception(Channel::Letter, Matter::Discipline, parts);
    Received {
        rulebook: Rulebook::kep_154_2012().id,
        register: told.register,
        channel: told.channel,
        matter: told.matter,
        complainant: told.complainant,
        standing: told.standing,
        identity: told.identity,
        confidentiality: told.confidentiality,
        following: told.following,
        material: told.material,
        elements: if full { told.elements } else { Elements::EMPTY },
        reported_office: told.reported_office.filter(|_| full),
        unit: told.unit,
        zone: told.zone,
        response: full.then(|| deadline(30, Rule::R23)),
        target,
        overall: full.then(|| deadline(90, Rule::R26)),
    }
}
