//! For every invariant a guard taken away that breaks it: found, by a shortest history, which can be replayed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::result_large_err, reason = "tests")]

use aduan_certify::{Explorer, Invariant, Model, Participants, Transition, World};
use aduan_core::EventKind;
use aduan_core::event::{Event, LegalHoldReleased};
use aduan_core::{
    Clarity, Command, CommandKind, Complaint, ComplaintId, Confidentiality, Context, DecideBy, Decision,
    Deliveries, Delivery, Ground, IdentityPart, Matter, NoticeChannel, OfficeKind, OfficeKinds, PersonId,
    PublicReason, Rejection, Reported, Role, Rule, Rulebook, Rules, Stage, Telling, Timestamp, WindowFrom,
    WiseNumber,
};

/// Tells `decide` something untrue, so that one guard does not see what it guards against.
type Lie = fn(&mut Complaint, &mut Context<'_>, &Command);

fn finds(name: &str, steps: usize, lie: Lie) {
    finds_in(name, steps, &move |book, complaint, command, context| {
        let (mut complaint, mut context) = (complaint.clone(), context.clone());
        lie(&mut complaint, &mut context, command);
        book.decide(&complaint, command, &context)
    });
}

/// Rules with a mistake, under any rulebook.
type Asked<'a> =
    &'a (dyn Fn(&Rulebook, &Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Send + Sync);

/// The same under this rulebook.
fn under<F>(book: Rulebook, rules: F) -> impl Rules
where
    F: Fn(&Rulebook, &Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Send + Sync,
{
    let shown = book.clone();
    DecideBy::new(book, move |complaint: &Complaint, command: &Command, context: &Context<'_>| {
        rules(&shown, complaint, command, context)
    })
}

/// The shipped rulebooks, without their separations of duties and what two people do: a search of what has nothing to do with them
/// takes half the time.
fn books() -> [Rulebook; 2] {
    Rulebook::shipped().map(|mut book| {
        book.separate.clear();
        book.two_people.clear();
        book
    })
}

fn book() -> Rulebook {
    let [book, _] = books();
    book
}

fn finds_in(name: &str, steps: usize, rules: Asked<'_>) {
    for book in books() {
        finds_under(book, name, steps, rules);
    }
}

/// The world whose concern an invariant is: nothing else is searched, since every command is tried in every state.
fn world_of(name: &str) -> World {
    match name {
        "a_ticket_is_made_once"
        | "no_officer_sees_a_ticket"
        | "no_disclosure_without_ground_and_approver"
        | "consent_never_favours_who_typed_the_tickets_contact" => World::Identity,
        "nothing_expires_early"
        | "silence_is_a_ground_only_after_the_window"
        | "the_official_is_a_ground_only_as_a_review_found"
        | "whoever_recorded_the_telling_does_not_end_it_by_silence"
        | SILENCE => World::Telling,
        "after_erasure_nothing_is_done"
        | "a_legal_hold_is_never_overtaken"
        | "no_hold_of_another_is_released_by_one_person"
        | "nothing_substantiated_or_early_is_erased_by_one_person" => World::Holds,
        "who_closed_it_does_not_answer_alone"
        | "messages_are_answered_where_the_file_is"
        | "nothing_that_came_in_is_set_aside_by_one_person" => World::Late,
        "no_name_is_cleared_by_one_person_or_one_office"
        | "no_review_undoes_what_was_decided_of_the_matter"
        | "no_outcome_of_wise_is_entered_by_one_person"
        | "a_matter_is_decided_above_and_elsewhere" => World::Slips,
        _ => World::File,
    }
}

fn finds_under(book: Rulebook, name: &str, steps: usize, rules: Asked<'_>) {
    finds_about(world_of(name), book, name, steps, rules);
}

fn finds_about(world: World, book: Rulebook, name: &str, steps: usize, rules: Asked<'_>) {
    let demanded = |book: &Rulebook| {
        let mut invariants = Invariant::standard(book);
        invariants.retain(|invariant| invariant.name == name);
        invariants
    };
    let (id, invariants) = (book.id, demanded(&book));
    let rules = under(book.clone(), rules);
    let model = Model::new(book).about(world);
    let found = Explorer::new(model).rules(&rules).invariants(invariants).first_only().run();
    let [broken] = &found.violations[..] else { panic!("{name} was not found broken under {id}") };
    let length = broken.trace.commands.len();
    assert!(
        if id == Rulebook::kep_154_2012().id { length == steps } else { length >= steps },
        "the shortest history to {name} under {id}:\n{}",
        broken.trace
    );
    // Replayed, it breaks the invariant with its last step, and with none before.
    let invariants = demanded(&found.model.rulebook);
    let [invariant] = &invariants[..] else { panic!("{name}") };
    let (mut complaint, mut memory) = (Complaint::new(ComplaintId::default()), Some(0));
    for tried in &broken.trace.commands {
        let before =
            memory.unwrap_or_else(|| panic!("{name} breaks before {}:\n{}", tried.name, broken.trace));
        let context = Context {
            now: tried.now,
            actor: tried.actor.clone(),
            calendar: &found.model.calendar,
            directory: Some(&found.model.directory),
        };
        let decision = rules.decide(&complaint, &tried.command, &context).unwrap();
        let after = decision.fold(complaint.clone());
        memory = invariant
            .judge(before, &Transition::new(&complaint, &tried.actor, &tried.command, &decision, &after));
        complaint = after;
    }
    assert_eq!(memory, None, "{name} holds when it is replayed:\n{}", broken.trace);
}

fn is(command: &Command, kind: CommandKind) -> bool {
    command.kind() == kind
}

fn nobody_is_named(complaint: &mut Complaint, _: &mut Context<'_>, _: &Command) {
    complaint.reported_official = None;
    complaint.reported_office = None;
    complaint.named_before.clear();
}

#[test]
fn a_clock_that_is_believed() {
    finds("time_never_runs_backwards", 2, |complaint, _, _| complaint.last_at = Timestamp::MIN);
}

#[test]
fn a_second_ticket() {
    finds("a_ticket_is_made_once", 2, |complaint, _, _| {
        complaint.ticketed = false;
        complaint.tickets.clear();
    });
}

#[test]
fn a_consent_that_favours_who_typed_the_address() {
    finds("consent_never_favours_who_typed_the_tickets_contact", 3, |complaint, _, command| {
        if is(command, CommandKind::DiscloseIdentity) {
            complaint.consented_with = None;
        }
    });
}

#[test]
fn a_ticket_on_the_receivers_screen() {
    finds_in("no_officer_sees_a_ticket", 2, &|book, complaint, command, context| {
        let mut decision = book.decide(complaint, command, context)?;
        for event in &mut decision.events {
            if let (Event::TicketIssued(ticket), Command::IssueTicket { .. }) = (event, command) {
                ticket.deliveries = Deliveries::of(&[Delivery::Screen]);
            }
        }
        Ok(decision)
    });
}

#[test]
fn forwarding_without_a_review() {
    finds("nothing_is_forwarded_unreviewed", 2, |complaint, _, _| {
        complaint.clarity = Some(Clarity::Sufficient);
    });
}

#[test]
fn a_service_complaint_for_the_pyb() {
    finds("discipline_goes_to_the_pyb_and_nothing_else_does", 3, |complaint, _, command| {
        if is(command, CommandKind::ForwardToPyb) {
            complaint.matter = Some(Matter::Discipline);
        }
    });
}

#[test]
fn a_window_that_ends_at_any_time() {
    finds("nothing_expires_early", 5, |complaint, context, _| {
        complaint.window = complaint.window.map(|_| context.now);
    });
}

#[test]
fn unclear_because_the_verifier_says_so() {
    finds("unclear_material_is_found_so_by_a_review", 2, |complaint, _, command| {
        if is(command, CommandKind::DeclareNotActionable) {
            complaint.clarity = Some(Clarity::CannotBeClarified);
        }
    });
}

#[test]
fn nothing_for_the_complainant_to_read() {
    let name = "the_complainant_reads_why_it_is_not_actionable";
    finds_in(name, 3, &|book, complaint, command, context| {
        let mut silent = book.clone();
        silent.public_reason = PublicReason::Optional;
        silent.decide(complaint, command, context)
    });
}

#[test]
fn silence_before_the_window_has_ended() {
    finds("silence_is_a_ground_only_after_the_window", 2, |complaint, _, command| {
        if matches!(command, Command::DeclareNotActionable { ground: Ground::NoDataSupplied, .. }) {
            complaint.window = None;
            complaint.window_expired = true;
            complaint.telling = Some(by_nobody());
            complaint.data_came = false;
            complaint.clarity = Some(Clarity::Insufficient);
        }
    });
}

/// A telling that no officer recorded.
fn by_nobody() -> Telling {
    Telling { channel: NoticeChannel::Ticket, officer: None, office: None, starts_the_window: true }
}

#[test]
fn silence_of_a_complainant_who_was_not_told() {
    finds(SILENCE, 4, |complaint, _, command| {
        let asked = complaint.stage == Stage::AwaitingData && complaint.telling.is_none();
        if asked && is(command, CommandKind::DeclareNotActionable) {
            complaint.window_expired = true;
            complaint.telling = Some(by_nobody());
        }
    });
}

#[test]
fn a_telling_that_failed_and_still_counts() {
    finds_in(SILENCE, 6, &|book, complaint, command, context| {
        let mut decision = book.decide(complaint, command, context)?;
        decision
            .events
            .retain(|event| !matches!(event, Event::Reopened(reopened) if reopened.facts.is_none()));
        Ok(decision)
    });
}

#[test]
fn a_denial_that_nobody_heeds() {
    finds_in(SILENCE, 6, &|book, complaint, command, context| {
        // A failure is heeded, so that the denial is what is found.
        let failed = is(command, CommandKind::RecordNotTold);
        let mut decision = book.decide(complaint, command, context)?;
        decision.events.retain(|event| {
            failed || !matches!(event, Event::Reopened(reopened) if reopened.facts.is_none())
        });
        Ok(decision)
    });
}

#[test]
fn the_teller_who_decides_on_the_silence() {
    finds("whoever_recorded_the_telling_does_not_end_it_by_silence", 5, |_, context, command| {
        if is(command, CommandKind::DeclareNotActionable) {
            context.actor.id = PersonId::new(uuid::Uuid::from_u128(0x7e11));
        }
    });
}

#[test]
fn a_mail_that_counts_at_once() {
    finds_in("nothing_expires_early", 2, &|book, complaint, command, context| {
        let mut book = book.clone();
        book.mail_days.days = 1;
        book.decide(complaint, command, context)
    });
}

#[test]
fn a_window_from_the_request_demands_no_telling() {
    let mut book = book();
    book.window_from = WindowFrom::Request;
    let invariants = Invariant::standard(&book);
    let found = Explorer::new(Model::new(book).about(World::Telling)).invariants(invariants).run();
    let certificate = found.certificate();
    assert!(found.complete && certificate.broken.is_empty(), "{:?}", certificate.broken);
    let of_the_telling = certificate.not_demanded.iter().filter(|one| one.rule == Rule::R14b);
    let without: Vec<&str> = of_the_telling.map(|one| one.name.as_str()).collect();
    assert_eq!(without, [SILENCE, "whoever_recorded_the_telling_does_not_end_it_by_silence"]);
    assert!(certificate.proven.iter().all(|proven| !without.contains(&proven.name.as_str())));
}

const SILENCE: &str = "nobody_is_silent_before_they_were_told_and_had_the_whole_window";

#[test]
fn an_official_unclear_without_a_review() {
    finds("the_official_is_a_ground_only_as_a_review_found", 3, |complaint, _, _| {
        complaint.reported = Some(Reported::Unclear);
    });
}

#[test]
fn a_kppbc_as_a_target() {
    finds_in("a_kppbc_is_no_disposition_target", 4, &|book, complaint, command, context| {
        let mut book = book.clone();
        book.disposition_targets = OfficeKinds::of(&[OfficeKind::Kppbc]);
        book.decide(complaint, command, context)
    });
}

#[test]
fn a_verifier_who_sends_to_wise() {
    finds("only_the_pyb_sends_to_wise", 2, |complaint, context, command| {
        if is(command, CommandKind::ForwardToWise) && complaint.stage == Stage::Verification {
            complaint.stage = Stage::WithPyb;
            context.actor.role = Role::Pyb;
        }
    });
}

#[test]
fn a_verifier_with_certain_considerations() {
    finds("certain_considerations_are_the_pybs", 2, |complaint, context, command| {
        if is(command, CommandKind::DeclareNotActionable) && complaint.stage == Stage::Verification {
            complaint.stage = Stage::WithPyb;
            context.actor.role = Role::Pyb;
        }
    });
}

#[test]
fn a_case_closed_with_nothing_following() {
    finds("nothing_closes_without_a_ground", 5, |complaint, _, _| complaint.followed_up = true);
}

#[test]
fn a_discipline_case_closed_as_withdrawn() {
    finds("a_discipline_case_outlives_its_withdrawal", 4, |complaint, _, command| {
        if is(command, CommandKind::Close) {
            complaint.matter = Some(Matter::Duties);
        }
    });
}

#[test]
fn an_answer_to_what_wise_never_took() {
    finds("wise_answers_what_it_took", 5, |complaint, _, command| {
        if let Command::ReturnFromWise { number, .. } = command {
            let number: WiseNumber = *number;
            complaint.wise = Some(number);
        }
    });
}

#[test]
fn a_disclosure_that_nobody_consented_to() {
    finds("no_disclosure_without_ground_and_approver", 2, |complaint, _, _| {
        complaint.confidentiality = Confidentiality::Open;
    });
}

#[test]
fn a_command_after_erasure() {
    finds("after_erasure_nothing_is_done", 5, |complaint, _, _| complaint.erased = false);
}

#[test]
fn an_erasure_in_spite_of_a_hold() {
    finds("a_legal_hold_is_never_overtaken", 5, |complaint, _, command| {
        if is(command, CommandKind::ErasePersonalData) {
            complaint.holds.clear();
        }
    });
}

#[test]
fn an_official_with_their_own_complaint() {
    finds("nobody_handles_a_complaint_against_themselves", 3, nobody_is_named);
}

/// The rule about an office's own cases, with the guard of this command taken away.
fn an_office_may(kind: CommandKind, steps: usize) {
    an_office_may_in(World::File, kind, steps);
}

fn an_office_may_in(world: World, kind: CommandKind, steps: usize) {
    let name = "no_office_decides_its_own_discipline_case";
    for book in books() {
        finds_about(world, book, name, steps, &move |book, complaint, command, context| {
            let mut complaint = complaint.clone();
            if command.kind() == kind {
                complaint.reported_office = None;
                complaint.named_before.iter_mut().for_each(|(_, office)| *office = None);
            }
            book.decide(&complaint, command, context)
        });
    }
}

#[test]
fn a_file_taken_back_from_whoever_works_on_it() {
    finds("what_was_acted_on_is_not_taken_back", 5, |complaint, _, _| complaint.recallable = true);
}

/// The separation of this number is taken away.
fn without(
    number: &'static str,
) -> impl Fn(&Rulebook, &Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> {
    move |book, complaint, command, context| {
        let mut book = book.clone();
        book.separate.retain(|separation| separation.number.as_str() != number);
        book.decide(complaint, command, context)
    }
}

#[test]
fn a_receiver_who_ends_what_they_took_in() {
    for book in Rulebook::shipped() {
        finds_under(book, "who_received_alone_never_ends_it", 4, &without("PT-1"));
    }
}

#[test]
fn a_reviewer_who_ends_a_discipline_case() {
    for book in Rulebook::shipped() {
        finds_under(book, "who_reviewed_does_not_end_a_discipline_case", 3, &without("PT-2"));
    }
}

#[test]
fn an_office_that_takes_its_own_case_back() {
    an_office_may(CommandKind::Recall, 4);
}

#[test]
fn an_office_that_disposes_to_itself() {
    an_office_may(CommandKind::DisposeToAssessor, 4);
}

#[test]
fn an_office_that_buries_its_own_complaint() {
    an_office_may(CommandKind::DeclareNotActionable, 3);
}

#[test]
fn an_office_that_is_sent_its_own_complaint() {
    an_office_may(CommandKind::ForwardToPyb, 3);
}

#[test]
fn an_office_that_clears_its_own_name() {
    an_office_may(CommandKind::ConcludeAssessment, 5);
}

#[test]
fn an_office_that_learns_who_complained() {
    an_office_may(CommandKind::DiscloseIdentity, 2);
}

#[test]
fn an_office_that_lets_go_what_is_held() {
    an_office_may_in(World::Puski, CommandKind::ReleaseLegalHold, 8);
}

#[test]
fn a_release_of_one_hold_that_frees_all() {
    finds_under(book(), "a_legal_hold_is_never_overtaken", 9, &|book, complaint, command, context| {
        let mut decision = book.decide(complaint, command, context)?;
        if let Command::ReleaseLegalHold { hold, reason } = command {
            let others = complaint.holds.iter().filter(|other| other.hold != *hold);
            decision.events.extend(others.map(|other| {
                Event::LegalHoldReleased(LegalHoldReleased { hold: other.hold, reason: reason.clone() })
            }));
        }
        Ok(decision)
    });
}

#[test]
fn a_window_that_is_shorter_than_the_rulebook_says() {
    finds_in("nothing_expires_early", 4, &|book, complaint, command, context| {
        let mut book = book.clone();
        book.data_window.days = 3;
        book.decide(complaint, command, context)
    });
}

#[test]
fn an_erasure_before_the_retention_is_over() {
    for book in books() {
        finds_about(World::Holds, book, "nothing_expires_early", 4, &|book, complaint, command, context| {
            let mut complaint = complaint.clone();
            if is(command, CommandKind::ErasePersonalData) {
                complaint.closed_at = Some(Timestamp::MIN);
            }
            book.decide(&complaint, command, context)
        });
    }
}

#[test]
fn a_review_that_undoes_what_was_decided_of_the_matter() {
    finds_in("no_review_undoes_what_was_decided_of_the_matter", 4, &|book, complaint, command, context| {
        let mut complaint = complaint.clone();
        if is(command, CommandKind::ReviewMaterial) {
            complaint.givers = aduan_core::Givers::new();
        }
        book.decide(&complaint, command, context)
    });
}

/// One person does it, where the rulebook asks for two.
fn alone(kind: CommandKind, name: &str, steps: usize) {
    let mut book = Rulebook::kep_154_2012();
    book.separate.clear();
    book.two_people.retain(|two| two.command == kind);
    finds_under(book, name, steps, &|book, complaint, command, context| {
        let mut book = book.clone();
        book.two_people.clear();
        book.decide(complaint, command, context)
    });
}

#[test]
fn a_slip_that_one_person_clears() {
    alone(CommandKind::ClearName, "no_name_is_cleared_by_one_person_or_one_office", 5);
}

#[test]
fn an_early_erasure_by_one_person() {
    alone(CommandKind::ErasePersonalData, "nothing_substantiated_or_early_is_erased_by_one_person", 4);
}

#[test]
fn an_outcome_of_wise_that_one_person_enters() {
    alone(CommandKind::ReturnFromWise, "no_outcome_of_wise_is_entered_by_one_person", 6);
}

#[test]
fn what_came_in_that_one_person_sets_aside() {
    alone(CommandKind::ReviewLateMaterial, "nothing_that_came_in_is_set_aside_by_one_person", 8);
}

#[test]
fn a_hold_of_another_that_one_person_releases() {
    alone(CommandKind::ReleaseLegalHold, "no_hold_of_another_is_released_by_one_person", 3);
}

#[test]
fn an_inspectorate_that_oversees_every_office() {
    finds("the_inspectorate_oversees_puski_and_nothing_else", 4, |complaint, context, command| {
        if context.actor.role == Role::Inspectorate && CommandKind::OVERSIGHT.contains(&command.kind()) {
            complaint.reported_office = "PUSKI-1".parse().ok();
        }
    });
}

#[test]
fn a_verifier_who_decides_what_it_is_about() {
    finds("a_matter_is_decided_above_and_elsewhere", 2, |complaint, context, command| {
        if is(command, CommandKind::DecideMatter) && context.actor.role == Role::Verifier {
            complaint.contested = Some(complaint.last_at);
            context.actor.role = Role::Coordinator;
        }
    });
}

#[test]
fn a_decision_of_the_office_complained_of() {
    let name = "a_matter_is_decided_above_and_elsewhere";
    finds_about(World::Puski, book(), name, 3, &|book, complaint, command, context| {
        let mut complaint = complaint.clone();
        if is(command, CommandKind::DecideMatter) {
            complaint.reported_office = None;
        }
        book.decide(&complaint, command, context)
    });
}

#[test]
fn a_file_that_comes_back_from_wise_to_nobody() {
    finds("what_is_open_is_with_an_office_or_the_inspectorate", 2, |complaint, _, command| {
        if let Command::ReturnFromWise { number, .. } = command
            && complaint.stage == Stage::Verification
        {
            complaint.stage = Stage::WithInspectorate;
            complaint.wise = Some(*number);
        }
    });
}

#[test]
fn a_reopening_that_begins_its_age_anew() {
    finds_in("what_is_open_is_late_by_its_total_age", 4, &|book, complaint, command, context| {
        let mut decision = book.decide(complaint, command, context)?;
        for event in &mut decision.events {
            if let Event::Reopened(reopened) = event {
                let anew = reopened.overall.as_mut();
                anew.unwrap().due = decision.at.plus(chrono::TimeDelta::days(92));
            }
        }
        Ok(decision)
    });
}

#[test]
fn a_case_that_another_word_frees() {
    finds("no_office_decides_its_own_discipline_case", 3, |complaint, _, command| {
        if is(command, CommandKind::DeclareNotActionable) {
            complaint.once_discipline = false;
        }
    });
}

#[test]
fn an_office_that_sends_its_own_case_past_the_pyb() {
    an_office_may(CommandKind::ForwardToAssessor, 3);
}

#[test]
fn a_reopening_that_leads_into_the_office_complained_of() {
    finds_in("no_office_decides_its_own_discipline_case", 5, &|book, complaint, command, context| {
        let mut decision = book.decide(complaint, command, context)?;
        for event in &mut decision.events {
            if let Event::Reopened(reopened) = event {
                reopened.unit = None;
            }
        }
        Ok(decision)
    });
}

#[test]
fn an_officer_who_answers_alone_for_what_they_closed() {
    finds("who_closed_it_does_not_answer_alone", 8, |complaint, _, command| {
        if is(command, CommandKind::ReviewLateMaterial) {
            complaint.closed_by = None;
        }
    });
}

#[test]
fn an_officer_who_writes_from_elsewhere() {
    finds("messages_are_answered_where_the_file_is", 2, |complaint, context, command| {
        if is(command, CommandKind::WriteMessage) && context.actor.office.is_some() {
            context.actor.office = complaint.holder;
        }
    });
}

#[test]
fn every_invariant_has_its_mutation() {
    let here = include_str!("mutations.rs");
    for invariant in Invariant::standard(&Rulebook::kep_154_2012()) {
        let times = here.matches(&format!("\"{}\"", invariant.name)).count();
        assert!(times >= 1, "{} has no mutation that breaks it", invariant.name);
    }
}

/// An identity is disclosed once, in this house: a rule that reads what the shipped ones do not.
fn once(
    book: &Rulebook,
    complaint: &Complaint,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Rejection> {
    if complaint.disclosures > 0 && is(command, CommandKind::DiscloseIdentity) {
        return Err(Rejection::ApprovalRequired);
    }
    book.decide(complaint, command, context)
}

#[test]
fn a_rule_that_reads_what_the_search_does_not_tell_apart_is_found_out() {
    let once = under(book(), once);
    let found = Explorer::new(Model::new(book()).about(World::Identity)).rules(&once).run();
    assert!(!found.complete);
    let mismatch = found.mismatch.as_deref().unwrap();
    let house_rule = [&mismatch.one, &mismatch.other].into_iter().filter(|trace| {
        let refused = trace.replay(&found.model, &once).map_err(|(step, why)| (step + 1, why.code()));
        refused.is_err_and(|refused| refused == (trace.commands.len(), "approval_required"))
    });
    assert_eq!(house_rule.count(), 1, "{mismatch}");
}

#[test]
fn what_is_told_apart_is_searched_whole() {
    let model = Model::new(book()).about(World::Identity);
    let disclosed = |complaint: &Complaint| u8::from(complaint.disclosures > 0);
    let once = under(book(), once);
    let found = Explorer::new(model).rules(&once).apart(disclosed).run();
    assert!(found.mismatch.is_none(), "{}", found.mismatch.unwrap());
    assert!(found.complete);
}

/// A rule of the house: an assessor places a legal hold too, once the facts are clarified.
fn assessors_hold(
    book: &Rulebook,
    complaint: &Complaint,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Rejection> {
    let mut context = context.clone();
    if is(command, CommandKind::PlaceLegalHold)
        && context.actor.role == Role::Assessor
        && complaint.stage == Stage::Assessment
        && complaint.step >= Some(aduan_core::Step::Clarification)
    {
        context.actor.role = Role::Pyb;
    }
    book.decide(complaint, command, &context)
}

#[test]
fn a_rule_that_allows_something_late_and_off_the_table_is_found() {
    let rules = under(book(), assessors_hold);
    let found = Explorer::new(Model::new(book()).about(World::Holds)).rules(&rules).run();
    assert!(found.mismatch.is_none(), "{}", found.mismatch.unwrap());
    let behaviours = found.certificate().behaviours;
    let holds = |role, stage| {
        behaviours.iter().any(|behaviour| {
            (behaviour.role, behaviour.from, behaviour.command) == (role, stage, CommandKind::PlaceLegalHold)
        })
    };
    assert!(holds(Role::Assessor, Stage::Assessment));
    assert!(!holds(Role::Assessor, Stage::FollowUp));
}

/// Refuses these commands in this stage, whoever gives them.
fn never(stage: Stage, kinds: &[CommandKind]) -> impl Rules {
    let kinds = kinds.to_vec();
    under(book(), move |book, complaint, command, context| {
        if complaint.stage == stage && kinds.contains(&command.kind()) {
            return Err(Rejection::ApprovalRequired);
        }
        book.decide(complaint, command, context)
    })
}

#[test]
fn a_pyb_who_decides_nothing_leaves_complaints_stuck() {
    use CommandKind::{DeclareNotActionable, DisposeToAssessor, ForwardToWise};
    let rules = never(Stage::WithPyb, &[DeclareNotActionable, DisposeToAssessor, ForwardToWise]);
    let found = Explorer::new(Model::new(book()).about(World::File)).rules(&rules).run();
    assert!(found.mismatch.is_none(), "{}", found.mismatch.unwrap());
    assert!(found.complete);
    let stuck = found.stuck(Participants::All);
    let (abstract_state, trace) = &stuck[0];
    assert_eq!((abstract_state.stage, trace.commands.len()), (Stage::WithPyb, 3), "{trace}");
    let (complaint, _) = trace.replay(&found.model, &rules).unwrap();
    assert_eq!(complaint.stage, Stage::WithPyb);
    let certificate = found.certificate();
    assert!(certificate.stuck > 0 && !certificate.is_sound());
    // Only the PYB disposes, so the command and its event are dead.
    assert!(certificate.dead_commands.contains(&DisposeToAssessor), "{:?}", certificate.dead_commands);
    assert!(certificate.dead_events.contains(&EventKind::DisposedToAssessor));
    let never = |row: &aduan_certify::UnusedRow| {
        (row.stage, row.command, row.role) == (Stage::WithPyb, DisposeToAssessor, Role::Pyb)
    };
    assert!(certificate.never.iter().any(never), "{:?}", certificate.never);
}

#[test]
fn a_window_that_never_ends_leaves_officers_waiting() {
    let rules = under(book(), |book, complaint, command, context| {
        let mut complaint = complaint.clone();
        complaint.window = complaint.window.map(|_| Timestamp::MAX);
        if complaint.stage == Stage::AwaitingData && is(command, CommandKind::Close) {
            return Err(Rejection::NotWithdrawn);
        }
        book.decide(&complaint, command, context)
    });
    let telling = || Model::new(book()).about(World::Telling);
    let found = Explorer::new(telling()).rules(&rules).run();
    assert!(found.complete, "{:?}", found.mismatch);
    assert!(found.stuck(Participants::All).is_empty(), "the complainant may answer");
    let waiting = found.stuck(Participants::OfficersOnly);
    assert_eq!((waiting[0].0.stage, waiting[0].1.commands.len()), (Stage::AwaitingData, 4));
    // Besides what this world does not try.
    let shipped = Explorer::new(telling()).run();
    let (mut commands, mut events) = (found.dead_commands(), found.dead_events());
    commands.retain(|dead| !shipped.dead_commands().contains(dead));
    events.retain(|dead| !shipped.dead_events().contains(dead));
    assert_eq!((commands, events), (vec![CommandKind::ExpireDataWindow], vec![EventKind::DataWindowExpired]));
}

#[test]
fn what_breaks_one_invariant_is_followed_and_judged_by_the_others() {
    // A second ticket breaks one; after it, and only then, an identity is disclosed by a consent that was not given, which
    // breaks another.
    let rules = under(book(), |book, complaint, command, context| {
        if is(command, CommandKind::IssueTicket) {
            let mut complaint = complaint.clone();
            complaint.ticketed = !complaint.ticketed;
            complaint.tickets.clear();
            return book.decide(&complaint, command, context);
        }
        let mut complaint = complaint.clone();
        // No complainant of this world gives an e-mail address without a postal one; a second ticket by e-mail changes
        // nothing in that.
        let parts = complaint.identity;
        if parts.contains(IdentityPart::Email) && !parts.contains(IdentityPart::Address) {
            complaint.confidentiality = Confidentiality::Open;
        }
        book.decide(&complaint, command, context)
    });
    let book = book();
    let names = ["a_ticket_is_made_once", "no_disclosure_without_ground_and_approver"];
    let invariants =
        Invariant::standard(&book).into_iter().filter(|invariant| names.contains(&invariant.name));
    let model = Model::new(book).about(World::Identity);
    let found = Explorer::new(model).rules(&rules).invariants(invariants).run();
    let broken: Vec<&str> = found.violations.iter().map(|broken| broken.invariant).collect();
    assert_eq!(broken, names);
    assert!(found.certificate().proven.is_empty());
}
