//! The pages for complainants.

use crate::site::{Answer, Call, STORY, Site, UNIT, call, get, review};
use serde_json::json;

pub(crate) fn form(path: &str, fields: &[(&str, &str)]) -> Call {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let call = call("POST", path).header("content-type", "application/x-www-form-urlencoded");
    call.body(body.finish())
}

/// The value of a hidden field.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn ticket(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("class=\"ticket\">").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[test]
fn a_complaint_is_filed_and_followed_without_a_script() {
    let site = Site::new();
    let page = site.send(get("/lapor")).ok();
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
    assert!(!page.text().contains("<script"));
    let (key, secret) = (hidden(&page.text(), "key"), hidden(&page.text(), "secret"));
    let fields = [
        ("key", key.as_str()),
        ("secret", secret.as_str()),
        ("matter", "duties"),
        ("material", STORY),
        ("elements", "what"),
        ("elements", "when"),
        ("unit", UNIT),
        ("mobile", "+62 812-3456-7890"),
        ("name", ""),
    ];
    let filed = site.send(form("/lapor", &fields));
    assert_eq!(filed.status, 201);
    assert!(
        filed.text().contains("<strong>081234567890</strong>"),
        "where it is sent to, as it was understood"
    );
    let ticket = ticket(&filed);
    // The button was pressed twice.
    assert_eq!(self::ticket(&site.send(form("/lapor", &fields))), ticket);
    assert_eq!(site.desk.store().head().unwrap().size(), 3);
    let seen = site.send(form("/pantau", &[("ticket", &ticket.to_lowercase())])).ok();
    assert!(seen.text().contains("Sedang diverifikasi") && seen.text().contains("Being verified"));
    assert_eq!(seen.header("cache-control"), "no-store");

    let register = site.send(get("/v1/complaint").ticket(&ticket)).ok().json()["complaint"].clone();
    let id = register.as_str().unwrap().parse().unwrap();
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    let question = json!({ "command": "request_data", "request": "Kapan <tepatnya>?" });
    site.order(&verifier, id, &question).ok();
    let unopened = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(unopened.contains("Buka pertanyaan") && !unopened.contains("tepatnya"), "{unopened}");
    let open = [("ticket", ticket.as_str()), ("act", "open")];
    let asked = site.send(form("/pantau", &open)).ok().text();
    let again = site.send(form("/pantau", &open)).ok().text();
    assert!(again.contains("Kapan &lt;tepatnya&gt;?"), "{again}");
    assert!(asked.contains("Kapan &lt;tepatnya&gt;?") && asked.contains("16 Maret 2025"), "{asked}");
    let key = hidden(&asked, "key");
    let answer = [("ticket", ticket.as_str()), ("act", "answer"), ("key", &key[..]), ("content", "Senin")];
    assert!(site.send(form("/pantau", &answer)).ok().text().contains("Data tambahan Anda diterima"));
    // The key of another command, as a page from the cache may have.
    let more = [("ticket", ticket.as_str()), ("act", "amend"), ("key", &key[..]), ("content", "Selasa")];
    assert_eq!(site.send(form("/pantau", &more)).status, 422);
}

#[test]
fn a_form_that_is_refused_comes_back_with_what_was_filled_in() {
    let site = Site::new();
    let page = site.send(get("/lapor")).ok().text();
    let (key, secret) = (hidden(&page, "key"), hidden(&page, "secret"));
    let fields = [
        ("key", key.as_str()),
        ("secret", secret.as_str()),
        ("matter", "duties"),
        ("material", "<b>lama</b>"),
        ("unit", UNIT),
        ("email", "nowhere"),
    ];
    let again = site.send(form("/lapor", &fields));
    assert_eq!(again.status, 422);
    let text = again.text();
    assert!(
        text.contains("Bukan alamat surat elektronik yang sah.") && text.contains("&lt;b&gt;lama&lt;/b&gt;")
    );
    assert!(!text.contains("<b>lama") && text.contains("value=\"nowhere\"") && hidden(&text, "key") == key);
    assert_eq!(site.send(form("/lapor", &[])).status, 422);
    assert_eq!(site.send(call("POST", "/lapor").json(&json!({}))).status, 415);
}

