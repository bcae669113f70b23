//! Evidence that is added on the pages, without a script.

use crate::forms::{form as plain, hidden};
use crate::site::{Answer, Call, Site, UNIT, call, get};
use aduan_core::{ComplaintId, Matter, Ticket};
use axum::body::Body;
use bytes::Bytes;
use std::io;

const BOUNDARY: &str = "----WebKitFormBoundaryaduan";
const PATH: &str = "/pantau/evidence";
const KEY: &str = "018f0e5e-0000-4000-8000-000000000003";

fn field(name: &str, value: &str) -> Vec<u8> {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
}

fn file(name: &str, kind: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n"].concat()
}

/// In pieces, as the network brings them.
fn sent(parts: &[Vec<u8>]) -> Call {
    let body = [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat();
    let pieces: Vec<_> =
        body.chunks(16 << 10).map(|piece| Ok::<_, io::Error>(Bytes::copy_from_slice(piece))).collect();
    streamed(Body::from_stream(futures_util::stream::iter(pieces)))
}

fn streamed(body: impl Into<Body>) -> Call {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    call("POST", PATH).header("content-type", &kind).header("accept", "text/html").body(body)
}

/// The request that the form of the page sends, field by field in its order.
fn upload(ticket: &str, key: &str, media: &str, file: Vec<u8>) -> Call {
    sent(&[field("ticket", ticket), field("key", key), field("media", media), file])
}

#[track_caller]
fn page(answer: &Answer, status: u16, said: [&str; 2]) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.text();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
    assert!(place(said[0]) < place(said[1]), "Indonesian first");
    text
}

/// The attachments of a complaint, as an officer reads them.
fn read(site: &Site, id: ComplaintId) -> Vec<Vec<u8>> {
    let verifier = site.token("verifier", UNIT);
    let contents = format!("/v1/desk/complaints/{id}/contents");
    let listed = site.send(get(&contents).bearer(&verifier)).ok().json();
    let attached = listed.as_array().unwrap().iter().filter(|one| one["event"] == "EvidenceAttached");
    let read = |one: &serde_json::Value| {
        site.send(get(&format!("{contents}/{}", one["content"].as_str().unwrap())).bearer(&verifier))
            .ok()
            .body
    };
    attached.map(read).collect()
}

fn last_line(site: &Site, id: ComplaintId) -> String {
    let (_, records) = aduan_store::load(&**site.desk.store(), id).unwrap();
    records.last().unwrap().to_line()
}

#[test]
fn a_photo_is_added_by_the_form_of_the_page_and_read_by_the_officer_as_it_was() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let followed = site.send(plain("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(followed.contains("Belum ada.") && followed.contains("enctype=\"multipart/form-data\""));
    let form = followed.split_once("action=\"/pantau/evidence\"").unwrap().1;
    // In the order of the form: else the file would come before it is known whose it is.
    assert!(form.find("name=\"ticket\"").unwrap() < form.find("name=\"file\"").unwrap());
    let (key, ticket) = (hidden(form, "key"), hidden(form, "ticket"));
    let photo: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let again = || site.send(upload(&ticket, &key, "", file("IMG_0001.JPG", "image/jpeg", &photo)));
    let text =
        page(&again(), 200, ["Data pendukung Anda sudah kami terima.", "We have received your evidence."]);
    assert!(text.contains("<ul class=\"evidence\"><li>foto") && !text.contains("IMG_0001"));
    assert!(read(&site, id) == [photo.clone()]);
    assert!(last_line(&site, id).contains("\"media\":\"photo\""));
    let size = site.desk.store().head().unwrap().size();
    // The button was pressed twice, or the page read again.
    again().ok();
    assert_eq!(site.desk.store().head().unwrap().size(), size);
    let other = site.send(upload(&ticket, &key, "", file("x", "image/jpeg", b"another")));
    page(&other, 422, ["sudah pernah dikirim dengan isi lain", "was sent before"]);
    site.send(upload(&ticket, KEY, "scan", file("surat.pdf", "application/pdf", b"%PDF"))).ok();
    assert!(last_line(&site, id).contains("\"media\":\"scan\""));
}

#[test]
fn a_closed_complaint_takes_evidence_and_corrections_and_offers_nothing_else() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let sure = [("ticket", &*ticket), ("act", "withdraw"), ("key", KEY), ("sure", "yes")];
    let open = site.send(plain("/pantau", &sure)).ok().text();
    assert!(open.contains("Pencabutan Anda sudah kami catat.") && !open.contains("value=\"withdraw\""));
    site.order(&verifier, id, &crate::site::review("duties")).ok();
    site.order(&verifier, id, &serde_json::json!({ "command": "close" })).ok();
    let closed = site.send(plain("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(closed.contains(PATH) && closed.contains("value=\"amend\""), "{closed}");
    assert!(!closed.contains("value=\"withdraw\""), "{closed}");
    let key = hidden(&closed, "key");
    site.send(upload(&ticket, &key, "", file("a", "video/mp4", b"video"))).ok();
    assert_eq!(read(&site, id), [b"video"]);
}

