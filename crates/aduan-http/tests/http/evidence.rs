//! Evidence, on its way in and out.

use crate::site::{Call, Site, UNIT, call, get};
use aduan_core::Matter;
use axum::body::Body;
use bytes::Bytes;
use std::io;

const BOUNDARY: &str = "----aduan";

fn part(name: &str, kind: &str, content: &[u8]) -> Vec<u8> {
    let mut part = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"../../etc/passwd\"\r\nContent-Type: \
         {kind}\r\n\r\n"
    )
    .into_bytes();
    part.extend_from_slice(content);
    part.extend_from_slice(b"\r\n");
    part
}

fn form(path: &str, parts: &[Vec<u8>]) -> Call {
    let mut body = parts.concat();
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    streamed(path, body)
}

fn streamed(path: &str, body: impl Into<Body>) -> Call {
    call("POST", path).header("content-type", &format!("multipart/form-data; boundary={BOUNDARY}")).body(body)
}

const OWN: &str = "/v1/complaint/evidence";

#[test]
fn a_photo_comes_in_and_is_read_as_it_was() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let photo: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let attached = site.send(form(OWN, &[part("file", "image/jpeg", &photo)]).ticket(&ticket)).ok().json();
    assert_eq!(attached["bytes"], photo.len());
    assert_eq!(
        attached["complaint"]["steps"].as_array().unwrap().last().unwrap()["milestone"],
        "evidence_received"
    );
    let content = attached["content"].as_str().unwrap();
    let verifier = site.token("verifier", UNIT);
    let read = site.send(get(&format!("/v1/desk/complaints/{id}/contents/{content}")).bearer(&verifier)).ok();
    assert!(read.body == photo);
    assert_eq!(read.header("content-type"), "application/octet-stream");
    assert!(read.header("content-disposition").starts_with("attachment; filename=\""));
    assert!(read.header("content-security-policy").contains("sandbox"));
    let own = site.send(get(&format!("/v1/complaint/contents/{content}")).ticket(&ticket)).ok();
    assert!(own.body == photo);
    let (_, records) = aduan_store::load(&**site.desk.store(), id).unwrap();
    assert!(records.last().unwrap().to_line().contains("\"media\":\"photo\""));
}

#[test]
fn what_it_is_may_be_said() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let parts = [part("file", "application/pdf", b"%PDF"), part("media", "text/plain", b"scan")];
    site.send(form(OWN, &parts).ticket(&ticket)).ok();
    let (_, records) = aduan_store::load(&**site.desk.store(), id).unwrap();
    assert!(records.last().unwrap().to_line().contains("\"media\":\"scan\""));
}

#[test]
fn what_comes_again_is_attached_once() {
    let site = Site::new();
    let (_, ticket) = site.filed(Matter::Duties);
    let key = "018f0e5e-0000-7000-8000-000000000003";
    let attach = |content: &[u8]| {
        let form = form(OWN, &[part("file", "image/jpeg", content)]);
        site.send(form.ticket(&ticket).header("idempotency-key", key))
    };
    attach(b"photo").ok();
    attach(b"photo").ok();
    assert_eq!(site.desk.store().head().unwrap().size(), 4);
    assert_eq!(attach(b"other").problem(422), "command_reused");
}

#[test]
fn a_file_that_is_too_large_or_breaks_off_is_not_kept() {
    let site = Site::set(|config| config.limits.upload_bytes = 100_000);
    let (_, ticket) = site.filed(Matter::Duties);
    let large = form(OWN, &[part("file", "image/jpeg", &vec![0; 100_001])]);
    assert_eq!(site.send(large.ticket(&ticket)).problem(413), "too_large");
    let larger = form(OWN, &[part("file", "image/jpeg", &vec![0; 1_000_000])]);
    assert_eq!(site.send(larger.ticket(&ticket)).problem(413), "too_large");
    let broken = streamed(OWN, part("file", "image/jpeg", &[0; 1000]));
    assert_eq!(site.send(broken.ticket(&ticket)).problem(400), "broken_off");
    let failing = futures_util::stream::iter([
        Ok(Bytes::from(part("file", "image/jpeg", &[0; 1000]))),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ]);
    let failing = streamed(OWN, Body::from_stream(failing));
    assert_eq!(site.send(failing.ticket(&ticket)).problem(400), "broken_off");
    assert_eq!(site.desk.store().head().unwrap().size(), 3);
    site.send(form(OWN, &[part("file", "image/jpeg", &vec![0; 100_000])]).ticket(&ticket)).ok();
}

#[test]
fn a_form_that_is_none_is_refused() {
    let site = Site::new();
    let (_, ticket) = site.filed(Matter::Duties);
    let file = || part("file", "image/jpeg", b"photo");
    for parts in [
        vec![],
        vec![part("media", "text/plain", b"photo")],
        vec![part("media", "text/plain", b"painting"), file()],
        vec![part("media", "text/plain", &[b'x'; 1000]), file()],
        vec![file(), file()],
        vec![file(), part("other", "text/plain", b"x")],
    ] {
        assert_eq!(site.send(form(OWN, &parts).ticket(&ticket)).problem(415), "unsupported_media_type");
    }
    let json = call("POST", OWN).json(&serde_json::json!({})).ticket(&ticket);
    assert_eq!(site.send(json).problem(415), "unsupported_media_type");
    assert_eq!(site.desk.store().head().unwrap().size(), 3);
}

#[test]
fn it_is_asked_whether_it_may_be_attached_before_it_is_read() {
    let site = Site::new();
    let (id, _) = site.filed(Matter::Duties);
    let endless = futures_util::stream::pending::<Result<Bytes, io::Error>>();
    let path = format!("/v1/desk/complaints/{id}/evidence");
    let pyb = site.token("pyb", UNIT);
    assert_eq!(
        site.send(streamed(&path, Body::from_stream(endless)).bearer(&pyb)).problem(403),
        "not_for_this_role"
    );
    let assessor = site.token("assessor", UNIT);
    let endless = futures_util::stream::pending::<Result<Bytes, io::Error>>();
    assert_eq!(
        site.send(streamed(&path, Body::from_stream(endless)).bearer(&assessor)).problem(404),
        "not_found"
    );
}

#[test]
fn what_stands_still_is_given_up() {
    let site = Site::set(|config| config.limits.body_seconds = 1);
    let (_, ticket) = site.filed(Matter::Duties);
    let still = || {
        let first = futures_util::stream::iter([Ok::<_, io::Error>(Bytes::from(part(
            "file",
            "image/jpeg",
            &[0; 9],
        )))]);
        Body::from_stream(futures_util::StreamExt::chain(first, futures_util::stream::pending()))
    };
    assert_eq!(site.send(streamed(OWN, still()).ticket(&ticket)).problem(408), "too_slow");
    let json = call("POST", "/v1/complaints").header("content-type", "application/json").body(still());
    assert_eq!(site.send(json).problem(408), "too_slow");
}
