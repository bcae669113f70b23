//! The log, for auditors.

use crate::site::{Site, UNIT, get};
use aduan_core::Matter;
use aduan_log::{Checkpoint, LogHead};
use http_body_util::BodyExt;
use std::time::Duration;

#[test]
fn the_log_is_given_byte_for_byte_a_page_at_a_time() {
    let site = Site::new();
    for _ in 0..4 {
        site.filed(Matter::Duties);
    }
    let auditor = site.token("auditor", "");
    let (mut lines, mut path) = (Vec::new(), "/v1/log?limit=5".to_owned());
    loop {
        let page = site.send(get(&path).bearer(&auditor)).ok();
        assert_eq!(page.header("content-type"), "application/x-ndjson");
        let text = page.text();
        if text.is_empty() {
            break;
        }
        lines.extend(text.lines().map(str::to_owned));
        path = page.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    }
    assert_eq!((lines.len(), path.as_str()), (12, "/v1/log?after=12&limit=5"));
    let mut head = LogHead::default();
    for line in &lines {
        head.push(LogHead::leaf(line.as_bytes()));
    }
    assert_eq!(head, site.desk.store().head().unwrap());
    let told = site.send(get("/v1/log/head").bearer(&auditor)).ok();
    assert_eq!(told.json()["size"], 12);
    let checkpoint = site.send(get("/v1/log/checkpoint").bearer(&auditor)).ok();
    let checkpoint_text = Checkpoint::parse(&checkpoint.text()).unwrap();
    assert_eq!((checkpoint_text.size(), checkpoint_text.root()), (12, head.root()));
    let again = get("/v1/log/head").bearer(&auditor).header("if-none-match", told.header("etag"));
    assert_eq!(site.send(again).status, 304);
}

#[test]
fn the_log_is_followed_as_it_grows() {
    let site = Site::new();
    site.filed(Matter::Duties);
    let auditor = site.token("auditor", "");
    let call =
        get("/v1/log").bearer(&auditor).header("accept", "text/event-stream").header("last-event-id", "2");
    let desk = std::sync::Arc::clone(&site.desk);
    let text = site.open(call, async |response| {
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut body = response.into_body();
        let mut read = async || {
            let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.unwrap();
            String::from_utf8(frame.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap()
        };
        let first = read().await;
        let filed = tokio::task::spawn_blocking(move || {
            let reception = aduan_testkit::test_desk::reception(aduan_core::Channel::Website, Matter::Duties);
            let secret = aduan_store::desk::TicketSecret::from_bytes([1; 32]);
            desk.receive_online(&desk.trace().unwrap(), reception.clone(), &secret).unwrap();
        });
        filed.await.unwrap();
        first + &read().await
    });
    let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(ids, ["3", "4", "5", "6"]);
}

#[test]
fn the_log_is_for_auditors_alone() {
    let site = Site::new();
    for role in ["verifier", "pyb", "data_protection_officer", "operator"] {
        let token = site.token(role, if role == "operator" { "" } else { UNIT });
        assert_eq!(site.send(get("/v1/log").bearer(&token)).problem(403), "not_for_this_role");
    }
    assert_eq!(site.send(get("/v1/log")).problem(401), "unauthenticated");
}

#[test]
fn the_measures_are_those_of_the_log_and_withhold_small_counts() {
    let site = Site::new();
    for _ in 0..4 {
        site.filed(Matter::Duties);
    }
    for _ in 0..30 {
        site.filed(Matter::Discipline);
    }
    let auditor = site.token("auditor", "");
    let mut lines = Vec::new();
    let mut keep = |entry: aduan_store::StoredEvent<'_>| {
        lines.extend_from_slice(entry.line);
        lines.push(b'\n');
        Ok(())
    };
    site.desk.store().read_log(0, u32::MAX, &mut keep).unwrap();
    let source = aduan_audit::Source::from_bytes("the log", lines).unwrap();
    let expected =
        aduan_audit::Reader::new().run(vec![source], aduan_report::measures::Measures::new()).unwrap().1;
    let told = site.send(get("/v1/log/measures").bearer(&auditor)).ok();
    assert_eq!(told.header("content-type"), "application/json");
    assert_eq!(told.json(), aduan_report::measures::json(&expected));
    let call = get("/v1/log/measures?period=month").bearer(&auditor).header("accept", "text/csv");
    let csv = site.send(call).ok();
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.text(), aduan_report::measures::csv(&expected));
    assert!(csv.text().contains(",withheld\r\n"), "{}", csv.text());
    let again = get("/v1/log/measures").bearer(&auditor).header("if-none-match", told.header("etag"));
    assert_eq!(site.send(again).status, 304);
    let wrong = get("/v1/log/measures?period=week").bearer(&auditor);
    assert_eq!(site.send(wrong).status, 400);
    let verifier = site.token("verifier", UNIT);
    assert_eq!(site.send(get("/v1/log/measures").bearer(&verifier)).problem(403), "not_for_this_role");
}
