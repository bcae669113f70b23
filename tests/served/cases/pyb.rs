//! The PYB, and WISE.

use crate::client::post;
use crate::site::{KANWIL, OFFICIAL, PUSKI, Site, UNIT, filing, person, review};
use aduan_store::Topic;
use serde_json::{Value, json};

fn dispose(office: &str) -> Value {
    json!({ "command": "dispose_to_assessor", "office": office })
}

pub(crate) fn c10_a_kppbc_is_no_target_and_puski_kpu_and_kanwil_are(site: &Site) {
    let filed = site.with_pyb();
    site.order(&site.pyb(), &filed.id, &dispose("KPPBC-060100")).refused(422, "wrong_target", "R15");
    for office in [PUSKI, "KPU-040300", KANWIL] {
        let filed = site.with_pyb();
        assert_eq!(site.does(&site.pyb(), &filed.id, &dispose(office)), "assessment");
        assert_eq!(site.dossier(&site.pyb(), &filed.id)["holder"], office);
    }
}

pub(crate) fn c11_wise_takes_it_and_returns_an_outcome_months_later(site: &Site) {
    let filed = site.with_pyb();
    let path = format!("/v1/desk/complaints/{}/commands", filed.id);
    let order = json!({
        "command": "forward_to_wise", "reason": "Bukan ranah kepabeanan melainkan perpajakan", "shares": ["material"],
    });
    let key = "0195a3f0-0000-7000-8000-00000000c011";
    let call = post(&*path, &order).bearer(&site.pyb()).key(key);
    assert_eq!(site.send(call.clone()).ok().json()["stage"], "with_inspectorate");
    // The answer was lost, and the relay crashed between sending and recording: one message, under one name.
    assert_eq!(site.send(call).ok().json()["recorded_before"], true);
    let mine = || -> Vec<_> {
        let letters = site.desk().outbox(0, 1000).unwrap().ready.into_iter();
        let wise =
            letters.filter(|one| one.complaint.to_string() == filed.id && matches!(one.topic, Topic::Wise));
        wise.map(|letter| letter.id).collect()
    };
    let (first, again) = (mine(), mine());
    assert_eq!((first.len(), &first), (1, &again));
    site.desk().sent(first[0]).unwrap();
    assert_eq!(mine().len(), 0);

    let inspectorate = site.inspectorate();
    let acknowledge = json!({ "command": "acknowledge_wise", "number": "WISE/2025/0042" });
    site.does(&inspectorate, &filed.id, &acknowledge);
    site.set("2025-09-01T02:00:00.000000Z");
    let outcome = |number: &str| json!({ "command": "return_from_wise", "number": number, "outcome": "administrative_action" });
    site.order(&inspectorate, &filed.id, &outcome("WISE/2025/0043")).refused(422, "wise_number", "R20");
    assert_eq!(site.does(&inspectorate, &filed.id, &outcome("WISE/2025/0042")), "with_inspectorate");
    let another = site.second_inspectorate();
    assert_eq!(site.does(&another, &filed.id, &outcome("WISE/2025/0042")), "closed");
    let dossier = site.dossier(&site.pyb(), &filed.id);
    assert_eq!(
        (&dossier["outcome"], &dossier["handling"]["wise_outcome"]),
        (&"by_inspectorate".into(), &"administrative_action".into())
    );
}

pub(crate) fn c12_certain_considerations_need_a_reason(site: &Site) {
    let filed = site.with_pyb();
    let mut order = json!({ "command": "declare_not_actionable", "ground": "pyb_consideration" });
    site.order(&site.pyb(), &filed.id, &order).refused(422, "reason_required", "R17");
    order["reason"] = "Kasus serupa tengah disidangkan".into();
    site.order(&site.pyb(), &filed.id, &order).refused(422, "public_reason_required", "P3");
    order["public_reason"] = "Perkara yang sama sudah disidangkan".into();
    assert_eq!(site.does(&site.pyb(), &filed.id, &order), "closed");
    assert_eq!(site.dossier(&site.pyb(), &filed.id)["outcome"], "not_actionable");
}

