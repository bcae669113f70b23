//! Rounds of the relay: a desk, its outbox, and a mail server that is real.

use crate::channels;
use crate::http_server::HttpServer;
use crate::mail_server::MailServer;
use aduan_core::{
    Actor, Channel, Clarity, Command, Complaint, Elements, EventKind, Matter, Notice, Reported, Ticket,
    Undelivered,
};
use aduan_relay::{Pace, Relay, Round};
use aduan_store::desk::{Arrival, Draft, Source, TicketSecret};
use aduan_store::{Desk, MemoryStore, MessageState, OsEntropy};
use aduan_testkit::VirtualClock;
use aduan_testkit::test_desk::{STORY, TestDesk, pyb, reception, verifier};
use chrono::TimeDelta;
use mailparse::{MailHeaderMap, parse_mail};
use std::collections::HashSet;
use std::sync::Arc;

/// A desk, and its clock.
struct World {
    desk: Arc<Desk>,
    clock: VirtualClock,
}

fn world() -> World {
    let TestDesk { desk, clock, .. } = TestDesk::new(Arc::new(MemoryStore::default()));
    World { desk: Arc::new(desk), clock }
}

/// A complaint whose complainant left this address.
fn filed(world: &World, email: &str) -> Complaint {
    let mut filing = reception(Channel::Website, Matter::Duties);
    let identity = filing.identity.as_mut().unwrap();
    (identity.email, identity.mobile) = (Some(email.into()), None);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    world.desk.receive_online(&world.desk.trace().unwrap(), filing, &secret).unwrap().0.complaint
}

fn relay(world: &World, settings: &str) -> Relay {
    let mut pace = Pace::default();
    (pace.first_wait, pace.longest_wait) = (TimeDelta::minutes(1), TimeDelta::hours(1));
    Relay::new(Arc::clone(&world.desk), channels(settings))
        .at_pace(pace)
        .with_clock(Arc::new(world.clock.clone()))
}

/// All that can be sent now.
fn all(relay: &Relay) -> Round {
    let mut all = Round::default();
    loop {
        let round = relay.round(&|| false).unwrap();
        all = all.and(round);
        if round.is_idle() {
            return all;
        }
    }
}

fn act(world: &World, actor: &Actor, complaint: &Complaint, command: impl Into<Command<Draft>>) {
    world.desk.act(&world.desk.trace().unwrap(), actor, complaint.id, command.into()).unwrap();
}

/// The verifier asks the complainant for data.
fn asked(world: &World, complaint: &Complaint) {
    let review = aduan_core::Review {
        elements: Elements::EMPTY,
        clarity: Clarity::Insufficient,
        matter: Matter::Duties,
        reported: Reported::NotNamed,
        official: None,
        office: None,
        note: None,
    };
    act(world, &verifier(), complaint, review);
    act(world, &verifier(), complaint, Command::RequestData { request: "kapan tepatnya?".into() });
}

fn recorded(world: &World, complaint: &Complaint, event: EventKind) -> usize {
    let (_, records) = aduan_store::load(&**world.desk.store(), complaint.id).unwrap();
    records.iter().filter(|record| record.event.kind() == event).count()
}

