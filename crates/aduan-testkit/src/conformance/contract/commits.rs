//! Atomicity, isolation, idempotence.

use crate::conformance::samples::{
    PARTS, administrative, chunk, command, commit, content, log, message, parts, queued, register, stream,
    whole, wrapped,
};
use crate::conformance::{Store, joined};
use aduan_core::{Complaint, ComplaintId, Directory, Stage, Stages, Timestamp};
use aduan_store::vault::KeyState;
use aduan_store::{Change, Commit, KeyChange, StoreError, StoredEvent, Summary, Worklist, digest_of};

pub fn everything_of_a_commit_is_recorded(store: Store) {
    store.append(whole(1)).unwrap();
    assert_eq!(parts(&*store, 1), PARTS);
}

pub fn nothing_of_a_refused_commit_is_recorded(store: Store) {
    store.append(whole(1)).unwrap();
    store.append(commit(stream(7), 0, 70, 1)).unwrap();
    let refused = [
        Commit { lines: Vec::new(), ..whole(7) },
        Commit { command: command(1), ..whole(8) },
        Commit { expected: 4, summary: commit(stream(8), 4, 8, 3).summary, ..whole(8) },
        Commit { claims: vec![register(8), register(1)], ..whole(8) },
        Commit { key: KeyChange::Keep, ..whole(8) },
        Commit { bind: vec![content(99)], ..whole(8) },
        // A conflict: stream 7 is at version 1.
        whole(7),
    ];
    let before = (log(&*store), store.head().unwrap(), queued(&*store, 99));
    for commit in refused {
        store.append(commit).expect_err("refused");
    }
    assert_eq!((log(&*store), store.head().unwrap(), queued(&*store, 99)), before);
    for number in [7, 8] {
        assert_eq!(store.receipt(command(number.into())).unwrap(), None);
        assert_eq!(store.claimed(&register(number)).unwrap(), None);
        assert_eq!(store.key(stream(number.into())).unwrap(), KeyState::Never);
        assert_eq!(store.chunk(stream(number.into()), content(number.into()), 0).unwrap(), None);
    }
    assert_eq!(store.summary(stream(8)).unwrap(), None);
    assert_eq!(store.summary(stream(7)).unwrap().map(|row| row.version), Some(1));
}

pub fn no_reader_sees_half_a_commit(store: Store) {
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..100 {
                store.append(commit(stream(1), number * 3, u128::from(number), 3)).unwrap();
            }
        });
        while !writing.is_finished() {
            let seen = log(&*store);
            assert_eq!(seen.len() % 3, 0, "the log ends in the middle of a commit");
            let mut versions = 0;
            let visit = &mut |_: aduan_store::StoredEvent<'_>| {
                versions += 1;
                Ok(())
            };
            store.read_stream(stream(1), visit).unwrap();
            assert_eq!(versions % 3, 0, "the stream ends in the middle of a commit");
            assert_eq!(store.head().unwrap().size() % 3, 0, "the head stands in the middle of a commit");
            let row = store.summary(stream(1)).unwrap().map_or(0, |row| row.version);
            assert_eq!(row % 3, 0, "the summary is of the middle of a commit");
            if let Some(receipt) = store.receipt(command(u128::from(row / 3))).unwrap() {
                assert!(log(&*store).len() as u64 >= receipt.position, "a receipt without its events");
            }
        }
    });
    assert_eq!(log(&*store).len(), 300);
}

pub fn of_two_on_one_version_one_conflicts(store: Store) {
    let first = store.submit(commit(stream(1), 0, 1, 1));
    let second = store.submit(commit(stream(1), 0, 2, 1));
    first.wait().unwrap();
    assert!(matches!(second.wait(), Err(StoreError::Conflict { expected: 0, actual: 1, .. })));
    let ahead = store.append(commit(stream(1), 5, 3, 1));
    assert!(matches!(ahead, Err(StoreError::Conflict { expected: 5, actual: 1, .. })));
    let nowhere = store.append(commit(stream(2), 1, 4, 1));
    let Err(StoreError::Conflict { complaint, expected: 1, actual: 0 }) = nowhere else {
        panic!("a version that was never reached: {nowhere:?}")
    };
    assert_eq!(complaint, stream(2));
    assert_eq!(log(&*store).len(), 1);
}

pub fn of_many_racing_on_one_version_one_is_recorded(store: Store) {
    for version in 0..20_u32 {
        let won = std::thread::scope(|scope| {
            let racing: Vec<_> = (1..=8_u128)
                .map(|number| {
                    let store = &store;
                    let number = u128::from(version) * 8 + number;
                    scope.spawn(move || store.append(commit(stream(1), version, number, 1)))
                })
                .collect();
            racing.into_iter().filter_map(|thread| joined(thread.join()).ok()).count()
        });
        assert_eq!(won, 1, "on version {version}");
    }
    assert_eq!(log(&*store).len(), 20);
}

