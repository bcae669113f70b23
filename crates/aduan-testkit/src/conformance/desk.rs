//! The cases that the desk and its store must decide.

use super::{Store, joined};
use crate::test_desk::{
    MOBILE, NAME, STORY, TestDesk, identity, office, officer, protection_officer, pyb, receiver, reception,
    second_protection_officer, verifier,
};
use aduan_core::event::Event;
use aduan_core::{
    Actor, Calendar, Channel, Clarity, Command, Decoded, Deliveries, Delivery, Directory, DisclosureGround,
    Edition, ErasureBasis, EventKind, Following, Matter, Media, Notice, NoticeChannel, PersonId, Record,
    Rejection, Role, Rule, Rulebook, Stage, Ticket, decode,
};
use aduan_store::desk::{AddedEdition, Effect, Source, TicketSecret, WorklistQuery};
use aduan_store::vault::{KeyProvider, KeyRing, MasterKey, VaultError};
use aduan_store::{AccessAnswer, Desk, DeskError, OsEntropy, StoredEvent, Topic, Worklist, load};
use std::sync::Arc;
use uuid::Uuid;

fn rejected(result: Result<impl std::fmt::Debug, DeskError>) -> Rejection {
    match result {
        Err(DeskError::Rejected(rejection)) => rejection,
        other => panic!("should be refused: {other:?}"),
    }
}

pub fn an_edition_is_recorded_once_and_never_with_other_content(store: Store) {
    let world = TestDesk::new(store);
    world.online(Matter::Duties);
    let known = world.desk.record_editions().unwrap();
    assert_eq!(
        (known.version, known.editions.len()),
        (5, 4),
        "two rulebooks, a calendar, a directory and the master key"
    );
    let size = world.store.head().unwrap().size();
    assert_eq!(world.desk.record_editions().unwrap(), known);
    let shipped = Calendar::indonesia().id();
    let desk = |keys, calendar| {
        Desk::open(Arc::clone(&world.store), Arc::new(keys)).unwrap().with_calendar(calendar)
    };
    let ring = || KeyRing::new(MasterKey::from_bytes([7; 32]));
    let other = desk(ring(), Calendar::new(shipped, 2024, 2026, [])).record_editions();
    assert!(
        matches!(other, Err(DeskError::OtherEdition(found)) if found.edition == shipped.into()),
        "{other:?}"
    );
    assert_eq!(world.store.head().unwrap().size(), size, "a refusal records nothing");
    let rotated = desk(ring().rotated(MasterKey::from_bytes([8; 32])), Calendar::indonesia());
    let after = rotated.record_editions().unwrap();
    assert_eq!((after.version, after.master_key == known.master_key), (6, false));
    assert_eq!(world.desk.administration().unwrap(), after);
    assert_eq!(world.online(Matter::Duties).0.complaint.version, 3, "complaints go on beside it");
}

pub fn an_edition_that_was_added_is_used_by_the_next_desk(store: Store) {
    let world = TestDesk::new(store);
    let mut rules = Rulebook::kep_154_2012();
    rules.id = "house-1".parse().unwrap();
    let calendar = Calendar::new("id-2025-2027".parse().unwrap(), 2025, 2027, []);
    let mut offices: Vec<_> = Directory::djbc().entries().cloned().collect();
    offices.retain(|entry| entry.until.is_none());
    let directory = Directory::new("djbc-2027".parse().unwrap(), String::new(), Vec::new(), offices).unwrap();
    let editions = [rules.clone().into(), calendar.clone().into(), Edition::from(directory.clone())];
    for edition in &editions {
        assert_eq!(world.desk.add_edition(edition).unwrap(), AddedEdition::Recorded);
        assert_eq!(world.desk.add_edition(edition).unwrap(), AddedEdition::Already);
    }
    assert_eq!(world.desk.administration().unwrap().version, 3, "each once");

    let next = TestDesk::new(Arc::clone(&world.store)).desk.with_rulebook(rules.id).unwrap();
    let ticket = TicketSecret::fresh(&OsEntropy).unwrap();
    let filed = reception(Channel::Website, Matter::Duties);
    let (done, _) = next.receive_online(&next.trace().unwrap(), filed, &ticket).unwrap();
    let (_, records) = load(&*world.store, done.complaint.id).unwrap();
    let by = |record: &Record| (record.rulebook, record.calendar, record.directory);
    assert!(records.iter().all(|record| by(record) == (rules.id, calendar.id(), Some(directory.id()))));

    let unknown = TestDesk::new(Arc::clone(&world.store)).desk.with_rulebook("house-2".parse().unwrap());
    assert!(matches!(unknown, Err(DeskError::UnknownRulebook { .. })), "{unknown:?}");
    let size = world.store.head().unwrap().size();
    for taken in [calendar.id(), Calendar::indonesia().id()] {
        let refused = next.add_edition(&Calendar::new(taken, 2025, 2026, []).into());
        assert!(matches!(refused, Err(DeskError::OtherEdition(_))), "{refused:?}");
    }
    assert_eq!(world.store.head().unwrap().size(), size, "a refusal records nothing");
}

