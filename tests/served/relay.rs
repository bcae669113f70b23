//! What is sent: by the server itself, by relays beside it, and by relays that are killed.

use crate::client::post;
use crate::mail_server::MailServer;
use crate::site::{Kind, Site, filing};
use aduan_core::Ticket;
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{IdentityWords, Reception, TicketSecret};
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, MessageState, OsEntropy};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A secret in a file, for the mail server's settings.
pub(crate) fn secret(folder: &Path, text: &str) -> String {
    let file = folder.join("secret");
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

/// The section of the settings that reaches this mail server.
fn section(server: &MailServer) -> String {
    let sections =
        server.settings("").replace("[mail]", "[relay.mail]").replace("[mail.smtp]", "[relay.mail.smtp]");
    format!(
        "[relay]\nfollow = 'https://pengaduan.contoh.example/pantau'\nlease_seconds = 1\nretry_seconds = 1\n{sections}\n"
    )
}

/// The text of the next letter, as it is read in a mailbox.
fn letter(server: &MailServer) -> String {
    let mail = server.event("mail");
    let mail = mail["mail"].as_str().unwrap();
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    if head.to_ascii_lowercase().contains("base64") {
        use base64::Engine;
        let bytes = base64::engine::general_purpose::STANDARD.decode(body.replace("\r\n", "")).unwrap();
        return String::from_utf8(bytes).unwrap();
    }
    body.replace("=\r\n", "")
}

#[test]
fn c11_c45_the_ticket_comes_by_mail_and_the_request_is_answered_with_it() {
    let Some(server) = MailServer::start("starttls", &[]) else { return };
    let site = Site::prepared(Kind::Plain, &section(&server), |_| {});
    let mut filing = filing("duties");
    filing["identity"] = json!({ "name": "Budi Santoso Wiryawan", "email": "budi@contoh.example" });
    let filed = site.file(&filing);
    let text = letter(&server);
    let ticket = text.lines().find_map(|line| Ticket::parse(line.trim()).ok()).expect("a line is the ticket");
    let ticket = ticket.reveal();
    assert_eq!(site.follow(&ticket)["register"], filed.register);

    let review = json!({
        "command": "review_material", "elements": ["what"], "clarity": "insufficient", "matter": "duties",
        "reported": "not_named",
    });
    site.does(&site.verifier(), &filed.id, &review);
    site.does(
        &site.verifier(),
        &filed.id,
        &json!({ "command": "request_data", "request": "kapan tepatnya?" }),
    );
    let request = letter(&server);
    assert!(request.contains("14 hari") && !request.contains("kapan tepatnya"), "{request}");
    let opened = site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok().json();
    assert_eq!(opened["question"], "kapan tepatnya?");
    let answer = json!({ "content": "Selasa, 4 Maret", "elements": ["when"] });
    site.send(post("/v1/complaint/answers", &answer).ticket(&ticket)).ok();
    let stage = site.dossier(&site.verifier(), &filed.id)["stage"].clone();
    assert_eq!(stage, "verification");
}

/// How often relays are killed; `ADUAN_RELAY_KILLS` says more.
fn rounds() -> u32 {
    std::env::var("ADUAN_RELAY_KILLS").map_or(20, |text| text.parse().unwrap())
}

fn relay(place: &Path, more: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aduan-under-test"));
    command.args(["relay", "--db"]).arg(place.join("desk")).arg("--config").arg(place.join("aduan.toml"));
    command.args(more).env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

fn desk(place: &Path) -> Desk {
    let store = Arc::new(SqliteStore::open(&place.join("desk/data/aduan.db")).unwrap());
    Desk::open(store, Arc::new(FileKeys::open(&place.join("desk/keys/aduan.keys")).unwrap())).unwrap()
}

/// How many messages still wait to be sent.
fn waiting(desk: &Desk) -> usize {
    desk.outbox_rows(0, 10_000).unwrap().iter().filter(|row| row.state == MessageState::Waiting).count()
}

#[test]
fn every_letter_arrives_however_often_relays_are_killed() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("aduan.toml"), section(&server)).unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_aduan-under-test"))
        .args(["init", "--db"])
        .arg(place.join("desk"))
        .output();
    assert!(made.unwrap().status.success());
    let desk = desk(place);
    let unit = "KPPBC-050500".parse().unwrap();
    let file = |number: u32| {
        let mut reception =
            Reception::new(aduan_core::Channel::Website, aduan_core::Matter::Duties, "lambat", unit);
        let mut identity = IdentityWords::default();
        identity.email = Some(format!("orang{number}@contoh.example").as_str().into());
        reception.identity = Some(identity);
        let secret = TicketSecret::fresh(&OsEntropy).unwrap();
        desk.receive_online(&desk.trace().unwrap(), reception, &secret).unwrap();
    };
    // Each round has letters of its own, and two relays that are killed in the middle of them.
    let each = 5;
    for round in 0..rounds() {
        (0..each).for_each(|number| file(round * each + number));
        let mut relays = [relay(place, &[]), relay(place, &[])];
        // From before the first connection to after the last letter.
        std::thread::sleep(Duration::from_millis(40 + u64::from(round * 37 % 300)));
        for relay in &mut relays {
            relay.kill().unwrap();
            relay.wait().unwrap();
        }
    }
    let begun = Instant::now();
    while waiting(&desk) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "{} still wait", waiting(&desk));
        assert!(relay(place, &["--once"]).wait().unwrap().success());
        std::thread::sleep(Duration::from_millis(200));
    }
    std::thread::sleep(Duration::from_millis(300));
    let mut letters: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    let told: Vec<Value> = server.events();
    for event in told.iter().filter(|event| event.get("mail").is_some()) {
        let to = event["recipients"][0].as_str().unwrap().to_owned();
        letters.entry(to).or_default().insert(event["mail"].as_str().unwrap().to_owned());
    }
    let copies = told.iter().filter(|event| event.get("mail").is_some()).count();
    println!("{} letters, {copies} copies, {} rounds", letters.len(), rounds());
    assert_eq!(letters.len(), usize::try_from(rounds() * each).unwrap(), "every letter arrived");
    // A repetition is the same letter, to the byte: its Message-ID tells the receiver's server.
    assert!(letters.values().all(|copies| copies.len() == 1));
    assert_eq!(desk.wrong_rows().unwrap(), []);
}

#[test]
fn a_relay_says_what_is_wrong_with_its_settings_and_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let run = |settings: &str, more: &[&str]| {
        fs::write(place.join("aduan.toml"), settings).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_aduan-under-test"));
        command.args(["relay", "--db"]).arg(place.join("desk")).arg("--config").arg(place.join("aduan.toml"));
        let output = command.args(more).env_clear().output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run("", &["--check"]);
    assert!(code == Some(3) && said.contains("[relay]"), "{code:?} {said}");
    let (code, said) = run("[relay]\nfollow = 'https://a.example/pantau'\nspeed = 9\n", &["--check"]);
    assert!(code == Some(3) && said.contains("speed"), "{code:?} {said}");
    // Nothing listens there.
    let nowhere = "[relay]\nfollow = 'https://a.example/pantau'\n[relay.mail]\nfrom = 'a@contoh.example'\n\
        [relay.mail.smtp]\nhost = '127.0.0.1'\nport = 9\nencryption = 'none'\n";
    assert_eq!(run(nowhere, &["--check"]).0, Some(1));
}
