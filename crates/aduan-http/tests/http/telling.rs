//! C45 to C47 over HTTP: a question is opened, a telling denied, and what silence ended is reopened.

use crate::site::{Site, UNIT, get, post, review};
use aduan_core::{Matter, Notice, NoticeChannel};
use aduan_store::Topic;
use aduan_store::desk::Arrival;
use serde_json::{Value, json};

/// A complaint of which the verifier asked for more.
fn asked(site: &Site) -> (aduan_core::ComplaintId, String) {
    let (id, ticket) = site.filed(Matter::Duties);
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

fn silence() -> Value {
    json!({ "command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "-", "public_reason": "-" })
}

fn milestones(site: &Site, ticket: &str) -> Vec<String> {
    let seen = site.send(get("/v1/complaint").ticket(ticket)).ok().json();
    let steps = seen["steps"].as_array().unwrap().iter();
    steps.map(|step| step["milestone"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn c46_a_failure_after_the_end_reopens_it_and_the_complainant_sees_it() {
    let site = Site::new();
    let (id, ticket) = asked(&site);
    let request = Topic::Notice(Notice::DataRequest);
    let waiting = site.desk.outbox(0, 99).unwrap().ready;
    let message = waiting.iter().find(|letter| letter.topic == request).unwrap().id;
    let says = |arrival| site.desk.arrived(id, message, request, NoticeChannel::Sms, arrival).unwrap();
    says(Arrival::Delivered);
    site.clock.set("2025-03-20T03:00:00.000000Z".parse().unwrap());
    let verifier = site.token("verifier", UNIT);
    site.order(&verifier, id, &review_of_silence()).ok();
    site.order(&verifier, id, &silence()).ok();
    assert_eq!(milestones(&site, &ticket).last().unwrap(), "closed");

    // The gateway finds out late that the number does not exist.
    says(Arrival::Failed);
    let seen = milestones(&site, &ticket);
    assert_eq!(seen[seen.len() - 3..], ["not_notified", "reopened", "data_requested"]);
    let file = site.send(get(&format!("/v1/desk/complaints/{id}")).bearer(&verifier)).ok().json();
    assert_eq!(file["stage"], "awaiting_data");
    assert_eq!(site.order(&verifier, id, &silence()).problem(409), "not_told");

    // Told by another way, they have the whole window from then.
    let opened = site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok().json();
    assert_eq!(opened["complaint"]["status"]["answer_by"], "2025-04-03T17:00:00.000000Z");
    assert_eq!(site.order(&verifier, id, &silence()).problem(409), "window_open");
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
