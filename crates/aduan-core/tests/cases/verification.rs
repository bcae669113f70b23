//! C3 to C9: verification and its window.

use crate::support::commands::*;
use crate::support::{Case, office, officer_of, official_of, person, scenes, unit, wib};
use aduan_core::*;

/// C3's letter: unclear; data asked for on 1 March at 10:00.
fn asked() -> Case {
    scenes::asked(Matter::Discipline, Reported::Unclear)
}

#[test]
fn c03_an_answer_on_the_fourteenth_day_goes_back_to_verification() {
    let case = asked().at("2025-03-15 23:59").by(Role::Receiver).does(answer_by_telephone());
    assert_eq!(case.state.stage, Stage::Verification);
    assert_eq!(case.last().event.kind(), EventKind::DataSupplied);
    assert!(!case.state.window_expired);
}

#[test]
fn c03_what_was_answered_must_be_reviewed_before_it_goes_on() {
    let case = asked().at("2025-03-15 23:59").by(Role::Receiver).does(answer_by_telephone());
    let rejection = case.by(Role::Verifier).refuses(to_pyb(OfficeKind::Puski));
    let needed = Clarity::Sufficient;
    assert_eq!(rejection, Rejection::Clarity { clarity: None, needed, rule: Rule::R10 });
}

/// C4: the answer comes with the first instant after the window.
fn late() -> Case {
    asked().at("2025-03-16 00:00").by(Role::Complainant).does(answer())
}

#[test]
fn c04_the_window_expires_at_midnight_and_the_late_answer_is_kept_as_evidence() {
    let case = late();
    let [Event::DataWindowExpired(expired), Event::EvidenceAttached(kept)] =
        [&case.records[case.records.len() - 2].event, &case.last().event]
    else {
        panic!("{:?}", case.kinds());
    };
    assert_eq!(expired.due, wib("2025-03-16 00:00"));
    assert_eq!((kept.purpose, &kept.content), (Purpose::LateAnswer, &content(8)));
}

#[test]
fn c04_the_verifier_may_still_go_on() {
    let case = late().by(Role::Verifier).does(all_clear(Matter::Discipline)).does(to_pyb(OfficeKind::Puski));
    assert_eq!(case.state.stage, Stage::WithPyb);
}

#[test]
fn c04_a_second_late_answer_is_kept_too() {
    let case = late().at("2025-03-17 09:00").does(answer());
    assert_eq!(case.all(EventKind::EvidenceAttached).len(), 2);
    assert_eq!(case.state.stage, Stage::Verification);
}

#[test]
fn c05_an_expired_window_is_dated_by_its_due_and_by_its_finding() {
    // The tests of the sweep show that it finds this; here its command is given by hand.
    let case = asked().at("2025-03-20 02:00").by(Role::System);
    let due = due(&case.state).expect("a window is running");
    let case = case.does(due.command);
    let Event::DataWindowExpired(expired) = &case.last().event else { panic!("{:?}", case.kinds()) };
    assert_eq!(expired.due, wib("2025-03-16 00:00"));
    assert_eq!(case.last().recorded_at, wib("2025-03-20 02:00"));
}

#[test]
fn c05_the_expiry_decides_nothing_until_the_verifier_gives_ground_b_and_a_reason() {
    let case = asked().at("2025-03-20 02:00").by(Role::System).does(Command::ExpireDataWindow);
    assert_eq!((case.state.stage, case.state.ground), (Stage::Verification, None));
    let case = case.by(Role::Verifier);
    let rejection = case.refuses(not_actionable_without_a_reason(Ground::NoDataSupplied));
    assert_eq!(rejection, Rejection::ReasonRequired { rule: Rule::R14b });
    let case = case.does(not_actionable(Ground::NoDataSupplied));
    assert_eq!((case.state.stage, case.state.outcome), (Stage::Closed, Some(Outcome::NotActionable)));
    assert_eq!(case.state.ground, Some(Ground::NoDataSupplied));
}

