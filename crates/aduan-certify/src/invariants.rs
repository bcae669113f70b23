//! The invariants that both shipped rulebooks keep.
//!
//! Each learns the past from the events, not from the state, since it must find wrong states. Instants are the exception: a byte
//! cannot hold one. The end of a window, the instant of closing and the instant of the last event are read from the state; a
//! window is compared with its term when it is set.

use crate::abstract_state::{hold_bit, officer_number};
use crate::fixtures::{ACCUSED, alias, office, officer, person_number};
use crate::invariant::{Invariant, Transition};
use aduan_core::{
    Clarity, Command, CommandKind, Confidentiality, Counting, Deadline, Delivery, DisclosureGround,
    ErasureBasis, Event, Finding, Ground, Matter, Notice, NoticeChannel, Office, OfficeKind, Officer,
    Official, Outcome, Outcomes, OwnOffice, PersonId, PublicReason, Reported, Role, Rule, Rulebook, Stage,
    Term, Timestamp, TwoOf, TwoPeople, WindowFrom, WiseOutcome, awaited,
};
use chrono::TimeDelta;

impl Invariant {
    /// The invariants that bind every rulebook, and those that this one adds (T6, if it keeps an office from its own
    /// cases).
    #[expect(clippy::too_many_lines, reason = "a list")]
    pub fn standard(rulebook: &Rulebook) -> Vec<Self> {
        let mut list = vec![
            Self::of_transition("time_never_runs_backwards", Rule::W2, |step| step.at >= step.before.last_at),
            Self::of_history("a_ticket_is_made_once", Rule::R3, |made, step| {
                let issued = count(step, |event| matches!(event, Event::TicketIssued(_)));
                (made + issued <= 1).then_some(made + issued)
            }),
            Self::of_transition("no_officer_sees_a_ticket", Rule::R7, |step| {
                step.events.iter().all(|event| match event {
                    Event::TicketIssued(ticket) => {
                        !ticket.deliveries.contains(Delivery::Screen) || step.actor.role == Role::Complainant
                    }
                    Event::TicketReissued(ticket) => !ticket.deliveries.contains(Delivery::Screen),
                    _ => true,
                })
            }),
            Self::of_history("nothing_is_forwarded_unreviewed", Rule::R10, |reviewed, step| {
                along(step, reviewed, |reviewed, event| match event {
                    Event::MaterialReviewed(_) => Some(1),
                    Event::ForwardedToPyb(_) | Event::ForwardedToAssessor(_) => (reviewed == 1).then_some(0),
                    event => Some(if overtakes(event, step.actor.role) { 0 } else { reviewed }),
                })
                .map(|reviewed| if verifying(step) { reviewed } else { 0 })
            }),
            Self::of_history(
                "discipline_goes_to_the_pyb_and_nothing_else_does",
                Rule::R11,
                |discipline, step| {
                    const NOW: u8 = 1;
                    const ONCE: u8 = 2;
                    along(step, discipline, |discipline, event| match event {
                        // What was about discipline once, its own unit sends there, whatever it calls it now.
                        Event::ForwardedToPyb(_) => (discipline != 0).then_some(discipline),
                        Event::ForwardedToAssessor(_) => (discipline & NOW == 0).then_some(discipline),
                        event => Some(match matter(event) {
                            Some(now) => discipline & ONCE | now | now << 1,
                            None => discipline,
                        }),
                    })
                },
            ),
            Self::of_history("who_closed_it_does_not_answer_alone", Rule::W6, |closer, step| {
                let by = officer_number(step.actor.id);
                along(step, closer, |closer, event| match event {
                    Event::Closed(_) => Some(by),
                    Event::LateMaterialReviewed(_) => (closer == 0 || closer != by).then_some(closer),
                    Event::Reopened(_) | Event::PersonalDataErased(_) => Some(0),
                    _ => Some(closer),
                })
            })
            .broken_by(CommandKind::ReviewLateMaterial),
            Self::of_history("no_review_undoes_what_was_decided_of_the_matter", Rule::W7, |decided, step| {
                along(step, decided, |decided, event| match event {
                    Event::MatterDecided(_) => matter(event).map(|matter| matter + 1),
                    // It may raise it to discipline.
                    Event::MaterialReviewed(_) if decided > 0 => {
                        matter(event).map(|matter| matter + 1).filter(|found| *found >= decided)
                    }
                    Event::PersonalDataErased(_) => Some(0),
                    _ => Some(decided),
                })
            }),
            Self::of_history("a_matter_is_decided_above_and_elsewhere", Rule::W7, decided_elsewhere),
            Self::of_history("the_inspectorate_oversees_puski_and_nothing_else", Rule::W5, |puski, step| {
                let is = |office: Option<Office>| office.is_some_and(|it| it.kind == OfficeKind::Puski);
                let by_inspectorate = step.actor.role == Role::Inspectorate;
                along(step, puski, |puski, event| match event {
                    Event::Received(received) => Some(u8::from(is(received.reported_office))),
                    Event::MaterialReviewed(review) => Some(puski | u8::from(is(review.office))),
                    Event::AssessmentStepRecorded(done) => Some(puski | u8::from(is(done.office))),
                    Event::Transferred(_) | Event::LateMaterialReviewed(_) | Event::MatterDecided(_) => {
                        (puski == 1 || !by_inspectorate).then_some(puski)
                    }
                    Event::Reopened(reopened) if reopened.facts.is_some() => {
                        (puski == 1 || !by_inspectorate).then_some(puski)
                    }
                    Event::NameCleared(cleared) if is(cleared.office) => Some(0),
                    Event::PersonalDataErased(_) => Some(0),
                    _ => Some(puski),
                })
            }),
            // Whose list that is, the store says; its tests ask it of generated histories.
            Self::of_transition("what_is_open_is_with_an_office_or_the_inspectorate", Rule::W4, |step| {
                let sent = step.after.stage == Stage::WithInspectorate;
                !step.after.is_open() || step.after.holder.is_none() == sent
            }),
            Self::of_transition("messages_are_answered_where_the_file_is", Rule::P3, |step| {
                let there = step.actor.office.is_some() && step.actor.office == step.before.holder;
                step.events.iter().all(|event| match event {
                    Event::MessageWritten(_) => there || step.actor.role == Role::Complainant,
                    Event::MessagesRead(_) => there,
                    _ => true,
                })
            }),
            nothing_expires_early(rulebook),
            Self::of_history("unclear_material_is_found_so_by_a_review", Rule::R14a, |hopeless, step| {
                let now = along(step, hopeless, |hopeless, event| match event {
                    Event::MaterialReviewed(review) => {
                        Some(u8::from(review.clarity == Clarity::CannotBeClarified))
                    }
                    Event::DeclaredNotActionable(declared) if declared.ground == Ground::MaterialUnclear => {
                        (hopeless == 1).then_some(0)
                    }
                    event => Some(if overtakes(event, step.actor.role) { 0 } else { hopeless }),
                });
                now.map(|hopeless| if verifying(step) { hopeless } else { 0 })
            }),
            Self::of_history("silence_is_a_ground_only_after_the_window", Rule::R14b, |window, step| {
                const RUNS: u8 = 1;
                const RUNS_AND_DATA_CAME: u8 = 2;
                const MISSED: u8 = 3;
                const ANSWERED_OTHERWISE: u8 = 4;
                let now = along(step, window, |window, event| match event {
                    Event::DataRequested(_) => Some(RUNS),
                    // What ended by a silence that was none: the request is open again.
                    Event::Reopened(reopened) if reopened.facts.is_none() => Some(RUNS),
                    Event::DataWindowExpired(_) if window == RUNS_AND_DATA_CAME => Some(ANSWERED_OTHERWISE),
                    Event::DataWindowExpired(_) => Some(MISSED),
                    Event::MaterialReviewed(review) if review.clarity == Clarity::Sufficient => Some(0),
                    Event::MaterialAmended(_) | Event::EvidenceAttached(_) if window == RUNS => {
                        Some(RUNS_AND_DATA_CAME)
                    }
                    Event::DeclaredNotActionable(declared) if declared.ground == Ground::NoDataSupplied => {
                        (window == MISSED).then_some(0)
                    }
                    Event::DataSupplied(_) | Event::RequestCancelled(_) => Some(0),
                    _ => Some(window),
                });
                // What was open again after a void telling is missed or answered anew.
                now.map(|window| match (step.after.stage, window) {
                    (Stage::AwaitingData, MISSED) => RUNS,
                    (Stage::AwaitingData, ANSWERED_OTHERWISE) => RUNS_AND_DATA_CAME,
                    _ if verifying(step) => window,
                    _ => 0,
                })
            }),
            Self::of_history("the_official_is_a_ground_only_as_a_review_found", Rule::R14c, |found, step| {
                let now = along(step, found, |found, event| match event {
                    Event::MaterialReviewed(review) => Some(match review.reported {
                        Reported::Unclear => 1,
                        Reported::Retired => 2,
                        Reported::Deceased => 3,
                        Reported::NotNamed | Reported::Identified => 0,
                    }),
                    Event::DeclaredNotActionable(declared) => match declared.ground {
                        Ground::ReportedUnclear => (found == 1).then_some(0),
                        Ground::ReportedRetired => (found == 2).then_some(0),
                        Ground::ReportedDeceased => (found == 3).then_some(0),
                        _ => Some(found),
                    },
                    event => Some(if overtakes(event, step.actor.role) { 0 } else { found }),
                });
                now.map(|found| if verifying(step) { found } else { 0 })
            }),
            Self::of_transition("a_kppbc_is_no_disposition_target", Rule::R15, |step| {
                step.events.iter().all(|event| match event {
                    Event::DisposedToAssessor(sent) => {
                        step.actor.role == Role::Pyb
                            && matches!(
                                sent.office.kind,
                                OfficeKind::Puski | OfficeKind::Kpu | OfficeKind::Kanwil
                            )
                    }
                    _ => true,
                })
            }),
            Self::of_transition("only_the_pyb_sends_to_wise", Rule::R16, |step| {
                step.events.iter().all(|event| {
                    !matches!(event, Event::ForwardedToWise(_))
                        || step.actor.role == Role::Pyb && step.before.stage == Stage::WithPyb
                })
            }),
            Self::of_transition("certain_considerations_are_the_pybs", Rule::R17, |step| {
                step.events.iter().all(|event| match event {
                    Event::DeclaredNotActionable(declared) => {
                        (declared.ground == Ground::PybConsideration)
                            == (step.actor.role == Role::Pyb && step.before.stage == Stage::WithPyb)
                    }
                    _ => true,
                })
            }),
            Self::of_history("nothing_closes_without_a_ground", Rule::R19, closings),
            Self::of_history("a_discipline_case_outlives_its_withdrawal", Rule::R21, |discipline, step| {
                along(step, discipline, |discipline, event| match event {
                    Event::Closed(closed) if closed.outcome == Outcome::Withdrawn => {
                        (discipline == 0).then_some(discipline)
                    }
                    event => Some(matter(event).unwrap_or(discipline)),
                })
            }),
            Self::of_history("wise_answers_what_it_took", Rule::R20, |taken, step| {
                along(step, taken, |taken, event| match event {
                    Event::ForwardedToWise(_) => Some(0),
                    Event::WiseAcknowledged(_) => Some(1),
                    Event::WiseReturned(_) => (taken == 1).then_some(0),
                    _ => Some(taken),
                })
            }),
            Self::of_history("no_disclosure_without_ground_and_approver", Rule::R27, |open, step| {
                along(step, open, |open, event| match event {
                    Event::Received(received) => {
                        Some(u8::from(received.confidentiality == Confidentiality::Open))
                    }
                    Event::ConfidentialityChosen(chosen) => {
                        Some(u8::from(chosen.choice == Confidentiality::Open))
                    }
                    Event::IdentityDisclosed(disclosed) => {
                        let (pyb, itself) =
                            (step.actor.role == Role::Pyb, disclosed.recipient.id == step.actor.id);
                        let allowed = match disclosed.ground {
                            DisclosureGround::Consent => {
                                open == 1 && disclosed.approver == step.before.complainant && (itself || pyb)
                            }
                            DisclosureGround::EaseInvestigation => {
                                pyb && disclosed.approver == step.actor.id && !itself
                            }
                        };
                        allowed.then_some(open)
                    }
                    // Nothing is disclosed any more.
                    Event::PersonalDataErased(_) => Some(0),
                    _ => Some(open),
                })
            }),
            Self::of_history("consent_never_favours_who_typed_the_tickets_contact", Rule::R27, consent),
            // That what was erased can be read no more is the vault's to keep: the key is destroyed, and the rule
            // `c19_erasure_obeys_a_hold_and_is_final` of the store conformance tries to read.
            Self::of_history("after_erasure_nothing_is_done", Rule::R30, |erased, step| {
                if erased == 1 {
                    return None;
                }
                Some(count(step, |event| matches!(event, Event::PersonalDataErased(_))))
            }),
            Self::of_history("a_legal_hold_is_never_overtaken", Rule::R30, |holds, step| {
                along(step, holds, |holds, event| match event {
                    Event::LegalHoldPlaced(placed) => Some(holds | hold_bit(placed.hold)),
                    // A release must name a hold that is in force, and the one that the command named.
                    Event::LegalHoldReleased(released) => {
                        let bit = hold_bit(released.hold);
                        let said = matches!(step.command, Command::ReleaseLegalHold { hold, .. } if *hold == released.hold);
                        (said && holds & bit != 0).then_some(holds & !bit)
                    }
                    Event::PersonalDataErased(_) => (holds == 0).then_some(0),
                    _ => Some(holds),
                })
            }),
            Self::of_history("what_was_acted_on_is_not_taken_back", Rule::R18, recalls),
            Self::of_history("nobody_handles_a_complaint_against_themselves", Rule::T6, themselves),
        ];
        if separates(rulebook, CommandKind::Receive, None) {
            list.push(Self::of_history("who_received_alone_never_ends_it", Rule::S1, who_received));
        }
        if separates(rulebook, CommandKind::ReviewMaterial, Some(Matter::Discipline)) {
            let reopenable = rulebook.reopenable;
            list.push(Self::of_history(
                "who_reviewed_does_not_end_a_discipline_case",
                Rule::S1,
                move |memory, step| who_reviewed(memory, step, reopenable),
            ));
        }
        if rulebook.public_reason == PublicReason::Demanded {
            list.push(Self::of_transition(A_REASON_OF_THEIR_OWN, Rule::P3, |step| {
                step.events.iter().all(|event| match event {
                    Event::DeclaredNotActionable(declared) => declared.public_reason.is_some(),
                    _ => true,
                })
            }));
        }
        if rulebook.own_office == OwnOffice::Refused {
            list.push(Self::of_history("no_office_decides_its_own_discipline_case", Rule::T6, own_office));
        }
        if let Some(term) = rulebook.overall {
            list.push(late_by_its_total_age(term));
        }
        if rulebook.window_from == WindowFrom::Told {
            list.push(Self::of_history(SILENCE_AFTER_THE_TELLING, Rule::R14b, silence_after_the_telling));
            list.push(Self::of_history(ANOTHER_THAN_THE_TELLER, Rule::R14b, another_than_the_teller));
        }
        for (command, name) in BY_TWO {
            let Some(two) = rulebook.two_people.iter().find(|two| two.command == command) else { continue };
            let (two, retention) = (two.clone(), rulebook.retention);
            let judge = move |memory, step: &Transition<'_>| match command {
                CommandKind::ReleaseLegalHold => release_by_two(memory, step),
                _ => by_two(&two, retention, memory, step),
            };
            list.push(Self::of_history(name, Rule::S2, judge).broken_by(command));
        }
        list
    }

    /// The invariants that this rulebook does without: their names and rules. Others demand them.
    pub fn not_demanded(rulebook: &Rulebook) -> Vec<(&'static str, Rule)> {
        let told = [SILENCE_AFTER_THE_TELLING, ANOTHER_THAN_THE_TELLER].map(|name| (name, Rule::R14b));
        let without = rulebook.window_from == WindowFrom::Request;
        let told = told.into_iter().filter(|_| without);
        let alone = |command| rulebook.two_people.iter().all(|two| two.command != command);
        let by_two = BY_TWO.into_iter().filter(|(command, _)| alone(*command));
        let unsaid = rulebook.public_reason == PublicReason::Optional;
        let read = unsaid.then_some((A_REASON_OF_THEIR_OWN, Rule::P3));
        let aged = rulebook.overall.is_none().then_some((LATE_BY_ITS_TOTAL_AGE, Rule::R26));
        told.chain(by_two.map(|(_, name)| (name, Rule::S2))).chain(read).chain(aged).collect()
    }
}

