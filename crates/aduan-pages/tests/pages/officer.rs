//! The officers' pages: sign in, record, read, give commands; and what a stranger, a thief or another site tries there.

use crate::site::{Answer, STORY, Site, UNIT, call, get};
use aduan_core::{ComplaintId, Matter};
use aduan_store::{AccessAnswer, Change, Session, SessionId};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

const FORM: &str = "application/x-www-form-urlencoded";

/// A browser in which an officer is signed in.
struct Browser<'a> {
    site: &'a Site,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn signed_in(site: &'a Site, role: &str, office: &str) -> Self {
        let answer = sign_in(site, &site.token(role, office));
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/petugas"),
            "{}",
            answer.text()
        );
        let set = answer.header("set-cookie");
        for part in ["__Host-aduan=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Domain"), "{set}");
        Self { site, cookie: set.split(';').next().unwrap().to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.site.send(get(path).header("cookie", &self.cookie).header("accept", "text/html"))
    }

    /// Fills in the form of this page and sends it.
    fn send(&self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.get(page).ok().text();
        let hidden = ["token", "key", "version"].map(|name| (name, hidden(&form, name).unwrap_or_default()));
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend(fields);
        self.post(page, &all)
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encoded(fields);
        self.site
            .send(call("POST", path).header("content-type", FORM).header("cookie", &self.cookie).body(body))
    }

    fn secret(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(self.cookie.split_once('=').unwrap().1).unwrap()
    }
}

fn sign_in(site: &Site, token: &str) -> Answer {
    let body = encoded(&[("officer_token", token)]);
    site.send(call("POST", "/petugas/masuk").header("content-type", FORM).body(body))
}

fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> Option<String> {
    let (_, after) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(after.split_once('"')?.0.to_owned())
}

/// A complaint on the website, before the verifiers of its unit.
fn filed(site: &Site) -> ComplaintId {
    let (complaint, _) = site.filed(Matter::Duties);
    complaint
}

fn address(complaint: ComplaintId) -> String {
    format!("/petugas/berkas/{complaint}")
}

#[test]
fn who_is_not_signed_in_is_led_to_sign_in_and_sees_nothing() {
    let site = Site::new();
    let file = address(filed(&site));
    for path in ["/petugas", "/petugas/cari?nomor=2025-000001-A", &file, &format!("{file}/isi")] {
        let answer = site.send(get(path).header("accept", "text/html"));
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/petugas/masuk"), "{path}");
        assert_eq!(site.send(get(path)).problem(401), "not_signed_in");
        // A bearer token is for programs.
        let bearer = get(path).bearer(&site.token("verifier", UNIT));
        assert_eq!(site.send(bearer).problem(401), "not_signed_in");
    }
}

