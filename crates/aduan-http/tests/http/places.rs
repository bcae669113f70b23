//! Offices, coordinators, files in the wrong place, and whoever was not told: C31, C32, C35, C48.

use crate::site::{Site, UNIT, filing, get, post};
use aduan_core::Matter;
use serde_json::json;

const KANWIL: &str = "KANWIL-050000";

#[test]
fn offices_are_listed_by_name() {
    let site = Site::new();
    let listed = site.send(get("/v1/offices")).ok().json();
    assert_eq!(listed["directory"], "djbc-2026");
    let offices = listed["offices"].as_array().unwrap();
    let bandung = offices.iter().find(|entry| entry["office"] == UNIT).unwrap();
    assert_eq!(bandung["name"], "KPPBC Tipe Madya Pabean A Bandung");
    assert_eq!((&bandung["parent"], &bandung["zone"]), (&json!(KANWIL), &json!("wib")));
    assert!(offices.iter().all(|entry| entry["office"] != "KPPBC-060200"), "it is closed");
}

#[test]
fn c31_a_slip_in_an_office_is_refused_with_the_nearest_codes() {
    let site = Site::new();
    let mut slip = filing(Matter::Duties);
    slip["unit"] = "KANWIL-O50000".into();
    let answer = site.send(post("/v1/complaints", &slip));
    assert_eq!(answer.problem(422), "no_such_office");
    let text = answer.text();
    assert!(text.contains("KANWIL-050000") && text.contains("W4"), "{text}");
    let mut itjen = filing(Matter::Duties);
    itjen["unit"] = "ITJEN-1".into();
    assert_eq!(site.send(post("/v1/complaints", &itjen)).problem(422), "wrong_target");
}

#[test]
fn c32_a_coordinator_moves_a_file_and_the_complainant_sees_that_it_moved() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let coordinator = site.token("coordinator", KANWIL);
    assert!(site.offered(&coordinator, id).contains(&"transfer".to_owned()));
    let order = json!({ "command": "transfer", "office": KANWIL, "reason": "salah alamat" });
    site.order(&coordinator, id, &order).ok();
    let elsewhere = site.token("coordinator", "KANWIL-060000");
    assert_eq!(site.order(&elsewhere, id, &order).problem(404), "not_found");
    let view = site.send(post("/v1/complaint/view", &json!({ "ticket": ticket }))).ok().text();
    assert!(view.contains("Ditangani unit lain") && !view.contains(KANWIL), "{view}");
}

#[test]
fn c35_a_coordinator_lists_what_is_late_beneath_them() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Duties);
    let coordinator = site.token("coordinator", KANWIL);
    let listed = || site.send(get("/v1/desk/worklist").bearer(&coordinator)).ok().text();
    assert!(!listed().contains(&id.to_string()));
    site.clock.set("2025-07-01T03:00:00.000000Z".parse().unwrap());
    assert!(listed().contains(&id.to_string()), "{}", listed());
}

#[test]
fn c32_the_inspectorate_oversees_what_is_about_puski() {
    let site = Site::new();
    let mut about_puski = filing(Matter::Duties);
    about_puski["reported_office"] = "PUSKI-001400".into();
    let filed = site.send(post("/v1/complaints", &about_puski)).ok().json();
    let id = filed["complaint"].as_str().unwrap().parse().unwrap();
    let (other, _) = site.filed(Matter::Duties);
    site.clock.set("2025-07-01T03:00:00.000000Z".parse().unwrap());
    let inspectorate = site.token("inspectorate", "ITJEN-1");
    let rows = site.send(get("/v1/desk/worklist").bearer(&inspectorate)).ok().json();
    let rows = rows["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| &row["complaint"]).collect::<Vec<_>>(), [&filed["complaint"]]);
    let order = json!({ "command": "transfer", "office": KANWIL, "reason": "tentang PUSKI" });
    assert_eq!(site.order(&inspectorate, other, &order).problem(404), "not_found");
    site.order(&inspectorate, id, &order).ok();
}

#[test]
fn c35_the_sweep_puts_intake_before_the_verifier() {
    let site = Site::new();
    assert_eq!(site.send(get("/ready")).ok().json()["last_sweep"], json!(null));
    let receiver = site.token("receiver", UNIT);
    let letter = json!({ "channel": "letter", "matter": "duties", "material": "surat", "unit": UNIT });
    let recorded = site.send(post("/v1/desk/complaints", &letter).bearer(&receiver));
    let path = recorded.header("location").to_owned();
    let stage = || site.send(get(&path).bearer(&receiver)).ok().json()["stage"].clone();
    site.desk.sweep().unwrap();
    assert_eq!(stage(), "intake");
    site.clock.set("2025-07-01T03:00:00.000000Z".parse().unwrap());
    site.desk.sweep().unwrap();
    assert_eq!(stage(), "verification");
    site.clock.set("2025-07-01T03:02:00.000000Z".parse().unwrap());
    let ready = site.send(get("/ready")).ok().json();
    assert_eq!(ready["last_sweep"], "2025-07-01T03:00:00.000000Z");
    assert_eq!(ready["last_sweep_age_seconds"], 120);
}

#[test]
fn c48_a_register_number_stands_in_the_receivers_list_until_it_was_told() {
    let site = Site::new();
    let (receiver, coordinator) = (site.token("receiver", UNIT), site.token("coordinator", KANWIL));
    let call = json!({ "channel": "telephone", "matter": "duties", "material": "lama sekali", "unit": UNIT });
    let recorded = site.send(post("/v1/desk/complaints", &call).bearer(&receiver));
    let path = recorded.header("location").to_owned();
    let order = |command| site.send(post(&format!("{path}/commands"), &json!(command)).bearer(&receiver));
    order(json!({ "command": "request_verification" })).ok();
    let rows = |token: &str| site.send(get("/v1/desk/worklist").bearer(token)).ok().json()["rows"].clone();
    assert_eq!(rows(&receiver)[0]["to_tell"], UNIT);
    assert_eq!(rows(&coordinator), json!([]));
    site.clock.set("2025-03-06T03:00:00.000000Z".parse().unwrap());
    assert_eq!(rows(&coordinator)[0]["late"][0]["rule"], "R5");
    order(json!({ "command": "record_told", "notice": "register", "channel": "in_person" })).ok();
    assert_eq!(rows(&receiver)[0]["to_tell"], json!(null), "it stays in their list, with nothing to tell");
    let late = rows(&coordinator);
    assert!(!late.to_string().contains("R5"), "{late}");
}
