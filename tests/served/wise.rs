//! To WISE and back, by machine: two programs that sign.

use crate::client::{Answer, call};
use crate::elsewhere::{Elsewhere, answer};
use crate::site::{Kind, Site};
use aduan_signature::{Request, SignatureHeaders, Signer, Verifier};
use serde_json::{Value, json};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

const PATH: &str = "/v1/wise/events";
const KIND: &str = "application/cloudevents+json";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// WISE tells of a complaint. The public address is a proxy's: the server knows it by its settings.
fn tells(site: &Site, wise: &Signer, id: &str, kind: &str, register: &str, data: Value) -> Answer {
    let body = json!({
        "specversion": "1.0", "id": id, "source": "https://wise.example", "type": kind, "subject": register,
        "data": data,
    });
    let body = body.to_string().into_bytes();
    let request =
        Request { method: "POST", authority: "aduan.example", path: PATH, content_type: KIND, body: &body };
    let signed = wise.sign(&request, now());
    let call = call("POST", PATH).header("content-type", KIND).body(body.clone());
    let call = call.header("content-digest", signed.content_digest);
    site.send(call.header("signature-input", signed.signature_input).header("signature", signed.signature))
}

#[test]
fn c11_wise_is_told_and_tells_by_signed_events() {
    let peer = Elsewhere::start(None, answer("202 Accepted", "application/json", b"{}"));
    let wise = Signer::new("wise-2026", &[9; 32]);
    let (ours, folder) = (Signer::new("aduan-2026", &[3; 32]), tempfile::tempdir().unwrap());
    let key = folder.path().join("key");
    fs::write(&key, "03".repeat(32)).unwrap();
    let settings = format!(
        "[relay]\nfollow = 'https://aduan.example/pantau'\n[relay.wise]\nurl = 'http://{}/events'\n\
         source = 'https://aduan.example'\nkey_id = 'aduan-2026'\nkey = {{ file = '{}' }}\n\
         [wise]\nurl = 'https://aduan.example{PATH}'\nkeys.wise-2026 = '{}'\n",
        peer.address,
        key.display(),
        hex::encode(wise.public_key()),
    );
    let site = Site::prepared(Kind::Plain, &settings, |_| {});
    let filed = site.with_pyb();
    let early = tells(
        &site,
        &wise,
        "0",
        "aduan.complaint.acknowledged.v1",
        &filed.register,
        json!({ "number": "W-7" }),
    );
    assert_eq!(early.status, 404, "it was not forwarded: {}", early.text());
    let order = json!({ "command": "forward_to_wise", "reason": "Ranah perpajakan", "shares": ["material"] });
    site.does(&site.pyb(), &filed.id, &order);
    site.until(|| !peer.heard().is_empty());

    // What WISE got is ours and whole, by the same rule by which we know what WISE sends.
    let heard = peer.heard().remove(0);
    let header = |name: &str| {
        let line = heard.head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.unwrap().split_once(':').unwrap().1.trim().to_owned()
    };
    let authority = peer.address.to_string();
    let request = Request {
        method: "POST",
        authority: &authority,
        path: "/events",
        content_type: KIND,
        body: &heard.body,
    };
    let headers = SignatureHeaders {
        content_digest: header("content-digest"),
        signature_input: header("signature-input"),
        signature: header("signature"),
    };
    let verifier = Verifier::new([("aduan-2026", ours.public_key())], 60).unwrap();
    assert_eq!(verifier.verify(&request, &headers, now()), Ok("aduan-2026"));
    let forwarded: Value = serde_json::from_slice(&heard.body).unwrap();
    assert_eq!(forwarded["subject"], filed.register.as_str());

    let register = forwarded["subject"].as_str().unwrap();
    let acknowledges =
        || tells(&site, &wise, "1", "aduan.complaint.acknowledged.v1", register, json!({ "number": "W-7" }));
    let first = acknowledges().ok().json();
    assert_eq!(acknowledges().ok().json(), first);
    let outcome =
        json!({ "number": "W-7", "outcome": "discipline", "note": "Dijatuhi hukuman disiplin sedang" });
    tells(&site, &wise, "2", "aduan.complaint.returned.v1", register, outcome).ok();
    let dossier = site.dossier(&site.pyb(), &filed.id);
    assert_eq!(
        (&dossier["stage"], &dossier["handling"]["wise_outcome"]),
        (&"closed".into(), &"discipline".into())
    );
    let stranger = Signer::new("wise-2026", &[8; 32]);
    let forged = tells(&site, &stranger, "3", "aduan.complaint.returned.v1", register, json!({}));
    forged.refused(401, "invalid_signature", "");
    // Neither a word of the complaint nor of WISE is in a log, a metric or the database.
    assert!(site.secret() > 0);
}
