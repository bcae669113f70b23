//! Messages on the page of a complaint (P3).

use crate::forms::{form, hidden};
use crate::site::{Site, UNIT};
use aduan_core::Matter;
use serde_json::json;

#[test]
fn messages_are_read_and_written_on_the_page() {
    let site = Site::new();
    let (id, ticket) = site.filed(Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let from_us = json!({ "command": "write_message", "message": "Sedang kami <periksa>." });
    site.order(&verifier, id, &from_us).ok();
    let page = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    for shown in
        ["Ada pesan untuk Anda", "Dari kami", "Sedang kami &lt;periksa&gt;.", "tidak ada jangka waktu"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains(UNIT) && !page.contains("verifikator"), "neither office nor role: {page}");

    let key = hidden(&page, "key");
    let fields = [("ticket", ticket.as_str()), ("act", "message"), ("key", &key[..]), ("content", "Baik.")];
    let page = site.send(form("/pantau", &fields)).ok().text();
    assert!(page.contains("Pesan Anda sudah kami catat") && page.contains("Dari Anda"), "{page}");
    let again = site.send(form("/pantau", &fields)).ok().text();
    assert_eq!(again.matches("Dari Anda").count(), 1, "sent twice, recorded once");
}
