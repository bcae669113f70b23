//! What WISE says comes in by machine: signed, once, and of what was shared with it alone.

use crate::site::{Answer, STORY, Site, UNIT, call, get, review};
use aduan_core::{ComplaintId, Matter, Stage};
use aduan_http::Config;
use aduan_signature::{Request, SignatureHeaders, Signer};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

const PYB: &str = "KANWIL-050000";
const PATH: &str = "/v1/wise/events";
const KIND: &str = "application/cloudevents+json";
const ACKNOWLEDGED: &str = "aduan.complaint.acknowledged.v1";
const RETURNED: &str = "aduan.complaint.returned.v1";
const NOTE: &str = "Pegawai itu dijatuhi hukuman disiplin";

fn signer() -> Signer {
    Signer::new("wise-2026", &[9; 32])
}

fn site() -> Site {
    Site::set(|config| {
        let key = hex::encode(signer().public_key());
        let section = format!("[wise]\nurl = 'https://Aduan.Example:443{PATH}'\nkeys.wise-2026 = '{key}'");
        config.wise = Config::parse(&section, []).unwrap().wise;
        config.limits.body_bytes = 10_000;
    })
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A complaint that the PYB forwards: its id and its register number.
fn forwarded(site: &Site) -> (ComplaintId, String) {
    let (id, _) = site.filed(Matter::Discipline);
    let (verifier, pyb) = (site.token_of(201, "verifier", UNIT), site.token_of(202, "pyb", PYB));
    site.order(&verifier, id, &review("discipline")).ok();
    site.order(&verifier, id, &json!({ "command": "forward_to_pyb", "office": PYB })).ok();
    let order = json!({ "command": "forward_to_wise", "reason": "di luar tugas", "shares": ["material"] });
    site.order(&pyb, id, &order).ok();
    (id, register(site, id))
}

fn register(site: &Site, id: ComplaintId) -> String {
    site.desk.complaint(id).unwrap().register.unwrap().to_string()
}

fn event(id: &str, kind: &str, register: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": "https://wise.example", "type": kind, "subject": register,
        "time": "2026-11-30T08:00:00Z", "datacontenttype": "application/json", "data": data,
    })
}

fn send_signed(site: &Site, body: &[u8], signed: &SignatureHeaders) -> Answer {
    let call = call("POST", PATH).header("content-type", KIND).body(body.to_vec());
    let call = call.header("content-digest", &signed.content_digest);
    site.send(call.header("signature-input", &signed.signature_input).header("signature", &signed.signature))
}

fn sign(signer: &Signer, body: &[u8], created: u64) -> SignatureHeaders {
    let authority = "aduan.example";
    signer.sign(&Request { method: "POST", authority, path: PATH, content_type: KIND, body }, created)
}

fn send(site: &Site, event: &Value) -> Answer {
    let body = event.to_string().into_bytes();
    send_signed(site, &body, &sign(&signer(), &body, now()))
}

#[test]
fn c11_wise_acknowledges_and_returns_by_machine() {
    let site = site();
    let (id, register) = forwarded(&site);
    let acknowledged = event("1", ACKNOWLEDGED, &register, &json!({ "number": "W-2026-7" }));
    let first = send(&site, &acknowledged).ok().json();
    assert_eq!(first, json!({ "recorded": "acknowledge_wise", "register": register }));
    let returned = event(
        "2",
        RETURNED,
        &register,
        &json!({ "number": "W-2026-7", "outcome": "discipline", "note": NOTE }),
    );
    let closing = send(&site, &returned).ok().json();
    // One event of the system: nobody has to confirm what is not entered by hand.
    let complaint = site.desk.complaint(id).unwrap();
    assert_eq!(complaint.stage, Stage::Closed);
    assert_eq!(complaint.wise.unwrap().to_string(), "W-2026-7");
    // A repetition is answered as the first was, and changes nothing.
    assert_eq!(send(&site, &acknowledged).ok().json(), first);
    assert_eq!(send(&site, &returned).ok().json(), closing);
    assert_eq!(site.desk.complaint(id).unwrap().version, complaint.version);
    // The same name with another content is no repetition.
    let other = event("2", RETURNED, &register, &json!({ "number": "W-2026-7", "outcome": "oversight" }));
    assert_eq!(send(&site, &other).problem(422), "event_reused");
    let told = event(
        "2",
        RETURNED,
        &register,
        &json!({ "number": "W-2026-7", "outcome": "discipline", "note": "lain" }),
    );
    assert_eq!(send(&site, &told).problem(422), "event_reused");
    let dpo = site.token_of(300, "data_protection_officer", "");
    let history = site.send(get(&format!("/v1/desk/complaints/{id}/history")).bearer(&dpo)).ok().text();
    assert!(!history.contains(NOTE));
    let by_wise: Vec<Value> = history
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|record| record.to_string().contains("W-2026-7"))
        .collect();
    assert_eq!(by_wise.len(), 2);
    assert!(by_wise.iter().all(|record| record["actor"]["role"] == "system"), "{by_wise:?}");
}