#[test]
fn withdrawing_asks_whether_it_is_meant_and_keeps_what_was_typed() {
    let site = Site::new();
    let (_, ticket) = site.filed(Matter::Duties);
    let size = site.desk.store().head().unwrap().size();
    let fields = [("ticket", &*ticket), ("act", "withdraw"), ("key", KEY), ("content", "sudah <selesai>")];
    let text = page(&site.send(plain("/pantau", &fields)), 422, ["Ya, saya mencabut", "Yes, I withdraw"]);
    assert!(text.contains("sudah &lt;selesai&gt;</textarea>") && text.contains(KEY));
    assert_eq!(site.desk.store().head().unwrap().size(), size);
}

#[test]
fn a_wrong_ticket_attaches_nothing_and_is_slowed_like_any_other() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let wrong = Ticket::from_random([7; 10]).reveal();
    let photo = || file("a", "image/jpeg", &vec![7; 200_000]);
    for _ in 0..5 {
        let answer = site.send(upload(&wrong, KEY, "", photo()));
        let text = page(
            &answer,
            401,
            ["Tidak ada pengaduan dengan nomor tiket ini.", "register number is no ticket"],
        );
        assert!(!text.contains(&wrong) && !text.contains(&id.to_string()));
    }
    let slowed = site.send(upload(&ticket, KEY, "", photo()));
    page(&slowed, 429, ["Terlalu banyak nomor tiket yang salah", "Try again after"]);
    assert!(!slowed.header("retry-after").is_empty());
    page(&site.send(upload("ABC", KEY, "", photo())), 401, ["Nomor tiket salah ketik", "18 letters"]);
    assert!(read(&site, id).is_empty());
}

#[test]
fn a_file_comes_only_after_the_ticket() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let photo = || file("a", "image/jpeg", b"photo");
    let late = sent(&[field("key", KEY), photo(), field("ticket", &ticket)]);
    page(&site.send(late), 422, ["“Nomor tiket”", "“Ticket”"]);
    // The server does not wait for a file before it knows the sender.
    let endless =
        futures_util::stream::iter([Ok::<_, io::Error>(Bytes::from([field("key", KEY), photo()].concat()))]);
    let endless = futures_util::StreamExt::chain(endless, futures_util::stream::pending());
    page(&site.send(streamed(Body::from_stream(endless))), 422, ["“Nomor tiket”", "“Ticket”"]);
    assert!(read(&site, id).is_empty());
}

#[test]
fn what_is_too_large_empty_or_no_form_of_ours_is_told_with_what_to_do_and_the_page_stays() {
    let site = Site::set(|config| config.limits.upload_bytes = 100_000);
    let (id, ticket) = site.filed(Matter::Duties);
    for size in [100_001, 180_000, 2_000_000] {
        let answer = site.send(upload(&ticket, KEY, "", file("a", "image/jpeg", &vec![0; size])));
        let text = page(&answer, 413, ["Kiriman terlalu besar.", "Make the file smaller"]);
        assert!(text.contains("paling besar 97 KB"), "{text}");
        assert_eq!(hidden(&text, "ticket"), ticket);
    }
    for empty in [file("", "application/octet-stream", b""), file("kosong.jpg", "image/jpeg", b"")] {
        let answer = site.send(upload(&ticket, KEY, "", empty));
        page(&answer, 422, ["Isian “Berkas” belum diisi", "“The file”"]);
    }
    let none = sent(&[field("ticket", &ticket), field("key", KEY)]);
    page(&site.send(none), 422, ["“Berkas”", "“The file”"]);
    let photo = || file("a", "image/jpeg", b"photo");
    for (parts, status) in [
        (vec![field("ticket", &ticket), photo()], 422),
        (vec![field("ticket", &ticket), field("key", "x"), photo()], 422),
        (vec![field("ticket", &ticket), field("key", KEY), field("media", "painting"), photo()], 422),
        (vec![field("ticket", &"A".repeat(10_000)), photo()], 415),
        (vec![field("other", "x"), photo()], 415),
        (vec![], 422),
    ] {
        let answer = site.send(sent(&parts));
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        assert!(answer.text().contains("class=\"notice bad\""));
    }
    assert_eq!(site.send(plain(PATH, &[("ticket", &ticket)])).status, 415);
    let broken = streamed([field("ticket", &ticket), field("key", KEY), b"--".to_vec()].concat());
    page(&site.send(broken), 400, ["Kiriman terputus", "Check your connection"]);
    assert!(read(&site, id).is_empty());
}