pub fn c14_a_receiver_never_sees_the_ticket(store: Store) {
    let world = TestDesk::new(store);
    let mut by_phone = reception(Channel::Telephone, Matter::Duties);
    by_phone.following = Following::Wanted;
    let done =
        world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), by_phone.clone()).unwrap();
    let kinds: Vec<_> = done.records.iter().map(|record| record.event.kind()).collect();
    assert_eq!(kinds, [EventKind::Received, EventKind::TicketIssued]);

    let letters = world.desk.outbox(0, 9).unwrap().ready;
    let topics: Vec<Topic> = letters.iter().map(|letter| letter.topic).collect();
    assert_eq!(topics, [Topic::Ticket(Delivery::Sms), Topic::Notice(Notice::Register)]);
    assert_eq!(letters[0].address.as_ref().unwrap().reveal(), MOBILE);
    let ticket = letters[0].ticket.as_ref().unwrap().reveal().to_owned();
    for seen in
        [format!("{done:?}"), format!("{letters:?}"), format!("{:?}", world.store.outbox(0, 9).unwrap())]
    {
        assert!(!seen.contains(&ticket) && !seen.contains(&ticket.replace('-', "")));
    }
    let source = Source::from("the complainant");
    assert_eq!(world.desk.follow(&ticket, &source).unwrap().register, done.complaint.register);

    world.desk.sent(letters[0].id).unwrap();
    world.desk.sent(letters[0].id).unwrap();
    world.desk.sent(letters[1].id).unwrap();
    assert!(world.desk.outbox(0, 9).unwrap().ready.is_empty());
    let again = world.desk.act(
        &world.desk.trace().unwrap(),
        &receiver(),
        done.complaint.id,
        Command::IssueTicket {
            deliveries: aduan_core::Deliveries::of(&[Delivery::Sms]),
            contact: identity(),
        },
    );
    assert_eq!(rejected(again).rule(), Rule::R7);
}

pub fn c15_an_identity_is_read_by_disclosure_alone(store: Store) {
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Discipline);
    let id = done.complaint.id;
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    world.act(&verifier(), id, Command::ForwardToPyb { office: office("KANWIL-050000") }).unwrap();
    let assessor = officer(14, Role::Assessor, "KANWIL-050000");
    let dispose = Command::DisposeToAssessor {
        office: office("KANWIL-050000"),
        assessor: Some(assessor.id),
        instruction: None,
    };
    world.act(&pyb(), id, dispose).unwrap();

    assert!(matches!(world.desk.read_identity(&assessor, id), Err(DeskError::NotDisclosed)));
    let Event::Received(received) = &done.records[0].event else { panic!() };
    let hidden = received.identity.as_ref().unwrap().content.id;
    assert!(matches!(world.desk.read(&assessor, id, hidden), Err(DeskError::MayNotRead { .. })));
    let disclose = |actor: &Actor| {
        world.desk.act(
            &world.desk.trace().unwrap(),
            actor,
            id,
            Command::DiscloseIdentity {
                ground: DisclosureGround::EaseInvestigation,
                recipient: assessor.id,
                recipient_role: Role::Assessor,
                purpose: "konfirmasi".into(),
            },
        )
    };
    assert_eq!(rejected(disclose(&assessor)), Rejection::ApprovalRequired);
    let disclosed = disclose(&pyb()).unwrap();
    assert_eq!(disclosed.records[0].event.kind(), EventKind::IdentityDisclosed);
    let seen = world.desk.read_identity(&assessor, id).unwrap();
    assert_eq!(seen.name.unwrap().reveal(), NAME);
    assert!(
        matches!(world.desk.read_identity(&pyb(), id), Err(DeskError::NotDisclosed)),
        "to the recipient alone"
    );
    let accesses = world.desk.accesses(id).unwrap();
    let trail: Vec<_> = accesses.iter().map(|access| (access.actor.clone(), access.answer)).collect();
    let refused = AccessAnswer::Refused;
    assert_eq!(trail, [(assessor.clone(), refused), (assessor, AccessAnswer::Shown), (pyb(), refused)]);
    assert!(accesses.iter().all(|access| access.content == hidden));
}