#[test]
fn c05_the_verifier_who_comes_before_the_sweep_records_the_expiry_with_the_decision() {
    use EventKind::{Closed, DataWindowExpired, DeclaredNotActionable};
    let case = asked().at("2025-03-20 09:00").by(Role::Verifier).does(not_actionable(Ground::NoDataSupplied));
    let batch = &case.kinds()[case.records.len() - 3..];
    assert_eq!(batch, [DataWindowExpired, DeclaredNotActionable, Closed]);
}

#[test]
fn c06_ground_b_is_refused_while_the_window_runs_and_says_when_it_opens() {
    let rejection =
        asked().at("2025-03-10 09:00").by(Role::Verifier).refuses(not_actionable(Ground::NoDataSupplied));
    let opens = wib("2025-03-16 00:00");
    assert_eq!(rejection, Rejection::WindowOpen { opens, zone: Zone::Wib, rule: Rule::R14b });
    assert!(
        rejection.sentence(Language::Indonesian).contains("16 Maret 2025 pukul 00.00 WIB"),
        "{rejection}"
    );
}

#[test]
fn c06_the_system_cannot_end_the_window_early() {
    let rejection = asked().at("2025-03-15 23:59").by(Role::System).refuses(Command::ExpireDataWindow);
    assert_eq!(rejection.rule(), Rule::R13);
}

#[test]
fn c07_a_dead_official_is_ground_c() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Deceased)
        .does(not_actionable(Ground::ReportedDeceased));
    assert_eq!((case.state.stage, case.state.ground), (Stage::Closed, Some(Ground::ReportedDeceased)));
}

#[test]
fn c08_ground_c_is_refused_where_a_service_complaint_names_nobody() {
    let case = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed);
    for ground in [Ground::ReportedUnclear, Ground::ReportedRetired, Ground::ReportedDeceased] {
        let rejection = case.refuses(not_actionable(ground));
        assert_eq!(rejection, Rejection::GroundNotEstablished { ground, rule: Rule::R14c });
    }
}

/// C39: an office of one person, who does everything.
#[test]
fn c39_one_person_receives_and_verifies_and_may_not_end() {
    let one = person(0x39);
    let received = Case::new()
        .by_officer(one, Role::Receiver, unit())
        .does(complaint(Channel::Letter, Matter::Discipline, &[IdentityPart::Name]))
        .does(Command::RequestVerification)
        .by_officer(one, Role::Verifier, unit())
        .does(review(Clarity::CannotBeClarified, Matter::Discipline, Reported::Identified));
    let refused = received.refuses(not_actionable(Ground::MaterialUnclear));
    assert_eq!((refused.code(), refused.rule()), ("separated", Rule::S1));
    let sent = received.does(to_pyb(OfficeKind::Puski));
    let puski = sent.state.holder.unwrap();
    let pyb = sent.clone().by_officer(one, Role::Pyb, puski);
    assert_eq!(pyb.refuses(dispose(OfficeKind::Kanwil)).code(), "separated");
    assert_eq!(pyb.refuses(not_actionable(Ground::PybConsideration)).code(), "separated");
    let assessed = sent.by(Role::Pyb).does(dispose(OfficeKind::Kanwil));
    let kanwil = assessed.state.holder.unwrap();
    let assessor = assessed.by_officer(one, Role::Assessor, kanwil);
    let examined = Step::ALL.iter().fold(assessor, |case, done| case.does(step(*done)));
    assert_eq!(examined.refuses(conclude(Finding::Unsubstantiated)).code(), "separated");
}

