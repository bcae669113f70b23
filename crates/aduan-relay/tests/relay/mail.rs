//! E-mail to a mail server.

use crate::mail_server::{MailServer, PASSWORD};
use crate::{channels, email, id};
use aduan_core::{Channel, Delivery, Matter, Ticket};
use aduan_relay::{NotSent, Reason};
use aduan_store::desk::{Source, TicketSecret};
use aduan_store::{MemoryStore, OsEntropy, Topic};
use aduan_testkit::test_desk::{TestDesk, reception};
use mailparse::{MailHeaderMap, parse_mail};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn sent_to(server: &MailServer, to: &str) -> Result<(), NotSent> {
    channels(&server.settings("")).send(&email(1, to)).map(|_| ())
}

#[test]
fn a_letter_arrives_as_it_was_written() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let ways = channels(&server.settings(""));
    ways.send(&email(1, "budi@contoh.example")).unwrap();
    let event = server.event("mail");
    assert_eq!(event["sender"], format!("kembali+{}@contoh.example", id(1).0.simple()));
    assert_eq!(event["recipients"], json!(["budi@contoh.example"]));
    let text = event["mail"].as_str().unwrap();
    let mail = parse_mail(text.as_bytes()).unwrap();
    let header = |name: &str| mail.headers.get_first_value(name).unwrap();
    assert_eq!(header("Message-ID"), format!("<{}@contoh.example>", id(1).0));
    assert_eq!(header("Subject"), "Nomor tiket — ticket");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("From"), "Pengaduan <pengaduan@contoh.example>");
    assert_eq!(header("Date"), "Sat, 01 Mar 2025 03:00:00 +0000");
    assert_eq!(header("Content-Type"), "text/plain; charset=utf-8");
    let body = mail.get_body().unwrap();
    assert!(
        body.contains("    XXXXXX-XXXXXX-XXXXXX\r\n\r\nMa’ruf, terima kasih.\r\n.\r\nsatu titik"),
        "{body:?}"
    );

    // Tried again, it is the same letter to the byte.
    ways.send(&email(1, "budi@contoh.example")).unwrap();
    assert_eq!(server.event("mail")["mail"], event["mail"]);
}

#[test]
fn a_ticket_from_the_mail_follows_and_a_bounce_names_the_letter() {
    let Some(server) = MailServer::start("starttls", &[]) else { return };
    let ways = channels(&server.settings(""));
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let mut filing = reception(Channel::Website, Matter::Duties);
    filing.identity.as_mut().unwrap().email = Some("budi@contoh.example".into());
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, _) = world.desk.receive_online(&world.desk.trace().unwrap(), filing, &secret).unwrap();
    let messages = world.desk.outbox(0, 9).unwrap().ready;
    let message = messages.iter().find(|message| message.topic == Topic::Ticket(Delivery::Email)).unwrap();
    ways.send(&ways.letters().render(message).unwrap()).unwrap();

    let event = server.event("mail");
    let mail = parse_mail(event["mail"].as_str().unwrap().as_bytes()).unwrap();
    let body = mail.get_body().unwrap();
    let ticket = body.lines().find_map(|line| Ticket::parse(line).ok()).expect("a line is the ticket");
    let view = world.desk.follow(&ticket.reveal(), &Source::from("home")).unwrap();
    assert_eq!(view.register, done.complaint.register);

    let back = crate::bounces::postfix(
        event["sender"].as_str().unwrap(),
        "",
        &crate::bounces::recipient("failed", "5.1.1"),
        &format!("Message-ID: {}\r\n", mail.headers.get_first_value("Message-ID").unwrap()),
    );
    assert_eq!(aduan_relay::bounces::read(back.as_bytes()).unwrap().message, message.id);
}

