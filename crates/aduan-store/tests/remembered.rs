//! The cache of a desk changes no answer: two desks use one store, and neither sees the other's writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Clarity, Command, CommandKind, Complaint, ComplaintId, Confidentiality, Context, Elements,
    ErasureBasis, Form, Matter, Rulebook, Rules, Stage,
};
use aduan_store::desk::{DraftCommand, Effect};
use aduan_store::{
    Appended, Change, Commit, DeskError, EventLog, EventStore, MemoryStore, Pending, StoreError,
    StoreWrapper, fold, load,
};
use aduan_testkit::test_desk::{TestDesk, protection_officer, verifier};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Two desks on one store, and a complaint that both of them have seen.
fn two() -> (TestDesk, TestDesk, ComplaintId, Actor) {
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::default());
    let (one, other) = (TestDesk::new(Arc::clone(&store)), TestDesk::new(store));
    let complaint = one.online(Matter::Duties).0.complaint;
    assert_eq!(other.desk.complaint(complaint.id).unwrap(), complaint);
    (one, other, complaint.id, Actor::complainant(complaint.complainant))
}

fn withdraw<F: Form>() -> Command<F> {
    Command::Withdraw { reason: None, told_by: None, evidence: None }
}

/// Commands without words, in any form.
fn without_words<F: Form>(number: u64) -> Command<F> {
    match number {
        0 => withdraw(),
        1 => Command::Close,
        2 => Command::ErasePersonalData { basis: ErasureBasis::Request },
        _ => Command::ChooseConfidentiality { choice: Confidentiality::Open },
    }
}

fn amend() -> DraftCommand {
    Command::AmendMaterial { content: "tambahan".into(), elements: Elements::EMPTY }
}

#[test]
fn what_another_desk_does_is_seen_at_once() {
    let (one, other, id, complainant) = two();
    for _ in 0..3 {
        let done = other.desk.act(&other.desk.trace().unwrap(), &complainant, id, amend()).unwrap();
        assert_eq!(one.desk.complaint(id).unwrap(), done.complaint);
        assert_eq!(one.desk.file(&verifier(), id).unwrap().complaint, done.complaint);
        let history = one.desk.history(&verifier(), id).unwrap();
        assert_eq!(history.len(), done.complaint.version as usize);
    }
    assert!(one.desk.file(&verifier(), id).unwrap().commands.contains(&CommandKind::ReviewMaterial));
    other.close(id, &complainant);
    let file = one.desk.file(&verifier(), id).unwrap();
    assert_eq!(file.complaint.stage, Stage::Closed);
    assert!(!file.commands.contains(&CommandKind::ReviewMaterial));
}

#[test]
fn nobody_is_refused_or_admitted_by_what_is_no_longer_so() {
    let (one, other, id, complainant) = two();
    // Allowed as it was, and no longer so.
    other.act(&complainant, id, withdraw()).unwrap();
    assert!(matches!(one.act(&complainant, id, withdraw()), Err(DeskError::Rejected(_))));
    // It was not allowed on the cached state; it is allowed now.
    other.review(id, Clarity::Sufficient, Matter::Duties);
    assert_eq!(one.act(&verifier(), id, Command::Close).unwrap().complaint.stage, Stage::Closed);
}

#[test]
fn a_version_is_expected_of_the_complaint_and_not_of_the_memory() {
    let (one, other, id, complainant) = two();
    let before = one.desk.complaint(id).unwrap().version;
    let now =
        other.desk.act(&other.desk.trace().unwrap(), &complainant, id, amend()).unwrap().complaint.version;
    let give = |expected| {
        one.desk.act_on_file(&one.desk.trace().unwrap(), &complainant, id, Some(expected), amend())
    };
    let stale = give(before).map(drop);
    assert!(
        matches!(stale, Err(DeskError::Stale { expected, actual }) if (expected, actual) == (before, now)),
        "{stale:?}"
    );
    other.desk.act(&other.desk.trace().unwrap(), &complainant, id, amend()).unwrap();
    assert_eq!(give(now + 1).unwrap().complaint.version, now + 2);
}

#[test]
fn a_command_that_comes_again_elsewhere_is_recorded_once() {
    let (one, other, id, complainant) = two();
    let trace = one.desk.trace().unwrap();
    let first = other.desk.act(&trace, &complainant, id, amend()).unwrap();
    let again = one.desk.act(&trace, &complainant, id, amend()).unwrap();
    assert_eq!((again.effect, again.receipt), (Effect::RecordedBefore, first.receipt));
    // And when it would be refused by now.
    let trace = one.desk.trace().unwrap();
    let withdrawn = |world: &TestDesk| world.desk.act(&trace, &complainant, id, withdraw());
    let first = other.desk.complaint(id).unwrap().version;
    withdrawn(&other).unwrap();
    let again = withdrawn(&one).unwrap();
    assert_eq!((again.effect, again.complaint.version), (Effect::RecordedBefore, first + 1));
    // And when nothing of it can be opened by now.
    let trace = one.desk.trace().unwrap();
    one.desk.act(&trace, &complainant, id, amend()).unwrap();
    other.review(id, Clarity::Sufficient, Matter::Duties);
    other.act(&verifier(), id, Command::Close).unwrap();
    other.erase(id);
    let again = one.desk.act(&trace, &complainant, id, amend()).unwrap();
    assert_eq!(again.effect, Effect::RecordedBefore);
    let refused = one.desk.act(&one.desk.trace().unwrap(), &complainant, id, withdraw());
    assert!(refused.is_err());
    assert!(one.desk.complaint(id).unwrap().erased);
}

