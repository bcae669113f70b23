//! For officers.

use crate::site::{STORY, Site, UNIT, filing, get, person, post, review};
use aduan_core::{Matter, Ticket};
use serde_json::{Value, json};

const PYB: &str = "KANWIL-050000";

fn letter() -> Value {
    json!({
        "channel": "letter", "matter": "duties", "material": STORY, "unit": UNIT,
        "identity": { "mobile": "+62 812-3456-7890" }, "following": "wanted",
    })
}

#[test]
fn a_receiver_gets_a_register_number_and_never_a_ticket() {
    let site = Site::new();
    let receiver = site.token("receiver", UNIT);
    let recorded = site.send(post("/v1/desk/complaints", &letter()).bearer(&receiver));
    assert_eq!(recorded.status, 201);
    assert_eq!(recorded.json()["sent"], json!(["sms"]));
    let letters = site.desk.outbox(0, 9).unwrap();
    let ticket =
        letters.ready[0].ticket.as_ref().expect("it goes straight to the complainant").reveal().to_owned();
    assert!(Ticket::parse(&ticket).is_ok());
    assert!(!recorded.text().contains(&ticket) && recorded.json().get("ticket").is_none());
    let path = recorded.header("location").to_owned();
    let seen = site.send(get(&path).bearer(&receiver)).ok();
    assert!(!seen.text().contains(&ticket));
    assert!(seen.json().get("handling").is_none(), "a receiver takes in and passes on");
    site.send(get("/v1/complaint").ticket(&ticket)).ok();
}

#[test]
fn a_command_of_a_wrong_version_is_not_given() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Duties);
    let (verifier, path) = (site.token("verifier", UNIT), format!("/v1/desk/complaints/{id}"));
    let seen = site.send(get(&path).bearer(&verifier)).ok();
    let tag = seen.header("etag").to_owned();
    assert!(tag.starts_with("\"3."), "{tag}");
    let order = |tag: &str| {
        site.send(
            post(&format!("{path}/commands"), &review("duties")).bearer(&verifier).header("if-match", tag),
        )
    };
    assert_eq!(order("\"2\"").problem(412), "stale");
    assert_eq!(order("W/\"3\"").problem(400), "bad_if_match");
    let done = order(&tag).ok();
    assert_eq!(done.header("etag"), "\"4\"");
    assert_eq!(order(&tag).problem(412), "stale");
    order("*").ok();
}

#[test]
fn a_command_that_comes_again_has_one_effect() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Duties);
    let (verifier, path) = (site.token("verifier", UNIT), format!("/v1/desk/complaints/{id}/commands"));
    let key = "018f0e5e-0000-7000-8000-000000000002";
    let order = |token: &str, order: &Value| {
        site.send(post(&path, order).bearer(token).header("idempotency-key", key).header("if-match", "\"3\""))
    };
    let first = order(&verifier, &review("duties")).ok().json();
    let again = order(&verifier, &review("duties")).ok().json();
    assert_eq!(
        (first["recorded_before"].clone(), again["recorded_before"].clone()),
        (false.into(), true.into())
    );
    assert_eq!((&first["position"], &first["version"]), (&again["position"], &again["version"]));
    assert_eq!(order(&verifier, &review("other")).problem(422), "command_reused");
    let colleague = site.token_of(101, "verifier", UNIT);
    assert_eq!(order(&colleague, &review("duties")).problem(412), "stale", "a key is its caller's own");
}

/// A UUID of version 1 has the address of its maker's machine in it.
#[test]
fn no_byte_of_a_callers_key_is_in_the_log() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let (verifier, key) = (site.token("verifier", UNIT), "c232ab00-9414-11ec-b3c8-9f6bdeced846");
    let order = post(&format!("/v1/desk/complaints/{id}/commands"), &review("duties"));
    site.send(order.bearer(&verifier).header("idempotency-key", key)).ok();
    let withdrawal = post("/v1/complaint/withdrawal", &json!({})).ticket(&ticket);
    site.send(withdrawal.header("idempotency-key", key)).ok();
    site.send(post("/v1/complaints", &filing(Matter::Duties)).header("idempotency-key", key)).ok();
    let mut lines = String::new();
    let mut read = |event: aduan_store::StoredEvent<'_>| {
        lines.push_str(std::str::from_utf8(event.line).unwrap());
        Ok(())
    };
    site.desk.store().read_log(0, u32::MAX, &mut read).unwrap();
    assert!(lines.contains(&id.to_string()));
    for part in key.split('-') {
        assert!(part.len() < 8 || !lines.contains(part), "{part} is in the log");
    }
}