const A_REASON_OF_THEIR_OWN: &str = "the_complainant_reads_why_it_is_not_actionable";

/// What one person does not do alone (S2).
const BY_TWO: [(CommandKind, &str); 5] = [
    (CommandKind::ClearName, "no_name_is_cleared_by_one_person_or_one_office"),
    (CommandKind::ErasePersonalData, "nothing_substantiated_or_early_is_erased_by_one_person"),
    (CommandKind::ReturnFromWise, "no_outcome_of_wise_is_entered_by_one_person"),
    (CommandKind::ReviewLateMaterial, "nothing_that_came_in_is_set_aside_by_one_person"),
    (CommandKind::ReleaseLegalHold, "no_hold_of_another_is_released_by_one_person"),
];

/// Remembers who proposed it last, and what, or from which office. Of a complaint that ended, it also remembers whether that was as
/// substantiated, where this is about its erasure.
fn by_two(two: &TwoPeople, retention: Option<Term>, memory: u8, step: &Transition<'_>) -> Option<u8> {
    /// More than there are people.
    const PEOPLE: u8 = 20;
    let erases = two.command == CommandKind::ErasePersonalData;
    let substantiated = if erases { 0b1000_0000 } else { 0 };
    let seat = step.actor.office.map_or(0, |office| office.kind as u8 + 1);
    let offices = two.apart == TwoOf::Offices;
    let (by, what) = (person_number(step.actor.id), |what: u8| if offices { seat } else { what });
    let days_are_over =
        |(term, closed_at): (Term, Timestamp)| step.at >= closed_at.plus(TimeDelta::days(term.days.into()));
    let over = retention.zip(step.before.closed_at).is_some_and(days_are_over);
    let now = along(step, memory, |memory, event| {
        let ended = memory & substantiated;
        let done = match event {
            Event::Proposed(proposed) if proposed.act.command() == two.command => {
                let basis = proposed.basis.map(|basis| basis as u8);
                let said = basis.or(proposed.outcome.map(|outcome| outcome as u8)).unwrap_or(0);
                return Some(ended | (what(said) * PEOPLE + by));
            }
            Event::Closed(closed) if erases => {
                let found = match closed.outcome {
                    Outcome::Substantiated | Outcome::PartlySubstantiated => true,
                    Outcome::ByInspectorate => step.events.iter().any(|event| {
                        matches!(event, Event::WiseReturned(back) if back.outcome != WiseOutcome::NotActionable)
                    }),
                    _ => false,
                };
                return Some(if found { substantiated } else { 0 });
            }
            Event::PersonalDataErased(_) if over && ended == 0 => return Some(0),
            Event::PersonalDataErased(erased) if erases => erased.basis as u8,
            Event::WiseReturned(back) if two.command == CommandKind::ReturnFromWise => back.outcome as u8,
            Event::NameCleared(_) if two.command == CommandKind::ClearName => 0,
            Event::LateMaterialReviewed(_) if two.command == CommandKind::ReviewLateMaterial => 0,
            _ => return Some(memory),
        };
        let proposed = memory & !substantiated;
        let alike = (proposed / PEOPLE == what(done)) != offices;
        let by_two = proposed != 0 && proposed % PEOPLE != by && alike;
        // The system is no person.
        (by_two || step.actor.role == Role::System).then_some(ended)
    });
    // What nobody can confirm any more is forgotten.
    let open = step.after.proposals.iter().any(|open| open.proposed.act.command() == two.command);
    let kept = if open { !substantiated } else { 0 };
    let ended = if step.after.stage == Stage::Closed && !step.after.erased { substantiated } else { 0 };
    now.map(|memory| memory & (kept | ended))
}

