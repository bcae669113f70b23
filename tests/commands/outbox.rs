//! What is to be sent, as an operator sees it.

use crate::support::{Folder, fails, fine, json, run, stdout};
use aduan_core::{Actor, Channel, Command, Matter, PersonId, Role, Undelivered};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Arrival, IdentityWords, Reception, TicketSecret};
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, OsEntropy};
use chrono::TimeDelta;
use std::path::Path;
use std::sync::Arc;

const ADDRESS: &str = "budi@example.org";
const STORY: &str = "lama sekali";

fn desk(db: &str) -> Desk {
    let place = Path::new(db);
    let store = Arc::new(SqliteStore::open_existing(&place.join("data/aduan.db")).unwrap());
    let keys = FileKeys::open(&place.join("keys/aduan.keys")).unwrap();
    Desk::open(store, Arc::new(keys)).unwrap()
}

/// A complaint with an e-mail address that was put before the verifier and is withdrawn by its complainant: a ticket waits, and
/// behind it the notice of a data request. Gives the ticket.
fn asked(db: &str) -> String {
    let desk = desk(db);
    let unit = "KPPBC-050500".parse().unwrap();
    let mut reception = Reception::new(Channel::Website, Matter::Duties, STORY, unit);
    let mut identity = IdentityWords::default();
    identity.email = Some(ADDRESS.into());
    reception.identity = Some(identity);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, ticket) = desk.receive_online(&desk.trace().unwrap(), reception, &secret).unwrap();
    let verifier = Actor::officer(PersonId::new(uuid::Uuid::from_u128(7)), Role::Verifier, unit);
    let review = aduan_core::Review {
        elements: aduan_core::Elements::default(),
        clarity: aduan_core::Clarity::Insufficient,
        matter: Matter::Duties,
        reported: aduan_core::Reported::NotNamed,
        official: None,
        office: None,
        note: None,
    };
    for command in [
        Command::ReviewMaterial(Box::new(review)),
        Command::RequestData { request: "kapan tepatnya?".into() },
    ] {
        desk.act(&desk.trace().unwrap(), &verifier, done.complaint.id, command).unwrap();
    }
    ticket.reveal().clone()
}

fn states(db: &str) -> Vec<(String, String)> {
    let listed = json(&run(&["outbox", "--db", db, "--json"]));
    let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let rows = listed["messages"].as_array().unwrap().iter();
    rows.map(|row| (word(&row["kind"]), word(&row["state"]))).collect()
}

fn message(db: &str, place: usize) -> String {
    let listed = json(&run(&["outbox", "--db", db, "--json"]));
    listed["messages"][place]["message"].as_str().unwrap().to_owned()
}

/// The relay claims the first message, begins to send it, and says what became of it.
fn relays(db: &str, arrival: Option<Arrival>) {
    let desk = desk(db);
    let claimed = desk.claim_letters(TimeDelta::minutes(5), 9).unwrap();
    let letter = &claimed.letters[0];
    desk.begin_attempt(claimed.lease, letter, b"a letter").unwrap();
    match arrival {
        Some(arrival) => desk.arrived(letter.id, arrival).unwrap(),
        None => {
            desk.failed(claimed.lease, letter.id, Undelivered::Unreachable, TimeDelta::hours(1)).unwrap();
        }
    }
}

fn row(kind: &str, state: &str) -> (String, String) {
    (kind.to_owned(), state.to_owned())
}

#[test]
fn what_waits_and_what_failed_is_listed_without_a_secret() {
    let folder = Folder::new();
    let db = folder.made("desk");
    assert!(stdout(&fine(&["outbox", "--db", &db])).contains("nothing is to be sent"));
    let ticket = asked(&db);
    assert_eq!(states(&db), [row("ticket", "waits"), row("notice", "waits")]);
    relays(&db, None);
    let text = stdout(&fine(&["outbox", "--db", &db]));
    assert!(text.contains("unreachable") && text.contains("attempts): 1"), "{text}");
    let row = &json(&fine(&["outbox", "--db", &db, "--json"]))["messages"][0];
    assert_eq!((&row["why"], row["attempts"].as_u64()), (&"unreachable".into(), Some(1)));
    fine(&["outbox", "retry", "--db", &db, &message(&db, 0)]);
    relays(&db, Some(Arrival::Failed(Undelivered::Refused)));
    let dead = run(&["outbox", "--db", &db]);
    assert_eq!(dead.status.code(), Some(1), "something is dead");
    let shown = stdout(&dead) + &stdout(&run(&["outbox", "--db", &db, "--json"]));
    for secret in [ADDRESS, STORY, &ticket, &ticket.replace('-', ""), "kapan tepatnya"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    for text in [&text, &stdout(&dead)] {
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
    let page = json(&run(&["outbox", "--db", &db, "-n", "1", "--json"]));
    let next = page["next"].as_u64().unwrap().to_string();
    let rest = json(&fine(&["outbox", "--db", &db, "--after", &next, "--json"]));
    assert_eq!((rest["messages"].as_array().map(Vec::len), &rest["more"]), (Some(1), &false.into()));
}

#[test]
fn a_message_is_given_up_and_the_log_says_so() {
    let folder = Folder::new();
    let db = folder.made("desk");
    asked(&db);
    relays(&db, Some(Arrival::Failed(Undelivered::Refused)));
    let (ticket, notice) = (message(&db, 0), message(&db, 1));
    let refused = run(&["outbox", "retry", "--db", &db, &ticket, "--json"]);
    assert_eq!((refused.status.code(), &json(&refused)["retried"]), (Some(1), &"ticket_gone".into()));
    for message in [&ticket, &notice] {
        let given_up = json(&fine(&["outbox", "give-up", "--db", &db, message, "--json"]));
        assert_eq!(given_up["given_up"], "recorded");
    }
    assert_eq!(states(&db), []);
    let lines = stdout(&fine(&["export", "--db", &db]));
    assert_eq!(lines.matches("\"type\":\"MessageGivenUp\"").count(), 2);
    assert_eq!(lines.matches("\"type\":\"NotTold\"").count(), 1, "the notice that waited");
    fine(&["audit", "--db", &db]);
    fails(&["outbox", "give-up", "--db", &db, &ticket], 3, "there is no message");
    fails(&["outbox", "retry", "--db", &db, "nonsense"], 2, "nonsense");
    fails(&["outbox"], 2, "--db");
}

#[test]
fn what_a_server_took_over_is_neither_tried_again_nor_given_up() {
    let folder = Folder::new();
    let db = folder.made("desk");
    asked(&db);
    relays(&db, Some(Arrival::Accepted));
    assert_eq!(states(&db)[0], row("ticket", "accepted"));
    for act in ["retry", "give-up"] {
        let answer = run(&["outbox", act, "--db", &db, &message(&db, 0)]);
        assert_eq!(answer.status.code(), Some(1), "{act}");
    }
    fine(&["integrity", "--db", &db, "--deep"]);
}
