//! Duties to the complainant: P1, R5, R22, R27, R30.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, official_of, person, scenes, somebody, wib};
use aduan_core::*;

fn with_contacts(parts: &[IdentityPart]) -> Case {
    Case::new().by(Role::Receiver).does(complaint(Channel::Telephone, Matter::Duties, parts))
}

#[test]
fn somebody_is_told_on_the_ways_that_reach_them() {
    use IdentityPart::{Address, Email, Mobile, Name, Telephone};
    use NoticeChannel as N;
    let ways: [(N, &[IdentityPart]); 4] = [
        (N::Email, &[Email]),
        (N::Sms, &[Mobile]),
        (N::Telephone, &[Telephone, Mobile]),
        (N::Letter, &[Address]),
    ];
    for (channel, needed) in ways {
        for part in [Name, Address, Telephone, Mobile, Email] {
            let found = with_contacts(&[part]).decide(&told(Notice::Progress, channel)).err();
            let right = (!needed.contains(&part)).then_some(Rejection::Unreachable { rule: Rule::R22 });
            assert_eq!(found, right, "{channel} to {part}");
        }
    }
}

#[test]
fn anybody_may_be_told_in_person() {
    assert!(with_contacts(&[]).decide(&told(Notice::Register, NoticeChannel::InPerson)).is_ok());
}

#[test]
fn only_who_has_a_ticket_is_told_by_it() {
    let by_ticket = told(Notice::DataRequest, NoticeChannel::Ticket);
    let asked = scenes::untold(Matter::Duties, Reported::NotNamed);
    let opens = |case: Case| case.by(Role::Complainant).decide(&by_ticket).err();
    assert_eq!(opens(asked.clone()), Some(Rejection::Unreachable { rule: Rule::R22 }));
    let ticketed = asked.by(Role::Receiver).does(issue_ticket(&[Delivery::Sms]));
    assert_eq!(opens(ticketed.at("2025-03-12 10:00")), None);
}

#[test]
fn a_register_number_that_cannot_be_told_is_refused_by_its_own_rule() {
    let rejection = with_contacts(&[]).refuses(told(Notice::Register, NoticeChannel::Sms));
    assert_eq!(rejection, Rejection::Unreachable { rule: Rule::R5 });
}

#[test]
fn the_contact_that_a_ticket_went_to_reaches_them_from_then_on() {
    let by_sms = told(Notice::Progress, NoticeChannel::Sms);
    let case = with_contacts(&[]);
    assert!(case.decide(&by_sms).is_err());
    assert!(case.does(issue_ticket(&[Delivery::Sms])).decide(&by_sms).is_ok());
}

#[test]
fn the_register_number_is_no_response_and_progress_is() {
    let case = with_contacts(&[IdentityPart::Mobile]).does(told(Notice::Register, NoticeChannel::Telephone));
    assert_eq!(case.state.response_due, Some(wib("2025-04-01 00:00")));
    assert_eq!(case.does(told(Notice::Progress, NoticeChannel::Telephone)).state.response_due, None);
}

#[test]
fn a_wish_that_is_held_already_is_not_recorded_again() {
    let case = scenes::letter(Matter::Duties).by(Role::Complainant);
    let rejection = case.refuses(choose(Confidentiality::Confidential));
    assert_eq!(rejection, Rejection::Already { command: CommandKind::ChooseConfidentiality, rule: Rule::P1 });
}

fn open() -> Case {
    scenes::assessed(Matter::Discipline)
        .by(Role::Complainant)
        .does(choose(Confidentiality::Open))
        .by(Role::Assessor)
}

const CONSENT: DisclosureGround = DisclosureGround::Consent;
const EASE: DisclosureGround = DisclosureGround::EaseInvestigation;

#[test]
fn consent_lets_an_officer_look_and_not_hand_around() {
    let rejection = open().refuses(disclose(CONSENT, person(7), Role::Assessor));
    assert_eq!(rejection, Rejection::ApprovalRequired);
}

#[test]
fn with_consent_the_pyb_may_let_another_look() {
    let case = open().by(Role::Pyb).does(disclose(CONSENT, person(7), Role::Assessor));
    assert_eq!(case.state.disclosures, 1);
}

#[test]
fn who_looks_for_themselves_does_so_in_their_own_role() {
    let rejection = open().refuses(disclose(CONSENT, somebody(Role::Assessor), Role::Verifier));
    let (command, role) = (CommandKind::DiscloseIdentity, Role::Verifier);
    let allowed = Roles::of(&[Role::Assessor]);
    assert_eq!(rejection, Rejection::Role { command, role, allowed, rule: Rule::R27 });
}

