//! A conversation through the desk: who reads the words, what is sent, what is listed (P3, R23).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Clarity, Command, ComplaintId, ContentId, Event, EventKind, Matter, Notice, Rejection, Reported,
    Review, Role,
};
use aduan_store::desk::{Done, Effect, WorklistQuery};
use aduan_store::{DeskError, MemoryStore, Topic};
use aduan_testkit::test_desk::{TestDesk, elements, officer, receiver, verifier};
use std::sync::Arc;

const KANWIL: &str = "KANWIL-050000";

fn filed() -> (TestDesk, ComplaintId, Actor) {
    filed_about(Matter::Duties)
}

fn filed_about(matter: Matter) -> (TestDesk, ComplaintId, Actor) {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let complaint = world.online(matter).0.complaint;
    (world, complaint.id, Actor::complainant(complaint.complainant))
}

fn message(words: &str) -> aduan_store::desk::DraftCommand {
    Command::WriteMessage { message: words.into() }
}

/// The content of the message that was recorded.
fn content_of(done: &Done) -> ContentId {
    let Event::MessageWritten(written) = &done.records.last().unwrap().event else { panic!("a message") };
    written.message.id
}

fn row_of(world: &TestDesk, id: ComplaintId) -> aduan_store::Summary {
    let page = world.desk.worklist(&verifier(), &WorklistQuery::default()).unwrap();
    page.rows.into_iter().find(|row| row.complaint == id).unwrap()
}

#[test]
fn both_read_what_was_written_and_the_event_holds_no_word() {
    let (world, id, complainant) = filed();
    let from_us = world.act(&verifier(), id, message("Sedang kami periksa.")).unwrap();
    let from_them = world.act(&complainant, id, message("Terima kasih.")).unwrap();
    for actor in [&verifier(), &complainant] {
        assert_eq!(
            world.desk.read(actor, id, content_of(&from_us)).unwrap().reveal(),
            "Sedang kami periksa."
        );
        assert_eq!(world.desk.read(actor, id, content_of(&from_them)).unwrap().reveal(), "Terima kasih.");
    }
    let elsewhere = officer(50, Role::Verifier, "KPPBC-060100");
    for actor in [elsewhere, receiver()] {
        let read = world.desk.read(&actor, id, content_of(&from_them));
        assert!(matches!(read, Err(DeskError::MayNotRead { .. })), "{read:?}");
    }
    let lines = [&from_us, &from_them].map(|done| done.records.last().unwrap().to_line());
    assert!(lines.iter().all(|line| !line.contains("periksa") && !line.contains("Terima")));
}

#[test]
fn an_unanswered_message_stands_in_the_officers_list() {
    let (world, id, complainant) = filed();
    assert_eq!(row_of(&world, id).unanswered, None);
    let written = world.act(&complainant, id, message("Bagaimana kelanjutannya?")).unwrap();
    let since = written.records.last().unwrap().recorded_at;
    assert_eq!(row_of(&world, id).unanswered, Some(since));
    world.desk.read(&verifier(), id, content_of(&written)).unwrap();
    world.act(&verifier(), id, Command::MarkMessagesRead).unwrap();
    assert_eq!(row_of(&world, id).unanswered, None);
}

#[test]
fn only_the_notice_that_there_is_a_message_is_sent() {
    let (world, id, complainant) = filed();
    let notices = || {
        let page = world.desk.outbox(0, 99).unwrap();
        page.ready.into_iter().filter(|sent| sent.topic == Topic::Notice(Notice::Message)).collect::<Vec<_>>()
    };
    world.act(&complainant, id, message("Halo")).unwrap();
    assert!(notices().is_empty(), "what they write is not sent to them");
    world.act(&verifier(), id, message("Sudah kami terima.")).unwrap();
    let [notice] = &notices()[..] else { panic!("one notice") };
    assert!(notice.address.is_some());
    assert_eq!((&notice.ticket, notice.answer_within), (&None, None), "no words, and no time to answer");
}