#[test]
fn a_refusal_names_its_rule_in_both_languages() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Discipline);
    let verifier = site.token("verifier", UNIT);
    site.order(&verifier, id, &review("discipline")).ok();
    site.order(&verifier, id, &json!({ "command": "forward_to_pyb", "office": PYB })).ok();
    let pyb = site.token("pyb", PYB);
    let refused = site.order(&pyb, id, &json!({ "command": "dispose_to_assessor", "office": UNIT }));
    assert_eq!(refused.problem(422), "wrong_target");
    assert_eq!(refused.json()["rule"], "R15");
    let id_sentence = "KPPBC tidak dapat menjadi tujuan; pilih PUSKI KC / KPU BC / Kanwil DJBC.";
    assert_eq!(refused.json()["sentence"]["id"], id_sentence);
}

#[test]
fn a_ground_that_opens_later_says_when() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    site.order(&verifier, id, &json!({ "command": "request_data", "request": "Kapan?" })).ok();
    site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok();
    let ground = json!({ "command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "tidak dijawab", "public_reason": "Kami tidak menerima jawaban." });
    let refused = site.order(&verifier, id, &ground);
    assert_eq!(refused.problem(409), "window_open");
    assert_eq!(refused.json()["rule"], "R14(b)");
    assert!(!refused.header("retry-after").is_empty());
    site.clock.set("2025-03-15T17:00:00.000000Z".parse().unwrap());
    site.order(&verifier, id, &ground).ok();
}

#[test]
fn a_worklist_has_the_work_of_one_role_at_one_office_a_page_at_a_time() {
    let site = Site::new();
    let filed: Vec<String> = (0..5).map(|_| site.filed(Matter::Duties).0.to_string()).collect();
    let list = |token: &str, query: &str| {
        let page = site.send(get(&format!("/v1/desk/worklist{query}")).bearer(token)).ok().json();
        let rows = page["rows"].as_array().unwrap().iter();
        let ids: Vec<String> = rows.map(|row| row["complaint"].as_str().unwrap().to_owned()).collect();
        (ids, page["next"].as_str().map(str::to_owned))
    };
    let verifier = site.token("verifier", UNIT);
    let (mut ids, next) = list(&verifier, "?limit=2");
    let (more, next) = list(&verifier, &format!("?limit=2&after={}", next.unwrap()));
    ids.extend(more);
    let (more, _) = list(&verifier, &format!("?limit=2&after={}", next.unwrap()));
    ids.extend(more);
    let mut expected = filed.clone();
    expected.sort();
    ids.sort();
    assert_eq!(ids, expected);
    assert!(list(&verifier, "?matter=discipline").0.is_empty());
    assert!(list(&verifier, "?overdue=true").0.is_empty());
    assert!(list(&site.token("verifier", "KPPBC-060100"), "").0.is_empty());
    assert!(list(&site.token("pyb", UNIT), "").0.is_empty());
    assert!(list(&site.token("pyb", UNIT), "?stage=verification").0.is_empty(), "held there, and not theirs");
    assert!(list(&site.token("inspectorate", ""), "").0.is_empty());
    assert_eq!(list(&site.token("data_protection_officer", ""), "").0.len(), 5);
    site.clock.set("2025-05-01T03:00:00.000000Z".parse().unwrap());
    assert_eq!(list(&verifier, "?overdue=true").0.len(), 5);
}

#[test]
fn who_is_complained_of_does_not_see_the_case() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Discipline);
    let (verifier, reported) = (site.token("verifier", UNIT), site.token_of(99, "verifier", UNIT));
    assert!(!site.offered(&reported, id).is_empty());
    site.order(&verifier, id, &review("discipline")).ok();
    assert!(site.offered(&reported, id).is_empty());
    assert_eq!(site.order(&reported, id, &review("discipline")).problem(404), "not_found");
    let rows = site.send(get("/v1/desk/worklist").bearer(&reported)).ok().json();
    assert_eq!(rows["rows"], json!([]));
}