/// A legal hold is released by whoever placed it, or by two others. Remembers both for the first hold: no rule tells one from another.
fn release_by_two(memory: u8, step: &Transition<'_>) -> Option<u8> {
    const PLACED: u8 = 0b000_111;
    const PROPOSED: u8 = 0b111_000;
    let holders =
        [officer(Role::Pyb), officer(Role::Inspectorate), officer(Role::DataProtectionOfficer), ACCUSED];
    let by = (1..).zip(holders).find(|(_, id)| *id == step.actor.id).map_or(7, |(number, _)| number);
    let first = |hold| hold_bit(hold) == 1;
    let now = along(step, memory, |memory, event| match event {
        Event::LegalHoldPlaced(placed) if first(placed.hold) => Some(memory & PROPOSED | by),
        Event::Proposed(proposed) if proposed.act.command() == CommandKind::ReleaseLegalHold => {
            Some(memory & PLACED | if proposed.hold.is_some_and(first) { by << 3 } else { 0 })
        }
        Event::LegalHoldReleased(released) if first(released.hold) => {
            let (placed, proposed) = (memory & PLACED, memory >> 3);
            (placed == by || proposed != 0 && proposed != by).then_some(0)
        }
        Event::PersonalDataErased(_) => Some(0),
        _ => Some(memory),
    });
    let mut open = step.after.proposals.iter();
    let open = open.any(|open| open.proposed.act.command() == CommandKind::ReleaseLegalHold);
    now.map(|memory| memory & if open { PLACED | PROPOSED } else { PLACED })
}