#[test]
fn a_message_that_answered_a_request_is_recorded_once() {
    let (world, id, complainant) = filed();
    world.ask_untold(id);
    world.desk.open_question(&complainant, id).unwrap();
    let trace = world.desk.trace().unwrap();
    let first = world.desk.act(&trace, &complainant, id, message("Senin pagi.")).unwrap();
    assert_eq!(first.records.last().unwrap().event.kind(), EventKind::DataSupplied);
    let again = world.desk.act(&trace, &complainant, id, message("Senin pagi.")).unwrap();
    assert_eq!((again.effect, again.receipt), (Effect::RecordedBefore, first.receipt));
    let other = world.desk.act(&trace, &complainant, id, message("Selasa pagi."));
    assert!(matches!(other, Err(DeskError::CommandReused { .. })), "{other:?}");
}

#[test]
fn c43_the_reported_office_reads_no_message_once_the_file_has_left() {
    let (world, id, complainant) = filed_about(Matter::Discipline);
    let written = world.act(&complainant, id, message("Saya punya rekaman.")).unwrap();
    let content = content_of(&written);
    assert!(world.desk.read(&verifier(), id, content).is_ok());
    let review = Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Unclear,
        official: None,
        office: verifier().office,
        note: None,
    };
    world.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap();
    let refused = world.act(&verifier(), id, message("Cabut saja."));
    assert!(matches!(refused, Err(DeskError::Rejected(Rejection::Place { .. }))), "{refused:?}");
    let read = world.desk.read(&verifier(), id, content);
    assert!(matches!(read, Err(DeskError::MayNotRead { .. })), "{read:?}");
    assert!(world.desk.read(&officer(51, Role::Verifier, "PUSKI-001400"), id, content).is_ok());
}

#[test]
fn a_coordinator_reads_what_nobody_answered_before_the_end() {
    let (world, id, complainant) = filed();
    let ours = world.act(&verifier(), id, message("Terima kasih atas laporannya.")).unwrap();
    let written = world.act(&complainant, id, message("Ada satu hal lagi.")).unwrap();
    let above = officer(41, Role::Coordinator, KANWIL);
    assert!(world.desk.read(&above, id, content_of(&written)).is_err(), "not while the file is open");
    world.close(id, &complainant);
    let listed = world.desk.worklist(&above, &WorklistQuery::default()).unwrap();
    assert_eq!(listed.rows.iter().map(|row| row.complaint).collect::<Vec<_>>(), [id]);
    assert_eq!(world.desk.read(&above, id, content_of(&written)).unwrap().reveal(), "Ada satu hal lagi.");
    assert!(world.desk.read(&above, id, content_of(&ours)).is_err());
}

#[test]
fn nobody_marks_as_read_what_their_office_has_not_read() {
    let (world, id, complainant) = filed();
    let withdraw = Command::Withdraw { reason: None, told_by: None, evidence: None };
    world.act(&complainant, id, withdraw).unwrap();
    let forced = world.act(&complainant, id, message("Saya dipaksa mencabut.")).unwrap();
    let refused = world.act(&verifier(), id, Command::MarkMessagesRead);
    assert!(
        matches!(refused, Err(DeskError::Unread { content }) if content == content_of(&forced)),
        "{refused:?}"
    );
    let colleague = officer(46, Role::Verifier, "KPPBC-050500");
    world.desk.read(&colleague, id, content_of(&forced)).unwrap();
    world.act(&verifier(), id, Command::MarkMessagesRead).unwrap();
    world.review(id, Clarity::Sufficient, Matter::Duties);
    world.act(&verifier(), id, Command::Close).unwrap();
    let above = officer(41, Role::Coordinator, KANWIL);
    let listed = world.desk.worklist(&above, &WorklistQuery::default()).unwrap();
    assert_eq!(listed.rows.iter().map(|row| row.complaint).collect::<Vec<_>>(), [id], "W6");
    assert_eq!(world.desk.read(&above, id, content_of(&forced)).unwrap().reveal(), "Saya dipaksa mencabut.");
}

#[test]
fn the_complainant_reads_what_a_receiver_added_in_their_name() {
    let (world, id, complainant) = filed();
    let content = "Saya keliru, tidak ada suap.".into();
    let amend = Command::AmendMaterial { content, elements: elements() };
    let amended = world.act(&receiver(), id, amend).unwrap();
    let Event::MaterialAmended(added) = &amended.records[0].event else { panic!("an amendment") };
    let listed = world.desk.contents(&complainant, id).unwrap();
    assert!(listed.iter().any(|listed| listed.content == added.content.id));
    let read = world.desk.read(&complainant, id, added.content.id).unwrap();
    assert_eq!(read.reveal(), "Saya keliru, tidak ada suap.");
}