#[test]
fn nobody_learns_an_identity_in_a_role_that_handles_no_case() {
    let handles = Roles::of(&[Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate]);
    for role in Role::ALL.iter().copied() {
        let found = open().by(Role::Pyb).decide(&disclose(EASE, person(7), role)).err();
        let (command, rule) = (CommandKind::DiscloseIdentity, Rule::R27);
        let refused = Rejection::Role { command, role, allowed: handles, rule };
        assert_eq!(found, (!handles.contains(role)).then_some(refused), "{role}");
    }
}

#[test]
fn the_reported_official_never_learns_who_complained() {
    let rejection = open().by(Role::Pyb).refuses(disclose(EASE, OFFICIAL, Role::Assessor));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Recipient });
}

#[test]
fn an_inspector_is_not_the_approver() {
    let case = scenes::in_wise();
    let rejection = case.refuses(disclose(EASE, somebody(Role::Inspectorate), Role::Inspectorate));
    assert_eq!(rejection, Rejection::ApprovalRequired);
}

#[test]
fn a_hold_is_placed_once_and_each_is_its_own() {
    let case = scenes::letter(Matter::Duties).by(Role::Pyb).does(place(1)).does(place(2));
    let placed: Vec<HoldId> = case.state.holds.iter().map(|placed| placed.hold).collect();
    assert_eq!(placed, [hold(1), hold(2)]);
    let rejection = case.refuses(place(2));
    assert_eq!(rejection, Rejection::Already { command: CommandKind::PlaceLegalHold, rule: Rule::R30 });
}

#[test]
fn a_hold_that_a_history_has_twice_is_one_and_is_released_once() {
    let case = scenes::letter(Matter::Duties).by(Role::Pyb).does(place(1));
    let again = case.state.clone().evolve(case.now, &case.last().actor, &case.last().event);
    assert_eq!(again.holds.len(), 1);
}

/// Closed on 1 March 2025, so that a retention of 1,825 days ends with 28 February 2030.
fn closed(role: Role) -> Case {
    scenes::closed(Matter::Discipline, Finding::Substantiated).at("2025-03-01 10:00").by(role)
}

#[test]
fn the_system_erases_by_retention_alone() {
    let case = closed(Role::System);
    let (command, role) = (CommandKind::ErasePersonalData, Role::System);
    let allowed = Roles::of(&[Role::DataProtectionOfficer]);
    for basis in [ErasureBasis::Request, ErasureBasis::PurposeEnded] {
        assert_eq!(case.refuses(erase(basis)), Rejection::Role { command, role, allowed, rule: Rule::R30 });
    }
}

#[test]
fn the_retention_has_run_out_with_its_last_day() {
    let until = wib("2030-03-01 00:00");
    for role in [Role::System, Role::DataProtectionOfficer] {
        let early = closed(role).at("2030-02-28 23:59");
        let rejection = early.refuses(erase(ErasureBasis::Retention));
        assert_eq!(rejection, Rejection::RetentionRuns { until, zone: Zone::Wib });
        let over = early.at("2030-03-01 00:00");
        let erase = erase(ErasureBasis::Retention);
        let erased = if role == Role::System { over.does(erase) } else { over.does_as_second(erase) };
        assert!(erased.state.erased);
    }
}

#[test]
fn a_hold_that_was_released_was_in_force() {
    assert_eq!(closed(Role::Pyb).refuses(release(1)), Rejection::NoSuchHold);
}

#[test]
fn a_foreign_history_with_more_holds_than_are_kept_fills_no_memory() {
    let mut state = scenes::letter(Matter::Duties).state;
    for number in 0..Complaint::KEPT as u128 + 2 {
        let hold = HoldId::new(uuid::Uuid::from_u128(number));
        let reason = ContentRef { id: ContentId::default(), commitment: Commitment::new([0; 32]) };
        let placed = event::LegalHoldPlaced { hold, reason };
        state.apply(state.last_at, &Actor::system(), &placed.into());
    }
    assert_eq!(state.holds.len(), Complaint::KEPT);
}

#[test]
fn a_foreign_history_with_more_names_than_are_kept_fills_no_memory() {
    let mut state = scenes::before_the_verifier(Matter::Discipline).state;
    for number in 0..Complaint::KEPT as u128 + 4 {
        let reviewed = event::MaterialReviewed {
            elements: Elements::EMPTY,
            clarity: Clarity::Sufficient,
            matter: Matter::Discipline,
            reported: Reported::Identified,
            official: Some(official_of(person(0xbad0 + number))),
            office: None,
            note: None,
        };
        state.apply(state.last_at, &Actor::system(), &reviewed.into());
    }
    assert_eq!(state.named_before.len(), Complaint::KEPT);
}

#[test]
fn a_history_is_full_only_at_the_very_end_of_its_numbers() {
    let mut case = scenes::letter(Matter::Duties);
    case.state.version = u32::MAX - 8;
    assert_eq!(case.does(Command::RequestVerification).state.stage, Stage::Verification);
}
