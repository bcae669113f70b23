//! C38 over HTTP: the complainant sees how the matter was recorded, and contests it.

use crate::site::{Site, UNIT, get, post, review};
use aduan_core::Matter;
use serde_json::json;

#[test]
fn c38_a_complainant_contests_what_their_complaint_was_recorded_to_be() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let (verifier, above) = (site.token("verifier", UNIT), site.token_of(41, "coordinator", "KANWIL-050000"));
    site.order(&verifier, id, &review("duties")).ok();
    site.order(&verifier, id, &json!({ "command": "forward_to_assessor", "office": UNIT })).ok();
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    assert_eq!((&seen["matter_at_reception"], &seen["matter"]), (&json!("duties"), &json!("duties")));
    let decide = json!({ "command": "decide_matter", "matter": "discipline", "reason": "ini suap" });
    assert_eq!(site.order(&above, id, &decide).problem(409), "nothing_contested");

    let contest = json!({ "reason": "petugas meminta uang, ini bukan soal layanan" });
    let contest = || site.send(post("/v1/complaint/contest", &contest).ticket(&ticket));
    contest().ok();
    assert_eq!(contest().problem(409), "already");
    let late = site.send(get("/v1/desk/worklist?overdue=true").bearer(&above)).ok().text();
    assert!(late.contains(&id.to_string()), "it stands in the coordinator's list: {late}");
    let path = format!("/v1/desk/complaints/{id}/contents");
    let words = site.send(get(&path).bearer(&above)).ok().json();
    assert_eq!(words.as_array().unwrap().len(), 2, "the complaint, and what is contested: {words}");

    site.order(&above, id, &decide).ok();
    let seen = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    assert_eq!((&seen["matter_at_reception"], &seen["matter"]), (&json!("duties"), &json!("discipline")));
    assert_eq!(seen["steps"].as_array().unwrap().last().unwrap()["milestone"], "matter_decided");
    assert_eq!(site.order(&verifier, id, &review("duties")).problem(422), "matter_is_decided");
    let words = site.send(get(&path).bearer(&above)).ok().json();
    assert_eq!(words, json!([]), "what is decided, they read no more");
}