const LATE_BY_ITS_TOTAL_AGE: &str = "what_is_open_is_late_by_its_total_age";

/// Whatever is open is awaited by the end of its total age since reception, which no move, no notice and no reopening puts off
/// (R26, C35): from then on it is overdue, and so in the lists above. Calendar days are counted here in spans of 24 hours; of
/// working days, only that something is awaited.
fn late_by_its_total_age(term: Term) -> Invariant {
    let most = match term.counting {
        Counting::CalendarDays => Some(TimeDelta::days(i64::from(term.days) + 1)),
        Counting::WorkingDays => None,
    };
    Invariant::of_transition(LATE_BY_ITS_TOTAL_AGE, Rule::R26, move |step| {
        let latest = most.map_or(Timestamp::MAX, |most| step.after.received_at.plus(most));
        !step.after.is_open()
            || awaited(step.after).any(|awaited| awaited.rule == Rule::R26 && awaited.due <= latest)
    })
}

/// A coordinator, or the Inspectorate, decides what a complaint is about where that is contested; and nobody of an office that is
/// complained of (W7, T6).
fn decided_elsewhere(named: u8, step: &Transition<'_>) -> Option<u8> {
    let bit = |office: Option<Office>| match office.map(|office| office.kind) {
        Some(OfficeKind::Kppbc) => 1,
        Some(OfficeKind::Kanwil) => 2,
        Some(OfficeKind::Puski) => 4,
        _ => 0,
    };
    let above = matches!(step.actor.role, Role::Coordinator | Role::Inspectorate);
    along(step, named, |named, event| match event {
        Event::Received(received) => Some(bit(received.reported_office)),
        Event::MaterialReviewed(review) => Some(named | bit(review.office)),
        Event::AssessmentStepRecorded(done) => Some(named | bit(done.office)),
        Event::MatterDecided(_) => (above && named & bit(step.actor.office) == 0).then_some(named),
        Event::NameCleared(cleared) => Some(named & !bit(cleared.office)),
        Event::PersonalDataErased(_) => Some(0),
        _ => Some(named),
    })
}

