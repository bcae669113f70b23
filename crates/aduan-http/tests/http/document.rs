//! The document says what there is.

use crate::site::Site;
use aduan_http::auth::Callers;
use aduan_http::auth::route_access::API_ROUTES;
use serde_json::Value;
use std::fs;
use std::path::Path;

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
fn every_route_has_its_callers_and_every_entry_a_route() {
    let document = aduan_http::document();
    let mut routes: Vec<(String, String)> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            routes.push((method.to_uppercase(), path.clone()));
        }
    }
    let listed: Vec<_> =
        API_ROUTES.iter().map(|route| (route.method.to_owned(), route.path.to_owned())).collect();
    for route in &routes {
        assert!(listed.contains(route), "{route:?} is open to nobody: it has no entry");
    }
    for route in &listed {
        assert!(routes.contains(route), "{route:?} is not served");
    }
    assert_eq!(routes.len(), listed.len(), "no route has two entries");
}

#[test]
fn the_document_says_which_credentials_a_route_asks_for() {
    let document = aduan_http::document();
    for route in API_ROUTES {
        let security = &document["paths"][route.path][route.method.to_lowercase()]["security"];
        let scheme = security[0].as_object().and_then(|scheme| scheme.keys().next().cloned());
        let expected = match route.callers {
            Callers::Everybody => None,
            Callers::TicketHolder => Some("ticket"),
            Callers::Wise => Some("signature"),
            _ => Some("token"),
        };
        assert_eq!(scheme.as_deref(), expected, "{}", route.path);
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
