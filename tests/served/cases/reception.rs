//! Coming in, and going all the way.

use crate::client::{get, post};
use crate::site::{KANWIL, PUSKI, Site, UNIT, filing, letter, review};
use aduan_store::Topic;
use serde_json::{Value, json};

pub(crate) fn milestones(view: &Value) -> Vec<&str> {
    view["steps"].as_array().unwrap().iter().map(|step| step["milestone"].as_str().unwrap()).collect()
}

pub(crate) fn c01_a_bribe_is_reported_examined_and_found_true(site: &Site) {
    let answer = site.send(post("/v1/complaints", &filing("discipline"))).ok();
    assert_eq!(answer.json()["sent"], json!(["email"]));
    let (id, ticket) = (answer.json()["complaint"].clone(), answer.json()["ticket"].clone());
    let (id, ticket) = (id.as_str().unwrap(), ticket.as_str().unwrap());
    let letters = site.desk().outbox(0, 1000).unwrap().ready;
    let mail = letters.iter().find(|letter| letter.complaint.to_string() == id).unwrap();
    assert_eq!(mail.ticket.as_ref().unwrap().reveal(), ticket);
    assert_eq!(mail.address.as_ref().unwrap().reveal(), "bimasakti@contoh.example");

    let (verifier, pyb, assessor) = (site.verifier(), site.pyb(), site.assessor(KANWIL));
    site.does(&verifier, id, &review("discipline"));
    site.does(&verifier, id, &json!({ "command": "forward_to_pyb", "office": PUSKI }));
    site.does(&pyb, id, &json!({ "command": "dispose_to_assessor", "office": KANWIL }));
    for step in ["confirmation", "clarification", "examination"] {
        let note = "Mutasi rekening bendahara dicocokkan";
        site.does(&assessor, id, &json!({ "command": "record_assessment_step", "step": step, "note": note }));
    }
    let report = json!({
        "command": "conclude_assessment", "finding": "substantiated", "report": "Rekaman kamera gerbang menguatkan",
    });
    assert_eq!(site.does(&assessor, id, &report), "follow_up");
    let decision = json!({
        "command": "decide_follow_up", "actions": ["discipline"], "decision": "Penurunan pangkat setahun",
    });
    site.does(&pyb, id, &decision);
    assert_eq!(site.does(&pyb, id, &json!({ "command": "close" })), "closed");
    site.does(&pyb, id, &json!({ "command": "record_told", "notice": "outcome", "channel": "email" }));

    let dossier = site.dossier(&pyb, id);
    assert_eq!((&dossier["stage"], &dossier["outcome"]), (&"closed".into(), &"substantiated".into()));
    let view = site.follow(ticket);
    let right = [
        "received",
        "ticket_sent",
        "verifying",
        "with_pyb",
        "assessing",
        "following_up",
        "closed",
        "notified",
    ];
    assert_eq!(milestones(&view), right);
    let closed = view["steps"].as_array().unwrap().iter().find(|step| step["milestone"] == "closed").unwrap();
    assert_eq!(closed["outcome"], "substantiated", "the outcome is told");
    let seen = view.to_string();
    for record in site.history(&verifier, id) {
        let actor = &record["actor"];
        if actor["role"] != "complainant" {
            assert!(!seen.contains(actor["id"].as_str().unwrap()), "no officer: {seen}");
        }
        assert!(!seen.contains(record["id"].as_str().unwrap()));
    }
    assert!(!seen.contains("KANWIL") && !seen.contains("PUSKI") && !seen.contains("Mutasi"), "{seen}");
}

pub(crate) fn c02_slow_service_is_told_at_the_desk_and_no_ticket_is_made(site: &Site) {
    let mut told = letter("duties");
    told["channel"] = "helpdesk".into();
    told.as_object_mut().unwrap().remove("identity");
    let answer = site.send(post("/v1/desk/complaints", &told).bearer(&site.receiver())).ok().json();
    assert!(answer["register"].as_str().is_some_and(|number| number.len() > 10), "{answer}");
    assert!(answer.get("ticket").is_none() && answer["sent"] == json!([]), "{answer}");
    let id = answer["complaint"].as_str().unwrap();
    let (receiver, verifier, assessor) = (site.receiver(), site.verifier(), site.assessor(UNIT));
    let notice = json!({ "command": "record_told", "notice": "register", "channel": "in_person" });
    site.does(&receiver, id, &notice);
    if site.dossier(&receiver, id)["stage"] == "intake" {
        site.does(&receiver, id, &json!({ "command": "request_verification" }));
    }
    site.does(&verifier, id, &review("duties"));
    assert_eq!(
        site.does(&verifier, id, &json!({ "command": "forward_to_assessor", "office": UNIT })),
        "assessment"
    );
    let report = json!({
        "command": "conclude_assessment", "finding": "substantiated", "report": "Antrean loket memang berjubel",
    });
    for step in ["confirmation", "clarification", "examination"] {
        let _ = site.order(&assessor, id, &json!({ "command": "record_assessment_step", "step": step }));
    }
    site.does(&assessor, id, &report);
    let decision = json!({
        "command": "decide_follow_up", "actions": ["service_improvement"], "decision": "Tambahkan kasir siang",
    });
    site.does(&assessor, id, &decision);
    assert_eq!(site.does(&assessor, id, &json!({ "command": "close" })), "closed");
    assert!(site.history(&verifier, id).iter().all(|record| record["type"] != "TicketIssued"));
}