const SILENCE_AFTER_THE_TELLING: &str = "nobody_is_silent_before_they_were_told_and_had_the_whole_window";
const ANOTHER_THAN_THE_TELLER: &str = "whoever_recorded_the_telling_does_not_end_it_by_silence";

/// Ground (b) needs a telling that stands, and the end of the window that it started. What ended by it is reopened when the
/// telling is void (R14(b), T10). That the window is whole, `nothing_expires_early` asks.
fn silence_after_the_telling(memory: u8, step: &Transition<'_>) -> Option<u8> {
    /// The way by which they were told, plus one; 0 while they were not.
    const WAY: u8 = 0b0111;
    const BY_OFFICER: u8 = 0b0000_1000;
    const EXPIRED: u8 = 0b0001_0000;
    const ENDED: u8 = 0b0010_0000;
    let officer = !matches!(step.actor.role, Role::System | Role::Complainant);
    let reopened = step.events.iter().any(|event| matches!(event, Event::Reopened(_)));
    let way = |channel: NoticeChannel| channel as u8 + 1;
    let void = |memory: u8| if memory & ENDED == 0 || reopened { Some(0) } else { None };
    let now = along(step, memory, |memory, event| match event {
        Event::DataRequested(_)
        | Event::DataSupplied(_)
        | Event::RequestCancelled(_)
        | Event::Reopened(_) => Some(0),
        Event::Told(told) if told.notice == Notice::DataRequest => {
            Some(way(told.channel) | if officer { BY_OFFICER } else { 0 })
        }
        Event::NotTold(not) if not.notice == Notice::DataRequest && memory & WAY == way(not.channel) => {
            void(memory)
        }
        Event::TellingDenied(denied) if denied.notice == Notice::DataRequest && memory & BY_OFFICER != 0 => {
            void(memory)
        }
        Event::DataWindowExpired(_) if memory & WAY != 0 => Some(memory | EXPIRED),
        Event::DeclaredNotActionable(declared) if declared.ground == Ground::NoDataSupplied => {
            (memory & EXPIRED != 0).then_some(memory | ENDED)
        }
        _ => Some(memory),
    });
    now.map(|memory| {
        let waits = verifying(step) && (memory & EXPIRED == 0 || step.after.window_expired);
        if waits || memory & ENDED != 0 && step.after.stage == Stage::Closed && !step.after.erased {
            memory
        } else {
            0
        }
    })
}