pub(crate) fn c13_the_wrong_role_and_the_wrong_moment_are_told_the_right_ones(site: &Site) {
    let filed = site.file(&filing("discipline"));
    // A PYB has no file that was not forwarded to them; a verifier has, and is no PYB.
    assert_eq!(site.order(&site.pyb(), &filed.id, &dispose(KANWIL)).status, 404);
    let early = site.order(&site.verifier(), &filed.id, &dispose(KANWIL));
    assert!(early.refused(409, "stage", "R15").contains("PYB"), "it names the stage");
    site.does(&site.verifier(), &filed.id, &review("discipline"));
    site.does(&site.verifier(), &filed.id, &json!({ "command": "forward_to_pyb", "office": PUSKI }));
    let wrong = site.order(&site.verifier(), &filed.id, &dispose(KANWIL));
    let sentence = wrong.refused(403, "role", "R15");
    assert!(sentence.contains("PYB"), "it names the role needed: {sentence}");
    assert!(wrong.json()["sentence"]["id"].as_str().unwrap().contains("PYB"));
    let elsewhere = site.token(20, "pyb", KANWIL);
    assert_eq!(site.order(&elsewhere, &filed.id, &dispose(KANWIL)).status, 404, "a PYB of another office");
}

pub(crate) fn c16_neither_the_reported_official_nor_their_office_gets_the_case(site: &Site) {
    let filed = site.file(&filing("discipline"));
    let mut found = review("discipline");
    found["office"] = KANWIL.into();
    site.does(&site.verifier(), &filed.id, &found);
    site.does(&site.verifier(), &filed.id, &json!({ "command": "forward_to_pyb", "office": PUSKI }));
    let refused = site.order(&site.pyb(), &filed.id, &dispose(KANWIL));
    assert!(refused.refused(403, "conflict", "T6").contains("office"), "{}", refused.text());
    let mut to_them = dispose(PUSKI);
    to_them["assessor"] = person(OFFICIAL);
    site.order(&site.pyb(), &filed.id, &to_them).refused(403, "conflict", "T6");
    // They do not see it in any role.
    for (role, office) in [("verifier", UNIT), ("pyb", PUSKI), ("assessor", PUSKI)] {
        let reported = site.token(OFFICIAL, role, office);
        assert_eq!(site.order(&reported, &filed.id, &dispose(PUSKI)).status, 404);
    }
}

pub(crate) fn c41_a_slip_that_named_the_only_pyb_is_cleared_by_two(site: &Site) {
    let filed = site.file(&filing("discipline"));
    let mut slip = review("discipline");
    slip["official"] = person(13);
    site.does(&site.verifier(), &filed.id, &slip);
    site.does(&site.verifier(), &filed.id, &review("discipline"));
    site.does(&site.verifier(), &filed.id, &json!({ "command": "forward_to_pyb", "office": PUSKI }));
    assert_eq!(site.order(&site.pyb(), &filed.id, &dispose(KANWIL)).status, 404, "it is their own case");
    let clear = json!({
        "command": "clear_name", "official": person(13), "reason": "Juru ketik tertukar lembarannya",
    });
    assert_eq!(site.does(&site.verifier(), &filed.id, &clear), "with_pyb");
    for same_office in [site.verifier(), site.colleague()] {
        site.order(&same_office, &filed.id, &clear).refused(403, "second_person", "S2");
    }
    let coordinator = site.token(18, "coordinator", PUSKI);
    assert!(site.dossier(&coordinator, &filed.id)["proposals"][0]["official"].is_string());
    site.does(&coordinator, &filed.id, &clear);
    assert_eq!(site.does(&site.pyb(), &filed.id, &dispose(KANWIL)), "assessment");
}