#[test]
fn one_connection_takes_many_letters_even_after_a_refusal() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let ways = channels(&server.settings(""));
    for number in 0..20 {
        ways.send(&email(number, "budi@contoh.example")).unwrap();
        ways.send(&email(99, "unknown@contoh.example")).unwrap_err();
    }
    ways.send(&email(20, "last@contoh.example")).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let told: Vec<Value> = server.events();
    let count = |field: &str| told.iter().filter(|event| event.get(field).is_some()).count();
    assert_eq!((count("connection"), count("mail")), (1, 21));
}

#[test]
fn no_letter_waits_for_a_delayed_acknowledgement() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let ways = channels(&server.settings(""));
    ways.send(&email(0, "budi@contoh.example")).unwrap();
    let start = Instant::now();
    for number in 1..=100 {
        ways.send(&email(number, "budi@contoh.example")).unwrap();
    }
    // It would be 40 ms each: 4 s.
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[test]
fn a_connection_that_was_closed_meanwhile_loses_no_letter() {
    let Some(mut server) = MailServer::start("none", &[]) else { return };
    let ways = channels(&server.settings(""));
    ways.send(&email(1, "budi@contoh.example")).unwrap();
    server.restart();
    ways.send(&email(2, "budi@contoh.example")).unwrap();
    assert_eq!(server.event("mail")["recipients"], json!(["budi@contoh.example"]));
    server.stop();
    let refused = ways.send(&email(3, "budi@contoh.example"));
    assert_eq!(refused, Err(NotSent::ForNow(Reason::Unreachable)));
}

#[test]
fn a_refusal_says_whether_to_try_again() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    for (to, outcome) in [
        ("unknown@contoh.example", NotSent::ForGood(Reason::Smtp(550))),
        ("unwelcome@contoh.example", NotSent::ForGood(Reason::Smtp(554))),
        ("greylisted@contoh.example", NotSent::ForNow(Reason::Smtp(451))),
        ("unauthenticated@contoh.example", NotSent::ForNow(Reason::Smtp(530))),
        ("hangs-up@contoh.example", NotSent::ForNow(Reason::Closed)),
        // It took the letter, and its answer was lost.
        ("hangs-up-late@contoh.example", NotSent::Unknown(Reason::Closed)),
    ] {
        assert_eq!(sent_to(&server, to), Err(outcome), "{to}");
    }
    assert_eq!(sent_to(&server, "greylisted@contoh.example"), Ok(()), "the second time");
}

#[test]
fn a_sender_that_is_refused_ends_no_letter() {
    let Some(server) = MailServer::start("none", &[("refuse_sender", json!(true))]) else { return };
    assert_eq!(sent_to(&server, "budi@contoh.example"), Err(NotSent::ForNow(Reason::Smtp(550))));
}

#[test]
fn a_slow_server_costs_no_more_than_the_limit() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    let ways = channels(&server.settings("timeout_seconds = 1\n"));
    let start = Instant::now();
    let slow = ways.send(&email(1, "slow@contoh.example"));
    assert_eq!(slow, Err(NotSent::ForNow(Reason::TimedOut)));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn letters_go_encrypted_and_with_the_password() {
    for encryption in ["starttls", "tls"] {
        let Some(server) = MailServer::start(encryption, &[("password", json!(PASSWORD))]) else { return };
        let ways = channels(&server.settings(&server.user(PASSWORD)));
        ways.send(&email(1, "budi@contoh.example")).unwrap();
        let event = server.event("mail");
        assert_eq!((&event["encrypted"], &event["user"]), (&json!(true), &json!("aduan")), "{encryption}");
        let [("relay.mail", Ok(found))] = &ways.check()[..] else { panic!("{:?}", ways.check()) };
        assert!(found.contains("; encrypted; authenticated;"), "{found}");

        let ways = channels(&server.settings(&server.user("another password")));
        let refused = ways.send(&email(2, "budi@contoh.example"));
        assert_eq!(refused, Err(NotSent::ForNow(Reason::Authentication)), "{encryption}");
        assert_eq!(ways.check(), [("relay.mail", Err(Reason::Authentication))]);
    }
}

