//! The complainants' pages, as a browser asks for them: forms, no script, evidence as it comes over the wire.

use crate::client::{Answer, Call, agent, ask, call, get};
use crate::site::{Filed, Kind, Site, UNIT, filing};
use std::io::{Read, Write};
use std::net::TcpStream;

const SAID: &str = "Juru timbang meminta cokelat Belgia sebelum segel dibuka";
const NAME: &str = "rekaman-kasur-ajaib.mp4";

fn urlencoded(path: &str, fields: &[(&str, &str)]) -> Call {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    call("POST", path).header("content-type", "application/x-www-form-urlencoded").body(pairs.join("&"))
}

fn encoded(value: &str) -> String {
    value.bytes().map(|byte| if byte == b' ' { "+".to_owned() } else { format!("%{byte:02X}") }).collect()
}

fn multipart(ticket: &str, key: &str, content: &[u8]) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        format!("--tepi\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = format!(
        "{}{}{}--tepi\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{NAME}\"\r\nContent-Type: \
         video/mp4\r\n\r\n",
        field("ticket", ticket),
        field("key", key),
        field("media", "")
    );
    [head.as_bytes(), content, b"\r\n--tepi--\r\n"].concat()
}

fn upload(ticket: &str, key: &str, content: &[u8]) -> Call {
    call("POST", "/pantau/evidence")
        .header("content-type", "multipart/form-data; boundary=tepi")
        .body(multipart(ticket, key, content))
}

fn between(text: &str, before: &str, after: char) -> String {
    text.split_once(before).unwrap().1.split(after).next().unwrap().to_owned()
}

fn hidden(page: &str, name: &str) -> String {
    between(page, &format!("name=\"{name}\" value=\""), '"')
}

/// As a browser does: sends all of it, and reads the answer only then.
fn all_sent_first(site: &Site, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(site.url().strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "POST /pantau/evidence HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=tepi\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).expect("it is taken to its end");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it is answered");
    answer
}

#[test]
fn a_complaint_goes_its_way_by_the_pages_alone_and_nothing_of_it_is_told_elsewhere() {
    let site = Site::prepared(Kind::Plain, "", |_| {});
    site.watch.lock().unwrap().said(SAID);
    site.watch.lock().unwrap().said(NAME);
    let form = site.send(get("/lapor")).ok().text();
    let (key, secret) = (hidden(&form, "key"), hidden(&form, "secret"));
    site.watch.lock().unwrap().said(&secret);
    let fields = [
        ("key", &*key),
        ("secret", &*secret),
        ("matter", "duties"),
        ("material", SAID),
        ("unit", UNIT),
        ("email", "sulastri@contoh.example"),
    ];
    site.watch.lock().unwrap().said("sulastri@contoh.example");
    let page = site.send(urlencoded("/lapor", &fields)).ok().text();
    let ticket = between(&page, "class=\"ticket\">", '<');
    site.watch.lock().unwrap().ticket(&ticket);
    assert!(page.contains("hanya ditampilkan sekali") && page.contains("Cetak halaman ini"));

    let followed = site.send(urlencoded("/pantau", &[("ticket", &ticket)])).ok().text();
    let register = between(&followed, "<dd>", '<');
    let upload_form = followed.split_once("action=\"/pantau/evidence\"").unwrap().1;
    let video: Vec<u8> = (0..2_500_000_u32).map(|n| (n % 249) as u8).collect();
    let added = site.send(upload(&ticket, &hidden(upload_form, "key"), &video)).ok().text();
    assert!(added.contains("Data pendukung Anda sudah kami terima.") && added.contains("<li>video"));
    let file = site.dossier(&site.verifier(), &register);
    let id = file["complaint"].as_str().unwrap();
    let path = format!("/v1/desk/complaints/{id}/contents");
    let listed = site.send(get(&*path).bearer(&site.verifier())).ok().json();
    let attached = listed.as_array().unwrap().iter().find(|one| one["event"] == "EvidenceAttached").unwrap();
    let content = attached["content"].as_str().unwrap();
    assert!(site.send(get(format!("{path}/{content}")).bearer(&site.verifier())).ok().body == video);

    let mut review = crate::site::review("duties");
    review["clarity"] = "insufficient".into();
    site.does(&site.verifier(), id, &review);
    let question = serde_json::json!({ "command": "request_data", "request": "Kapan segelnya dibuka" });
    site.does(&site.verifier(), id, &question);
    let asked = site.send(urlencoded("/pantau", &[("ticket", &ticket), ("act", "open")])).ok().text();
    assert!(asked.contains("Kapan segelnya dibuka"));
    for (act, words, told) in [
        ("answer", "Sewaktu purnama", "Jawaban Anda sudah kami terima."),
        ("amend", "Bukan cokelat melainkan durian", "Tambahan Anda sudah kami catat."),
        ("withdraw", "Sudah berdamai dengannya", "Pencabutan Anda sudah kami catat."),
    ] {
        site.watch.lock().unwrap().said(words);
        let page = site.send(urlencoded("/pantau", &[("ticket", &ticket)])).ok().text();
        let form = &page[page.find(&format!("value=\"{act}\"")).unwrap() - 200..];
        let fields = [
            ("ticket", &*ticket),
            ("act", act),
            ("key", &hidden(form, "key")),
            ("content", words),
            ("sure", "yes"),
        ];
        assert!(site.send(urlencoded("/pantau", &fields)).ok().text().contains(told));
    }
    // A page that shows the complaint after something went wrong has the ticket in its forms, for its holder alone.
    let wrong: Answer = ask(&agent(), site.url(), &upload(&ticket, "none", b"x")).unwrap();
    assert_eq!((wrong.status, wrong.text().contains(&ticket)), (422, true));
    assert!(site.secret() > 20);
}

#[test]
fn whoever_sends_a_file_in_vain_is_answered_when_it_is_sent() {
    let site = Site::prepared(Kind::Plain, "upload_bytes = 40000000\n", |_| {});
    let Filed { ticket, .. } = site.file(&filing("duties"));
    let key = "018f0e5e-0000-4000-8000-000000000003";
    let wrong = aduan_core::Ticket::from_random([7; 10]).reveal();
    let refused = all_sent_first(&site, &multipart(&wrong, key, &vec![7; 39_000_000]));
    assert!(refused.starts_with("HTTP/1.1 401 ") && refused.contains("Tidak ada pengaduan"), "{refused}");
    let large = all_sent_first(&site, &multipart(&ticket, key, &vec![7; 60_000_000]));
    assert!(large.starts_with("HTTP/1.1 413 ") && large.contains("paling besar 38 MB"), "{large}");
    let fits = all_sent_first(&site, &multipart(&ticket, key, &vec![7; 40_000_000]));
    assert!(fits.starts_with("HTTP/1.1 200 "), "{fits}");
}
