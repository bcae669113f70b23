//! Properties of any history, any command, any line: random walks, shrunk where they fail.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use aduan_core::{
    Actor, Command, CommandId, CommandKind, ComplainantView, Complaint, ComplaintId, CorrelationId, Decoded,
    EventId, EventKind, Milestone, Rejection, Seen, Stage, Term, Timestamp, decode, due,
};
use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use support::draw::{self, Tape};
use support::walk::{mixed, story, tapes, walk, wild};
use support::{Case, read_back};
use uuid::Uuid;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(192))]

    /// The driver itself checks each accepted command: decided again from its own batch it gives the same
    /// decision, its records are read back the same, and folding values and records is the same.
    #[test]
    fn every_accepted_command_holds_under_audit_and_on_the_wire(tape in tapes()) {
        story(&tape);
    }

    #[test]
    fn whoever_tries_whatever_whenever_is_answered(tape in tapes()) {
        walk(&tape, wild, |_, _, _| {});
    }

    #[test]
    fn versions_are_dense_and_times_never_go_back(tape in tapes()) {
        let records = story(&tape).records;
        for (record, version) in records.iter().zip(1..) {
            assert_eq!(record.version, version);
        }
        assert!(records.is_sorted_by_key(|record| record.recorded_at));
    }

    #[test]
    fn the_clock_is_recorded_exactly_where_it_had_stepped_back(tape in tapes()) {
        for record in story(&tape).records {
            assert!(record.clock.is_none_or(|clock| clock < record.recorded_at));
        }
    }

    #[test]
    fn a_refused_command_is_refused_again_and_says_so_in_two_languages(tape in tapes()) {
        walk(&tape, mixed, |case: &Case, command: &Command, rejection: &Rejection| {
            assert_eq!(&case.decide(command).unwrap_err(), rejection);
            assert!(!rejection.to_string().is_empty());
            assert_ne!(
                rejection.sentence(aduan_core::Language::Indonesian),
                rejection.sentence(aduan_core::Language::English),
            );
        });
    }

    #[test]
    fn a_replay_of_the_lines_is_the_fold_of_the_values(tape in tapes()) {
        let case = story(&tape);
        let mut replayed = Complaint::new(case.state.id);
        for line in case.lines() {
            let Decoded::Known(known) = decode(line.as_bytes()) else { panic!("{line}") };
            assert_eq!(known.record.to_line(), line);
            replayed.apply_record(&known.record);
        }
        assert_eq!(replayed, case.state);
    }

    #[test]
    fn what_time_will_do_is_accepted_at_its_instant_and_refused_before(tape in tapes()) {
        let case = story(&tape).by(aduan_core::Role::System);
        if let Some(due) = due(&case.state) {
            let at = due.at.max(case.state.last_at);
            assert!(case.clone().at_instant(at).decide(&due.command).is_ok());
            // A receiver may put it before the verifier at any time, and so may the system; a window has its day.
            if case.state.last_at < due.at && due.command == Command::ExpireDataWindow {
                let early = due.at.plus(TimeDelta::microseconds(-1));
                assert!(case.at_instant(early).decide(&due.command).is_err());
            }
        }
    }

    #[test]
    fn a_deadline_is_after_what_starts_it(
        micros in Timestamp::MIN.micros()..=Timestamp::MAX.micros(),
        days in 1_u16..=3650,
        words in vec(any::<u32>(), 3),
    ) {
        let mut tape = Tape::new(&words);
        let term = Term { days, counting: tape.draw(), rule: tape.draw() };
        let (from, zone) = (Timestamp::from_micros(micros), tape.draw());
        let due = support::indonesia().deadline(from, term, zone).due;
        assert!(due > from || due == Timestamp::MAX, "{from} {due}");
        assert!(due >= from.plus(TimeDelta::days(days.into())) || due == Timestamp::MAX, "{from} {due}");
    }

    #[test]
    fn the_complainants_view_is_the_same_without_the_hidden_records(tape in tapes()) {
        let records = story(&tape).records;
        let shown = records.iter().filter(|record| says_something(record));
        assert_eq!(ComplainantView::of(&records), ComplainantView::of(shown));
    }

    #[test]
    fn the_complainants_view_is_the_same_whatever_the_hidden_records_say(tape in tapes(), other in tapes()) {
        let records = story(&tape).records;
        let mut other = Tape::new(&other);
        let changed: Vec<_> = records.iter().cloned().map(|record| hidden_otherwise(record, &mut other)).collect();
        assert_eq!(ComplainantView::of(&records), ComplainantView::of(&changed));
    }

    #[test]
    fn the_complainant_is_never_shown_a_time_of_a_hidden_record(tape in tapes()) {
        let records = story(&tape).records;
        for seen in ComplainantView::of(&records).steps {
            let known = records.iter().filter(|record| Seen::of(record).is_some());
            assert!(known.map(|record| Seen::of(record).unwrap().at).any(|at| at == seen.at));
        }
    }

    #[test]
    fn no_answer_to_the_complainant_differs_by_what_is_hidden(tape in tapes(), asked in tapes()) {
        let case = story(&tape);
        let mut asked = Tape::new(&asked);
        let mut before = Complaint::new(case.state.id);
        let batches: Vec<_> = case.records.chunk_by(|one, next| one.command == next.command).collect();
        let mut shown = 0;
        for batch in batches {
            let after = batch.iter().fold(before.clone(), |mut state, record| {
                state.apply_record(record);
                state
            });
            let known = &case.records[..shown];
            shown += batch.len();
            if ComplainantView::of(known) == ComplainantView::of(&case.records[..shown]) && before.version > 0 {
                let kind = asked.pick(CommandKind::ALL);
                let complainant = Actor::complainant(before.complainant);
                let command = draw::sensible(kind, &complainant, &before, &case.book, &mut asked);
                let answer = |state: &Complaint| {
                    let mut asking = case.clone().by_actor(complainant.clone()).at_instant(after.last_at);
                    asking.state = state.clone();
                    told_to_the_complainant(&asking, &command)
                };
                assert_eq!(answer(&before), answer(&after), "{command:?} before and after {batch:?}");
            }
            before = after;
        }
    }

    #[test]
    fn a_random_record_is_read_back_from_its_line(numbers in vec(any::<u32>(), 60)) {
        let mut tape = Tape::new(&numbers);
        let kind = tape.pick(EventKind::ALL);
        let record = draw::record(kind, &mut tape);
        assert_eq!(read_back(&record), record);
    }

    #[test]
    fn any_event_folds_into_any_state(numbers in vec(any::<u32>(), 0..1200)) {
        let mut tape = Tape::new(&numbers);
        let mut state = Complaint::new(ComplaintId::new(Uuid::nil()));
        let mut folded = 0;
        while !tape.is_over() {
            let kind = tape.pick(EventKind::ALL);
            let at: Timestamp = tape.draw();
            let actor: Actor = tape.draw();
            state = state.evolve(at, &actor, &draw::event(kind, &mut tape));
            folded += 1;
            assert!(state.version == folded && state.last_at >= at);
        }
    }

    #[test]
    fn a_decision_on_any_state_panics_never(numbers in vec(any::<u32>(), 0..1200)) {
        let mut tape = Tape::new(&numbers);
        let mut case = support::walk::start(&mut tape);
        while !tape.is_over() {
            let kind = tape.pick(EventKind::ALL);
            let (at, actor): (Timestamp, Actor) = (tape.draw(), tape.draw());
            case.state.apply(at, &actor, &draw::event(kind, &mut tape));
            case.state.rulebook = Some(case.book.id);
            let (after, command) = mixed(case, &mut tape);
            case = after;
            let _ = case.decide(&command);
        }
    }
}

