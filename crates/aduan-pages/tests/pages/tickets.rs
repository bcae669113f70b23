//! C37, C49 on the pages.

use crate::forms::{form, hidden};
use crate::site::{Site, UNIT, filing, post};
use aduan_core::{ComplaintId, Matter};
use serde_json::json;

/// Filed online with an e-mail address, or brought by telephone where a contact is typed; a receiver has another ticket sent. Both
/// tickets.
fn reissued(site: &Site, contact: Option<&str>) -> (ComplaintId, String, String) {
    let mut body = filing(Matter::Duties);
    body["identity"]["email"] = "budi@example.org".into();
    let filed = if contact.is_some() {
        (body["channel"], body["following"]) = ("telephone".into(), "wanted".into());
        site.send(post("/v1/desk/complaints", &body).bearer(&site.token("receiver", UNIT))).json()
    } else {
        site.send(post("/v1/complaints", &body)).ok().json()
    };
    let last_ticket = || {
        let waiting = site.desk.outbox(0, 99).unwrap().ready;
        waiting.iter().rev().find_map(|letter| letter.ticket.as_ref()).unwrap().reveal().to_owned()
    };
    let id = filed["complaint"].as_str().unwrap().parse().unwrap();
    let first = filed["ticket"].as_str().map_or_else(last_ticket, str::to_owned);
    let mut order = json!({ "command": "reissue_ticket", "deliveries": ["email"] });
    if let Some(address) = contact {
        order["contact"] = json!({ "email": address });
    }
    site.order(&site.token("receiver", UNIT), id, &order).ok();
    (id, first, last_ticket())
}

fn page(site: &Site, ticket: &str) -> String {
    site.send(form("/pantau", &[("ticket", ticket)])).ok().text()
}

#[test]
fn c37_a_ticket_to_an_officers_address_says_what_it_waits_for() {
    let site = Site::new();
    let (_, _, second) = reissued(&site, Some("me@example.net"));
    let early = page(&site, &second);
    assert!(early.contains("ditulis petugas") && early.contains("Tambah foto"), "{early}");
    assert!(!early.contains("Cabut pengaduan") && !early.contains("Tambah atau ralat"), "{early}");
    site.clock.set("2025-05-01T00:00:00.000000Z".parse().unwrap());
    let late = page(&site, &second);
    assert!(!late.contains("hanya untuk memantau") && late.contains("Tambah atau ralat"), "{late}");
    assert!(!late.contains("Cabut pengaduan"), "a withdrawal goes through the receiver: {late}");
}

#[test]
fn c37_the_complainant_ends_a_ticket_that_they_did_not_ask_for() {
    let site = Site::new();
    let (_, first, second) = reissued(&site, Some("me@example.net"));
    let shown = page(&site, &first);
    assert!(shown.contains("Nomor tiket lain telah dikirim"), "{shown}");
    let key = hidden(&shown, "key");
    let objection = [("ticket", &first[..]), ("act", "revoke"), ("key", &key), ("which", "later")];
    let after = site.send(form("/pantau", &objection)).ok().text();
    assert!(after.contains("Nomor tiket itu sudah dimatikan.") && !after.contains("Nomor tiket lain telah"));
    let dead = site.send(form("/pantau", &[("ticket", &second)]));
    assert_eq!(dead.status, 401);
    assert!(dead.text().contains("sudah dicabut atau diganti") && dead.text().contains("nomor register"));
}

#[test]
fn c49_the_new_ticket_ends_the_old_one_on_the_page() {
    let site = Site::new();
    let (_, first, second) = reissued(&site, None);
    assert!(page(&site, &first).contains("Nomor tiket baru dikirim"));
    assert!(page(&site, &second).contains("Nomor tiket dicabut"));
    assert_eq!(site.send(form("/pantau", &[("ticket", &first)])).status, 401);
}

#[test]
fn c49_a_new_ticket_is_asked_for_on_the_page_and_shown_on_none() {
    let site = Site::new();
    let mut body = filing(Matter::Duties);
    body["identity"]["email"] = "budi@example.org".into();
    let filed = site.send(post("/v1/complaints", &body)).ok().json();
    let first = filed["ticket"].as_str().unwrap();
    let shown = page(&site, first);
    assert!(shown.contains("Minta nomor tiket baru") && !shown.contains("budi@example.org"), "{shown}");
    let key = hidden(&shown, "key");
    let ask = [("ticket", first), ("act", "reissue"), ("key", &key), ("email", "yes")];
    let after = site.send(form("/pantau", &ask)).ok().text();
    assert!(after.contains("Nomor tiket baru kami kirim."), "{after}");
    assert!(!after.contains("Minta nomor tiket baru"), "one is on its way: {after}");
    let waiting = site.desk.outbox(0, 99).unwrap().ready;
    let second = waiting.iter().rev().find_map(|letter| letter.ticket.as_ref()).unwrap().reveal();
    assert!(!after.contains(second));
    page(&site, second);
    assert_eq!(site.send(form("/pantau", &[("ticket", first)])).status, 401);
}

#[test]
fn c49_a_ticket_is_ended_by_its_holder_who_says_so_twice() {
    let site = Site::new();
    let (_, ticket) = site.filed(Matter::Duties);
    let key = "018f0e5e-0000-4000-8000-000000000009";
    let end = [("ticket", &ticket[..]), ("act", "revoke"), ("key", key), ("which", "this")];
    assert_eq!(site.send(form("/pantau", &end)).status, 422, "without a second word");
    assert!(page(&site, &ticket).contains("Matikan nomor tiket ini"));
    let sure = [&end[..], &[("sure", "yes")]].concat();
    assert!(site.send(form("/pantau", &sure)).ok().text().contains("Nomor tiket ini sudah dimatikan."));
    assert_eq!(site.send(form("/pantau", &[("ticket", &ticket)])).status, 401);
}