#[test]
fn c45_a_request_by_mail_is_told_when_its_days_are_over_and_voided_when_it_comes_back() {
    let Some(server) = MailServer::start("starttls", &[]) else { return };
    let world = world();
    let relay = relay(&world, &server.settings(""));
    let complaint = filed(&world, "budi@contoh.example");
    assert!(all(&relay).accepted > 0);
    // The ticket of the letter opens the complaint.
    let letter = server.event("mail");
    let text = parse_mail(letter["mail"].as_str().unwrap().as_bytes()).unwrap().get_body().unwrap();
    let ticket = text.lines().find_map(|line| Ticket::parse(line).ok()).expect("a line is the ticket");
    world.desk.follow(&ticket.reveal(), &Source::from("home")).unwrap();

    asked(&world, &complaint);
    let rows: HashSet<_> =
        world.desk.outbox_rows(0, 99).unwrap().into_iter().map(|row| row.message.unwrap().id).collect();
    assert_eq!(all(&relay).accepted, 1);
    assert_eq!(recorded(&world, &complaint, EventKind::MailAccepted), 1);
    assert!(world.desk.complaint(complaint.id).unwrap().window.is_none(), "accepted is not told");
    world.clock.advance(TimeDelta::days(4));
    world.desk.sweep().unwrap();
    assert!(world.desk.complaint(complaint.id).unwrap().window.is_some());

    // It comes back after all.
    let request = rows.iter().find(|id| {
        let row = world.desk.outbox_rows(0, 99).unwrap().into_iter().find(|row| {
            row.message.as_ref().is_ok_and(|message| {
                message.id == **id && message.topic.notice() == Some(Notice::DataRequest)
            })
        });
        row.is_some_and(|row| matches!(row.state, MessageState::Accepted { .. }))
    });
    let request = *request.expect("what was accepted is known for a while");
    world.desk.arrived(request, Arrival::Failed(Undelivered::Returned)).unwrap();
    let state = world.desk.complaint(complaint.id).unwrap();
    assert_eq!((state.window, recorded(&world, &complaint, EventKind::NotTold)), (None, 1));
}

#[test]
fn a_server_that_is_down_loses_nothing_and_a_refused_letter_holds_up_no_other() {
    let Some(mut server) = MailServer::start("none", &[]) else { return };
    let world = world();
    let relay = relay(&world, &server.settings(""));
    server.stop();
    let (first, second) = (filed(&world, "unknown@contoh.example"), filed(&world, "siti@contoh.example"));
    let down = all(&relay);
    assert!(down.postponed >= 2 && down.accepted + down.given_up == 0, "{down:?}");
    // At once there is nothing to try; when the wait is over there is.
    assert!(relay.round(&|| false).unwrap().is_idle());
    server.restart();
    world.clock.advance(TimeDelta::hours(2));
    let up = all(&relay);
    assert!(up.accepted >= 1 && up.given_up >= 1, "{up:?}");
    let rows = world.desk.outbox_rows(0, 99).unwrap();
    let dead: Vec<_> = rows
        .iter()
        .filter(|row| matches!(row.state, MessageState::Dead { why: Undelivered::Refused, .. }))
        .map(|row| row.message.as_ref().unwrap().complaint)
        .collect();
    assert!(dead.contains(&first.id) && !dead.contains(&second.id), "{dead:?}");
    assert_eq!(server.event("mail")["recipients"][0], "siti@contoh.example");
}

#[test]
fn after_a_day_without_a_server_everything_is_sent_in_order() {
    let Some(mut server) = MailServer::start("none", &[]) else { return };
    let world = world();
    let relay = relay(&world, &server.settings(""));
    server.stop();
    let addresses: Vec<String> = (0..10).map(|number| format!("orang{number}@contoh.example")).collect();
    for address in &addresses {
        let complaint = filed(&world, address);
        world.clock.advance(TimeDelta::seconds(1));
        asked(&world, &complaint);
    }
    let mut attempts = 0;
    for _ in 0..48 {
        let round = all(&relay);
        assert_eq!((round.accepted, round.given_up), (0, 0), "{round:?}");
        attempts += round.postponed;
        world.clock.advance(TimeDelta::minutes(30));
    }
    let waiting = world.desk.outbox_rows(0, 99).unwrap();
    let each = attempts / u32::try_from(waiting.len()).unwrap();
    assert!((10..=30).contains(&each), "about once an hour once it has waited: {each}");
    server.restart();
    world.clock.advance(TimeDelta::hours(2));
    assert_eq!(usize::try_from(all(&relay).accepted).unwrap(), waiting.len());
    let sent: Vec<(String, String)> = waiting
        .iter()
        .map(|_| {
            let mail = server.event("mail");
            let letter = mail["mail"].as_str().unwrap();
            let id = parse_mail(letter.as_bytes()).unwrap().headers.get_first_value("Message-ID").unwrap();
            (mail["recipients"][0].as_str().unwrap().to_owned(), id)
        })
        .collect();
    for address in &addresses {
        // The ids ascend in the order in which messages were promised.
        let own: Vec<&String> = sent.iter().filter(|(to, _)| to == address).map(|(_, id)| id).collect();
        assert!(own.len() >= 2 && own.is_sorted(), "{own:?}");
    }
}

