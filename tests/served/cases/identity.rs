//! Identity, and its end.

use super::log::{checkpoint, download, verify};
use super::reception::milestones;
use crate::client::{call, get, post};
use crate::site::{KANWIL, Site, filing, person, review};
use serde_json::json;

pub(crate) fn c15_an_identity_is_disclosed_with_approval_or_by_consent_alone(site: &Site) {
    let disclose = |ground: &str| {
        json!({
            "command": "disclose_identity", "ground": ground, "recipient": person(14), "recipient_role": "assessor",
            "purpose": "Memanggilnya selaku saksi mahkota",
        })
    };
    let assessor = site.assessor(KANWIL);
    let identity = |id: &str| site.send(get(format!("/v1/desk/complaints/{id}/identity")).bearer(&assessor));

    let filed = site.assessed();
    identity(&filed.id).refused(403, "not_disclosed", "R27");
    site.order(&assessor, &filed.id, &disclose("ease_investigation")).refused(
        403,
        "approval_required",
        "R27",
    );
    site.does(&site.pyb(), &filed.id, &disclose("ease_investigation"));
    assert_eq!(identity(&filed.id).ok().json()["name"], "Bimasakti Prawirodirjo");
    let recorded = site.history(&assessor, &filed.id);
    assert_eq!(recorded.last().unwrap()["type"], "IdentityDisclosed");
    let view = site.follow(&filed.ticket);
    let told =
        view["steps"].as_array().unwrap().iter().find(|step| step["milestone"] == "identity_disclosed");
    assert_eq!(told.unwrap()["ground"], "ease_investigation", "the complainant is told why");
    assert!(!view.to_string().contains(person(14).as_str().unwrap()), "and not to whom");
    let read = site.send(get(format!("/v1/desk/complaints/{}/accesses", filed.id)).bearer(&site.protector()));
    let shown: Vec<bool> =
        read.ok().json().as_array().unwrap().iter().map(|one| one["shown"] == true).collect();
    assert_eq!(shown, [false, true], "each attempt is on record");

    let filed = site.assessed();
    site.order(&assessor, &filed.id, &disclose("consent")).refused(409, "consent_missing", "R27");
    let wish = json!({ "choice": "open" });
    site.send(call("PUT", "/v1/complaint/confidentiality").json(&wish).ticket(&filed.ticket)).ok();
    site.does(&assessor, &filed.id, &disclose("consent"));
    assert_eq!(identity(&filed.id).ok().json()["email"], "bimasakti@contoh.example");
    assert!(milestones(&site.follow(&filed.ticket)).contains(&"identity_disclosed"));
}

pub(crate) fn c19_erasure_waits_for_the_hold_and_is_for_ever(site: &Site) {
    let filed = site.file(&filing("duties"));
    let (verifier, protector) = (site.verifier(), site.protector());
    site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&filed.ticket)).ok();
    site.does(&verifier, &filed.id, &review("duties"));
    site.does(&verifier, &filed.id, &json!({ "command": "close" }));
    let place = json!({ "command": "place_legal_hold", "reason": "Gugatan perdata bergulir" });
    site.does(&protector, &filed.id, &place);
    let hold = site.dossier(&protector, &filed.id)["handling"]["holds"][0].clone();
    let erase = json!({ "command": "erase_personal_data", "basis": "request" });
    site.order(&protector, &filed.id, &erase).refused(409, "legal_hold", "R30");
    let before = (checkpoint(site), site.dossier(&verifier, &filed.id));
    let release =
        json!({ "command": "release_legal_hold", "hold": hold, "reason": "Gugatan perdata kandas" });
    site.does(&protector, &filed.id, &release);
    let path = format!("/v1/desk/complaints/{}/contents", filed.id);
    let contents = site.send(get(&*path).bearer(&verifier)).ok().json();
    assert!(site.texts(&verifier, &filed.id)[0].contains("tembakau"));
    site.does(&protector, &filed.id, &erase);
    site.does(&site.second_protector(), &filed.id, &erase);
    for content in contents.as_array().unwrap() {
        let read = get(format!("{path}/{}", content["content"].as_str().unwrap())).bearer(&verifier);
        site.send(read).refused(410, "erased", "R30");
    }
    // The history still verifies, and what is counted is what it was.
    assert_eq!(verify(site, &download(site), Some(&before.0)), (0, String::new()));
    let after = site.dossier(&verifier, &filed.id);
    for counted in ["outcome", "stage", "matter", "channel", "received_at"] {
        assert_eq!(after[counted], before.1[counted]);
    }
    assert_eq!(after["erased"], true);
}