pub fn c19_erasure_obeys_a_hold_and_is_final(store: Store) {
    let world = TestDesk::new(store);
    let (done, ticket) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let Event::Received(received) = &done.records[0].event else { panic!() };
    let material = received.material.id;
    world.close(id, &complainant);
    let officer = protection_officer();
    let held = Command::PlaceLegalHold { hold: (), reason: "perkara 7".into() };
    let done = world.desk.act(&world.desk.trace().unwrap(), &officer, id, held).unwrap();
    let [placed] = done.complaint.holds[..] else { panic!("one hold: {:?}", done.complaint.holds) };
    let hold = placed.hold;
    let erase_by =
        |officer: &Actor| world.act(officer, id, Command::ErasePersonalData { basis: ErasureBasis::Request });
    let erase = || erase_by(&officer);
    assert_eq!(rejected(erase()), Rejection::LegalHold { holds: 1 });
    assert_eq!(world.desk.read(&complainant, id, material).unwrap().reveal(), STORY);
    let release = Command::ReleaseLegalHold { hold, reason: "selesai".into() };
    world.desk.act(&world.desk.trace().unwrap(), &officer, id, release).unwrap();
    // One proposes it, and another does it (S2).
    assert!(!erase().unwrap().complaint.erased);
    let before = (world.store.summary(id).unwrap().unwrap().outcome, world.store.head().unwrap().size());
    erase_by(&second_protection_officer()).unwrap();

    assert!(matches!(
        world.desk.read(&complainant, id, material),
        Err(DeskError::Vault(VaultError::Erased { .. }))
    ));
    let letters = world.desk.outbox(0, 9).unwrap();
    assert!(letters.unreadable.is_empty(), "{letters:?}");
    let nothing_of_theirs =
        |letter: &aduan_store::desk::OpenedMessage| letter.address.is_none() && letter.ticket.is_none();
    assert!(letters.ready.iter().all(nothing_of_theirs), "a promised notice stays, without its address");
    let after = (world.store.summary(id).unwrap().unwrap().outcome, world.store.head().unwrap().size());
    assert_eq!((before.0, before.1 + 1), after, "the history stands, and with it every count");
    let words = world.desk.act(
        &world.desk.trace().unwrap(),
        &officer,
        id,
        Command::PlaceLegalHold { hold: (), reason: "terlambat".into() },
    );
    assert_eq!(rejected(words), Rejection::Erased);
    assert_eq!(rejected(erase()), Rejection::Erased);
    let view = world.desk.follow(&ticket.reveal(), &Source::from("x")).unwrap();
    assert_eq!(view.steps.last().unwrap().milestone, aduan_core::Milestone::Erased);
}

pub fn c21_two_verifiers_one_decision(store: Store) {
    let other = TestDesk::new(Arc::clone(&store));
    let world = TestDesk::new(store);
    let reviewed = || {
        let id = world.online(Matter::Duties).0.complaint.id;
        world.review(id, Clarity::Sufficient, Matter::Duties);
        id
    };
    let forward = || Command::ForwardToAssessor { office: office("KPPBC-050500"), assessor: None };
    // The second decides, at another desk, between the first one's reading and writing.
    let id = reviewed();
    other.act(&officer(21, Role::Verifier, "KPPBC-050500"), id, forward()).unwrap();
    let first = world.act(&verifier(), id, forward());
    assert!(matches!(rejected(first), Rejection::Stage { stage: Stage::Assessment, .. }));
    for _ in 0..10 {
        let id = reviewed();
        let decide =
            |number: u128| world.act(&officer(number, Role::Verifier, "KPPBC-050500"), id, forward());
        let (left, right) = std::thread::scope(|scope| {
            let left = scope.spawn(|| decide(21));
            let right = scope.spawn(|| decide(22));
            (joined(left.join()), joined(right.join()))
        });
        let (won, lost) = if left.is_ok() { (left, right) } else { (right, left) };
        assert_eq!(won.unwrap().complaint.stage, Stage::Assessment);
        assert!(matches!(rejected(lost), Rejection::Stage { stage: Stage::Assessment, .. }));
    }
}