#[test]
fn a_hostile_name_of_a_file_is_nowhere() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let names = [
        "<img src=x onerror=alert(1)>.jpg",
        "../../../../etc/passwd",
        "..\\\\..\\\\boot.ini",
        "a.jpg%0d%0aX-Injected: yes",
        "a\u{202e}gpj.exe",
        "%22; filename=%22b",
    ];
    for (number, name) in names.iter().enumerate() {
        let key = KEY.replace("003", &format!("10{number}"));
        let answer = site.send(upload(&ticket, &key, "", file(name, "image/jpeg", b"photo"))).ok();
        assert!(answer.headers.get("x-injected").is_none());
        let text = answer.text();
        for part in ["onerror", "passwd", "boot.ini", "Injected", "gpj", "filename"] {
            assert!(!text.contains(part), "{part}");
        }
        assert!(!last_line(&site, id).contains("passwd"));
    }
    assert_eq!(read(&site, id).len(), names.len());
    // Line ends within the head of a part: a header of their own, or no form.
    for (number, name) in ["a\r\nX-Injected: yes\r\nb.jpg", "a\0b.jpg"].iter().enumerate() {
        let key = KEY.replace("003", &format!("20{number}"));
        let answer = site.send(upload(&ticket, &key, "", file(name, "image/jpeg", b"photo")));
        assert!([200, 400].contains(&answer.status.as_u16()) && answer.headers.get("x-injected").is_none());
    }
}

#[test]
fn a_form_of_another_site_is_refused() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    for from in ["cross-site", "same-site"] {
        let call = upload(&ticket, KEY, "", file("a", "image/jpeg", b"photo")).header("sec-fetch-site", from);
        page(&site.send(call), 403, ["dikirim dari situs lain", "from another site"]);
        let known = [("key", KEY), ("secret", "ab")];
        let text = page(
            &site.send(plain("/lapor", &known).header("sec-fetch-site", from)),
            403,
            ["dikirim dari situs lain", "from another site"],
        );
        assert!(hidden(&text, "key") != KEY && hidden(&text, "secret") != "ab", "theirs is not filled in");
        let look = plain("/pantau", &[("ticket", &ticket)]).header("sec-fetch-site", from);
        assert_eq!(site.send(look).status, 403);
    }
    assert!(read(&site, id).is_empty());
    for from in ["same-origin", "none"] {
        site.send(plain("/pantau", &[("ticket", &ticket)]).header("sec-fetch-site", from)).ok();
    }
}

#[test]
fn an_upload_that_stands_still_is_given_up_and_may_be_sent_again() {
    let site = Site::set(|config| config.limits.body_seconds = 1);
    let (id, ticket) = site.filed(Matter::Duties);
    let parts = [field("ticket", &ticket), field("key", KEY), file("a", "image/jpeg", &[0; 9])];
    for come in [1, 3] {
        let first = futures_util::stream::iter([Ok::<_, io::Error>(Bytes::from(parts[..come].concat()))]);
        let still = futures_util::StreamExt::chain(first, futures_util::stream::pending());
        page(
            &site.send(streamed(Body::from_stream(still))),
            408,
            ["Kiriman terlalu lambat.", "Check your connection"],
        );
    }
    site.send(upload(&ticket, KEY, "", file("a", "image/jpeg", b"photo"))).ok();
    assert_eq!(read(&site, id), [b"photo"]);
}

#[test]
fn a_browser_is_shown_a_page_where_a_program_gets_a_problem() {
    let site =
        Site::set(|config| config.limits.client = aduan_http::config::Rate { burst: 4, per_minute: 1 });
    let browser = |call: Call| site.send(call.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
    page(&browser(get("/tidak-ada")), 404, ["Tidak ada, atau bukan untuk Anda.", "To the start"]);
    let method = browser(call("PUT", "/lapor"));
    page(&method, 405, ["Metode ini", "To the start"]);
    assert_eq!(method.header("allow"), "GET, HEAD, POST");
    assert_eq!(site.send(get("/tidak-ada")).problem(404), "not_found");
    assert_eq!(browser(get("/v1/none")).status, 404);
    let slowed = browser(get("/lapor"));
    page(&slowed, 429, ["Terlalu banyak permintaan", "To the start"]);
    assert!(
        !slowed.header("retry-after").is_empty()
            && slowed.header("content-security-policy").contains("style-src")
    );
}
