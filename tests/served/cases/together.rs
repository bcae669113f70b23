//! Two at once, and the same thing twice.

use crate::client::{get, post};
use crate::site::{KANWIL, PUSKI, Site, filing, review};
use serde_json::json;
use std::sync::Barrier;

pub(crate) fn c21_of_two_verifiers_at_the_same_moment_one_decides(site: &Site) {
    for _ in 0..10 {
        let filed = site.file(&filing("discipline"));
        site.does(&site.verifier(), &filed.id, &review("discipline"));
        let path = format!("/v1/desk/complaints/{}", filed.id);
        let seen = site.send(get(&*path).bearer(&site.verifier())).ok().header("etag").to_owned();
        let start = Barrier::new(2);
        let decide = |number: u128, office: &str, careful: bool| {
            let order = json!({ "command": "forward_to_pyb", "office": office });
            let call = post(format!("{path}/commands"), &order).bearer(&site.token(
                number,
                "verifier",
                "KPPBC-050500",
            ));
            start.wait();
            site.send(if careful { call.header("if-match", &*seen) } else { call })
        };
        let answers = std::thread::scope(|scope| {
            let one = scope.spawn(|| decide(11, PUSKI, true));
            let other = scope.spawn(|| decide(12, KANWIL, false));
            [one.join().unwrap(), other.join().unwrap()]
        });
        let won = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1, "{answers:?}");
        let lost = answers.iter().find(|answer| answer.status != 200).unwrap();
        // An officer who named the version they saw is told that it changed. An officer who did not is told why they
        // may no longer decide.
        let code = lost.json()["code"].clone();
        let clear = matches!(lost.status, 403 | 409 | 412)
            && ["stale", "stage", "role", "place"].iter().any(|known| code == *known);
        assert!(clear, "{}", lost.text());
        let history = site.history(&site.verifier(), &filed.id);
        assert_eq!(history.iter().filter(|record| record["type"] == "ForwardedToPyb").count(), 1);
    }
}

pub(crate) fn c22_a_command_whose_answer_was_lost_has_one_effect(site: &Site) {
    let mut body = filing("duties");
    body["secret"] = "5e".repeat(32).into();
    let call = post("/v1/complaints", &body).key("0195a3f0-0000-7000-8000-00000000c022");
    let first = site.send(call.clone()).ok().json();
    assert_eq!(site.send(call).ok().json(), first, "the first result, ticket and all");
    let id = first["complaint"].as_str().unwrap();
    let order = post(format!("/v1/desk/complaints/{id}/commands"), &review("duties"));
    let order = order.bearer(&site.verifier()).key("0195a3f0-0000-7000-8000-0000000c0220");
    let (once, twice) = (site.send(order.clone()).ok().json(), site.send(order).ok().json());
    assert_eq!((&once["recorded_before"], &twice["recorded_before"]), (&false.into(), &true.into()));
    assert_eq!((&once["version"], &once["position"]), (&twice["version"], &twice["position"]));
    let history = site.history(&site.verifier(), id);
    assert_eq!(history.iter().filter(|record| record["type"] == "MaterialReviewed").count(), 1);
    assert_eq!(history.iter().filter(|record| record["type"] == "Received").count(), 1);
}
