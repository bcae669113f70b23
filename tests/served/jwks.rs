//! Officers' keys from an address: a sign-on of its own on loopback, by TLS, under an authority that was made for it.

use crate::client::get;
use crate::elsewhere::{Elsewhere, Vouching, answer};
use crate::server::logs;
use crate::site::{Kind, Site, UNIT, person};
use aduan_http::auth::Issuer;
use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Output};
use std::time::{Duration, Instant, SystemTime};

const AT_ONCE: Duration = Duration::ZERO;

fn signer(seed: u8) -> Issuer {
    Issuer::from_seed([seed; 32])
}

fn keys(signer: &Issuer) -> Vec<u8> {
    answer("200 OK", "application/jwk-set+json", signer.key_set().to_string().as_bytes())
}

fn token(signer: &Issuer) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let claims: Value = json!({
        "iss": "https://sso.example", "aud": "aduan", "exp": now + 600, "sub": person(11), "role": "verifier",
        "office": UNIT,
    });
    signer.sign(&claims).unwrap()
}

fn settings(sign_on: &Elsewhere, authorities: &str) -> String {
    format!(
        "[auth]\njwks = 'https://{}/certs'\nissuer = 'https://sso.example'\naudience = 'aduan'\n\
         refresh_seconds = 1\n{authorities}",
        sign_on.address
    )
}

fn status(site: &Site, token: &str) -> u16 {
    site.send(get("/v1/desk/worklist").bearer(token)).status
}

#[track_caller]
fn eventually(holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never came");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A sign-on that gives out these keys, and a server that believes those for whom `ours` vouches.
fn believing(ours: &Vouching, first: &Issuer) -> (Elsewhere, Site) {
    let sign_on = Elsewhere::start(Some(ours.vouch("127.0.0.1")), keys(first));
    // One that was before, and one that is: both are read.
    let authorities = format!("{}\n{}", Vouching::named("before").pem, ours.pem);
    let settings = settings(&sign_on, "ca_file = 'ca.pem'\n");
    let site = Site::prepared(Kind::Plain, &settings, |place| {
        fs::write(place.join("ca.pem"), authorities).unwrap();
    });
    (sign_on, site)
}

#[test]
fn keys_of_an_address_are_believed_until_others_are_there() {
    let (first, second, third) = (signer(21), signer(22), signer(23));
    let (sign_on, site) = believing(&Vouching::named("ours"), &first);
    let asked = &sign_on.heard()[0];
    assert!(asked.head.starts_with("GET /certs HTTP/1.1") && asked.body.is_empty());
    assert_eq!(status(&site, &token(&first)), 200);
    assert_eq!((status(&site, &token(&second)), status(&site, &site.verifier())), (401, 401));

    sign_on.answers(AT_ONCE, keys(&second));
    eventually(|| status(&site, &token(&second)) == 200);
    assert_eq!(status(&site, &token(&first)), 401, "a key that is gone from the set");

    // After each such answer, the fault is logged and the old keys are used.
    let json = |status: &str, body: &[u8]| answer(status, "application/json", body);
    let mut padded = third.key_set();
    padded["padding"] = "x".repeat(1 << 20).into();
    let set = third.key_set().to_string();
    let mut moved = json("302 Found", set.as_bytes());
    let location = format!("\r\nLocation: https://{}/other", sign_on.address);
    moved.splice("HTTP/1.1 302 Found".len().."HTTP/1.1 302 Found".len(), location.into_bytes());
    let mut half = keys(&third);
    half.truncate(half.len() - 20);
    for (reply, told) in [
        (json("404 Not Found", set.as_bytes()), "answered with status 404"),
        (json("500 Internal Server Error", set.as_bytes()), "answered with status 500"),
        (moved, "answered with status 302"),
        (json("200 OK", b"<html>"), "is no key set"),
        (json("200 OK", padded.to_string().as_bytes()), "larger than request limit"),
        (half, "cannot be fetched"),
        (b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), "cannot be fetched"),
        (Vec::new(), "cannot be fetched"),
    ] {
        let (before, so_far) = (sign_on.heard().len(), logs(site.place()).len());
        sign_on.answers(AT_ONCE, reply);
        // Do not count a request that was being answered when the answer changed.
        eventually(|| sign_on.heard().len() > before + 1 && tells(&site, so_far, told));
        assert_eq!((status(&site, &token(&second)), status(&site, &token(&third))), (200, 401), "{told}");
        assert!(sign_on.heard().iter().all(|heard| heard.head.starts_with("GET /certs ")), "it was followed");
    }
    let so_far = logs(site.place()).len();
    sign_on.answers(Duration::from_secs(3600), keys(&third));
    eventually(|| tells(&site, so_far, "timeout"));
    assert_eq!((status(&site, &token(&second)), status(&site, &token(&third))), (200, 401));

    sign_on.answers(AT_ONCE, keys(&third));
    eventually(|| status(&site, &token(&third)) == 200);
    assert_eq!(status(&site, &token(&second)), 401);
}

