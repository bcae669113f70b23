//! What two people do, over HTTP: C41.

use crate::site::{Answer, Site, UNIT, get, person, review};
use aduan_core::{ComplaintId, Matter};
use serde_json::{Value, json};

const KANWIL: &str = "KANWIL-050000";
const PUSKI: &str = "PUSKI-001400";

fn clear() -> Value {
    json!({ "command": "clear_name", "official": person(13), "reason": "salah ketik" })
}

fn events(answer: Answer) -> Value {
    answer.ok().json()["events"].clone()
}

#[test]
fn c41_a_slip_that_named_the_only_pyb_is_cleared_by_two() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Discipline);
    let [verifier, pyb] = [(11, "verifier", UNIT), (13, "pyb", KANWIL)]
        .map(|(number, role, office)| site.token_of(number, role, office));
    let [colleague, coordinator] = [(12, "verifier", UNIT), (41, "coordinator", PUSKI)]
        .map(|(number, role, office)| site.token_of(number, role, office));
    let mut slip = review("discipline");
    slip["official"] = json!(person(13));
    site.order(&verifier, id, &slip).ok();
    site.order(&verifier, id, &review("discipline")).ok();
    site.order(&verifier, id, &json!({ "command": "forward_to_pyb", "office": KANWIL })).ok();
    let dossier =
        |token: &str, id: ComplaintId| site.send(get(&format!("/v1/desk/complaints/{id}")).bearer(token));
    assert_eq!(dossier(&pyb, id).problem(404), "not_found");

    assert_eq!(events(site.order(&verifier, id, &clear())), json!(["Proposed"]));
    assert_eq!(site.order(&verifier, id, &clear()).problem(403), "second_person");
    assert_eq!(site.order(&colleague, id, &clear()).problem(403), "second_person", "of the same office");
    let open = dossier(&coordinator, id).ok().json()["proposals"][0].clone();
    assert_eq!(open["command"], "clear_name");
    // Whom it names, is a content: reading it is on record.
    let contents =
        site.send(get(&format!("/v1/desk/complaints/{id}/contents")).bearer(&coordinator)).ok().json();
    let named = contents.as_array().unwrap().iter().find(|it| it["official"] == open["official"]).unwrap();
    let content = named["content"].as_str().unwrap();
    let read =
        site.send(get(&format!("/v1/desk/complaints/{id}/contents/{content}")).bearer(&coordinator)).ok();
    assert_eq!(read.text(), person(13).to_string());
    assert_eq!(open["lapses"], "2025-03-15T17:00:00.000000Z");
    let receiver = site.token_of(14, "receiver", UNIT);
    assert_eq!(dossier(&receiver, id).ok().json()["proposals"], json!([]), "who may not confirm it");

    assert_eq!(events(site.order(&coordinator, id, &clear())), json!(["NameCleared"]));
    assert_eq!(dossier(&coordinator, id).ok().json()["proposals"], json!([]));
    let dispose = json!({ "command": "dispose_to_assessor", "office": KANWIL });
    assert_eq!(events(site.order(&pyb, id, &dispose)), json!(["DisposedToAssessor"]));
}
