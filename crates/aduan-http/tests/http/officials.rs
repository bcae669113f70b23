//! Repeat subjects over HTTP: the pseudonym in the body, the answer to those who oversee all offices.

use crate::site::{Site, UNIT, person, post, review};
use aduan_core::Matter;
use serde_json::json;

const PATH: &str = "/v1/desk/officials/search";

#[test]
fn a_coordinator_of_puski_finds_what_names_an_official() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Discipline);
    site.order(&site.token("verifier", UNIT), id, &review("discipline")).ok();
    let (other, _) = site.filed(Matter::Discipline);
    let mut someone_else = review("discipline");
    someone_else["official"] = person(77).to_string().into();
    site.order(&site.token("verifier", UNIT), other, &someone_else).ok();

    let official = review("discipline")["official"].clone();
    let wanted = json!({ "official": official });
    let coordinator = site.token_of(30, "coordinator", "PUSKI-001400");
    let found = site.send(post(PATH, &wanted).bearer(&coordinator)).ok().json();
    assert_eq!(found["found"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["found"][0]["row"]["complaint"], id.to_string());
    assert_eq!((&found["found"][0]["now"], &found["unreadable"]), (&true.into(), &0.into()));

    for (number, role, office) in [(30, "coordinator", "KANWIL-050000"), (99, "coordinator", "PUSKI-001400")]
    {
        let refused = site.send(
            post(PATH, &json!({ "official": person(99) })).bearer(&site.token_of(number, role, office)),
        );
        assert_eq!(refused.problem(403), "may_not_search", "{role} {office}");
    }
    for role in ["receiver", "verifier", "pyb", "assessor", "data_protection_officer"] {
        let refused = site.send(post(PATH, &wanted).bearer(&site.token(role, UNIT)));
        assert_eq!(refused.status, 403, "{role}");
    }
    assert_eq!(site.send(post(PATH, &wanted)).status, 401);
    let in_the_address = site.send(post(&format!("{PATH}?official=1"), &json!({})).bearer(&coordinator));
    assert_eq!(in_the_address.status, 422, "{}", in_the_address.text());
}
