//! The document says what there is.

use crate::site::Site;
use aduan_http::auth::{Who, doors};
use serde_json::Value;
use std::fs;
use std::path::Path;

const PAGES: [&str; 4] = ["/", "/lapor", "/pantau", "/pantau/evidence"];

/// Checked in, so that a change of the API shows in a diff.
const FILE: &str = "../../docs/src/openapi.json";

#[test]
fn the_checked_in_document_is_current() {
    let current = serde_json::to_string_pretty(&aduan_http::document()).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept != current {
        if std::env::var_os("ADUAN_WRITE_DOCUMENT").is_some() {
            fs::write(&path, current).unwrap();
            return;
        }
        panic!(
            "docs/src/openapi.json is not current: ADUAN_WRITE_DOCUMENT=1 cargo test -p aduan-http writes it"
        );
    }
}

#[test]
fn the_document_is_served() {
    let site = Site::new();
    let served = site.send(crate::site::get("/v1/openapi.json")).ok();
    assert_eq!(served.json(), aduan_http::document());
}

#[test]
fn every_route_has_a_door_and_every_door_a_route() {
    let document = aduan_http::document();
    let mut routes: Vec<(String, String)> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            routes.push((method.to_uppercase(), path.clone()));
        }
    }
    // The pages are no part of the API, and are asked for instead.
    for page in doors::DOORS.iter().filter(|door| PAGES.contains(&door.path)) {
        let call = crate::site::call(page.method, page.path);
        let status =
            Site::new().send(call.header("content-type", "application/x-www-form-urlencoded")).status;
        // One of them takes a form with a file.
        assert!([200, 415, 422].contains(&status.as_u16()), "{status} at {} {}", page.method, page.path);
    }
    let doors: Vec<_> = doors::DOORS
        .iter()
        .filter(|door| !PAGES.contains(&door.path))
        .map(|door| (door.method.to_owned(), door.path.to_owned()))
        .collect();
    for route in &routes {
        assert!(doors.contains(route), "{route:?} is open to nobody: it stands at no door");
    }
    for door in &doors {
        assert!(routes.contains(door), "{door:?} leads nowhere");
    }
    assert_eq!(routes.len(), doors.len(), "no route has two doors");
}

#[test]
fn the_document_says_which_credentials_a_route_asks_for() {
    let document = aduan_http::document();
    for door in doors::DOORS.iter().filter(|door| !PAGES.contains(&door.path)) {
        let security = &document["paths"][door.path][door.method.to_lowercase()]["security"];
        let scheme = security[0].as_object().and_then(|scheme| scheme.keys().next().cloned());
        let expected = match door.who {
            Who::Everybody => None,
            Who::TicketHolder => Some("ticket"),
            _ => Some("token"),
        };
        assert_eq!(scheme.as_deref(), expected, "{}", door.path);
    }
}

#[test]
fn whatever_is_referred_to_is_there() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(all) => {
                found.extend(all.get("$ref").and_then(Value::as_str).map(str::to_owned));
                all.values().for_each(|value| references(value, found));
            }
            Value::Array(all) => all.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let (document, mut found) = (aduan_http::document(), Vec::new());
    references(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