#[test]
fn a_command_id_of_another_complaint_is_no_result_of_this_one() {
    let (one, other, id, complainant) = two();
    let second = one.online(Matter::Duties).0.complaint;
    let trace = one.desk.trace().unwrap();
    other.desk.act(&trace, &verifier(), second.id, amend()).unwrap_err();
    let of_second = Actor::complainant(second.complainant);
    other.desk.act(&trace, &of_second, second.id, withdraw()).unwrap();
    for world in [&one, &other] {
        for actor in [&complainant, &of_second] {
            let answer = world.desk.act(&trace, actor, id, withdraw()).map(drop);
            assert!(answer.is_err(), "{answer:?}");
        }
        assert!(!world.desk.complaint(id).unwrap().withdrawn);
    }
    let reused = one.desk.act(&trace, &complainant, id, withdraw()).map(drop);
    assert!(matches!(reused, Err(DeskError::CommandReused { .. })), "{reused:?}");
}

/// Two desks act by turns; each answers as the rules do on the recorded history.
#[test]
fn two_desks_by_turns_decide_as_one_who_reads_all_each_time() {
    let (mut accepted, mut refused) = (0, 0);
    for round in 0..60_u64 {
        let (one, other, id, complainant) = two();
        let mut state = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut draw = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) % below
        };
        for _ in 0..14 {
            let world = if draw(2) == 0 { &one } else { &other };
            let number = draw(5);
            let actor = match number {
                0 | 3 => complainant.clone(),
                1 => verifier(),
                2 => protection_officer(),
                _ => {
                    // With words, so that a key is asked for.
                    drop(world.desk.act(&world.desk.trace().unwrap(), &complainant, id, amend()));
                    continue;
                }
            };
            let complaint = fold(&*world.store, id, &mut drop).unwrap();
            let calendar = aduan_core::Calendar::indonesia();
            let rulebook = Rulebook::kep_154_2012();
            let context = Context {
                now: aduan_store::Clock::now(&world.clock),
                actor: actor.clone(),
                calendar: &calendar,
                directory: world.desk.directory(),
            };
            let command = without_words(number);
            let by_the_rules = rulebook.decide(&complaint, &command, &context).map(drop);
            match (world.act(&actor, id, without_words(number)), by_the_rules) {
                (Ok(done), Ok(())) => {
                    accepted += 1;
                    assert_eq!(done.complaint, load(&*world.store, id).unwrap().0);
                }
                (Err(DeskError::Rejected(said)), Err(rejection)) => {
                    refused += 1;
                    assert_eq!(said, rejection);
                }
                (answer, by_the_rules) => {
                    panic!("{command:?}: {answer:?}, and by the rules {by_the_rules:?}")
                }
            }
        }
    }
    assert!(accepted > 50 && refused > 50, "{accepted} accepted, {refused} refused");
}

/// A store that can be put back to how it was when its copy was last written, as from a backup under a running desk.
#[derive(Default)]
struct PutBack {
    now: MemoryStore,
    copy: MemoryStore,
    copied: AtomicBool,
    is_back: AtomicBool,
}

impl StoreWrapper for PutBack {
    fn inner(&self) -> &dyn EventStore {
        if self.is_back.load(Ordering::Relaxed) { &self.copy } else { &self.now }
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        if !self.copied.load(Ordering::Relaxed) {
            self.copy.append(commit.clone()).unwrap();
        }
        self.now.submit(commit)
    }

    fn on_change(&self, change: Change) -> Result<(), StoreError> {
        self.copy.change(change.clone())?;
        self.now.change(change)
    }
}

#[test]
fn what_the_store_no_longer_has_is_not_told_from_memory() {
    let store = Arc::new(PutBack::default());
    let world = TestDesk::new(Arc::clone(&store) as Arc<dyn EventStore>);
    let received: Complaint = world.online(Matter::Duties).0.complaint;
    store.copied.store(true, Ordering::Relaxed);
    world.act(&Actor::complainant(received.complainant), received.id, withdraw()).unwrap();
    assert!(world.desk.complaint(received.id).unwrap().withdrawn);
    store.is_back.store(true, Ordering::Relaxed);
    assert_eq!(world.desk.complaint(received.id).unwrap(), received);
}
