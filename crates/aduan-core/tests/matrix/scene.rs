//! For every stage, command and role a complaint and a command that is accepted wherever the table allows it.

use crate::support::commands::*;
use crate::support::{Case, directory, person, scenes, somebody};
use aduan_core::*;
use aduan_testkit::people::alias_of;

/// Whom a slip named.
const SLIP: PersonId = person(0x51);

/// A complaint in this stage, and a well-formed command, which is accepted if the table lets this role give it.
pub(crate) fn scene(stage: Stage, command: CommandKind, role: Role) -> (Case, Command) {
    use CommandKind as K;
    let given = match (command, role) {
        (K::Receive, Role::Complainant) => complaint(Channel::Website, Matter::Duties, &[]),
        (K::Receive, _) => complaint(Channel::Helpdesk, Matter::Duties, &[]),
        (K::IssueTicket, _) => issue_ticket(&[Delivery::Email]),
        (K::ReissueTicket, Role::Complainant) => reissue_ticket(&[Delivery::Email]),
        (K::ReissueTicket, _) => reissue_ticket_to(&[Delivery::Email]),
        (K::RevokeTicket, _) => revoke_ticket(Revocation::This),
        (K::RequestVerification, _) => Command::RequestVerification,
        (K::AmendMaterial, _) => amend(),
        (K::AttachEvidence, _) => attach(Media::Photo),
        (K::ReviewMaterial, _) => all_clear(Matter::Discipline),
        (K::RequestData, _) => ask(),
        (K::SupplyData, Role::Receiver) => answer_by_telephone(),
        (K::SupplyData, _) => answer(),
        (K::ExpireDataWindow, _) => Command::ExpireDataWindow,
        (K::WriteMessage, _) => write(),
        (K::MarkMessagesRead, _) => Command::MarkMessagesRead,
        (K::ForwardToPyb, _) => to_pyb(OfficeKind::Puski),
        (K::ForwardToAssessor, _) => to_assessor(OfficeKind::Kppbc),
        (K::DisposeToAssessor, _) => dispose(OfficeKind::Kanwil),
        (K::ForwardToWise, _) => to_wise(),
        (K::AcknowledgeWise, _) => acknowledged("W-1"),
        (K::ReturnFromWise, _) => from_wise("W-1", WiseOutcome::Oversight),
        (K::RecordAssessmentStep, _) => step(Step::Confirmation),
        (K::ReturnMisdirected, _) => misdirected(),
        (K::Recall, _) => scenes::recall(),
        (K::Transfer, _) => transfer(OfficeKind::Kpu),
        (K::Recuse, _) => recuse(),
        (K::PassToSuccessor, _) => Command::PassToSuccessor,
        (K::ReviewLateMaterial, _) => review_late_material(),
        (K::ConcludeAssessment, _) => conclude(Finding::Unsubstantiated),
        (K::DecideFollowUp, _) => follow_up(&[Action::Guidance]),
        (K::DeclareNotActionable, Role::System) => not_actionable(Ground::NoDataSupplied),
        (K::DeclareNotActionable, Role::Pyb) => not_actionable(Ground::PybConsideration),
        (K::DeclareNotActionable, _) => not_actionable(Ground::ReportedDeceased),
        (K::Close, _) => Command::Close,
        (K::Reopen, _) => reopen(),
        (K::Withdraw, Role::Receiver) => withdraw_by_letter(),
        (K::Withdraw, _) => withdraw(),
        (K::ChooseConfidentiality, _) => choose(Confidentiality::Open),
        (K::DiscloseIdentity, Role::Verifier | Role::Assessor | Role::Inspectorate) => {
            disclose(DisclosureGround::Consent, somebody(role), role)
        }
        (K::DiscloseIdentity, _) => {
            disclose(DisclosureGround::EaseInvestigation, somebody(Role::Assessor), Role::Assessor)
        }
        (K::CancelRequest, _) => Command::CancelRequest,
        (K::RecordTold, Role::Complainant) => told(Notice::DataRequest, NoticeChannel::Ticket),
        (K::RecordTold, _) => told(Notice::Progress, NoticeChannel::InPerson),
        (K::RecordMailAccepted, _) => mail_accepted(Notice::Progress),
        (K::RecordNotTold, _) => not_told(Notice::Progress, NoticeChannel::Email),
        (K::DenyTelling, _) => deny(Notice::Progress),
        (K::PlaceLegalHold, _) => place(1),
        (K::ReleaseLegalHold, _) => release(1),
        (K::ClearName, _) => clear(SLIP),
        (K::ContestMatter, _) => contest(),
        (K::DecideMatter, _) => decide_matter(Matter::Discipline),
        (K::LapseProposals, _) => Command::LapseProposals,
        (K::ErasePersonalData, Role::System) => erase(ErasureBasis::Retention),
        (K::ErasePersonalData, _) => erase(ErasureBasis::Request),
    };
    (prepared(stage, command, role), given)
}

