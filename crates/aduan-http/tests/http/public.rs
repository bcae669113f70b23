//! For complainants.

use crate::site::{STORY, Site, UNIT, call, filing, get, post, review};
use aduan_core::Matter;
use serde_json::json;

const KEY: &str = "018f0e5e-0000-7000-8000-000000000001";

#[test]
fn a_complaint_is_filed_and_followed() {
    let site = Site::new();
    let filed = site.send(post("/v1/complaints", &filing(Matter::Duties)));
    assert_eq!(filed.status, 201);
    assert_eq!(filed.header("cache-control"), "no-store");
    assert_eq!(filed.json()["sent"], json!(["sms"]));
    let ticket = filed.json()["ticket"].as_str().unwrap().to_owned();
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok();
    assert_eq!(seen.json()["status"]["milestone"], "verifying");
    assert_eq!(seen.json()["register"], filed.json()["register"]);
    let by_body = site.send(post("/v1/complaint/view", &json!({ "ticket": ticket.to_lowercase() }))).ok();
    assert_eq!(by_body.json(), seen.json());
    let same = site.send(get("/v1/complaint").ticket(&ticket).header("if-none-match", seen.header("etag")));
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
}

#[test]
fn the_same_filing_again_gives_the_same_ticket_and_one_complaint() {
    let site = Site::new();
    let mut body = filing(Matter::Duties);
    body["secret"] = "ab".repeat(32).into();
    let file = |body: &serde_json::Value| {
        site.send(post("/v1/complaints", body).header("idempotency-key", &format!("\"{KEY}\"")))
    };
    let first = file(&body).ok();
    assert_eq!(file(&body).ok().json(), first.json());
    assert_eq!(site.desk.store().head().unwrap().size(), 3);
    let mut other = body.clone();
    other["material"] = "sesuatu yang lain".into();
    assert_eq!(file(&other).problem(422), "command_reused");
    body["secret"] = "cd".repeat(32).into();
    assert_eq!(file(&body).problem(422), "command_reused", "whoever has another secret gets no ticket");
}

#[test]
fn what_is_filed_must_be_whole_and_nothing_of_it_is_repeated() {
    let site = Site::new();
    let refused = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut body = filing(Matter::Duties);
        change(&mut body);
        let answer = site.send(post("/v1/complaints", &body));
        assert!(!answer.text().contains("rahasia"), "{}", answer.text());
        answer
    };
    assert_eq!(refused(&|body| body["channel"] = "rahasia".into()).problem(422), "unfit");
    assert_eq!(refused(&|body| body["rahasia"] = 1.into()).problem(422), "unfit");
    assert_eq!(refused(&|body| body["material"] = "  \n".into()).problem(422), "unfit");
    assert_eq!(refused(&|body| body["material"] = json!({ "rahasia": 1 })).problem(422), "unfit");
    assert_eq!(refused(&|body| body["unit"] = "rahasia-1".into()).problem(422), "unfit");
    assert_eq!(refused(&|body| body["secret"] = "rahasia".into()).problem(422), "bad_secret");
    assert_eq!(refused(&|body| body["unit"] = json!(null)).problem(422), "unit_required");
    assert_eq!(refused(&|body| body["identity"]["email"] = "rahasia".into()).problem(422), "invalid_contact");
    // R2: a letter is for a receiver to record.
    assert_eq!(refused(&|body| body["channel"] = "letter".into()).problem(403), "channel_of_other");
    assert_eq!(site.desk.store().head().unwrap().size(), 0);
}

#[test]
fn a_unit_of_the_settings_verifies_what_names_none() {
    let site = Site::set(|config| config.reception.unit = Some(UNIT.parse().unwrap()));
    let mut body = filing(Matter::Duties);
    body.as_object_mut().unwrap().remove("unit");
    site.send(post("/v1/complaints", &body)).ok();
}

#[test]
fn a_wrong_ticket_and_a_mistyped_one_are_told_apart_and_guessing_is_slowed() {
    let site = Site::new();
    let (_, ticket) = site.filed(Matter::Duties);
    let wrong = aduan_core::Ticket::from_random([7; 10]).reveal();
    let answer = site.send(get("/v1/complaint").ticket(&wrong));
    assert_eq!(answer.problem(401), "wrong_ticket");
    assert_eq!(answer.header("www-authenticate"), "Ticket");
    let last = if ticket.ends_with('2') { "3" } else { "2" };
    let mistyped = format!("{}{last}", &ticket[..ticket.len() - 1]);
    assert_eq!(site.send(get("/v1/complaint").ticket(&mistyped)).problem(401), "not_a_ticket");
    for _ in 0..4 {
        assert_eq!(site.send(get("/v1/complaint").ticket(&wrong)).problem(401), "wrong_ticket");
    }
    let answer = site.send(get("/v1/complaint").ticket(&ticket));
    assert_eq!(answer.problem(429), "too_many_tickets", "right and wrong ones alike");
    assert!(!answer.header("retry-after").is_empty());
}

