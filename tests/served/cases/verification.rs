//! The verifier, and the window for additional data.

use super::reception::milestones;
use crate::client::post;
use crate::site::{Filed, KANWIL, PUSKI, Site, UNIT, filing, letter, review};
use serde_json::{Value, json};

/// An unclear letter, for which data are asked, and told by letter, at 10 in the morning of 1 March.
fn asked(site: &Site) -> Filed {
    let filed = site.record(&letter("duties"));
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.does(&site.verifier(), &filed.id, &unclear);
    site.set("2025-03-01T03:00:00.000000Z");
    let ask = json!({ "command": "request_data", "request": "Geladak penimbunan manakah" });
    assert_eq!(site.does(&site.verifier(), &filed.id, &ask), "awaiting_data");
    site.does(&site.receiver(), &filed.id, &told("letter"));
    filed
}

/// The complainant was told of the request.
fn told(channel: &str) -> Value {
    json!({ "command": "record_told", "notice": "data_request", "channel": channel })
}

fn answer() -> Value {
    json!({ "command": "supply_data", "content": "Geladak seberang mercusuar", "elements": ["where"], "told_by": "telephone" })
}

fn no_answer() -> Value {
    json!({ "command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "Suratnya pulang utuh", "public_reason": "Tidak ada jawaban" })
}

pub(crate) fn c38_the_reported_unit_does_not_relabel_a_case_and_end_it(site: &Site) {
    let filed = site.file(&filing("discipline"));
    let mut found = review("discipline");
    (found["reported"], found["official"], found["office"]) = ("unclear".into(), Value::Null, UNIT.into());
    site.does(&site.verifier(), &filed.id, &found);
    // It has left the unit: nobody there reviews it again, and nobody there ends it.
    let mut relabelled = review("duties");
    relabelled["reported"] = "unclear".into();
    let end = json!({
        "command": "declare_not_actionable", "ground": "reported_unclear", "reason": "Penjaga malam tiada nama",
        "public_reason": "Orangnya tidak dikenali",
    });
    for order in [&relabelled, &end] {
        assert_eq!(site.order(&site.colleague(), &filed.id, order).status, 404);
    }
    let fallback = site.token(14, "verifier", PUSKI);
    site.does(&fallback, &filed.id, &review("discipline"));
    let on = json!({ "command": "forward_to_pyb", "office": KANWIL });
    assert_eq!(site.does(&fallback, &filed.id, &on), "with_pyb");
}

pub(crate) fn c40_a_receiver_withdraws_only_as_they_were_told(site: &Site) {
    let filed = site.record(&letter("duties"));
    let unsaid = json!({ "command": "withdraw" });
    site.order(&site.receiver(), &filed.id, &unsaid).refused(422, "how_it_was_said", "R21");
    let said = json!({ "command": "withdraw", "told_by": "letter", "evidence": "Surat bertanggal 2 Maret" });
    site.does(&site.receiver(), &filed.id, &said);
    let history = site.history(&site.verifier(), &filed.id);
    assert_eq!(history.last().unwrap()["data"]["told_by"], "letter");
    assert!(site.texts(&site.verifier(), &filed.id).iter().any(|text| text == "Surat bertanggal 2 Maret"));
    let online = site.file(&filing("duties"));
    site.order(&site.receiver(), &online.id, &said).refused(403, "not_by_hand", "R21");
}

pub(crate) fn c39_one_person_in_two_roles_does_not_end_what_they_took_in(site: &Site) {
    let filed = site.record(&letter("discipline"));
    let number = 10; // The receiver's.
    let both = site.token(number, "verifier", UNIT);
    let mut hopeless = review("discipline");
    hopeless["clarity"] = "cannot_be_clarified".into();
    site.does(&both, &filed.id, &hopeless);
    let end = json!({
        "command": "declare_not_actionable", "ground": "material_unclear", "reason": "Surat sobek separuh", "public_reason": "Suratnya tidak terbaca",
    });
    let refused = site.order(&both, &filed.id, &end);
    assert!(refused.text().contains("PT-1"), "{}", refused.text());
    refused.refused(403, "separated", "S1");
    let offered = site.dossier(&both, &filed.id)["commands"].to_string();
    assert!(!offered.contains("declare_not_actionable"), "{offered}");
    assert_eq!(site.does(&site.verifier(), &filed.id, &end), "closed");
}

pub(crate) fn c03_an_answer_on_the_fourteenth_day_is_in_time(site: &Site) {
    let filed = asked(site);
    assert_eq!(site.dossier(&site.verifier(), &filed.id)["window"], "2025-03-15T17:00:00.000000Z");
    site.set("2025-03-15T16:59:00.000000Z");
    let done = site.order(&site.receiver(), &filed.id, &answer()).ok().json();
    assert_eq!((&done["stage"], &done["events"]), (&"verification".into(), &json!(["DataSupplied"])));
}

pub(crate) fn c04_an_answer_at_midnight_is_kept_as_evidence(site: &Site) {
    let filed = asked(site);
    site.set("2025-03-15T17:00:00.000000Z");
    site.order(&site.receiver(), &filed.id, &answer()).ok();
    let history = site.history(&site.verifier(), &filed.id);
    let kinds: Vec<&str> = history.iter().map(|record| record["type"].as_str().unwrap()).collect();
    assert!(kinds.ends_with(&["DataWindowExpired", "EvidenceAttached"]), "{kinds:?}");
    let expired = &history[history.len() - 2];
    assert_eq!(expired["data"]["due"], "2025-03-15T17:00:00.000000Z");
    assert!(site.texts(&site.verifier(), &filed.id).iter().any(|text| text.contains("mercusuar")));
    site.does(&site.verifier(), &filed.id, &review("duties"));
    let on = json!({ "command": "forward_to_assessor", "office": UNIT });
    assert_eq!(site.does(&site.verifier(), &filed.id, &on), "assessment", "the verifier may still go on");
}

pub(crate) fn c05_a_window_that_nobody_answered_expires_by_the_sweep(site: &Site) {
    let filed = asked(site);
    site.set("2025-03-20T02:00:00.000000Z");
    site.until(|| site.dossier(&site.verifier(), &filed.id)["stage"] == "verification");
    let history = site.history(&site.verifier(), &filed.id);
    let expired = history.last().unwrap();
    assert_eq!(
        (&expired["type"], &expired["actor"]["role"]),
        (&"DataWindowExpired".into(), &"system".into())
    );
    assert_eq!(expired["data"]["due"], "2025-03-15T17:00:00.000000Z", "when it fell due");
    assert_eq!(expired["recorded_at"], "2025-03-20T02:00:00.000000Z", "when it was found");
    assert_eq!(site.does(&site.verifier(), &filed.id, &no_answer()), "closed");
    assert_eq!(site.dossier(&site.verifier(), &filed.id)["outcome"], "not_actionable");
}

pub(crate) fn c06_ground_b_is_refused_until_the_window_is_over(site: &Site) {
    let filed = asked(site);
    site.set("2025-03-10T03:00:00.000000Z");
    let refused = site.order(&site.verifier(), &filed.id, &no_answer());
    let sentence = refused.refused(409, "window_open", "R14(b)");
    assert!(
        sentence.contains("2025-03-16") || sentence.contains("16 March 2025"),
        "when it opens: {sentence}"
    );
    assert!(!refused.header("retry-after").is_empty());
}

pub(crate) fn c07_the_reported_official_has_died(site: &Site) {
    let filed = site.file(&filing("discipline"));
    let mut died = review("discipline");
    died["reported"] = "deceased".into();
    site.does(&site.verifier(), &filed.id, &died);
    let ground = json!({
        "command": "declare_not_actionable", "ground": "reported_deceased", "reason": "Akta kematian diperlihatkan",
        "public_reason": "Yang dilaporkan telah meninggal",
    });
    assert_eq!(site.does(&site.colleague(), &filed.id, &ground), "closed");
    assert_eq!(site.follow(&filed.ticket)["status"]["outcome"], "not_actionable");
}

pub(crate) fn c08_a_service_complaint_that_names_nobody_has_no_ground_c(site: &Site) {
    let filed = site.file(&filing("duties"));
    site.does(&site.verifier(), &filed.id, &review("duties"));
    for ground in ["reported_unclear", "reported_retired", "reported_deceased"] {
        let ground = json!({ "command": "declare_not_actionable", "ground": ground, "reason": "Tiada sebutan siapapun",
            "public_reason": "Tidak ada yang disebut" });
        site.order(&site.verifier(), &filed.id, &ground).refused(409, "ground_not_established", "R14(c)");
    }
}

pub(crate) fn c09_discipline_goes_to_the_pyb_and_service_to_the_assessor(site: &Site) {
    let (discipline, service) = (site.file(&filing("discipline")), site.file(&filing("duties")));
    site.does(&site.verifier(), &discipline.id, &review("discipline"));
    site.does(&site.verifier(), &service.id, &review("duties"));
    let to_assessor = json!({ "command": "forward_to_assessor", "office": KANWIL });
    site.order(&site.verifier(), &discipline.id, &to_assessor).refused(409, "wrong_route", "R11");
    let to_pyb = json!({ "command": "forward_to_pyb", "office": PUSKI });
    site.order(&site.verifier(), &service.id, &to_pyb).refused(409, "wrong_route", "R11");
}

pub(crate) fn c18_a_withdrawal_ends_a_service_complaint_and_no_discipline_case(site: &Site) {
    let withdrawal = json!({ "reason": "Urusannya telah rampung" });
    let withdrawn = |matter: &str| {
        let filed = site.file(&filing(matter));
        let view = site.send(post("/v1/complaint/withdrawal", &withdrawal).ticket(&filed.ticket)).ok().json();
        assert!(milestones(&view).contains(&"withdrawn"));
        site.does(&site.verifier(), &filed.id, &review(matter));
        filed
    };
    let close = json!({ "command": "close" });
    let service = withdrawn("duties");
    assert_eq!(site.does(&site.verifier(), &service.id, &close), "closed");
    assert_eq!(site.follow(&service.ticket)["status"]["outcome"], "withdrawn");
    let discipline = withdrawn("discipline");
    site.order(&site.colleague(), &discipline.id, &close).refused(409, "discipline_goes_on", "R21");
    let on = json!({ "command": "forward_to_pyb", "office": PUSKI });
    assert_eq!(site.does(&site.verifier(), &discipline.id, &on), "with_pyb", "it goes on");
}