/// The officer who recorded that the complainant was told leaves the decision on their silence to somebody else (T10).
fn another_than_the_teller(teller: u8, step: &Transition<'_>) -> Option<u8> {
    // Nobody else who tells decides on ground (b).
    let tellers = [ACCUSED, officer(Role::Verifier), officer(Role::Receiver)];
    let officer = (1..).zip(tellers).find(|(_, id)| *id == step.actor.id).map_or(0, |(number, _)| number);
    let now = along(step, teller, |teller, event| match event {
        Event::DataRequested(_) | Event::DataSupplied(_) | Event::RequestCancelled(_) => Some(0),
        Event::TellingDenied(denied) if denied.notice == Notice::DataRequest => Some(0),
        Event::Told(told) if told.notice == Notice::DataRequest => Some(officer),
        Event::DeclaredNotActionable(declared) if declared.ground == Ground::NoDataSupplied => {
            (teller == 0 || teller != officer).then_some(0)
        }
        _ => Some(teller),
    });
    now.map(|teller| {
        let waits = step.after.stage == Stage::AwaitingData || step.after.window_expired;
        if verifying(step) && waits { teller } else { 0 }
    })
}

/// What a complainant allows with a ticket whose contact an officer typed favours neither that officer nor their office
/// (R27, T2).
fn consent(memory: u8, step: &Transition<'_>) -> Option<u8> {
    /// Who typed the contact of the first ticket.
    const TYPIST: u8 = 0b0011;
    const CONSENTED: u8 = 0b0100;
    // All typists sit at one office.
    let typists = [officer(Role::Receiver), ACCUSED];
    let number =
        |person: PersonId| (1..).zip(typists).find(|(_, id)| *id == person).map_or(3, |(number, _)| number);
    along(step, memory, |memory, event| match event {
        Event::TicketIssued(issued) if issued.deliveries.contains(Delivery::Screen) => Some(0),
        Event::TicketIssued(_) => Some(number(step.actor.id)),
        Event::ConfidentialityChosen(chosen) => {
            let first = step.actor.ticket.is_none_or(|ordinal| ordinal == 1);
            let consents = chosen.choice == Confidentiality::Open && first && memory & TYPIST != 0;
            Some(memory & TYPIST | if consents { CONSENTED } else { 0 })
        }
        Event::IdentityDisclosed(disclosed)
            if disclosed.ground == DisclosureGround::Consent && memory & CONSENTED != 0 =>
        {
            let typist = memory & TYPIST;
            let favours =
                [disclosed.recipient.id, step.actor.id].iter().any(|person| number(*person) == typist)
                    && typist != 3
                    || step.actor.office == Some(office(OfficeKind::Kpu));
            (!favours).then_some(memory)
        }
        Event::PersonalDataErased(_) => Some(0),
        _ => Some(memory),
    })
}

/// Whether this rulebook separates this command from every way of ending a complaint, of this matter or of any (S1).
fn separates(rulebook: &Rulebook, first: CommandKind, matter: Option<Matter>) -> bool {
    let ends = [CommandKind::DeclareNotActionable, CommandKind::Close];
    rulebook.separate.iter().any(|separation| {
        (separation.matter.is_none() || separation.matter == matter)
            && separation.who_gave.contains(&first)
            && ends.iter().all(|end| separation.does_not_give.contains(end))
    })
}

/// Whether these events decide on a complaint or end it: what who received it does not do. That the Inspectorate ended it
/// is its own word.
fn decides(event: &Event) -> bool {
    match event {
        Event::Closed(closed) => closed.outcome != Outcome::ByInspectorate,
        Event::DisposedToAssessor(_)
        | Event::AssessmentConcluded(_)
        | Event::FollowUpDecided(_)
        | Event::DeclaredNotActionable(_) => true,
        _ => false,
    }
}

/// The officer who took a complaint in, or spoke for its complainant, neither decides on it nor ends it, in whichever role (S1).
fn who_received(received: u8, step: &Transition<'_>) -> Option<u8> {
    let receiver = step.actor.id == officer(Role::Receiver);
    along(step, received, |received, event| match event {
        Event::Received(_) | Event::Withdrawn(_) | Event::DataSupplied(_) if receiver => Some(1),
        Event::PersonalDataErased(_) => Some(0),
        event => (received == 0 || !receiver || !decides(event)).then_some(received),
    })
}

/// The officer who reviewed a complaint that is or was about discipline does not end it, in whichever role (S1).
fn who_reviewed(memory: u8, step: &Transition<'_>, reopenable: Outcomes) -> Option<u8> {
    const DISCIPLINE: u8 = 1;
    const REVIEWED: u8 = 2;
    let verifier = step.actor.id == officer(Role::Verifier);
    along(step, memory, |memory, event| {
        let memory = if matter(event) == Some(1) { memory | DISCIPLINE } else { memory };
        match event {
            Event::MaterialReviewed(_) if verifier => Some(memory | REVIEWED),
            Event::DeclaredNotActionable(_) | Event::Closed(_)
                if verifier && memory == DISCIPLINE | REVIEWED =>
            {
                None
            }
            Event::Closed(closed) if !reopenable.contains(closed.outcome) => Some(0),
            Event::PersonalDataErased(_) => Some(0),
            _ => Some(memory),
        }
    })
}

/// Runs a memory along the events of a step.
fn along(step: &Transition<'_>, memory: u8, one: impl Fn(u8, &Event) -> Option<u8>) -> Option<u8> {
    step.events.iter().try_fold(memory, one)
}