#[test]
fn no_ticket_stands_in_an_address() {
    let document = aduan_http::document().to_string();
    for path in aduan_http::document()["paths"].as_object().unwrap().keys() {
        assert!(!path.contains("ticket"), "{path}");
    }
    assert!(!document.contains("\"in\":\"query\",\"name\":\"ticket\""));
}

#[test]
fn data_are_asked_for_answered_and_the_question_can_be_read() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    site.order(&verifier, id, &json!({ "command": "request_data", "request": "Kapan tepatnya?" })).ok();
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    assert_eq!(seen["status"]["milestone"], "data_requested");
    site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket)).ok();
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    // 14 days, to the end of the day in Jakarta.
    assert_eq!(seen["status"]["answer_by"], "2025-03-15T17:00:00.000000Z");
    let contents = site.send(get("/v1/complaint/contents").ticket(&ticket)).ok().json();
    let events: Vec<&str> =
        contents.as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["Received", "DataRequested"]);
    let question = contents[1]["content"].as_str().unwrap();
    let read = site.send(get(&format!("/v1/complaint/contents/{question}")).ticket(&ticket)).ok();
    assert_eq!(
        (read.text().as_str(), read.header("content-type")),
        ("Kapan tepatnya?", "text/plain; charset=utf-8")
    );
    let answer = json!({ "content": "Pada hari Senin", "elements": ["when"] });
    let answered =
        site.send(post("/v1/complaint/answers", &answer).ticket(&ticket).header("idempotency-key", KEY));
    assert_eq!(answered.ok().json()["status"]["milestone"], "data_received");
    let again =
        site.send(post("/v1/complaint/answers", &answer).ticket(&ticket).header("idempotency-key", KEY));
    assert_eq!(again.ok().json()["steps"].as_array().unwrap().len(), 6);
}

#[test]
fn a_complaint_is_corrected_withdrawn_and_made_open() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Discipline);
    let more = json!({ "content": "Bukan Senin, Selasa", "elements": ["when"] });
    site.send(post("/v1/complaint/amendments", &more).ticket(&ticket)).ok();
    let wish = call("PUT", "/v1/complaint/confidentiality").json(&json!({ "choice": "open" }));
    site.send(wish.ticket(&ticket)).ok();
    site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&ticket)).ok();
    let again = site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&ticket));
    assert_eq!(again.problem(409), "already");
    assert_eq!(again.json()["rule"], "R21");
    assert!(site.desk.complaint(id).unwrap().withdrawn);
}

#[test]
fn the_complainant_is_told_who_read_by_role_alone() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token_of(4711, "verifier", UNIT);
    let path = format!("/v1/desk/complaints/{id}/contents");
    let listed = site.send(get(&path).bearer(&verifier)).ok().json();
    let content = listed[0]["content"].as_str().unwrap();
    let read = site.send(get(&format!("{path}/{content}")).bearer(&verifier)).ok();
    assert_eq!(read.text(), STORY);
    let told = site.send(get("/v1/complaint/accesses").ticket(&ticket)).ok();
    assert_eq!(told.json()[0]["role"], "verifier");
    assert!(!told.text().contains(&crate::site::person(4711).to_string()) && !told.text().contains(UNIT));
}

#[test]
fn c44_a_reading_of_what_they_may_not_see_is_not_told_to_them() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut found = crate::site::review("duties");
    found["note"] = "catatan dinas".into();
    site.order(&verifier, id, &found).ok();
    let path = format!("/v1/desk/complaints/{id}/contents");
    let listed = site.send(get(&path).bearer(&verifier)).ok().json();
    for content in listed.as_array().unwrap() {
        let content = content["content"].as_str().unwrap();
        site.send(get(&format!("{path}/{content}")).bearer(&verifier)).ok();
    }
    assert_eq!(listed.as_array().unwrap().len(), 2, "their complaint, and the note");
    assert_eq!(site.desk.accesses(id).unwrap().len(), 2);
    let told = site.send(get("/v1/complaint/accesses").ticket(&ticket)).ok().json();
    let own = site.send(get("/v1/complaint/contents").ticket(&ticket)).ok().json();
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(told[0]["content"], own[0]["content"]);
}

#[test]
fn filing_too_often_is_slowed() {
    let site = Site::set(|config| {
        config.limits.filing.burst = 3;
        config.limits.filing.per_minute = 1;
    });
    for _ in 0..3 {
        site.filed(Matter::Duties);
    }
    let answer = site.send(post("/v1/complaints", &filing(Matter::Duties)));
    assert_eq!(answer.problem(429), "too_many_requests");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 50);
}