/// C38: the unit that verifies turns out to be the one complained of, and reviews again to be rid of the case.
#[test]
fn c38_the_reported_unit_does_not_relabel_a_case_and_end_it() {
    let naming = |matter, official| {
        let review = Review {
            official,
            office: Some(unit()),
            ..looked_at(Clarity::Sufficient, matter, Reported::Unclear)
        };
        Command::ReviewMaterial(Box::new(review))
    };
    let found = scenes::before_the_verifier(Matter::Discipline).does(naming(Matter::Discipline, None));
    let nil = found.refuses(Command::ReviewMaterial(Box::new(Review {
        official: Some(official_of(PersonId::SYSTEM)),
        ..looked_at(Clarity::Sufficient, Matter::Duties, Reported::Identified)
    })));
    assert_eq!((nil.code(), nil.rule()), ("nobody_named", Rule::T6));
    let no_office = review(Clarity::Sufficient, Matter::Duties, Reported::Unclear);
    for relabelled in [naming(Matter::Duties, None), no_office] {
        let case = found.clone().does(relabelled).by_colleague(Role::Verifier);
        for end in [not_actionable(Ground::ReportedUnclear), to_assessor(OfficeKind::Kppbc)] {
            let refused = case.refuses(end);
            assert_eq!((refused.code(), refused.rule()), ("conflict", Rule::T6));
            assert!(
                refused.sentence(Language::Indonesian).contains("untuk PYB atau unit di luar kantor itu")
            );
        }
        assert_eq!(case.does(to_pyb(OfficeKind::Puski)).state.stage, Stage::WithPyb);
    }
}

#[test]
fn c09_a_discipline_complaint_goes_to_no_assessor_without_the_pyb() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
    let rejection = case.refuses(to_assessor(OfficeKind::Kanwil));
    let right = CommandKind::ForwardToPyb;
    assert_eq!(rejection, Rejection::WrongRoute { matter: Matter::Discipline, right });
    assert_eq!(rejection.rule(), Rule::R11);
}

#[test]
fn c09_a_service_complaint_does_not_go_to_the_pyb() {
    let case = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed);
    let rejection = case.refuses(to_pyb(OfficeKind::Puski));
    let right = CommandKind::ForwardToAssessor;
    assert_eq!(rejection, Rejection::WrongRoute { matter: Matter::Duties, right });
}

#[test]
fn c09_what_it_is_about_is_the_verifiers_finding_not_the_complainants_word() {
    let case = scenes::before_the_verifier(Matter::Duties).does(all_clear(Matter::Discipline));
    assert_eq!(case.does(to_pyb(OfficeKind::Puski)).state.stage, Stage::WithPyb);
}

#[test]
fn c18_a_withdrawn_service_complaint_may_be_closed_as_withdrawn() {
    let case = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed)
        .by(Role::Complainant)
        .does(withdraw());
    assert_eq!(case.state.stage, Stage::Verification, "the withdrawal alone closes nothing");
    let case = case.by(Role::Verifier).does(Command::Close);
    assert_eq!((case.state.stage, case.state.outcome), (Stage::Closed, Some(Outcome::Withdrawn)));
}

#[test]
fn c18_a_withdrawn_discipline_complaint_goes_on() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified)
        .by(Role::Complainant)
        .does(withdraw())
        .by(Role::Verifier);
    assert_eq!(case.refuses(Command::Close), Rejection::DisciplineGoesOn);
    assert_eq!(case.does(to_pyb(OfficeKind::Puski)).state.stage, Stage::WithPyb);
}

#[test]
fn c18_what_the_complainant_calls_a_service_matter_is_not_closed_unreviewed() {
    let case = scenes::before_the_verifier(Matter::Duties).by(Role::Complainant).does(withdraw());
    assert_eq!(case.by(Role::Verifier).refuses(Command::Close), Rejection::NotReviewed);
}

#[test]
fn c40_a_receiver_withdraws_nothing_that_was_filed_online() {
    let case = scenes::online(Matter::Duties).by(Role::Receiver);
    let (command, rule) = (CommandKind::Withdraw, Rule::R21);
    assert_eq!(case.refuses(withdraw()), Rejection::NotByHand { command, rule });
    assert!(case.by(Role::Complainant).does(withdraw()).state.withdrawn);
    assert!(
        scenes::letter(Matter::Duties).by(Role::Receiver).does(withdraw_by_letter()).state.withdrawn,
        "a letter's may be"
    );
}