fn count(step: &Transition<'_>, is: impl Fn(&Event) -> bool) -> u8 {
    u8::try_from(step.events.iter().filter(|event| is(event)).count()).unwrap_or(u8::MAX)
}

/// Whether the verifier still has the file, so that what a review said can matter.
fn verifying(step: &Transition<'_>) -> bool {
    matches!(step.after.stage, Stage::Verification | Stage::AwaitingData)
}

/// Whether what a review said is not all there is any more.
fn overtakes(event: &Event, by: Role) -> bool {
    match event {
        Event::MessageWritten(_) => by == Role::Complainant,
        Event::MaterialAmended(_) | Event::EvidenceAttached(_) | Event::DataSupplied(_) => true,
        // The request is open again.
        Event::NotTold(not) => not.target.is_some(),
        Event::TellingDenied(denied) => denied.target.is_some(),
        _ => false,
    }
}

/// The matter that an event gives: 1 for discipline, 0 for any other.
fn matter(event: &Event) -> Option<u8> {
    match event {
        Event::Received(received) => Some(u8::from(received.matter == Matter::Discipline)),
        Event::MaterialReviewed(review) => Some(u8::from(review.matter == Matter::Discipline)),
        Event::MatterDecided(decided) => Some(u8::from(decided.matter == Matter::Discipline)),
        _ => None,
    }
}

/// A closing goes with a declared ground, a finding with what follows from it, WISE's outcome, or the complainant's own wish (T10).
fn closings(memory: u8, step: &Transition<'_>) -> Option<u8> {
    const UNSUBSTANTIATED: u8 = 1;
    const SUBSTANTIATED: u8 = 2;
    const PARTLY: u8 = 3;
    const FINDING: u8 = 3;
    const FOLLOWED: u8 = 4;
    const WITHDRAWN: u8 = 8;
    let declared = step.events.iter().any(|event| matches!(event, Event::DeclaredNotActionable(_)));
    let returned = step
        .events
        .iter()
        .any(|event| matches!(event, Event::WiseReturned(back) if back.outcome != WiseOutcome::Transferred));
    along(step, memory, |memory, event| match event {
        Event::AssessmentConcluded(done) => {
            let finding = match done.finding {
                Finding::Unsubstantiated => UNSUBSTANTIATED,
                Finding::Substantiated => SUBSTANTIATED,
                Finding::PartlySubstantiated => PARTLY,
            };
            Some(memory & WITHDRAWN | finding)
        }
        Event::FollowUpDecided(_) => Some(memory | FOLLOWED),
        // What was found of another matter is no finding of this one.
        Event::MatterDecided(decided) if decided.unit.is_some() => Some(memory & WITHDRAWN),
        Event::Withdrawn(_) => Some(memory | WITHDRAWN),
        Event::Closed(closed) => {
            let followed = memory & FOLLOWED != 0;
            let grounded = match closed.outcome {
                Outcome::NotActionable => declared,
                Outcome::ByInspectorate => returned,
                Outcome::Withdrawn => memory & WITHDRAWN != 0,
                Outcome::Unsubstantiated => memory & FINDING == UNSUBSTANTIATED,
                Outcome::Substantiated => followed && memory & FINDING == SUBSTANTIATED,
                Outcome::PartlySubstantiated => followed && memory & FINDING == PARTLY,
            };
            grounded.then_some(0)
        }
        _ => Some(memory),
    })
}

/// A file is taken back by the role that sent it, to its own office, and only while nobody where it was sent did anything
/// and the complainant did not withdraw (R18).
fn recalls(sender: u8, step: &Transition<'_>) -> Option<u8> {
    const NOBODY: u8 = 0;
    const VERIFIER: u8 = 1;
    const PYB: u8 = 2;
    const ASSESSOR: u8 = 3;
    let by = match step.actor.role {
        Role::Verifier => VERIFIER,
        Role::Pyb => PYB,
        Role::Assessor => ASSESSOR,
        _ => NOBODY,
    };
    let there = step.actor.office.is_some() && step.actor.office == step.before.holder;
    let acted = there && by != NOBODY && by != sender;
    along(step, sender, |sender, event| match event {
        Event::ForwardedToPyb(_) | Event::ForwardedToAssessor(_) => Some(VERIFIER),
        Event::DisposedToAssessor(_) => Some(PYB),
        Event::Recalled(_) => {
            let own = sender != NOBODY && by == sender && step.actor.office == step.after.holder;
            own.then_some(NOBODY)
        }
        Event::Withdrawn(_) => Some(NOBODY),
        _ => Some(if acted { NOBODY } else { sender }),
    })
}

fn themselves(named: u8, step: &Transition<'_>) -> Option<u8> {
    let accused = Some(alias(ACCUSED));
    let named_by = |official: &Option<Official>| official.as_ref().map(|official| official.alias);
    let given_to = |officer: &Option<Officer>| officer.as_ref().map(|officer| officer.alias);
    let variants = step.actor.id == ACCUSED && step.actor.role != Role::Complainant;
    if variants && named == 1 {
        return None;
    }
    along(step, named, |named, event| {
        let (names, given) = match event {
            Event::MaterialReviewed(review) => (named_by(&review.official), None),
            Event::AssessmentStepRecorded(done) => (named_by(&done.official), None),
            Event::ForwardedToAssessor(sent) => (None, given_to(&sent.assessor)),
            Event::DisposedToAssessor(sent) => (None, given_to(&sent.assessor)),
            Event::IdentityDisclosed(disclosed) => (None, Some(disclosed.recipient.alias)),
            // Nothing is handled any more; or two people found that a slip had named them.
            Event::PersonalDataErased(_) => return Some(0),
            Event::NameCleared(cleared) if named_by(&cleared.official) == accused => return Some(0),
            _ => (None, None),
        };
        let named = named.max(u8::from(names == accused));
        (named == 0 || !variants && given != accused).then_some(named)
    })
}