#[test]
fn c59_an_address_is_shown_as_it_was_understood_or_refused_with_what_to_write() {
    let site = Site::new();
    let file = |mobile: &str, email: &str| {
        let page = site.send(get("/lapor")).ok().text();
        let (key, secret) = (hidden(&page, "key"), hidden(&page, "secret"));
        let (key, secret) = (key.as_str(), secret.as_str());
        let fields =
            [("key", key), ("secret", secret), ("matter", "duties"), ("material", STORY), ("unit", UNIT)];
        site.send(form("/lapor", &[&fields[..], &[("mobile", mobile), ("email", email)]].concat()))
    };
    let filed = file("(0812) 3456-7890", "Budi <budi@contoh.example>,");
    assert_eq!(filed.status, 201);
    for understood in ["<strong>081234567890</strong>", "<strong>budi@contoh.example</strong>"] {
        assert!(filed.text().contains(understood), "{}", filed.text());
    }
    assert_eq!(file("\u{200b}", "\u{feff}").status, 201, "nobody sees anything in them");
    for (mobile, email, example) in
        [("0812 3456 7890 (WA)", "", "0812-3456-7890"), ("", "budi@gmail", "budi@contoh.example")]
    {
        let refused = file(mobile, email);
        assert_eq!(refused.status, 422);
        let text = refused.text();
        assert!(text.contains(example), "{text}");
        // Nothing that was typed is lost.
        assert!(
            text.contains(STORY) && text.contains(if mobile.is_empty() { email } else { mobile }),
            "{text}"
        );
    }
}

#[test]
fn a_wrong_ticket_is_told_and_shown_nowhere() {
    let site = Site::new();
    let wrong = aduan_core::Ticket::from_random([7; 10]).reveal();
    let answer = site.send(form("/pantau", &[("ticket", &wrong)]));
    assert_eq!(answer.status, 401);
    assert!(
        answer.text().contains("Tidak ada pengaduan dengan nomor tiket ini.")
            && !answer.text().contains(&wrong)
    );
}

#[test]
fn the_wish_about_an_identity_is_changed_and_what_has_no_ground_is_told() {
    let site = Site::new();
    let (_, ticket) = site.filed(aduan_core::Matter::Duties);
    let key = "018f0e5e-0000-4000-8000-000000000004";
    let page = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(
        page.contains("Sekarang: dirahasiakan.") && page.contains("name=\"confidentiality\" value=\"open\"")
    );
    let choose = |key: &str, choice: &str| {
        let act =
            [("ticket", &*ticket), ("act", "confidentiality"), ("key", key), ("confidentiality", choice)];
        site.send(form("/pantau", &act))
    };
    let page = choose(key, "open").ok().text();
    assert!(
        page.contains("Pilihan Anda sudah kami catat.") && page.contains("Sekarang: tidak dirahasiakan.")
    );
    assert_eq!(choose(&key.replace("004", "005"), "secret").status, 422);
    // Already so (P1); the page stays.
    let again = choose(&key.replace("004", "006"), "open");
    assert!(again.status == 409 && again.text().contains("Sekarang: tidak dirahasiakan."));
}

#[test]
fn c38_the_matter_is_shown_and_contested_on_the_page() {
    let site = Site::new();
    let (_, ticket) = site.filed(aduan_core::Matter::Duties);
    let page = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(page.contains("Dicatat tentang") && page.contains("kinerja dan kedinasan"), "{page}");
    let key = hidden(&page[..page.find("value=\"contest\"").unwrap()], "key");
    let contest =
        [("ticket", &*ticket), ("act", "contest"), ("key", &*key), ("content", "Petugas meminta uang")];
    let contested = site.send(form("/pantau", &contest)).ok().text();
    assert!(contested.contains("Sanggahan Anda sudah kami catat."), "{contested}");
    assert!(!contested.contains("Pencatatan materi keliru"), "once: {contested}");
}