/// What the complainant sees of the answer to their command: its steps, or why it is refused.
fn told_to_the_complainant(case: &Case, command: &Command) -> Result<Vec<Seen>, Rejection> {
    let decision = case.decide(command)?;
    let trace = aduan_core::Trace {
        command: CommandId::default(),
        correlation: CorrelationId::default(),
        causation: None,
    };
    let records = decision.records(&case.state, trace, EventId::default);
    let mut told: Vec<Seen> = records.iter().filter_map(Seen::of).collect();
    // When a file of an office that ended is passed on depends on which office is complained of (W4, T6). That it was, the
    // complainant sees; the next command, whoever gives it, only leads it.
    told.retain(|seen| seen.milestone != Milestone::Moved);
    Ok(told)
}

/// Whether a complainant learns anything by it: of a review, what the complaint is about (W7).
fn says_something(record: &aduan_core::Record) -> bool {
    Seen::of(record).is_some() || record.event.kind() == EventKind::MaterialReviewed
}

/// The record with other data, still hidden from the complainant; or as it was, if they see it.
fn hidden_otherwise(mut record: aduan_core::Record, tape: &mut Tape<'_>) -> aduan_core::Record {
    if Seen::of(&record).is_some() {
        return record;
    }
    if let aduan_core::Event::MaterialReviewed(review) = &record.event {
        let matter = review.matter;
        let (recorded_at, actor) = (tape.draw(), tape.draw());
        let event = aduan_core::event::MaterialReviewed { matter, ..tape.draw() }.into();
        return aduan_core::Record { recorded_at, actor, event, ..record };
    }
    for kind in
        EventKind::ALL.iter().cycle().skip(tape.below(EventKind::ALL.len())).take(EventKind::ALL.len())
    {
        let other = aduan_core::Record {
            recorded_at: tape.draw(),
            actor: tape.draw(),
            event: draw::event(*kind, tape),
            ..record.clone()
        };
        if !says_something(&other) {
            record = other;
        }
    }
    record
}