/// An officer who works where the reported official works neither ends what is or was a discipline case, nor sends it to their own
/// office or takes it back there, nor learns who complained or writes to them, nor starts a window against them, nor releases a legal hold (T6). Their other acts take nothing away: the next
/// holder of the file judges what they record as an assessor; a reopening, a legal hold and a notice to the complainant
/// only add.
fn own_office(memory: u8, step: &Transition<'_>) -> Option<u8> {
    const DISCIPLINE: u8 = 1;
    let bit = |office: Option<Office>| match office.map(|office| office.kind) {
        Some(OfficeKind::Kppbc) => 2,
        Some(OfficeKind::Kanwil) => 4,
        Some(OfficeKind::Puski) => 8,
        _ => 0,
    };
    // The system sits nowhere, and decides for the office that has the file.
    let by = step.actor.office.or(step.before.holder);
    along(step, memory, |memory, event| {
        let own = |office: Option<Office>| memory & DISCIPLINE != 0 && memory & bit(office) != 0;
        let named = |office: Option<Office>| memory | bit(office);
        let (conflict, memory) = match event {
            Event::Received(received) => {
                let itself = received.reported_office == Some(received.unit);
                (itself && received.matter == Matter::Discipline, named(received.reported_office))
            }
            Event::MaterialReviewed(review) => (false, named(review.office)),
            Event::AssessmentStepRecorded(done) => (false, named(done.office)),
            Event::ForwardedToPyb(sent) => (own(Some(sent.office)), memory),
            Event::ForwardedToAssessor(sent) => (own(by) || own(Some(sent.office)), memory),
            Event::DisposedToAssessor(sent) => (own(Some(sent.office)) || own(by), memory),
            Event::Transferred(moved) => (own(Some(moved.office)) || own(by), memory),
            Event::Recused(passed) => (own(Some(passed.unit)), memory),
            Event::Reopened(_) => (own(step.actor.office) || own(step.after.holder), memory),
            Event::MatterDecided(decided) => (own(by) || own(decided.unit), memory),
            Event::Recalled(_) => (own(by), memory),
            // If the PYB disposed the case, the PYB follows it up, so the PYB's office must be another one too.
            Event::AssessmentConcluded(_) => (own(by) || own(step.after.holder), memory),
            Event::DeclaredNotActionable(_) | Event::FollowUpDecided(_) | Event::Closed(_) => {
                (own(by), memory)
            }
            Event::IdentityDisclosed(_)
            | Event::LegalHoldReleased(_)
            | Event::MessageWritten(_)
            | Event::MessagesRead(_) => (own(step.actor.office), memory),
            // A request that is told starts a window against the complainant.
            Event::Told(told) if told.notice == Notice::DataRequest => (own(step.actor.office), memory),
            Event::PersonalDataErased(_) => (false, 0),
            Event::NameCleared(cleared) => (false, memory & !bit(cleared.office)),
            _ => (false, memory),
        };
        // Another word for it in a later review does not free the office.
        let memory = memory | matter(event).unwrap_or(0);
        (!conflict).then_some(memory)
    })
}

/// A window gives the days of the rulebook and ends when they are over; personal data stay for the retention. Counted here in spans
/// of 24 hours, which no way of counting days falls short of.
fn nothing_expires_early(rulebook: &Rulebook) -> Invariant {
    let (window, retention) = (rulebook.data_window, rulebook.retention);
    let days_of_a_mail = rulebook.mail_days;
    let span = |term: Term| TimeDelta::days(term.days.into());
    let whole = move |given: &Deadline, since: Timestamp| given.due >= since.plus(span(window));
    Invariant::of_transition("nothing_expires_early", Rule::R13, move |step| {
        step.events.iter().all(|event| match event {
            Event::DataRequested(asked) => {
                asked.window.as_ref().is_none_or(|given| given.days == window.days && whole(given, step.at))
            }
            Event::Told(told) => {
                // Now, or when the days of its mail were over.
                let mailed = step.before.mail_of(told.notice);
                let dated = told.since == step.at || told.since < step.at && mailed == Some(told.since);
                dated
                    && told
                        .window
                        .as_ref()
                        .is_none_or(|given| given.days == window.days && whole(given, told.since))
            }
            Event::MailAccepted(mail) => mail.telling.due >= step.at.plus(span(days_of_a_mail)),
            Event::DataWindowExpired(expired) => {
                expired.due <= step.at && step.before.window == Some(expired.due)
            }
            Event::PersonalDataErased(erased) if erased.basis == ErasureBasis::Retention => retention
                .zip(step.before.closed_at)
                .is_some_and(|(term, closed_at)| step.at >= closed_at.plus(span(term))),
            _ => true,
        })
    })
}
