//! A conversation over HTTP (P3).

use crate::site::{Site, UNIT, get, post, review};
use aduan_core::Matter;
use serde_json::json;

#[test]
fn officer_and_complainant_write_to_each_other() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let path = format!("/v1/desk/complaints/{id}");

    let written = json!({ "message": "Kapan ditangani?" });
    let seen = site.send(post("/v1/complaint/messages", &written).ticket(&ticket)).ok().json();
    let step = seen["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&step["milestone"], &seen["status"]["milestone"]),
        (&"message_sent".into(), &"verifying".into())
    );
    let file = site.send(get(&path).bearer(&verifier)).ok().json();
    let row = site.send(get("/v1/desk/worklist").bearer(&verifier)).ok().json()["rows"][0].clone();
    assert!(file["unanswered"].is_string() && row["unanswered"] == file["unanswered"], "{file} {row}");

    let answer = json!({ "command": "write_message", "message": "Pekan ini." });
    site.order(&verifier, id, &answer).ok();
    let file = site.send(get(&path).bearer(&verifier)).ok().json();
    assert!(file.get("unanswered").is_none(), "{file}");
    let contents = site.send(get("/v1/complaint/contents").ticket(&ticket)).ok().json();
    let [.., theirs, last] = &contents.as_array().unwrap()[..] else { panic!("two messages: {contents}") };
    let said = |listed: &serde_json::Value| (listed["event"].clone(), listed["own"].clone());
    assert_eq!(said(theirs), ("MessageWritten".into(), true.into()));
    assert_eq!(said(last), ("MessageWritten".into(), false.into()));
    let content = format!("/v1/complaint/contents/{}", last["content"].as_str().unwrap());
    assert_eq!(site.send(get(&content).ticket(&ticket)).ok().text(), "Pekan ini.");

    let none_waits = json!({ "command": "mark_messages_read" });
    assert_eq!(site.order(&verifier, id, &none_waits).problem(409), "already");
    let elsewhere = site.token("verifier", "KPPBC-060100");
    assert_eq!(site.order(&elsewhere, id, &answer).problem(404), "not_found");
}

#[test]
fn a_message_while_a_request_is_open_answers_it() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    site.order(&verifier, id, &json!({ "command": "request_data", "request": "Kapan tepatnya?" })).ok();
    let written = json!({ "message": "Senin pagi." });
    let seen = site.send(post("/v1/complaint/messages", &written).ticket(&ticket)).ok().json();
    assert_eq!(seen["status"]["milestone"], "data_received");
    let file = site.send(get(&format!("/v1/desk/complaints/{id}")).bearer(&verifier)).ok().json();
    assert_eq!((&file["stage"], file["handling"].get("clarity")), (&"verification".into(), None));
}

#[test]
fn a_message_carries_no_date() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let until = json!({ "message": "Jawab.", "answer_by": "2025-03-10" });
    assert_eq!(site.send(post("/v1/complaint/messages", &until).ticket(&ticket)).problem(422), "unfit");
    let mut order = until;
    order["command"] = "write_message".into();
    assert_eq!(site.order(&site.token("verifier", UNIT), id, &order).problem(422), "unfit");
}
