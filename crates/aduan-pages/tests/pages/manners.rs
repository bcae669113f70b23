//! The routes of the pages, and standard manners.

use crate::site::{Site, call, get};
use aduan_http::auth::Callers;
use aduan_pages::page_routes;

#[test]
fn every_entry_of_the_pages_is_served() {
    for route in page_routes() {
        let call = call(route.method, route.path);
        let status =
            Site::new().send(call.header("content-type", "application/x-www-form-urlencoded")).status;
        if matches!(route.callers, Callers::SignedIn(_)) {
            assert_eq!(status.as_u16(), 401, "{} {}", route.method, route.path);
            continue;
        }
        // One of them takes a form with a file.
        assert!([200, 415, 422].contains(&status.as_u16()), "{status} at {} {}", route.method, route.path);
    }
}

#[test]
fn pages_have_the_headers_of_every_answer() {
    let site = Site::set(|config| config.server.behind_tls = true);
    let page = site.send(get("/"));
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    assert_eq!(page.header("x-request-id").len(), 36);
    assert!(page.header("content-security-policy").contains("style-src"));
    let method = site.send(call("DELETE", "/lapor"));
    assert_eq!(
        (method.problem(405).as_str(), method.header("allow")),
        ("method_not_allowed", "GET, HEAD, POST")
    );
}