pub fn a_failing_commit_disturbs_no_neighbour(store: Store) {
    let fails =
        |number: u128| number.is_multiple_of(2) || number.is_multiple_of(5) || number.is_multiple_of(7);
    store.append(Commit { claims: vec![register(1)], ..commit(stream(1000), 0, 1000, 1) }).unwrap();
    let pending: Vec<_> = (1..=200_u128)
        .map(|number| {
            // A conflict, a missing key or a claim that is taken.
            let expected = u32::from(number.is_multiple_of(2));
            let mut next = commit(stream(number), expected, number, 1);
            if number.is_multiple_of(5) {
                next.contents = vec![chunk(stream(number), content(number))];
            }
            if number.is_multiple_of(7) {
                next.claims = vec![register(1)];
            }
            (number, store.submit(next))
        })
        .collect();
    for (number, pending) in pending {
        let answer = pending.wait();
        assert_eq!(answer.is_err(), fails(number), "commit {number}: {answer:?}");
    }
    let recorded: Vec<_> = log(&*store).into_iter().skip(1).map(|(_, of, ..)| of).collect();
    assert_eq!(recorded, (1..=200).filter(|number| !fails(*number)).map(stream).collect::<Vec<_>>());
}

pub fn a_command_is_recorded_once_and_gives_the_first_receipt(store: Store) {
    let first = store.append(commit(stream(1), 0, 1, 2)).unwrap().receipt;
    assert_eq!((first.first_version, first.last_version, first.position), (1, 2, 2));
    assert_eq!((first.command, first.complaint), (command(1), stream(1)));
    store.append(commit(stream(1), 2, 2, 1)).unwrap();
    let others = [
        commit(stream(1), 0, 1, 2),
        commit(stream(1), 3, 1, 1),
        commit(stream(2), 0, 1, 1),
        Commit { key: KeyChange::Destroy, ..commit(stream(1), 3, 1, 1) },
    ];
    for again in others {
        match store.append(again) {
            Err(StoreError::Duplicate(receipt)) => assert_eq!(receipt, first),
            other => panic!("the same command again: {other:?}"),
        }
    }
    assert_eq!(store.receipt(command(1)).unwrap(), Some(first));
    assert_eq!(store.receipt(command(9)).unwrap(), None);
    assert_eq!(log(&*store).len(), 3);
}

pub fn a_command_sent_twice_at_once_is_recorded_once(store: Store) {
    for number in 1..=20_u128 {
        let both = [(); 2].map(|()| store.submit(commit(stream(number), 0, number, 1)));
        let [first, second] = both.map(aduan_store::Pending::wait);
        let recorded = first.expect("the first is recorded").receipt;
        assert!(matches!(second, Err(StoreError::Duplicate(receipt)) if receipt == recorded), "{second:?}");
    }
    assert_eq!(log(&*store).len(), 20);
}

pub fn a_refused_commit_may_be_tried_again(store: Store) {
    let of = stream(1);
    let sealed = Commit { contents: vec![chunk(of, content(1))], ..commit(of, 0, 1, 1) };
    assert!(matches!(store.append(sealed.clone()), Err(StoreError::NoKey { .. })));
    let conflict = commit(stream(2), 1, 2, 1);
    assert!(matches!(store.append(conflict.clone()), Err(StoreError::Conflict { .. })));
    store.change(aduan_store::Change::CreateKey { complaint: of, key: wrapped(of) }).unwrap();
    store.append(commit(stream(2), 0, 3, 1)).unwrap();
    for again in [sealed, conflict] {
        store.append(again.clone()).expect("what was in its way is gone");
        assert!(matches!(store.append(again), Err(StoreError::Duplicate(_))));
    }
    assert_eq!(log(&*store).len(), 3);
}

pub fn a_commit_that_contradicts_itself_is_invalid(store: Store) {
    let whole = || commit(stream(1), 0, 1, 1);
    let wrong = [
        Commit { lines: Vec::new(), ..whole() },
        Commit { summary: Some(Summary::of(&Complaint::new(stream(2)))), ..whole() },
        Commit { summary: commit(stream(1), 0, 1, 2).summary, ..whole() },
        Commit { contents: vec![chunk(stream(2), content(1))], ..whole() },
        Commit { outbox: vec![message(stream(2), 1)], ..whole() },
        Commit { expected: u32::MAX, ..whole() },
        Commit { summary: None, ..whole() },
        // The administrative stream has events alone: the desk's own key is under its id.
        commit(ComplaintId::ADMINISTRATION, 0, 1, 1),
        Commit { key: KeyChange::Destroy, ..administrative(0, 1, 1) },
        Commit { claims: vec![register(41)], ..administrative(0, 1, 1) },
        Commit { bind: vec![content(1)], ..administrative(0, 1, 1) },
        Commit { outbox: vec![message(ComplaintId::ADMINISTRATION, 1)], ..administrative(0, 1, 1) },
    ];
    for wrong in wrong {
        let answer = store.append(wrong);
        assert!(matches!(answer, Err(StoreError::Invalid(_))), "{answer:?}");
    }
    assert_eq!(store.head().unwrap().size(), 0);
}