/// Every event and every stage comes up, and what is rare, so that what holds above holds in deep places too.
#[test]
fn walks_reach_every_event_every_stage_and_what_is_rare() {
    let mut runner = TestRunner::deterministic();
    let (mut kinds, mut stages, mut rare) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    // As many as it takes, within a bound: a change of the declarations changes every walk.
    for _ in 0..10_000 {
        if kinds.len() == EventKind::ALL.len() && stages.len() == Stage::ALL.len() && rare.len() == RARITIES {
            break;
        }
        let case = story(&tapes().new_tree(&mut runner).expect("a tape").current());
        let mut state = Complaint::new(case.state.id);
        for record in &case.records {
            stages.insert(state.stage);
            state.apply_record(record);
            kinds.insert(record.event.kind());
            rare.extend(rarities(&state));
        }
    }
    assert_eq!(kinds, EventKind::ALL.iter().copied().collect());
    assert_eq!(stages, Stage::ALL.iter().copied().collect());
    assert_eq!(rare.len(), RARITIES, "{rare:?}");
}

const RARITIES: usize = 8;

/// The rare situations in this state.
fn rarities(state: &Complaint) -> impl Iterator<Item = &'static str> {
    let all: [(bool, &str); RARITIES] = [
        (state.erased, "erased"),
        (state.reopened > 1, "reopened twice"),
        (state.reopened > 0 && state.stage == Stage::Closed, "closed again"),
        (state.disclosures > 1, "disclosed twice"),
        (state.holds.len() > 1, "held twice"),
        (state.window_expired, "a window missed"),
        (state.wise_outcome.is_some() && state.finding.is_some(), "handed back by WISE and concluded"),
        (state.stage == Stage::FollowUp && state.withdrawn, "withdrawn and concluded"),
    ];
    all.into_iter().filter(|(is, _)| *is).map(|(_, what)| what)
}