pub fn c22_a_retry_gives_the_first_result(store: Store) {
    let world = TestDesk::new(store);
    let trace = world.desk.trace().unwrap();
    let (complaint, secret) =
        (reception(Channel::Website, Matter::Duties), TicketSecret::fresh(&OsEntropy).unwrap());
    let (first, ticket) = world.desk.receive_online(&trace, complaint.clone(), &secret).unwrap();
    let (again, same) = world.desk.receive_online(&trace, complaint.clone(), &secret).unwrap();
    assert_eq!((first.effect, again.effect), (Effect::Recorded, Effect::RecordedBefore));
    assert_eq!((first.records, first.receipt), (again.records, again.receipt));
    assert_eq!(ticket.secret(), same.secret());
    let other = TicketSecret::fresh(&OsEntropy).unwrap();
    let thief = world.desk.receive_online(&trace, complaint.clone(), &other);
    assert!(matches!(thief, Err(DeskError::CommandReused { .. })), "the command's id alone gives no ticket");

    let id = first.complaint.id;
    let trace = world.desk.trace().unwrap();
    let withdraw = |trace: &aduan_store::desk::Trace, actor: &Actor| {
        world.desk.act(
            trace,
            actor,
            id,
            Command::Withdraw { reason: Some("batal".into()), told_by: None, evidence: None },
        )
    };
    let complainant = Actor::complainant(first.complaint.complainant);
    let once = withdraw(&trace, &complainant).unwrap();
    let twice = withdraw(&trace, &complainant).unwrap();
    assert_eq!((once.records, once.complaint), (twice.records, twice.complaint));
    assert_eq!(twice.effect, Effect::RecordedBefore);
    assert!(matches!(withdraw(&trace, &receiver()), Err(DeskError::CommandReused { .. })));
    assert_eq!(rejected(withdraw(&world.desk.trace().unwrap(), &complainant)).rule(), Rule::R21);
    assert_eq!(world.store.head().unwrap().size(), 4);

    let manual = reception(Channel::Letter, Matter::Duties);
    let trace = world.desk.trace().unwrap();
    let once = world.desk.receive_manual(&trace, &receiver(), manual.clone()).unwrap();
    let twice = world.desk.receive_manual(&trace, &receiver(), manual.clone()).unwrap();
    assert_eq!(once.complaint, twice.complaint);
}

