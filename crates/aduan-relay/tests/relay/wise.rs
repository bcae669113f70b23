//! What is forwarded to a WISE of the tests' own, which checks digest and signature.

use crate::http_server::HttpServer;
use crate::{channels, id, read};
use aduan_core::RegisterNumber;
use aduan_relay::{Channels, CloudEventForwarder, Forward, NotSent, Reason};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::SystemTime;

const KEY: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

fn settings(url: &str, key: &str) -> String {
    format!(
        "[wise]\nurl = '{url}'\nsource = 'https://aduan.contoh.example'\nkey_id = 'aduan-2026'\ntimeout_seconds = 5\n\
         key = {{ file = '{key}' }}\n"
    )
}

fn forward() -> Forward {
    let register = RegisterNumber::new(2025, 124).unwrap();
    Forward::new(id(1), register, json!({ "material": "Petugas meminta uang pelicin" }))
}

fn forwarded_to(answer: &str) -> (Result<(), NotSent>, (String, String)) {
    let server = HttpServer::answers(answer, "");
    let folder = tempfile::tempdir().unwrap();
    let ways = channels(&settings(&server.url, &crate::secret(folder.path(), KEY)));
    let done = ways.forward(&forward()).map(|_| ());
    (done, server.heard.recv().unwrap())
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
    line.unwrap_or_else(|| panic!("{name}: {head}")).split_once(':').unwrap().1.trim().to_owned()
}

#[test]
fn wise_gets_a_signed_event_with_its_digest() {
    let (done, (head, body)) = forwarded_to("202 Accepted");
    assert_eq!(done, Ok(()));
    let event: Value = serde_json::from_str(&body).unwrap();
    let right = json!({
        "specversion": "1.0", "id": id(1).0.to_string(), "source": "https://aduan.contoh.example",
        "type": "aduan.complaint.forwarded.v1", "subject": forward_register(), "datacontenttype": "application/json",
        "data": { "material": "Petugas meminta uang pelicin" },
    });
    assert_eq!(event, right);

    let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(&body)));
    assert_eq!(header(&head, "content-digest"), digest);
    let input = header(&head, "signature-input");
    let parameters = input.strip_prefix("aduan=").unwrap();
    let base = format!(
        "\"@method\": POST\n\"@authority\": {}\n\"@path\": /api/v1/sms\n\"content-type\": {}\n\
         \"content-digest\": {digest}\n\"@signature-params\": {parameters}",
        header(&head, "host"),
        header(&head, "content-type"),
    );
    let signature = header(&head, "signature");
    let signature = signature.strip_prefix("aduan=:").and_then(|rest| rest.strip_suffix(':')).unwrap();
    let signature = Signature::from_slice(&STANDARD.decode(signature).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = read(&settings("https://wise.example/events", &crate::secret(folder.path(), KEY)));
    let forwarder = CloudEventForwarder::new(settings.wise.as_ref().unwrap()).unwrap();
    // RFC 8032, section 7.1, test 1.
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(hex::encode(forwarder.public_key()), public);
    VerifyingKey::from_bytes(&forwarder.public_key()).unwrap().verify(base.as_bytes(), &signature).unwrap();

    let created = parameters.split_once(";created=").unwrap().1.split(';').next().unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    assert!(now - created.parse::<u64>().unwrap() < 60);
    assert!(parameters.ends_with(";keyid=\"aduan-2026\";alg=\"ed25519\""), "{parameters}");
}

fn forward_register() -> String {
    RegisterNumber::new(2025, 124).unwrap().to_string()
}

#[test]
fn what_wise_knows_already_is_accepted() {
    for (answer, outcome) in [
        ("200 OK", Ok(())),
        ("409 Conflict", Ok(())),
        ("400 Bad Request", Err(NotSent::ForGood(Reason::Http(400)))),
        ("401 Unauthorized", Err(NotSent::ForNow(Reason::Authentication))),
        ("404 Not Found", Err(NotSent::ForNow(Reason::Http(404)))),
        ("503 Service Unavailable", Err(NotSent::ForNow(Reason::Http(503)))),
    ] {
        assert_eq!(forwarded_to(answer).0, outcome, "{answer}");
    }
    let lost = HttpServer::says(String::new(), None);
    let folder = tempfile::tempdir().unwrap();
    let ways = channels(&settings(&lost.url, &crate::secret(folder.path(), KEY)));
    assert_eq!(ways.forward(&forward()).unwrap_err(), NotSent::Unknown(Reason::Closed));
    assert_eq!(channels("").forward(&forward()).unwrap_err(), NotSent::ForNow(Reason::NotSetUp));
    assert_eq!(format!("{:?}", forward()), format!("Forward {{ id: {:?}, .. }}", id(1)));
}

#[test]
fn a_key_or_an_address_that_cannot_be_meant_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = crate::secret(folder.path(), KEY);
    let bad = folder.path().join("bad");
    std::fs::write(&bad, "9d61").unwrap();
    let right = settings("https://wise.example/events", &key);
    Channels::open(&read(&right)).map(|_| ()).unwrap();
    for (settings, place) in [
        (settings("http://wise.example/events", &key), "relay.wise.url:"),
        (settings("https://wise.example/events?a=b", &key), "relay.wise.url:"),
        (settings("https://wise.example/events", &bad.display().to_string()), "relay.wise.key:"),
        (right.replace("aduan-2026", "a\"b"), "relay.wise.key_id:"),
        (right.replace("https://aduan.contoh.example", "two words"), "relay.wise.source:"),
        (right.replace("timeout_seconds = 5", "timeout_seconds = 0"), "relay.wise.timeout_seconds:"),
    ] {
        let error =
            Channels::open(&read(&settings)).err().unwrap_or_else(|| panic!("{settings}")).to_string();
        assert!(error.starts_with(place) && !error.contains("9d61"), "{error}");
    }
}