#[test]
fn no_token_signs_in_that_is_not_an_officers() {
    let site = Site::new();
    let mut forged = site.token("verifier", UNIT);
    forged.pop();
    for token in ["", "nonsense", &forged, &site.token("auditor", ""), &site.token("operator", "")] {
        let answer = sign_in(&site, token);
        assert!(answer.status.is_client_error(), "{}", answer.status);
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[test]
fn a_complaint_goes_from_the_receiver_to_the_verifier_by_pages_alone() {
    let site = Site::new();
    let receiver = Browser::signed_in(&site, "receiver", UNIT);
    let slip = receiver.send(
        "/petugas/catat",
        &[
            ("channel", "telephone"),
            ("matter", "duties"),
            ("material", STORY),
            ("unit", UNIT),
            ("identity.name", "Budi"),
        ],
    );
    assert_eq!(slip.status.as_u16(), 201, "{}", slip.text());
    let page = slip.text();
    let (_, after) = page.split_once("href=\"/petugas/berkas/").unwrap();
    let file = format!("/petugas/berkas/{}", after.split_once('"').unwrap().0);
    let done = receiver.send(&format!("{file}/perintah/request_verification"), &[]);
    assert_eq!(done.header("location"), format!("{file}?tercatat=request_verification"));

    let verifier = Browser::signed_in(&site, "verifier", UNIT);
    assert!(verifier.get("/petugas").ok().text().contains(&file));
    let shown = verifier.get(&file).ok().text();
    assert!(shown.contains("menelaah materi") && !shown.contains(STORY), "{shown}");
    assert!(verifier.get(&format!("{file}/isi")).ok().text().contains(STORY));
    // Whoever reviews has the words beside the form.
    let review = format!("{file}/perintah/review_material");
    assert!(verifier.get(&review).ok().text().contains(STORY));
    let judged =
        [("clarity", "sufficient"), ("matter", "duties"), ("reported", "not_named"), ("elements", "what")];
    assert_eq!(verifier.send(&review, &judged).status.as_u16(), 303);
    let history = verifier.get(&format!("{file}/riwayat")).ok().text();
    assert!(history.contains("Pengaduan diterima"), "{history}");
    // It was disclosed to nobody.
    assert_eq!(verifier.get(&format!("{file}/identitas")).status.as_u16(), 403);
    // Each reading is on record: of the page with the texts, of the form twice; and the attempt at the identity.
    let read = site.desk.accesses(file.rsplit('/').next().unwrap().parse().unwrap()).unwrap();
    let answers: Vec<_> = read.iter().map(|access| access.answer).collect();
    let [shown, refused] = [AccessAnswer::Shown, AccessAnswer::Refused];
    assert_eq!(answers, [shown, shown, shown, refused]);
}

#[test]
fn after_a_refusal_all_that_was_typed_is_still_there_and_nothing_of_it_is_markup() {
    let site = Site::new();
    let page = format!("{}/perintah/declare_not_actionable", address(filed(&site)));
    let verifier = Browser::signed_in(&site, "verifier", UNIT);
    let typed = "</textarea><script>alert(1)</script> & \"alasan\"";
    let refused =
        verifier.send(&page, &[("ground", "no_data_supplied"), ("reason", typed), ("public_reason", "x")]);
    let shown = refused.text();
    assert!(refused.status.is_client_error(), "{}", refused.status);
    assert!(
        shown.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;alasan&quot;"),
        "{shown}"
    );
    assert!(!shown.contains("<script"), "{shown}");
    assert!(shown.contains("value=\"no_data_supplied\" checked"), "{shown}");
    // A field that is missing is named.
    let empty = verifier.send(&page, &[("reason", "x")]).text();
    assert!(empty.contains("“dasar”") && empty.contains("aria-invalid"), "{empty}");
}

#[test]
fn who_was_quicker_is_told_and_a_form_is_done_once() {
    let site = Site::new();
    let page = format!("{}/perintah/request_data", address(filed(&site)));
    let (one, other) =
        (Browser::signed_in(&site, "verifier", UNIT), Browser::signed_in(&site, "verifier", UNIT));
    let [first, second] = [&one, &other].map(|browser| {
        let form = browser.get(&page).ok().text();
        ["token", "key", "version"].map(|name| (name, hidden(&form, name).unwrap()))
    });
    let send = |browser: &Browser<'_>, form: &[(&str, String); 3], text: &str| {
        let mut fields: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.push(("request", text));
        browser.post(&page, &fields)
    };
    // A question needs a review first; a note by the other is quicker in the meantime.
    let review = format!("{}/perintah/review_material", page.split("/perintah").next().unwrap());
    let judged = [("clarity", "insufficient"), ("matter", "duties"), ("reported", "not_named")];
    assert_eq!(one.send(&review, &judged).status.as_u16(), 303);
    let late = send(&other, &second, "kapan?");
    assert_eq!(late.status.as_u16(), 412, "{}", late.text());
    assert!(late.text().contains("kapan?"));
    let again =
        [first.clone()[0].clone(), first[1].clone(), ("version", hidden(&late.text(), "version").unwrap())];
    for _ in 0..2 {
        assert_eq!(send(&one, &again, "kapan?").status.as_u16(), 303);
    }
}

#[test]
fn a_file_of_another_office_is_as_none() {
    let site = Site::new();
    let file = address(filed(&site));
    let elsewhere = Browser::signed_in(&site, "verifier", "KPPBC-060100");
    let none = address(ComplaintId::new(Uuid::from_u128(9)));
    for more in ["", "/isi", "/riwayat", "/identitas", "/perintah/review_material"] {
        let [hidden, none] = [&file, &none].map(|file| elsewhere.get(&format!("{file}{more}")));
        assert_eq!(hidden.status.as_u16(), 404, "{more}");
        assert_eq!(hidden.text(), none.text(), "{more}");
    }
}

#[test]
fn a_form_of_another_session_or_site_does_nothing() {
    let site = Site::new();
    let complaint = filed(&site);
    let page = format!("{}/perintah/review_material", address(complaint));
    let (one, other) =
        (Browser::signed_in(&site, "verifier", UNIT), Browser::signed_in(&site, "verifier", UNIT));
    let theirs = hidden(&other.get(&page).ok().text(), "token").unwrap();
    let before = site.desk.complaint(complaint).unwrap().version;
    for token in ["", "x", &theirs] {
        let fields = [
            ("token", token),
            ("key", "11111111-1111-4111-8111-111111111111"),
            ("version", "2"),
            ("clarity", "sufficient"),
            ("matter", "duties"),
            ("reported", "not_named"),
        ];
        let answer = one.post(&page, &fields);
        assert_eq!(answer.status.as_u16(), 403, "{}", answer.text());
        assert_eq!(one.post("/petugas/keluar", &[("token", token)]).status.as_u16(), 403);
    }
    let cross =
        call("POST", "/petugas/keluar").header("cookie", &one.cookie).header("sec-fetch-site", "cross-site");
    let body = encoded(&[("token", &hidden(&one.get(&page).ok().text(), "token").unwrap())]);
    assert_eq!(site.send(cross.header("content-type", FORM).body(body)).problem(403), "cross_site");
    assert_eq!(site.desk.complaint(complaint).unwrap().version, before);
    one.get("/petugas").ok();
}

#[test]
fn the_api_takes_no_cookie() {
    let site = Site::new();
    let verifier = Browser::signed_in(&site, "verifier", UNIT);
    let answer = site.send(get("/v1/desk/worklist").header("cookie", &verifier.cookie));
    assert_eq!(answer.problem(401), "unauthenticated");
}

#[test]
fn signing_out_ends_the_session_and_signing_in_ends_the_one_before() {
    let site = Site::new();
    let before = Browser::signed_in(&site, "verifier", UNIT);
    let token = encoded(&[("officer_token", &site.token("verifier", UNIT))]);
    let again = call("POST", "/petugas/masuk").header("content-type", FORM).header("cookie", &before.cookie);
    let answer = site.send(again.body(token));
    let after =
        Browser { site: &site, cookie: answer.header("set-cookie").split(';').next().unwrap().to_owned() };
    assert_ne!(before.cookie, after.cookie);
    assert_eq!(before.get("/petugas").header("location"), "/petugas/masuk");
    let form = after.get("/petugas").ok().text();
    let out = after.post("/petugas/keluar", &[("token", &hidden(&form, "token").unwrap())]);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    assert_eq!(after.get("/petugas").header("location"), "/petugas/masuk");
}

#[test]
fn a_session_that_is_over_lets_nobody_in_and_a_used_one_is_kept_on() {
    let site = Site::new();
    let verifier = Browser::signed_in(&site, "verifier", UNIT);
    let (id, store) = (SessionId::of(&verifier.secret()), site.desk.store());
    let session = store.session(id).unwrap().unwrap();
    let minutes = |minutes: i64| chrono::TimeDelta::minutes(minutes);
    // The row has neither the secret nor anything but who it is.
    assert!(!session.body.windows(8).any(|part| part == &verifier.secret()[..8]));
    let set = |ends| store.change(Change::KeepSession(Session { ends, ..session.clone() })).unwrap();
    set(session.ends.plus(minutes(-29)));
    verifier.get("/petugas").ok();
    let kept = store.session(id).unwrap().unwrap().ends;
    assert!(kept >= session.ends && kept <= session.ends.plus(minutes(1)), "{kept}");
    set(session.ends.plus(minutes(-31)));
    assert_eq!(verifier.get("/petugas").header("location"), "/petugas/masuk");
}

#[test]
fn no_page_of_an_officer_has_a_script_or_a_way_out() {
    let site = Site::new();
    let file = address(filed(&site));
    let verifier = Browser::signed_in(&site, "verifier", UNIT);
    for path in ["/petugas", &file, &format!("{file}/isi"), &format!("{file}/perintah/review_material")] {
        let page = verifier.get(path).ok();
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        let page = page.text();
        assert!(
            !page.contains("<script") && !page.contains("http://") && !page.contains("https://"),
            "{page}"
        );
        assert!(page.len() < 100_000, "{}", page.len());
    }
}