pub fn c26_wrong_tickets_are_all_alike_and_slowed(store: Store) {
    let world = TestDesk::new(store);
    let (_, ticket) = world.online(Matter::Duties);
    let (right, home) = (ticket.reveal(), Source::from("home"));
    assert!(world.desk.follow(&right, &home).is_ok());
    let mut mistyped = right.clone();
    mistyped.replace_range(0..1, if right.starts_with('7') { "8" } else { "7" });
    for _ in 0..50 {
        assert!(matches!(world.desk.follow(&mistyped, &home), Err(DeskError::NotATicket(_))));
    }
    let guesser = Source::from("192.0.2.1");
    let guess = |number: u8| world.desk.follow(&Ticket::from_random([number; 10]).reveal(), &guesser);
    let (mut wrong, mut refused) = (0, 0);
    for number in 0..100 {
        match guess(number) {
            Err(DeskError::WrongTicket) => wrong += 1,
            Err(DeskError::TooManyTickets { .. }) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((wrong, refused), (5, 95));
    assert!(
        matches!(world.desk.follow(&right, &guesser), Err(DeskError::TooManyTickets { .. })),
        "right ones too"
    );
    assert!(world.desk.follow(&right, &home).is_ok(), "nobody else pays for it");
    for number in 0..10 {
        world.pass_seconds(1 << number);
        assert!(matches!(guess(number), Err(DeskError::WrongTicket)), "slowed: {number}");
    }
    world.pass_seconds(14 * 60);
    assert!(matches!(guess(1), Err(DeskError::TooManyTickets { .. })), "refused for a while");
    world.pass_seconds(2 * 60 * 60);
    assert!(world.desk.follow(&right, &guesser).is_ok());
}

pub fn c49_a_new_ticket_ends_the_old_one(store: Store) {
    let world = TestDesk::new(store);
    let (done, first) = world.online(Matter::Duties);
    let reissue = Command::ReissueTicket { deliveries: Deliveries::of(&[Delivery::Sms]), contact: None };
    world.act(&receiver(), done.complaint.id, reissue).unwrap();
    let letters = world.desk.outbox(0, 9).unwrap().ready;
    let second = letters.iter().rev().find_map(|letter| letter.ticket.as_ref()).unwrap().reveal().to_owned();
    let home = Source::from("home");
    let shown = |ticket: &str| world.desk.by_ticket(ticket, &home).map(|(_, actor)| actor.ticket);
    assert_eq!(shown(&first.reveal()).unwrap(), Some(1), "until the new one is shown");
    assert_eq!(shown(&second).unwrap(), Some(2));
    assert!(matches!(shown(&first.reveal()), Err(DeskError::RevokedTicket)));
    let again = Desk::open(Arc::clone(&world.store), Arc::new(KeyRing::new(MasterKey::from_bytes([7; 32]))));
    let dead = again.unwrap().by_ticket(&first.reveal(), &home);
    assert!(matches!(dead, Err(DeskError::RevokedTicket)), "after a restart, too");
}

fn refused_filing(world: &TestDesk) {
    let form = reception(Channel::WiseForm, Matter::Duties);
    let trace = world.desk.trace().unwrap();
    assert_eq!(rejected(world.desk.receive_manual(&trace, &receiver(), form)).rule(), Rule::R1);
}

pub fn a_hundred_refused_filings_take_no_register_number(store: Store) {
    let world = TestDesk::new(store);
    let serial = || world.online(Matter::Duties).0.complaint.register.unwrap().serial();
    assert_eq!(serial(), 1);
    (0..100).for_each(|_| refused_filing(&world));
    assert_eq!(serial(), 2);
    world.set("2026-01-05T03:00:00.000000Z");
    refused_filing(&world);
    assert_eq!(serial(), 1, "of the new year");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..50).for_each(|_| refused_filing(&world)));
        }
    });
    assert_eq!(serial(), 2);
}

pub fn who_files_at_once_is_numbered_in_the_order_of_the_log(store: Store) {
    let world = TestDesk::new(store);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    world.online(Matter::Duties);
                    refused_filing(&world);
                }
            });
        }
    });
    let mut numbers = Vec::new();
    let mut see = |entry: StoredEvent<'_>| {
        if let Decoded::Known(known) = decode(entry.line)
            && let Event::Received(received) = known.record.event
        {
            numbers.push(received.register.serial());
        }
        Ok(())
    };
    world.store.read_log(0, 1000, &mut see).unwrap();
    assert_eq!(numbers, (1..=80).collect::<Vec<_>>());
}

pub fn c5_the_sweep_expires_each_window_once(store: Store) {
    let world = TestDesk::new(store);
    let asked: Vec<_> = (0..40)
        .map(|_| {
            let id = world.online(Matter::Duties).0.complaint.id;
            world.ask_for_data(id);
            id
        })
        .collect();
    assert_eq!(world.desk.sweep().unwrap().done, 0);
    world.set("2025-03-20T03:00:00.000000Z");
    let done: u64 = std::thread::scope(|scope| {
        let sweeps: Vec<_> = (0..4).map(|_| scope.spawn(|| world.desk.sweep().unwrap())).collect();
        let receiving = scope.spawn(|| (0..20).for_each(|_| drop(world.online(Matter::Duties))));
        joined(receiving.join());
        sweeps
            .into_iter()
            .map(|sweep| joined(sweep.join()))
            .map(|swept| {
                assert_eq!(swept.failed, []);
                swept.done
            })
            .sum()
    });
    assert_eq!(done, 40);
    for id in asked {
        let (complaint, records) = aduan_store::load(&*world.store, id).unwrap();
        let expired: Vec<_> =
            records.iter().filter(|record| record.event.kind() == EventKind::DataWindowExpired).collect();
        assert_eq!((complaint.stage, expired.len()), (Stage::Verification, 1));
        let Event::DataWindowExpired(expiry) = &expired[0].event else { panic!() };
        assert_eq!(expiry.due.to_string(), "2025-03-15T17:00:00.000000Z");
        assert_eq!(expired[0].recorded_at.to_string(), "2025-03-20T03:00:00.000000Z");
    }
    assert_eq!(world.desk.sweep().unwrap().done, 0);
}

