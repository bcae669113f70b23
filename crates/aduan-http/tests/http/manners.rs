//! Standard manners, whatever the route.

use crate::site::{Site, UNIT, call, filing, get, post};
use aduan_core::Matter;
use serde_json::json;

#[test]
fn every_answer_wears_the_headers_of_its_safety() {
    let site = Site::set(|config| config.server.behind_tls = true);
    for path in ["/version", "/health", "/nowhere", "/v1/log"] {
        let answer = site.send(get(path));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
}

#[test]
fn what_there_is_not_and_what_is_not_done_are_told_apart() {
    let site = Site::new();
    assert_eq!(site.send(get("/v1/nowhere")).problem(404), "not_found");
    let answer = site.send(call("DELETE", "/v1/complaint"));
    assert_eq!(answer.problem(405), "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, HEAD");
    let answer = site.send(call("BREW", "/v1/complaints"));
    assert_eq!((answer.problem(405).as_str(), answer.header("allow")), ("method_not_allowed", "POST"));
    assert_eq!(site.send(call("HEAD", "/health")).status, 200);
}

#[test]
fn a_body_is_json_in_utf_8_and_no_larger_than_it_may_be() {
    let site = Site::set(|config| config.limits.body_bytes = 1000);
    let file = |kind: &str, body: Vec<u8>| {
        site.send(call("POST", "/v1/complaints").header("content-type", kind).body(body))
    };
    let right = filing(Matter::Duties).to_string().into_bytes();
    assert_eq!(file("text/plain", right.clone()).problem(415), "unsupported_media_type");
    assert_eq!(
        file("application/json; charset=latin1", right.clone()).problem(415),
        "unsupported_media_type"
    );
    assert_eq!(
        file("application/x-www-form-urlencoded", right.clone()).problem(415),
        "unsupported_media_type"
    );
    let packed =
        call("POST", "/v1/complaints").json(&filing(Matter::Duties)).header("content-encoding", "gzip");
    assert_eq!(site.send(packed).problem(415), "unsupported_media_type");
    for broken in [&b""[..], b"{", b"{}}", b"\xff\xfe{}", b"[1,", b"{\"a\":\"\\ud800\"}", b"nul"] {
        assert!(
            ["not_json", "unfit"]
                .contains(&file("application/json", broken.to_vec()).json()["code"].as_str().unwrap())
        );
    }
    assert_eq!(file("application/json", b"{".to_vec()).problem(400), "not_json");
    assert_eq!(file("application/json", b"[]".to_vec()).problem(422), "unfit");
    let as_array = b"[\"website\", \"duties\", \"saya\"]".to_vec();
    assert_eq!(file("application/json", as_array).problem(422), "unfit");
    assert_eq!(file("application/json", vec![b' '; 1001]).problem(413), "too_large");
    let deep = "[".repeat(500).into_bytes();
    assert_eq!(file("application/json", deep).status.as_u16() / 100, 4);
    file("application/json; charset=utf-8", right).ok();
}

#[test]
fn a_key_or_a_query_that_is_none_is_refused() {
    let site = Site::new();
    for key in ["1", "", "zzzzzzzz-0000-7000-8000-000000000001", "00000000-0000-0000-0000-000000000000"] {
        let call = post("/v1/complaints", &filing(Matter::Duties)).header("idempotency-key", key);
        assert_eq!(site.send(call).problem(400), "bad_idempotency_key", "{key}");
    }
    let verifier = site.token("verifier", UNIT);
    for query in
        ["limit=0", "limit=501", "limit=x", "stage=nowhere", "after=x", "unknown=1", "overdue=perhaps"]
    {
        let call = get(&format!("/v1/desk/worklist?{query}")).bearer(&verifier);
        assert_eq!(site.send(call).problem(400), "bad_query", "{query}");
    }
}

#[test]
fn other_origins_are_not_let_in_unless_they_are_named() {
    let asked = |site: &Site| {
        let preflight = call("OPTIONS", "/v1/complaints")
            .header("origin", "https://portal.example")
            .header("access-control-request-method", "POST");
        site.send(preflight).header("access-control-allow-origin").to_owned()
    };
    assert_eq!(asked(&Site::new()), "");
    let named = Site::set(|config| config.server.cors_origins = vec!["https://portal.example".to_owned()]);
    assert_eq!(asked(&named), "https://portal.example");
}

#[test]
fn a_client_that_comes_too_often_is_slowed_whatever_it_asks() {
    let site = Site::set(|config| {
        config.limits.client.burst = 5;
        config.limits.client.per_minute = 1;
    });
    for _ in 0..5 {
        site.send(get("/health")).ok();
    }
    assert_eq!(site.send(get("/health")).problem(429), "too_many_requests");
}

#[test]
fn clients_are_told_apart_behind_a_trusted_proxy_alone() {
    let slowed = |trusted: bool| {
        let site = Site::set(|config| {
            config.limits.client.burst = 1;
            config.limits.client.per_minute = 1;
            if trusted {
                // In these tests, every connection has this address.
                config.server.trusted_proxies = vec!["0.0.0.0".parse().unwrap()];
            }
        });
        site.send(get("/health").header("x-forwarded-for", "192.0.2.1")).ok();
        site.send(get("/health").header("x-forwarded-for", "192.0.2.2")).status == 429
    };
    assert!(slowed(false) && !slowed(true));
}

#[test]
fn whoever_runs_it_is_told_how_it_goes_and_nobody_else() {
    let site = Site::new();
    site.filed(Matter::Duties);
    site.send(get("/ready")).ok();
    assert_eq!(site.send(get("/version")).ok().json()["format"], "aduan/1");
    assert_eq!(site.send(get("/metrics")).problem(401), "unauthenticated");
    let figures = site.send(get("/metrics").bearer(&site.token("operator", ""))).ok().text();
    assert!(
        figures.contains("aduan_complaints_total 1\n") && figures.contains("aduan_log_lines 3\n"),
        "{figures}"
    );
    assert!(
        figures.contains("aduan_requests_total{method=\"POST\",route=\"/v1/complaints\",status=\"2xx\"} 1\n")
    );
}

#[test]
fn a_problem_is_one_whatever_went_wrong() {
    let site = Site::new();
    for call in [
        get("/v1/complaint"),
        get("/v1/complaint").ticket("nonsense"),
        get("/v1/complaint").bearer("nonsense"),
        get("/v1/desk/worklist").ticket("nonsense"),
        get("/v1/desk/worklist").header("authorization", "Basic eDp5"),
        get("/v1/desk/worklist").header("authorization", "nonsense"),
        post("/v1/complaint/view", &json!({ "ticket": "nonsense" })),
    ] {
        site.send(call).problem(401);
    }
}