pub(crate) fn c14_a_callers_ticket_goes_by_sms_straight_to_them(site: &Site) {
    let mut call = letter("duties");
    call["channel"] = "telephone".into();
    call["identity"] = json!({ "mobile": "+62 812-7777-6543" });
    call["following"] = "wanted".into();
    let receiver = site.receiver();
    let answer = site.send(post("/v1/desk/complaints", &call).bearer(&receiver)).ok();
    assert_eq!(answer.json()["sent"], json!(["sms"]));
    let id = answer.json()["complaint"].as_str().unwrap().to_owned();
    let letters = site.desk().outbox(0, 1000).unwrap().ready;
    let sms = letters.iter().find(|letter| letter.complaint.to_string() == id).unwrap();
    let ticket = sms.ticket.as_ref().unwrap().reveal().to_owned();
    assert!(matches!(sms.topic, Topic::Ticket(_)) && sms.address.as_ref().unwrap().reveal().contains("7777"));
    // From here on it is looked for in every answer to an officer, in the log and in the files.
    site.watch.lock().unwrap().ticket(&ticket);
    assert!(!answer.text().contains(&ticket) && !format!("{:?}", answer.headers).contains(&ticket));
    let path = format!("/v1/desk/complaints/{id}");
    for path in [path.clone(), format!("{path}/contents"), "/v1/desk/worklist".to_owned()] {
        assert!(!site.send(get(path).bearer(&receiver)).ok().text().contains(&ticket));
    }
    assert_eq!(site.follow(&ticket)["complaint"], id.as_str());
}

pub(crate) fn c20_under_the_rulebook_of_2025_identity_is_required_and_discipline_is_for_wise(site: &Site) {
    let mut complete = filing("duties");
    let mut anonymous = complete.clone();
    anonymous.as_object_mut().unwrap().remove("identity");
    let file = |filing: &Value| site.send(post("/v1/complaints", filing));
    file(&anonymous).refused(422, "identity_required", "W3");
    complete["identity"]["address"] = "Jalan Melati Kembar 9".into();
    complete["identity"]["telephone"] = "021-5550199".into();
    let elements = json!(["what", "where", "when", "who", "how", "evidence"]);
    complete["elements"] = elements;
    let mut discipline = complete.clone();
    discipline["matter"] = "discipline".into();
    let sentence = file(&discipline).refused(422, "goes_to_wise", "K1");
    assert!(sentence.contains("WISE"), "{sentence}");
    let filed = site.file(&complete);
    assert_eq!(site.dossier(&site.verifier(), &filed.id)["rulebook"], "per-13-2025");
}

pub(crate) fn c24_a_photo_and_a_correction_reach_the_pyb_and_move_nothing(site: &Site) {
    let filed = site.with_pyb();
    let before = site.dossier(&site.pyb(), &filed.id);
    let photo: Vec<u8> = b"JFIF pelat kendaraan dinas ".repeat(20_000);
    let call = crate::client::call("POST", "/v1/complaint/evidence").ticket(&filed.ticket);
    let attached = site.send(call.file("../../bukti.jpg", "image/jpeg", &photo)).ok().json();
    assert_eq!(attached["bytes"], photo.len());
    let correction = json!({ "content": "Ralat: kejadiannya selepas magrib", "elements": ["when"] });
    site.send(post("/v1/complaint/amendments", &correction).ticket(&filed.ticket)).ok();
    let after = site.dossier(&site.pyb(), &filed.id);
    assert_eq!((&after["stage"], &after["holder"]), (&before["stage"], &before["holder"]));
    let path = format!("/v1/desk/complaints/{}/contents", filed.id);
    let listed = site.send(get(&*path).bearer(&site.pyb())).ok().json();
    let events: Vec<&str> =
        listed.as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap()).collect();
    assert!(events.contains(&"EvidenceAttached") && events.contains(&"MaterialAmended"), "{events:?}");
    let shown =
        site.send(get(format!("{path}/{}", attached["content"].as_str().unwrap())).bearer(&site.pyb())).ok();
    assert_eq!(shown.body, photo);
    assert!(shown.header("content-disposition").starts_with("attachment"), "no browser opens it (T14)");
    assert!(!shown.header("content-disposition").contains("bukti"), "its name is not kept");
    assert!(site.texts(&site.pyb(), &filed.id).iter().any(|text| text.contains("selepas magrib")));
    // A ticket does not open an officer's path.
    let stranger = site.send(get(&*path).ticket(&filed.ticket));
    assert_eq!(stranger.status, 401);
}