#[test]
fn an_authority_that_is_not_trusted_gets_no_letter() {
    for encryption in ["starttls", "tls"] {
        let Some(server) = MailServer::start(encryption, &[]) else { return };
        let folder = tempfile::tempdir().unwrap();
        let other = crate::certificates::Certificates::write(folder.path(), "127.0.0.1");
        let lines = server.settings("");
        let (before, after) = lines.split_once("ca_file").unwrap();
        let after = after.split_once('\n').unwrap().1;
        let settings = format!("{before}ca_file = '{}'\n{after}", other.authority.display());
        let refused = channels(&settings).send(&email(1, "budi@contoh.example"));
        assert_eq!(refused, Err(NotSent::ForNow(Reason::Tls)), "{encryption}");
        assert_eq!(server.letters(), 0);
    }
}

#[test]
fn a_server_without_starttls_gets_no_letter() {
    let Some(server) = MailServer::start("none", &[]) else { return };
    for encryption in ["starttls", "tls"] {
        let settings = server.settings("").replace("'none'", &format!("'{encryption}'"));
        let refused = channels(&settings).send(&email(1, "budi@contoh.example"));
        assert_eq!(refused, Err(NotSent::ForNow(Reason::Tls)), "{encryption}");
    }
    assert_eq!(server.letters(), 0);
}

#[test]
fn a_server_that_can_returns_heads_alone() {
    let Some(server) = MailServer::start("none", &[("dsn", json!(true))]) else { return };
    let ways = channels(&server.settings(""));
    ways.send(&email(1, "budi@contoh.example")).unwrap();
    let envelope = format!("ENVID={}", id(1).0.simple());
    assert_eq!(server.event("mail")["wishes"], json!(["RET=HDRS", envelope, "NOTIFY=FAILURE"]));
    let [("relay.mail", Ok(found))] = &ways.check()[..] else { panic!("{:?}", ways.check()) };
    assert!(found.contains("returns only the head"), "{found}");
}

/// A server that says these lines, one for each line that it hears, and then closes the connection.
fn speaks(lines: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut heard = BufReader::new(stream.try_clone().unwrap());
        for line in lines {
            let _ = (&stream).write_all(line.as_bytes());
            let _ = heard.read_line(&mut String::new());
        }
    });
    format!(
        "[mail]\nfrom = 'pengaduan@contoh.example'\n\
         [mail.smtp]\nhost = '127.0.0.1'\nport = {port}\nencryption = 'none'\ntimeout_seconds = 2\n"
    )
}

#[test]
fn hostile_answers_end_the_attempt_and_nothing_else() {
    for (lines, reason) in [
        (&["\u{0}\u{1}\u{2}\r\n"][..], Reason::Answer),
        (&["HTTP/1.1 200 OK\r\n"], Reason::Answer),
        (&["220 mail\r\n", "999 what\r\n"], Reason::Answer),
        (&["554 5.3.2 budi@contoh.example\r\n"], Reason::Smtp(554)),
        (&["421 4.3.2 busy\r\n"], Reason::Smtp(421)),
        (&["220 mail\r\n"], Reason::Closed),
        (&[], Reason::Closed),
    ] {
        let ways = channels(&speaks(lines));
        assert_eq!(ways.send(&email(1, "budi@contoh.example")), Err(NotSent::ForNow(reason)), "{lines:?}");
    }
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let settings = |host: &str, encryption: &str| {
        format!(
            "[mail]\nfrom = 'a@contoh.example'\nsmtp = {{ host = '{host}', port = {port}, encryption = '{encryption}' }}"
        )
    };
    for (host, encryption) in [("127.0.0.1", "none"), ("no-such-host.invalid", "tls")] {
        let ways = channels(&settings(host, encryption));
        assert_eq!(
            ways.send(&email(1, "budi@contoh.example")),
            Err(NotSent::ForNow(Reason::Unreachable)),
            "{host}"
        );
        assert_eq!(ways.check(), [("relay.mail", Err(Reason::Unreachable))], "{host}");
    }
}