/// The complaint, with what this command needs to have happened before.
#[expect(clippy::too_many_lines, reason = "one scene after the other")]
fn prepared(stage: Stage, command: CommandKind, role: Role) -> Case {
    use CommandKind as K;
    if stage == Stage::New {
        return Case::new();
    }
    let case = match (stage, command, role) {
        (Stage::Verification, K::ForwardToAssessor | K::Close, _) => {
            scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed)
        }
        (Stage::Verification, K::RequestData, _) => {
            scenes::reviewed(Matter::Duties, Clarity::Insufficient, Reported::NotNamed)
        }
        (Stage::Verification, K::DeclareNotActionable, Role::System) => expired_where_the_system_may_decide(),
        (Stage::Verification, K::SupplyData, _) => scenes::expired(Matter::Duties),
        (Stage::Verification, K::DeclareNotActionable, _) => {
            scenes::reviewed(Matter::Discipline, Clarity::Insufficient, Reported::Deceased)
        }
        (Stage::AwaitingData, K::Close, _) => scenes::asked(Matter::Duties, Reported::NotNamed),
        // While the window runs the system decides nothing: it can only find it ended (R13, R14(b)).
        (Stage::AwaitingData, K::DeclareNotActionable, Role::System) => {
            asked_where_the_system_may_decide().at("2025-03-16 00:00")
        }
        (Stage::AwaitingData, K::ExpireDataWindow, _) => {
            scenes::asked(Matter::Duties, Reported::NotNamed).at("2025-03-16 00:00")
        }
        // Who sent it is not where it was sent, unless that is the same office.
        (Stage::WithPyb, K::Recall, Role::Verifier) => scenes::sent_within_the_unit(Matter::Discipline),
        (Stage::Assessment, K::Recall, Role::Verifier) => scenes::sent_within_the_unit(Matter::Duties),
        (Stage::Assessment, K::Recall, Role::Pyb) => scenes::with_pyb().does(dispose(OfficeKind::Puski)),
        (Stage::Assessment, K::Close | K::DecideMatter, _) => scenes::assessed(Matter::Duties),
        (Stage::FollowUp, K::DecideMatter, _) => scenes::concluded(Matter::Duties, Finding::Substantiated),
        (Stage::Assessment, K::ConcludeAssessment, _) => scenes::examined(Matter::Discipline),
        (Stage::FollowUp, K::DecideFollowUp | K::WriteMessage | K::MarkMessagesRead, Role::Assessor) => {
            scenes::concluded(Matter::Duties, Finding::Substantiated)
        }
        (Stage::FollowUp, K::Close, Role::Assessor) => {
            scenes::concluded(Matter::Duties, Finding::Unsubstantiated)
        }
        (Stage::FollowUp, K::Close, _) => scenes::concluded(Matter::Discipline, Finding::Unsubstantiated),
        (Stage::WithInspectorate, K::ReturnFromWise, _) => scenes::in_wise()
            .does(acknowledged("W-1"))
            .by_colleague(Role::Inspectorate)
            .does(from_wise("W-1", WiseOutcome::Oversight)),
        (Stage::Closed, K::ErasePersonalData, _) => {
            let closed = scenes::closed(Matter::Discipline, Finding::Substantiated).at("2030-03-02 00:00");
            closed.by_colleague(Role::DataProtectionOfficer).does(erase(ErasureBasis::Request))
        }
        // Another closed it: the assessor, or the PYB.
        (Stage::Closed, K::ReviewLateMaterial, Role::Verifier | Role::Pyb) => {
            scenes::closed(Matter::Duties, Finding::Unsubstantiated)
        }
        (Stage::New, ..) => Case::new(),
        (Stage::Intake, ..) => scenes::letter(Matter::Discipline),
        (Stage::Verification, ..) => {
            scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified)
        }
        // Before the complainant was told the verifier may think again.
        (Stage::AwaitingData, K::ReviewMaterial | K::RequestData | K::CancelRequest, _) => {
            scenes::untold(Matter::Discipline, Reported::Deceased)
        }
        (Stage::AwaitingData, K::RecordTold, Role::Complainant) => {
            scenes::untold(Matter::Discipline, Reported::Deceased)
                .by(Role::Receiver)
                .does(issue_ticket(&[Delivery::Email]))
                .at("2025-03-12 10:00")
        }
        (Stage::AwaitingData, K::MarkMessagesRead, _) => scenes::before_the_verifier(Matter::Discipline)
            .by(Role::Complainant)
            .does(write())
            .by(Role::Verifier)
            .does(review(Clarity::Insufficient, Matter::Discipline, Reported::Deceased))
            .does(ask()),
        (Stage::AwaitingData, ..) => scenes::asked(Matter::Discipline, Reported::Deceased),
        (Stage::WithPyb, ..) => scenes::with_pyb(),
        (Stage::Assessment, ..) => scenes::assessed(Matter::Discipline),
        (Stage::FollowUp, ..) => scenes::concluded(Matter::Discipline, Finding::Substantiated),
        (Stage::WithInspectorate, ..) => scenes::in_wise(),
        (Stage::Closed, ..) => scenes::closed(Matter::Discipline, Finding::Unsubstantiated),
    };
    // The Inspectorate oversees what is about PUSKI.
    let case = if role == Role::Inspectorate && CommandKind::OVERSIGHT.contains(&command) {
        let mut about_puski = case;
        about_puski.state.named_before.push((None, Some(crate::support::fallback_unit())));
        about_puski
    } else {
        case
    };
    match command {
        K::Close if stage != Stage::FollowUp && stage != Stage::Closed => {
            case.by(Role::Complainant).does(withdraw())
        }
        // A ticket went out before. Closed complaints take none any more, so it is put there.
        K::ReissueTicket | K::RevokeTicket => {
            let mut ticketed = case;
            let sent =
                IssuedTicket { kind: TicketKind::OwnContact, typed_by: None, quiet: None, alive: true };
            ticketed.state.tickets.push(sent);
            ticketed.state.own_ways = Deliveries::of(&[Delivery::Email]);
            ticketed
        }
        K::WriteMessage if role != Role::Complainant && stage != Stage::Closed => {
            case.by(Role::Receiver).does(issue_ticket(&[Delivery::Email]))
        }
        K::MarkMessagesRead
            if !matches!(
                stage,
                Stage::Intake | Stage::AwaitingData | Stage::WithInspectorate | Stage::Closed
            ) =>
        {
            case.by(Role::Complainant).does(write())
        }
        // They were asked once, and did not answer.
        K::SupplyData if !matches!(stage, Stage::Verification | Stage::AwaitingData) => {
            let mut asked = case;
            asked.state.request = 1;
            asked
        }
        K::Recuse => case.within(directory()),
        K::PassToSuccessor => case.within(scenes::unit_ended()),
        K::ReviewLateMaterial => case.by(Role::Complainant).does(attach(Media::Photo)),
        K::RecordMailAccepted => {
            let mut reached = case;
            reached.state.identity = reached.state.identity.union(IdentityParts::of(&[IdentityPart::Email]));
            reached
        }
        K::ClearName | K::LapseProposals => {
            let mut slipped = case;
            slipped.state.named_before.push((Some(alias_of(SLIP)), None));
            if command == K::ClearName {
                return slipped;
            }
            let now = slipped.now;
            let mut proposed = slipped.by_colleague(Role::Coordinator).does(clear(SLIP));
            proposed.state.proposals[0].proposed.lapse.due = now;
            proposed
        }
        K::DecideMatter => case.by(Role::Complainant).does(contest()),
        K::DiscloseIdentity => case.by(Role::Complainant).does(choose(Confidentiality::Open)),
        K::ReleaseLegalHold => case.by(Role::DataProtectionOfficer).does(place(1)),
        _ => case,
    }
}

fn asked_where_the_system_may_decide() -> Case {
    let mut book = Rulebook::kep_154_2012();
    book.expiry_decision = ExpiryDecision::System;
    scenes::letter_under(book, Matter::Duties)
        .does(Command::RequestVerification)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .does(ask())
        .told()
}

fn expired_where_the_system_may_decide() -> Case {
    asked_where_the_system_may_decide()
        .at("2025-03-16 00:00")
        .by(Role::System)
        .does(Command::ExpireDataWindow)
}