#[test]
fn c45_i_was_not_told_is_said_on_the_page() {
    let site = Site::new();
    let (id, ticket) = site.filed(aduan_core::Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    site.order(&verifier, id, &json!({ "command": "request_data", "request": "Kapan?" })).ok();
    let told = json!({ "command": "record_told", "notice": "data_request", "channel": "sms" });
    site.order(&site.token("receiver", UNIT), id, &told).ok();
    let page = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(
        page.contains("permintaan data tambahan (SMS)") && page.contains("Saya tidak diberi tahu"),
        "{page}"
    );
    let key = hidden(&page[page.find("value=\"deny\"").unwrap() - 200..], "key");
    let deny = [("ticket", &*ticket), ("act", "deny"), ("key", &*key), ("notice", "data_request")];
    let denied = site.send(form("/pantau", &deny)).ok().text();
    assert!(denied.contains("Sudah kami catat bahwa Anda tidak menerima"), "{denied}");
    assert!(denied.contains("Buka pertanyaan") && !denied.contains("Saya tidak diberi tahu"), "{denied}");
}

#[test]
fn c45_i_was_not_told_reopens_on_the_page_what_silence_ended() {
    let site = Site::new();
    let (id, ticket) = site.filed(aduan_core::Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.order(&verifier, id, &unclear).ok();
    site.order(&verifier, id, &json!({ "command": "request_data", "request": "Kapan?" })).ok();
    let told = json!({ "command": "record_told", "notice": "data_request", "channel": "sms" });
    site.order(&site.token_of(102, "receiver", UNIT), id, &told).ok();
    site.clock.set("2025-05-01T03:00:00.000000Z".parse().unwrap());
    site.order(&verifier, id, &unclear).ok();
    let silence = json!({
        "command": "declare_not_actionable", "ground": "no_data_supplied", "reason": "-", "public_reason": "Tidak ada jawaban",
    });
    site.order(&verifier, id, &silence).ok();
    let page = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(page.contains("Saya tidak diberi tahu") && !page.contains("Buka pertanyaan"), "{page}");
    let key = hidden(&page[page.find("value=\"deny\"").unwrap() - 200..], "key");
    let deny = [("ticket", &*ticket), ("act", "deny"), ("key", &*key), ("notice", "data_request")];
    let reopened = site.send(form("/pantau", &deny)).ok().text();
    assert!(
        reopened.contains("Pengaduan dibuka kembali") && reopened.contains("Buka pertanyaan"),
        "{reopened}"
    );
}

#[test]
fn c50_the_complainant_reads_and_prints_why_it_is_not_actionable() {
    let site = Site::new();
    let (id, ticket) = site.filed(aduan_core::Matter::Duties);
    let verifier = site.token("verifier", UNIT);
    let mut hopeless = review("duties");
    hopeless["clarity"] = "cannot_be_clarified".into();
    site.order(&verifier, id, &hopeless).ok();
    let amend = |content: &str| {
        let page = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
        let fields =
            [("ticket", &ticket[..]), ("act", "amend"), ("key", &hidden(&page, "key")), ("content", content)];
        site.send(form("/pantau", &fields)).ok();
    };
    amend("Kejadiannya <pagi>");
    site.order(&verifier, id, &hopeless).ok();
    let mut order = json!({
        "command": "declare_not_actionable", "ground": "material_unclear", "reason": "catatan internal",
    });
    assert_eq!(site.order(&verifier, id, &order).problem(422), "public_reason_required");
    order["public_reason"] = "Tempat dan waktunya belum jelas & lengkap".into();
    site.order(&verifier, id, &order).ok();

    let view = site.send(get("/v1/complaint").ticket(&ticket)).ok().json();
    let steps = view["steps"].as_array().unwrap();
    let declared = steps.iter().find(|step| step["milestone"] == "not_actionable").unwrap();
    assert_eq!(declared["not_actionable"], "material_unclear");
    let content = declared["public_reason"].as_str().unwrap();
    let read = site.send(get(&format!("/v1/complaint/contents/{content}")).ticket(&ticket)).ok();
    assert_eq!(read.text(), "Tempat dan waktunya belum jelas & lengkap");

    let shown = site.send(form("/pantau", &[("ticket", &ticket)])).ok().text();
    assert!(shown.contains("belum jelas &amp; lengkap") && shown.contains("/pantau/print"), "{shown}");
    let printed = site.send(form("/pantau/print", &[("ticket", &ticket)])).ok().text();
    let register = view["register"].as_str().unwrap();
    for says in [register, STORY, "Kejadiannya &lt;pagi&gt;", "belum jelas &amp; lengkap", "@media print"] {
        assert!(printed.contains(says), "{says}: {printed}");
    }
    let ticket_symbols = ticket.replace('-', "");
    for page in [&shown, &printed] {
        assert!(!page.contains("catatan internal"));
    }
    assert!(!printed.contains(&ticket) && !printed.contains(&ticket_symbols), "it may lie on a table");
    let wrong = site.send(form("/pantau/print", &[("ticket", "XXXXXX-XXXXXX-XXXXXX")]));
    assert!(wrong.text().contains("name=\"ticket\"") && wrong.status != 200, "{}", wrong.status);
}
