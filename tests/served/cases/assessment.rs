//! The assessor, and what comes after.

use crate::site::{KANWIL, Site};
use serde_json::json;

pub(crate) fn c17_new_facts_reopen_what_was_archived(site: &Site) {
    let filed = site.assessed();
    let (assessor, pyb) = (site.assessor(KANWIL), site.pyb());
    for step in ["confirmation", "clarification", "examination"] {
        site.does(&assessor, &filed.id, &json!({ "command": "record_assessment_step", "step": step }));
    }
    let report = "Tuduhan bersandar kabar angin";
    let conclude =
        json!({ "command": "conclude_assessment", "finding": "unsubstantiated", "report": report });
    site.does(&assessor, &filed.id, &conclude);
    assert_eq!(site.does(&pyb, &filed.id, &json!({ "command": "close" })), "closed");
    assert_eq!(site.dossier(&pyb, &filed.id)["outcome"], "unsubstantiated");
    site.set("2025-09-01T03:00:00.000000Z");
    let reopen = json!({ "command": "reopen", "facts": "Buku kas kelabu tersingkap" });
    assert_eq!(site.does(&pyb, &filed.id, &reopen), "assessment");
    assert_eq!(site.dossier(&pyb, &filed.id)["handling"]["reopened"], 1);
    let history = site.history(&pyb, &filed.id);
    let closed = history.iter().find(|record| record["type"] == "Closed").unwrap();
    assert_eq!(closed["data"]["outcome"], "unsubstantiated", "the earlier outcome is kept");
}

pub(crate) fn c25_a_misdirected_file_goes_back_with_the_reason(site: &Site) {
    let filed = site.assessed();
    let back = json!({ "command": "return_misdirected", "reason": "Dermaganya pesisir Kalimantan" });
    assert_eq!(site.does(&site.assessor(KANWIL), &filed.id, &back), "with_pyb", "to whoever sent it");
    assert!(site.texts(&site.pyb(), &filed.id).iter().any(|text| text == "Dermaganya pesisir Kalimantan"));
    let on = json!({ "command": "dispose_to_assessor", "office": "KANWIL-150000" });
    assert_eq!(site.does(&site.pyb(), &filed.id, &on), "assessment");
}

pub(crate) fn c32_a_slip_is_taken_back_until_somebody_there_has_begun(site: &Site) {
    let slip = |reason: &str| json!({ "command": "recall", "reason": reason });
    let filed = site.with_pyb();
    let back = site.does(&site.verifier(), &filed.id, &slip("Tertukar Padangbai"));
    assert_eq!(back, "verification", "to the unit that sent it");
    assert!(site.texts(&site.verifier(), &filed.id).iter().any(|text| text == "Tertukar Padangbai"));
    let filed = site.assessed();
    site.order(&site.verifier(), &filed.id, &slip("Semestinya Benoa")).refused(409, "not_recallable", "R18");
    assert_eq!(site.does(&site.pyb(), &filed.id, &slip("Semestinya Benoa")), "with_pyb");
    let filed = site.assessed();
    let confirmation = json!({ "command": "record_assessment_step", "step": "confirmation" });
    site.does(&site.assessor(KANWIL), &filed.id, &confirmation);
    site.order(&site.pyb(), &filed.id, &slip("Kini tersadar")).refused(409, "not_recallable", "R18");
}