#[test]
fn c40_a_receiver_who_speaks_for_a_complainant_says_how_they_were_told() {
    let unsaid = |command, rule| Rejection::HowItWasSaid { command, by: Role::Receiver, rule };
    let letter = scenes::letter(Matter::Duties).by(Role::Receiver);
    let withdrawal = unsaid(CommandKind::Withdraw, Rule::R21);
    assert_eq!(letter.refuses(withdraw()), withdrawal);
    let by = |told_by, evidence| Command::Withdraw { reason: None, told_by: Some(told_by), evidence };
    assert_eq!(letter.refuses(by(NoticeChannel::Letter, None)), withdrawal, "nothing shows it");
    assert_eq!(
        letter.refuses(by(NoticeChannel::Ticket, Some(content(22)))),
        withdrawal,
        "it is theirs alone"
    );
    let withdrawn = letter.does(withdraw_by_letter());
    let Event::Withdrawn(event) = &withdrawn.last().event else { panic!("withdrawn") };
    assert_eq!((event.told_by, &event.evidence), (Some(NoticeChannel::Letter), &Some(content(22))));
    let asked = scenes::asked(Matter::Duties, Reported::NotNamed).by(Role::Receiver);
    assert_eq!(asked.refuses(answer()), unsaid(CommandKind::SupplyData, Rule::R13));
    asked.does(answer_by_telephone());
}

#[test]
fn c40_a_complainant_speaks_for_themselves() {
    let refused = |case: &Case, command: Command| case.refuses(command).code();
    let online = scenes::online(Matter::Duties).by(Role::Complainant);
    assert_eq!(refused(&online, withdraw_by_letter()), "how_it_was_said");
    let shown = Command::Withdraw { reason: None, told_by: None, evidence: Some(content(22)) };
    assert_eq!(refused(&online, shown), "how_it_was_said");
    let asked = scenes::asked(Matter::Duties, Reported::NotNamed).by(Role::Complainant);
    assert_eq!(refused(&asked, answer_by_telephone()), "how_it_was_said");
}

#[test]
fn c40_a_receiver_answers_nothing_that_an_online_complainant_was_asked() {
    let review = review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed);
    let asked = scenes::online(Matter::Duties).by(Role::Verifier).does(review).does(ask());
    let (command, rule) = (CommandKind::SupplyData, Rule::R13);
    let case = asked.by(Role::Receiver);
    assert_eq!(case.refuses(answer()), Rejection::NotByHand { command, rule });
    let case = case.does(Command::AmendMaterial { content: content(7), elements: Elements::EMPTY });
    assert_eq!(case.state.stage, Stage::AwaitingData, "what they say may be added, and clears nothing");
    assert_eq!(case.by(Role::Complainant).does(answer()).state.stage, Stage::Verification);
}

#[test]
fn c38_the_nil_id_is_no_official_no_assessor_and_no_recipient() {
    let nobody = PersonId::SYSTEM;
    let review = looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified);
    let named = Command::ReviewMaterial(Box::new(Review { official: Some(official_of(nobody)), ..review }));
    let refused = scenes::before_the_verifier(Matter::Discipline).refuses(named);
    assert_eq!(refused, Rejection::NobodyNamed { command: CommandKind::ReviewMaterial });
    let office = office(OfficeKind::Kanwil);
    let dispose =
        Command::DisposeToAssessor { office, assessor: Some(officer_of(nobody)), instruction: None };
    let refused = scenes::with_pyb().refuses(dispose);
    assert_eq!(refused, Rejection::NobodyNamed { command: CommandKind::DisposeToAssessor });
    let disclose = disclose(DisclosureGround::EaseInvestigation, nobody, Role::Assessor);
    let refused = scenes::with_pyb().refuses(disclose);
    assert_eq!(refused, Rejection::NobodyNamed { command: CommandKind::DiscloseIdentity });
}

#[test]
fn the_complainant_is_no_assessor_of_their_own_complaint() {
    let case = scenes::with_pyb();
    let (office, complainant) = (office(OfficeKind::Kanwil), case.state.complainant);
    let dispose =
        Command::DisposeToAssessor { office, assessor: Some(officer_of(complainant)), instruction: None };
    let refused = Rejection::ComplainantNamed { command: CommandKind::DisposeToAssessor };
    assert_eq!(case.refuses(dispose), refused);
}