pub fn a_video_streams_in_and_out(store: Store) {
    use std::io::Read;
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let length = 3_000_001_u64;
    let mut video = std::io::repeat(42).take(length);
    let attachment = world.desk.upload(id, &mut video, 10_000_000).unwrap();
    assert_eq!(attachment.sealed.bytes, length);
    let attach = Command::AttachEvidence { content: attachment.clone(), media: Media::Video };
    world.desk.act(&world.desk.trace().unwrap(), &complainant, id, attach).unwrap();
    let mut read = Vec::new();
    world.desk.read_to(&verifier(), id, attachment.sealed.reference.id, &mut read).unwrap();
    assert!(read.len() as u64 == length && read.iter().all(|byte| *byte == 42));

    let too_large = world.desk.upload(id, &mut std::io::repeat(1).take(2_000_001), 2_000_000);
    assert!(matches!(too_large, Err(DeskError::Vault(VaultError::TooLarge { limit: 2_000_000 }))));
    let dropped = world.desk.upload(id, &mut std::io::repeat(1).take(5), 9).unwrap();
    world.pass_seconds(60);
    world.desk.drop_uploads("2025-03-01T03:00:30.000000Z".parse().unwrap()).unwrap();
    let late = world.desk.act(
        &world.desk.trace().unwrap(),
        &complainant,
        id,
        Command::AttachEvidence { content: dropped.clone(), media: Media::File },
    );
    assert!(matches!(late, Err(DeskError::Store(aduan_store::StoreError::NotStaged { .. }))));
    let mut bound = Vec::new();
    world.desk.read_to(&verifier(), id, attachment.sealed.reference.id, &mut bound).unwrap();
}

pub fn what_was_read_is_on_record(store: Store) {
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    let Event::Received(received) = &done.records[0].event else { panic!() };
    assert_eq!(world.desk.read(&verifier(), id, received.material.id).unwrap().reveal(), STORY);
    let stranger = officer(50, Role::Verifier, "KPPBC-999999");
    assert!(matches!(
        world.desk.read(&stranger, id, received.material.id),
        Err(DeskError::MayNotRead { .. })
    ));
    let other = Actor::complainant(PersonId::new(Uuid::from_u128(5)));
    assert!(matches!(world.desk.read(&other, id, received.material.id), Err(DeskError::MayNotRead { .. })));
    // Named by one review and not by the next: T6 holds all the same.
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    world.review(id, Clarity::Sufficient, Matter::Duties);
    let named = officer(99, Role::Verifier, "KPPBC-050500");
    assert!(matches!(world.desk.read(&named, id, received.material.id), Err(DeskError::MayNotRead { .. })));
    let accesses = world.desk.accesses(id).unwrap();
    assert_eq!(accesses.len(), 1, "who was refused has seen nothing");
    assert_eq!((&accesses[0].actor, accesses[0].content), (&verifier(), received.material.id));
}

pub fn worklists_show_who_has_to_act(store: Store) {
    let world = TestDesk::new(store);
    let ids: Vec<_> = (0..5)
        .map(|_| {
            world.pass_seconds(1);
            world.online(Matter::Discipline).0.complaint.id
        })
        .collect();
    world.review(ids[1], Clarity::Sufficient, Matter::Discipline);
    world.act(&verifier(), ids[1], Command::ForwardToPyb { office: office("KANWIL-050000") }).unwrap();
    let list = |list: Worklist| -> Vec<_> {
        world.store.worklist(&list).unwrap().into_iter().map(|row| row.complaint).collect()
    };
    assert_eq!(list(Worklist::of_role(Role::Verifier)), [ids[0], ids[2], ids[3], ids[4]]);
    assert_eq!(list(Worklist::of_role(Role::Pyb).at(office("KANWIL-050000"))), [ids[1]]);
    assert_eq!(list(Worklist::of_role(Role::Pyb).at(office("PUSKI-001400"))), []);
    let first = Worklist { limit: 2, ..Worklist::of_role(Role::Verifier) };
    let page = world.store.worklist(&first).unwrap();
    assert_eq!(list(first.after(&page[1])), [ids[3], ids[4]]);
    let (now, later) = ("2025-03-01T04:00:00.000000Z", "2025-06-01T04:00:00.000000Z");
    assert_eq!(list(Worklist::of_role(Role::Pyb).overdue(now.parse().unwrap())), []);
    assert_eq!(list(Worklist::of_role(Role::Pyb).overdue(later.parse().unwrap())), [ids[1]]);
}