#[test]
fn whoever_else_comes_to_an_address_is_not_believed() {
    let (ours, theirs) = (Vouching::named("ours"), Vouching::named("theirs"));
    let (known, stranger) = (signer(21), signer(24));
    let (sign_on, site) = believing(&ours, &known);
    for shown in [theirs.vouch("127.0.0.1"), ours.vouch("sso.example"), ours.vouch_until("127.0.0.1", 2020)] {
        let so_far = logs(site.place()).len();
        sign_on.shows(shown);
        eventually(|| tells(&site, so_far, "invalid peer certificate"));
        let (before, so_far) = (sign_on.heard().len(), logs(site.place()).len());
        sign_on.answers(AT_ONCE, keys(&stranger));
        eventually(|| tells(&site, so_far, "invalid peer certificate"));
        assert_eq!((status(&site, &token(&known)), status(&site, &token(&stranger))), (200, 401));
        assert_eq!(sign_on.heard().len(), before, "they were asked something");
    }
    sign_on.shows(ours.vouch("127.0.0.1"));
    eventually(|| status(&site, &token(&stranger)) == 200);
}

/// Whether the log has told since then that the keys could not be read again, and why.
fn tells(site: &Site, since: usize, why: &str) -> bool {
    let logs = logs(site.place());
    logs[since..].lines().any(|line| line.contains("could not be read again") && line.contains(why))
}

#[test]
fn a_server_does_not_start_with_keys_for_which_nobody_known_vouches() {
    let (ours, theirs) = (Vouching::named("ours"), Vouching::named("theirs"));
    let sign_on = Elsewhere::start(Some(ours.vouch("127.0.0.1")), keys(&signer(21)));
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        format!("ca_file = '{}'\n", path.display())
    };
    let refused = |settings: &str, code: i32, told: &str| {
        let output = started(folder.path(), settings);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{settings}: {said}");
        assert!(said.contains(told), "{settings}: {said}");
    };
    let with = |authorities: &str| settings(&sign_on, authorities);
    // Not among the web's own, and not ours.
    refused(&with(""), 3, "UnknownIssuer");
    refused(&with(&written("theirs.pem", &theirs.pem)), 3, "UnknownIssuer");
    refused(&with(&written("empty.pem", "no certificate")), 3, "has no certificate of an authority");
    let half = ours.pem.replace("-----END", "");
    refused(&with(&written("half.pem", &half)), 3, "has no certificate of an authority");
    refused(&with("ca_file = '/nowhere.pem'\n"), 3, "the authorities /nowhere.pem");
    assert!(sign_on.heard().is_empty(), "nobody was asked who was not trusted");
    let right = written("ours.pem", &ours.pem);
    refused(&with(&right).replace("https://127", "http://127"), 2, "fetched by https alone");
    refused(&format!("[auth]\n{right}"), 2, "auth.ca_file is for");
    sign_on.answers(AT_ONCE, answer("503 Service Unavailable", "text/plain", b""));
    refused(&with(&right), 3, "answered with status 503");
    assert_eq!(sign_on.heard().len(), 1);
}

/// Starts `aduan serve`, which is to end by itself.
fn started(folder: &std::path::Path, settings: &str) -> Output {
    let file = folder.join("aduan.toml");
    fs::write(&file, settings).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_aduan-under-test"));
    command.args(["serve", "--bind", "127.0.0.1:0", "--db"]).arg(folder.join("desk"));
    command.arg("--config").arg(file).env_clear().output().unwrap()
}
