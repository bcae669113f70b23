//! Nothing that is secret shows where logs and lists are made of it.

use crate::mail_server::{MailServer, PASSWORD};
use crate::{channels, email, id, read, sms};
use aduan_relay::{Letter, Reference};
use aduan_store::{EmailAddress, PhoneNumber};
use serde_json::json;
use std::fmt::Write;

#[test]
fn no_debug_and_no_error_tells_an_address_a_ticket_or_a_secret() {
    let mut said = String::new();
    let folder = tempfile::tempdir().unwrap();
    let password = crate::secret(folder.path(), PASSWORD);
    let settings = read(&format!(
        "[mail]\nfrom = 'a@contoh.example'\nsmtp = {{ host = 'm', user = 'u', password = {{ file = '{password}' }} }}"
    ));
    let smtp = settings.mail.as_ref().unwrap().smtp.as_ref().unwrap();
    let secret = smtp.password.as_ref().unwrap().read().unwrap();
    let phone = PhoneNumber::parse("0812 3456 7890").unwrap();
    let letters = (email(1, "budi@contoh.example"), sms(2));
    write!(said, "{settings:?}{secret:?}{phone:?}{letters:?}{:?}", Reference::new("0812")).unwrap();
    for text in ["budi@", "0812x3456", "@contoh.example"] {
        let errors = (EmailAddress::parse(text), PhoneNumber::parse(text));
        write!(said, "{errors:?}").unwrap();
    }

    // A server that quotes address and ticket in each of its answers.
    let Some(server) = MailServer::start("starttls", &[("password", json!(PASSWORD))]) else { return };
    let ways = channels(&server.settings(&server.user(PASSWORD)));
    for to in ["unknown", "unauthenticated", "greylisted", "unwelcome", "hangs-up", "hangs-up-late"] {
        let refused = ways.send(&email(1, &format!("{to}@contoh.example"))).unwrap_err();
        write!(said, "{refused} {refused:?} {} {:?}", refused.reason().code(), refused.reason().number())
            .unwrap();
    }
    write!(said, "{:?}", ways.check()).unwrap();
    let wrong = channels(&server.settings(&server.user("salah-42")));
    write!(said, "{:?}{:?}", wrong.send(&email(1, "budi@contoh.example")), wrong.check()).unwrap();
    assert!(said.contains("550") && said.contains("Authentication"), "{said}");
    for secret in ["budi", "unknown@", "XXXXXX", "3456", "0812", PASSWORD, "salah-42", "quotes"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}

#[test]
fn sealed_bytes_of_another_kind_are_no_letter() {
    for bytes in [
        &b""[..],
        b"fax\n0812\n\ntext",
        b"email\nnobody\n\ntext",
        b"sms\n1\n\ntext",
        b"email\na@b.example",
        b"\xff",
    ] {
        assert_eq!(Letter::from_bytes(id(1), bytes), None);
    }
}