pub fn c35_what_lies_in_intake_goes_to_the_verifier_by_the_sweep(store: Store) {
    let world = TestDesk::new(store);
    let letter = reception(Channel::Letter, Matter::Duties);
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), letter).unwrap();
    let id = done.complaint.id;
    assert_eq!((done.complaint.stage, world.desk.sweep().unwrap().done), (Stage::Intake, 0));
    world.set("2025-04-01T03:00:00.000000Z");
    assert_eq!(world.desk.sweep().unwrap().done, 1);
    assert_eq!(world.desk.complaint(id).unwrap().stage, Stage::Verification);
    let history = world.desk.history(&verifier(), id).unwrap();
    let moved = history.last().unwrap();
    assert_eq!((moved.event.kind(), moved.actor.role), (EventKind::VerificationRequested, Role::System));
    assert_eq!(world.desk.sweep().unwrap().done, 0);
}

pub fn c48_a_register_number_stands_in_the_receivers_list_until_it_was_told(store: Store) {
    let world = TestDesk::new(store);
    let by_phone = reception(Channel::Telephone, Matter::Duties);
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), by_phone).unwrap();
    let id = done.complaint.id;
    let listed = |actor: &Actor, query: &WorklistQuery| {
        let page = world.desk.worklist(actor, query).unwrap();
        page.rows.into_iter().map(|row| (row.complaint, row.to_tell)).collect::<Vec<_>>()
    };
    let mine = || listed(&receiver(), &WorklistQuery::default());
    let here = Some(office("KPPBC-050500"));
    assert_eq!(mine(), [(id, here)]);
    // It leaves intake and the office, and still nobody has told them.
    world.act(&receiver(), id, Command::RequestVerification).unwrap();
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    world.act(&verifier(), id, Command::ForwardToPyb { office: office("KANWIL-050000") }).unwrap();
    assert_eq!(mine(), [(id, here)]);
    let elsewhere = officer(99, Role::Receiver, "KPPBC-060100");
    assert_eq!(listed(&elsewhere, &WorklistQuery::default()), []);
    let coordinator = officer(98, Role::Coordinator, "PUSKI-001400");
    let late = || {
        let page = world.desk.worklist(&coordinator, &WorklistQuery::default()).unwrap();
        page.late.into_values().flatten().map(|awaited| awaited.rule).collect::<Vec<_>>()
    };
    assert_eq!(late(), []);
    world.set("2025-03-06T03:00:00.000000Z");
    assert_eq!(late(), [Rule::R5], "three working days are over");
    let mut overdue = WorklistQuery::default();
    overdue.overdue = true;
    assert_eq!(listed(&receiver(), &overdue), [(id, here)]);
    let told = Command::RecordTold { notice: Notice::Register, channel: NoticeChannel::Telephone };
    world.act(&receiver(), id, told).unwrap();
    assert_eq!((mine(), late()), (Vec::new(), Vec::new()));
}

