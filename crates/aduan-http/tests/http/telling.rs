//! C45 to C47 over HTTP: a question is opened, a telling denied, what silence ended reopened; and a relay beside the server says what arrived.

use crate::site::{Site, UNIT, filing, get, post, review};
use aduan_core::{Matter, Notice, Undelivered};
use aduan_store::desk::Arrival;
use aduan_testkit::test_relay::TestRelay;
use serde_json::{Value, json};

/// A complaint of which the verifier asked for more.
fn asked(site: &Site) -> (aduan_core::ComplaintId, String) {
    asked_after(site, &filing(Matter::Duties))
}

fn asked_after(site: &Site, filing: &Value) -> (aduan_core::ComplaintId, String) {
    let filed = site.send(post("/v1/complaints", filing)).ok().json();
    let text = |key: &str| filed[key].as_str().unwrap().to_owned();
    let (id, ticket) = (text("complaint").parse().unwrap(), text("ticket"));
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    site.order(&verifier, id, &json!({ "command": "request_data", "request": "Kapan tepatnya?" })).ok();
    (id, ticket)
}

#[test]
fn c47_the_question_is_opened_over_http() {
    let site = Site::new();
    let (_, ticket) = asked(&site);
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    assert!(seen["status"].get("answer_by").is_none(), "{seen}");
    let contents = site.send(get("/v1/complaint/contents").ticket(&ticket)).ok().text();
    assert!(!contents.contains("DataRequested"), "not before it is opened");
    let open = || site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok().json();
    let opened = open();
    assert_eq!((&opened["question"], &opened["recorded"]), (&"Kapan tepatnya?".into(), &true.into()));
    assert_eq!(opened["complaint"]["status"]["answer_by"], "2025-03-15T17:00:00.000000Z");
    assert_eq!(open(), opened, "opened twice, recorded once");
}

#[test]
fn c45_i_was_not_told_is_said_over_http() {
    let site = Site::new();
    let (id, ticket) = asked(&site);
    let told = json!({ "command": "record_told", "notice": "data_request", "channel": "sms" });
    site.order(&site.token("receiver", UNIT), id, &told).ok();
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    let step = seen["steps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&step["channel"], &step["deniable"]), (&"sms".into(), &true.into()), "{step}");
    let denial = json!({ "notice": "data_request" });
    let denied = site.send(post("/v1/complaint/denials", &denial).ticket(&ticket)).ok().json();
    assert!(denied["status"].get("answer_by").is_none(), "{denied}");
    let ground = json!({ "command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "-", "public_reason": "-" });
    site.clock.set("2025-05-01T00:00:00.000000Z".parse().unwrap());
    assert_eq!(site.order(&site.token("verifier", UNIT), id, &ground).problem(409), "not_told");
}

const GROUND_B: &str = r#"{"command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "-", "public_reason": "-"}"#;

#[test]
fn c46_a_gateway_that_refuses_for_good_is_seen_over_http() {
    let site = Site::new();
    let (id, ticket) = asked(&site);
    let relay = TestRelay::new(&site.desk);
    relay.says(&relay.notice(Notice::DataRequest), Arrival::Failed(Undelivered::Refused));
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    let step = seen["steps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&step["milestone"], &step["channel"]), (&"not_notified".into(), &"sms".into()), "{step}");
    site.clock.set("2025-05-01T00:00:00.000000Z".parse().unwrap());
    let (verifier, ground) = (site.token("verifier", UNIT), serde_json::from_str(GROUND_B).unwrap());
    assert_eq!(site.order(&verifier, id, &ground).problem(409), "not_told");
    site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok();
    assert_eq!(site.order(&verifier, id, &ground).problem(409), "window_open", "whole from then");
}

#[test]
fn c46_a_mail_that_comes_back_late_reopens_over_http() {
    let site = Site::new();
    let mut by_mail = filing(Matter::Duties);
    by_mail["identity"] = json!({ "name": "Budi", "email": "budi@example.org" });
    let (id, ticket) = asked_after(&site, &by_mail);
    let relay = TestRelay::new(&site.desk);
    let mail = relay.notice(Notice::DataRequest);
    relay.says(&mail, Arrival::Accepted);
    let answer_by = || {
        let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
        seen["status"].get("answer_by").cloned()
    };
    assert_eq!(answer_by(), None, "accepted is not told");
    site.clock.set("2025-03-05T00:00:00.000000Z".parse().unwrap());
    site.desk.sweep().unwrap();
    assert_eq!(answer_by(), Some("2025-03-19T17:00:00.000000Z".into()));
    site.clock.set("2025-03-20T03:00:00.000000Z".parse().unwrap());
    let (verifier, ground) = (site.token("verifier", UNIT), serde_json::from_str(GROUND_B).unwrap());
    site.order(&verifier, id, &ground).ok();
    relay.says(&mail, Arrival::Failed(Undelivered::Returned));
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    assert_eq!(seen["status"]["milestone"], "data_requested", "{seen}");
    assert_eq!(site.order(&verifier, id, &ground).problem(409), "not_told");
}

fn silence() -> Value {
    json!({ "command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "-", "public_reason": "-" })
}

fn milestones(site: &Site, ticket: &str) -> Vec<String> {
    let seen = site.send(get("/v1/complaint").ticket(ticket)).ok().json();
    let steps = seen["steps"].as_array().unwrap().iter();
    steps.map(|step| step["milestone"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn c45_i_was_not_told_reopens_over_http_what_silence_ended() {
    let site = Site::new();
    let (id, ticket) = asked(&site);
    let told = json!({ "command": "record_told", "notice": "data_request", "channel": "sms" });
    site.order(&site.token("receiver", UNIT), id, &told).ok();
    site.clock.set("2025-03-20T03:00:00.000000Z".parse().unwrap());
    let verifier = site.token_of(101, "verifier", UNIT);
    site.order(&verifier, id, &review_of_silence()).ok();
    site.order(&verifier, id, &silence()).ok();
    let denial = json!({ "notice": "data_request" });
    site.send(post("/v1/complaint/denials", &denial).ticket(&ticket)).ok();
    let seen = milestones(&site, &ticket);
    assert_eq!(seen[seen.len() - 3..], ["telling_denied", "reopened", "data_requested"]);
    assert_eq!(site.order(&verifier, id, &silence()).problem(409), "not_told");
}

/// The verifier looks again once the window is over.
fn review_of_silence() -> Value {
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    unclear
}

#[test]
fn a_look_before_a_telling_is_not_stale() {
    let site = Site::new();
    let (id, ticket) = asked(&site);
    let (verifier, path) = (site.token("verifier", UNIT), format!("/v1/desk/complaints/{id}"));
    let tag = site.send(get(&path).bearer(&verifier)).ok().header("etag").to_owned();
    site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok();
    let evidence = json!({ "command": "cancel_request" });
    let given =
        site.send(post(&format!("{path}/commands"), &evidence).bearer(&verifier).header("if-match", &tag));
    assert_eq!(given.problem(409), "window_open", "judged as it is now, not refused as stale");
}