pub fn the_administrative_stream_is_read_as_any_other_and_is_in_no_list(store: Store) {
    let id = ComplaintId::ADMINISTRATION;
    store.append(administrative(0, 1, 2)).unwrap();
    store.append(commit(stream(1), 0, 2, 1)).unwrap();
    store.append(administrative(2, 3, 1)).unwrap();
    let again = store.append(administrative(0, 4, 1));
    assert!(matches!(again, Err(StoreError::Conflict { expected: 0, actual: 3, .. })), "{again:?}");
    assert!(matches!(store.append(administrative(2, 3, 1)), Err(StoreError::Duplicate(_))));
    let mut read = Vec::new();
    let mut visit = |entry: StoredEvent<'_>| {
        read.push((entry.position, entry.version));
        Ok(())
    };
    assert_eq!(store.read_stream_after(id, 1, &mut visit).unwrap(), 3);
    assert_eq!(read, [(2, 2), (4, 3)]);
    assert_eq!(log(&*store).len(), 4);
    assert_eq!(store.summary(id).unwrap(), None);
    let all: Stages = Stage::ALL.iter().copied().collect();
    let listed = store.worklist(&Worklist::of_stages(all)).unwrap();
    assert!(listed.iter().all(|row| row.complaint == stream(1)), "{listed:?}");
    assert_eq!(store.due(Timestamp::MAX, None, 9).unwrap(), []);
    // The desk's own key is under the same id, and no commit touches it.
    store.change(aduan_store::Change::CreateKey { complaint: id, key: wrapped(id) }).unwrap();
    store.append(administrative(3, 5, 1)).unwrap();
    assert!(matches!(store.key(id).unwrap(), KeyState::Active(_)));
}

pub fn a_claim_is_one_complaints_for_ever(store: Store) {
    store.append(Commit { claims: vec![register(41)], ..commit(stream(1), 0, 1, 1) }).unwrap();
    let second = || Commit { claims: vec![register(42), register(41)], ..commit(stream(2), 0, 2, 1) };
    assert!(matches!(store.append(second()), Err(StoreError::ClaimTaken { what: "register number" })));
    assert_eq!(store.claimed(&register(41)).unwrap(), Some(stream(1)));
    assert_eq!(store.claimed(&register(42)).unwrap(), None, "all of a commit, or nothing");
    let ticket = |byte| aduan_store::Claim::Ticket(aduan_store::TicketDigest([byte; 32]));
    store.append(Commit { claims: vec![ticket(1), register(42)], ..commit(stream(3), 0, 3, 1) }).unwrap();
    store.append(Commit { key: KeyChange::Destroy, ..commit(stream(3), 1, 4, 1) }).unwrap();
    let third = Commit { claims: vec![ticket(1)], ..commit(stream(4), 0, 5, 1) };
    assert!(matches!(store.append(third), Err(StoreError::ClaimTaken { what: "ticket" })));
    assert_eq!(store.claimed(&ticket(1)).unwrap(), Some(stream(3)), "erasure gives no ticket away");
    assert_eq!(store.claimed(&ticket(2)).unwrap(), None);
}

pub fn an_edition_is_kept_under_its_digest(store: Store) {
    let content = Directory::djbc().to_json().into_bytes();
    let digest = digest_of(&content);
    assert_eq!(store.edition(digest).unwrap(), None);
    let keep = |digest, content| store.change(Change::KeepEdition { digest, content });
    for _ in 0..2 {
        keep(digest, content.clone()).unwrap();
        assert_eq!(store.edition(digest).unwrap().as_ref(), Some(&content));
    }
    let other = keep(digest, b"{}".to_vec());
    assert!(matches!(other, Err(StoreError::Invalid(_))), "{other:?}");
    keep(digest_of(b"{}"), b"{}".to_vec()).unwrap();
    assert_eq!(store.edition(digest).unwrap(), Some(content));
}

pub fn the_last_serial_is_the_highest_of_its_year(store: Store) {
    use aduan_core::RegisterNumber;
    let number = |year, serial| aduan_store::Claim::Register(RegisterNumber::new(year, serial).unwrap());
    for (of, claim) in (1..).zip([number(2025, 300), number(2025, 41), number(2024, 7_000)]) {
        store.append(Commit { claims: vec![claim], ..commit(stream(of), 0, of, 1) }).unwrap();
    }
    let last = [2023, 2024, 2025, 2026].map(|year| store.last_serial(year).unwrap());
    assert_eq!(last, [0, 7_000, 300, 0]);
}