pub fn what_an_office_that_does_not_exist_holds_is_in_the_coordinators_list(store: Store) {
    let world = TestDesk::new(store);
    let id = world.online(Matter::Duties).0.complaint.id;
    // The office ends, and has no successor.
    let mut offices: Vec<_> = Directory::djbc().entries().cloned().collect();
    offices.retain(|entry| entry.office != office("KPPBC-050500"));
    let directory = Directory::new("djbc-2025".parse().unwrap(), String::new(), Vec::new(), offices).unwrap();
    world.desk.add_edition(&directory.into()).unwrap();
    let next = TestDesk::new(Arc::clone(&world.store));
    let listed = |at: &str| {
        let page =
            next.desk.worklist(&officer(98, Role::Coordinator, at), &WorklistQuery::default()).unwrap();
        page.rows.iter().map(|row| (row.complaint, page.late[&row.complaint][0].rule)).collect::<Vec<_>>()
    };
    assert_eq!(listed("PUSKI-001400"), [(id, Rule::W4)]);
    assert_eq!(listed("KANWIL-060000"), []);
    let target = office("KPPBC-050300");
    let moved = Command::Transfer { office: target, reason: "kantornya tidak ada lagi".into() };
    next.act(&officer(98, Role::Coordinator, "PUSKI-001400"), id, moved).unwrap();
    assert_eq!(listed("PUSKI-001400"), []);
}

pub fn register_numbers_follow_one_another_by_year(store: Store) {
    let world = TestDesk::new(Arc::clone(&store));
    let register = |world: &TestDesk| world.online(Matter::Duties).0.complaint.register.unwrap().to_string();
    assert!(register(&world).starts_with("2025-000001-"));
    let form = reception(Channel::WiseForm, Matter::Duties);
    rejected(world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), form));
    assert!(register(&world).starts_with("2025-000002-"), "what is refused takes no number");
    // A second desk on the same store, as another process would have.
    let second = TestDesk::new(store);
    assert!(register(&second).starts_with("2025-000003-"));
    assert!(register(&world).starts_with("2025-000004-"), "goes on behind the other's");
    // 18:00 UTC on New Year's Eve is the next year in Jakarta.
    world.set("2025-12-31T18:00:00.000000Z");
    assert!(register(&world).starts_with("2026-000001-"));
}

pub fn keys_are_rewrapped_and_no_event_is_rewritten(store: Store) {
    let (old, new) = (MasterKey::from_bytes([1; 32]), MasterKey::from_bytes([2; 32]));
    let ring = KeyRing::new(old);
    let world = TestDesk::with_keys(Arc::clone(&store), ring.clone());
    let (done, ticket) = world.online(Matter::Duties);
    let Event::Received(received) = &done.records[0].event else { panic!() };
    let head = store.head().unwrap();
    let wrong = aduan_store::Desk::open(Arc::clone(&store), Arc::new(KeyRing::new(new.clone())));
    assert!(matches!(wrong, Err(DeskError::Vault(VaultError::WrongMasterKey { .. }))));

    let both = ring.rotated(new.clone());
    assert_eq!(both.current().unwrap().id(), new.id());
    let world = TestDesk::with_keys(Arc::clone(&store), both);
    assert_eq!(world.desk.rewrap_keys(99).unwrap().done, 2, "the complaint's and the desk's own");
    assert_eq!(world.desk.rewrap_keys(99).unwrap().done, 0);
    assert_eq!(store.head().unwrap(), head);

    let world = TestDesk::with_keys(store, KeyRing::new(new));
    assert_eq!(
        world.desk.read(&verifier(), done.complaint.id, received.material.id).unwrap().reveal(),
        STORY
    );
    assert!(world.desk.follow(&ticket.reveal(), &Source::from("x")).is_ok(), "tickets outlive the rotation");
}

pub fn a_hundred_threads_on_one_complaint(store: Store) {
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let results: Vec<_> = std::thread::scope(|scope| {
        let amend = |number: u32| {
            let world = &world;
            let complainant = &complainant;
            scope.spawn(move || {
                let content = format!("tambahan {number}").into();
                world.act(
                    complainant,
                    id,
                    Command::AmendMaterial { content, elements: aduan_core::Elements::EMPTY },
                )
            })
        };
        let threads: Vec<_> = (0..100).map(amend).collect();
        threads.into_iter().map(|thread| joined(thread.join())).collect()
    });
    let mut versions = Vec::new();
    let mut contended = 0;
    for result in results {
        match result {
            Ok(done) => versions.push(done.receipt.first_version),
            Err(DeskError::Contended { .. }) => contended += 1,
            Err(error) => panic!("{error}"),
        }
    }
    versions.sort_unstable();
    let expected: Vec<u32> = (4..).take(100 - contended).collect();
    assert_eq!(versions, expected, "none lost, none doubled");
    assert_eq!(contended, 0, "everybody got their turn");
    assert_eq!(world.desk.complaint(id).unwrap().version, 103);
}