#[test]
fn who_does_not_sign_is_refused_alike_and_changes_nothing() {
    let site = site();
    let (id, register) = forwarded(&site);
    let version = site.desk.complaint(id).unwrap().version;
    let body = event("1", ACKNOWLEDGED, &register, &json!({ "number": "W-1" })).to_string().into_bytes();
    let right = sign(&signer(), &body, now());
    let nothing = SignatureHeaders {
        content_digest: String::new(),
        signature_input: String::new(),
        signature: String::new(),
    };
    let other_body =
        event("1", ACKNOWLEDGED, &register, &json!({ "number": "W-2" })).to_string().into_bytes();
    let unsigned = site.send(call("POST", PATH).header("content-type", KIND).body(body.clone()));
    let answers = [
        unsigned,
        send_signed(&site, &body, &nothing),
        send_signed(&site, &other_body, &right),
        send_signed(&site, &body, &sign(&Signer::new("wise-2026", &[8; 32]), &body, now())),
        send_signed(&site, &body, &sign(&Signer::new("wise-2025", &[9; 32]), &body, now())),
        // Who cannot sign does not learn what a right time would be.
        send_signed(&site, &body, &sign(&Signer::new("wise-2026", &[8; 32]), &body, now() - 9999)),
    ];
    let said: Vec<String> = answers.iter().map(Answer::text).collect();
    for answer in &answers {
        assert_eq!(answer.problem(401), "invalid_signature");
        assert_eq!(answer.header("www-authenticate"), "Signature");
    }
    assert!(said.iter().all(|text| *text == said[0] && !text.contains(&register)), "{said:?}");
    for created in [now() - 400, now() + 400] {
        let stale = send_signed(&site, &body, &sign(&signer(), &body, created));
        assert_eq!(stale.problem(401), "stale_signature");
    }
    // A token of whichever role is no signature.
    let token = site.token_of(300, "inspectorate", "");
    let call = call("POST", PATH).header("content-type", KIND).bearer(&token).body(body.clone());
    assert_eq!(site.send(call).problem(401), "invalid_signature");
    assert_eq!(send_signed(&Site::new(), &body, &right).problem(401), "invalid_signature");
    assert_eq!(site.desk.complaint(id).unwrap().version, version);
    send_signed(&site, &body, &right).ok();
}

#[test]
fn wise_learns_nothing_of_what_was_not_forwarded() {
    let site = site();
    let (kept, _) = site.filed(Matter::Discipline);
    let number = json!({ "number": "W-1" });
    let unknown = send(&site, &event("1", ACKNOWLEDGED, "KPPBC-050500-2026-999999", &number));
    let text = unknown.text();
    assert_eq!(unknown.problem(404), "not_found");
    for (place, subject) in [register(&site, kept), kept.to_string(), "x".to_owned()].iter().enumerate() {
        let answer = send(&site, &event(&format!("k{place}"), ACKNOWLEDGED, subject, &number));
        assert_eq!((answer.problem(404), answer.text()), ("not_found".to_owned(), text.clone()), "{subject}");
    }
    assert!(!text.contains(STORY));
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason_and_may_come_again() {
    let site = site();
    let (id, register) = forwarded(&site);
    let returned = |id: &str, number: &str| {
        event(id, RETURNED, &register, &json!({ "number": number, "outcome": "transferred" }))
    };
    // The outcome overtook the acknowledgement.
    assert_eq!(send(&site, &returned("2", "W-1")).problem(422), "wise_number");
    send(&site, &event("1", ACKNOWLEDGED, &register, &json!({ "number": "W-1" }))).ok();
    let again = event("3", ACKNOWLEDGED, &register, &json!({ "number": "W-2" }));
    assert_eq!(send(&site, &again).problem(409), "already");
    assert_eq!(send(&site, &returned("4", "W-2")).problem(422), "wise_number");
    send(&site, &returned("2", "W-1")).ok();
    assert_eq!(site.desk.complaint(id).unwrap().stage, Stage::WithPyb);
    // It is not with the Inspectorate any more.
    assert_eq!(send(&site, &returned("5", "W-1")).problem(409), "stage");

    let number = json!({ "number": "W-1" });
    for (place, wrong) in [
        ("specversion", json!({ "specversion": "0.3" })),
        ("id", json!({ "id": "" })),
        ("id", json!({ "id": "a\nb" })),
        ("source", json!({ "source": "x".repeat(257) })),
        ("type", json!({ "type": "aduan.complaint.closed.v1" })),
        ("number", json!({ "data": { "number": "W 1; Budi" } })),
        ("number", json!({ "data": {} })),
        ("`.`", json!({ "data": { "number": "W-1", "name": "Budi" } })),
    ] {
        let mut event = event("6", ACKNOWLEDGED, &register, &number);
        event.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let answer = send(&site, &event);
        assert_eq!(answer.problem(422), "unfit", "{place}");
        assert!(answer.text().contains(place) && !answer.text().contains("Budi"), "{}", answer.text());
    }
    let long = event(
        "7",
        RETURNED,
        &register,
        &json!({ "number": "W-1", "outcome": "discipline", "note": "x".repeat(10_000) }),
    );
    assert_eq!(send(&site, &long).problem(413), "too_large");
    let body = b"no JSON";
    assert_eq!(send_signed(&site, body, &sign(&signer(), body, now())).problem(400), "not_json");
    let query = call("POST", "/v1/wise/events?a=1").header("content-type", KIND).body("{}");
    assert_eq!(site.send(query).problem(400), "bad_query");
    let plain = Request {
        method: "POST",
        authority: "aduan.example",
        path: PATH,
        content_type: "application/json",
        body: b"{}",
    };
    let signed = signer().sign(&plain, now());
    let call = call("POST", PATH).header("content-type", "application/json").body("{}");
    let call = call.header("content-digest", &signed.content_digest);
    let call = call.header("signature-input", &signed.signature_input).header("signature", &signed.signature);
    assert_eq!(site.send(call).problem(415), "unsupported_media_type");
}