#[test]
fn an_identity_is_read_only_after_it_was_disclosed_and_every_attempt_is_on_record() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Discipline);
    let path = format!("/v1/desk/complaints/{id}");
    let verifier = site.token("verifier", UNIT);
    let identity = || site.send(get(&format!("{path}/identity")).bearer(&verifier));
    assert_eq!(identity().problem(403), "not_disclosed");
    site.order(&verifier, id, &review("discipline")).ok();
    site.order(&verifier, id, &json!({ "command": "forward_to_pyb", "office": PYB })).ok();
    let disclose = json!({
        "command": "disclose_identity", "ground": "ease_investigation", "purpose": "memanggil saksi",
        "recipient": person(100), "recipient_role": "verifier",
    });
    assert_eq!(site.order(&verifier, id, &disclose).problem(403), "place");
    site.order(&site.token_of(13, "pyb", PYB), id, &disclose).ok();
    assert_eq!(identity().ok().json()["name"], "Budi Santoso Wiryawan");
    let protector = site.token("data_protection_officer", "");
    let read = site.send(get(&format!("{path}/accesses")).bearer(&protector)).ok().json();
    let shown: Vec<_> =
        read.as_array().unwrap().iter().map(|read| read["shown"].as_bool().unwrap()).collect();
    assert_eq!(shown, [false, true]);
}

#[test]
fn a_legal_hold_forbids_erasure_until_it_is_released() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let (verifier, protector) = (site.token("verifier", UNIT), site.token("data_protection_officer", ""));
    site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&ticket)).ok();
    site.order(&verifier, id, &review("duties")).ok();
    site.order(&verifier, id, &json!({ "command": "close" })).ok();
    site.order(&protector, id, &json!({ "command": "place_legal_hold", "reason": "perkara nomor 7" })).ok();
    let erase = json!({ "command": "erase_personal_data", "basis": "request" });
    assert_eq!(site.order(&protector, id, &erase).problem(409), "legal_hold");
    let path = format!("/v1/desk/complaints/{id}");
    let hold = site.send(get(&path).bearer(&protector)).ok().json()["handling"]["holds"][0].clone();
    let release = json!({ "command": "release_legal_hold", "hold": hold, "reason": "perkara selesai" });
    site.order(&protector, id, &release).ok();
    let listed = site.send(get(&format!("{path}/contents")).bearer(&verifier)).ok().json();
    site.order(&protector, id, &erase).ok();
    assert_eq!(site.order(&protector, id, &erase).problem(403), "second_person");
    site.order(&site.token_of(16, "data_protection_officer", ""), id, &erase).ok();
    let content = listed[0]["content"].as_str().unwrap();
    let read = site.send(get(&format!("{path}/contents/{content}")).bearer(&verifier));
    assert_eq!(read.problem(410), "erased");
}

#[test]
fn history_and_timeline_are_for_those_who_handle_it() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Duties);
    let (verifier, path) = (site.token("verifier", UNIT), format!("/v1/desk/complaints/{id}"));
    let history = site.send(get(&format!("{path}/history")).bearer(&verifier)).ok();
    assert_eq!(history.header("content-type"), "application/x-ndjson");
    assert_eq!(history.text().lines().count(), 3);
    let timeline = |accept: &str, language: &str| {
        let call = get(&format!("{path}/timeline")).bearer(&verifier);
        site.send(call.header("accept", accept).header("accept-language", language)).ok().text()
    };
    assert!(timeline("image/svg+xml", "id").starts_with("<svg"));
    assert!(timeline("text/plain", "en").contains("received"));
    let receiver = site.token("receiver", UNIT);
    assert_eq!(
        site.send(get(&format!("{path}/history")).bearer(&receiver)).problem(403),
        "not_for_this_role"
    );
}

#[test]
fn a_complaint_is_found_by_its_register_number() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let found = site.send(get("/v1/desk/complaints/2025-000001-B").bearer(&verifier));
    let register = site.desk.complaint(id).unwrap().register.unwrap();
    let right = site.send(get(&format!("/v1/desk/complaints/{register}")).bearer(&verifier)).ok();
    assert_eq!(right.json()["complaint"], id.to_string());
    assert!(register.to_string() == "2025-000001-B" || found.status == 404);
    for nothing in ["2025-000002-X", "nonsense", "018f0e5e-0000-7000-8000-000000000001", "..%2f..%2fetc"] {
        let path = format!("/v1/desk/complaints/{nothing}");
        assert_eq!(site.send(get(&path).bearer(&verifier)).problem(404), "not_found", "{nothing}");
    }
}