#[test]
fn two_relays_at_once_send_each_letter_once() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let world = world();
    let addresses: HashSet<String> = (0..40).map(|number| format!("orang{number}@contoh.example")).collect();
    for address in &addresses {
        filed(&world, address);
    }
    let waiting = world.desk.outbox(0, 1000).unwrap().ready.len();
    let accepted: u32 = std::thread::scope(|scope| {
        let relays = [(); 2].map(|()| {
            let relay = relay(&world, &server.settings(""));
            scope.spawn(move || all(&relay).accepted)
        });
        relays.into_iter().map(|relay| relay.join().unwrap()).sum()
    });
    assert_eq!(usize::try_from(accepted).unwrap(), waiting);
    let sent: Vec<String> =
        (0..waiting).map(|_| server.event("mail")["recipients"][0].as_str().unwrap().to_owned()).collect();
    assert_eq!(sent.iter().cloned().collect::<HashSet<_>>(), addresses);
    assert_eq!(server.letters(), 0, "none twice");
}

#[test]
fn a_relay_that_stops_before_the_first_letter_loses_none() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let world = world();
    let relay = relay(&world, &server.settings(""));
    filed(&world, "budi@contoh.example");
    // What it had claimed is given out again when its lease is over.
    assert!(relay.round(&|| true).unwrap().is_idle());
    world.clock.advance(TimeDelta::hours(1));
    assert!(all(&relay).accepted > 0);
}

#[test]
fn a_file_whose_review_names_an_official_is_forwarded_without_them() {
    let (world, server) = (world(), HttpServer::answers("202 Accepted", ""));
    let folder = tempfile::tempdir().unwrap();
    let key = crate::secret(folder.path(), &"03".repeat(32));
    let mut filing = reception(Channel::Website, Matter::Discipline);
    filing.identity = None;
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let filed = world.desk.receive_online(&world.desk.trace().unwrap(), filing, &secret).unwrap().0.complaint;
    let official = aduan_core::PersonId::new(uuid::Uuid::from_u128(99));
    let review = aduan_core::Review {
        elements: Elements::EMPTY,
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(official),
        office: None,
        note: Some("jelas".into()),
    };
    act(&world, &verifier(), &filed, review);
    act(&world, &verifier(), &filed, Command::ForwardToPyb { office: pyb().office.unwrap() });
    let shares = aduan_core::Shares::of(&[aduan_core::Share::Review]);
    act(&world, &pyb(), &filed, Command::ForwardToWise { reason: "berat".into(), shares });
    let settings = format!(
        "[wise]\nurl = '{}'\nsource = 'https://aduan.contoh.example'\nkey_id = 'aduan-2026'\n\
         key = {{ file = '{key}' }}\n",
        server.url
    );
    // As long as no way to WISE is set up, it waits.
    for _ in 0..15 {
        assert_eq!(all(&relay(&world, "")).given_up, 0);
        world.clock.advance(TimeDelta::days(1));
    }
    let sent = all(&relay(&world, &settings));
    assert_eq!((sent.accepted, sent.unreadable, sent.given_up), (1, 0, 0));
    let (_, body) = server.heard.recv_timeout(std::time::Duration::from_secs(10)).unwrap();
    let event: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(event["subject"], filed.register.unwrap().to_string());
    let texts = event["data"]["texts"].as_array().unwrap();
    let words: Vec<_> = texts.iter().map(|text| text["text"].as_str().unwrap()).collect();
    assert_eq!(words, ["jelas", "berat"]);
    assert!(!body.contains(&official.to_string()) && !body.contains(STORY), "{body}");
}
