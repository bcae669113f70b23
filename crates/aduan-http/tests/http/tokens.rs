//! Tokens that are accepted, and tokens that are not.

use crate::site::{Site, UNIT, get, person};
use aduan_http::auth::{Issuer, TokenVerifier};
use aduan_http::{App, Config};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The claims of a verifier's token that is believed.
fn claims(site: &Site) -> Value {
    json!({
        "iss": site.issuer.issuer(), "aud": "aduan", "exp": now() + 600, "sub": person(1), "role": "verifier",
        "office": UNIT,
    })
}

fn worklist(site: &Site, token: &str) -> crate::site::Answer {
    site.send(get("/v1/desk/worklist").bearer(token))
}

#[test]
fn only_a_whole_token_is_believed() {
    let site = Site::new();
    let signed = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims(&site);
        change(&mut claims);
        worklist(&site, &site.issuer.sign(&claims).unwrap())
    };
    signed(&|_| {}).ok();
    let invalid: [&dyn Fn(&mut Value); 8] = [
        &|claims| claims["exp"] = (now() - 60).into(),
        &|claims| claims["nbf"] = (now() + 600).into(),
        &|claims| claims["aud"] = "another program".into(),
        &|claims| claims["iss"] = "somebody else".into(),
        &|claims| drop(claims.as_object_mut().unwrap().remove("exp")),
        &|claims| drop(claims.as_object_mut().unwrap().remove("aud")),
        &|claims| drop(claims.as_object_mut().unwrap().remove("iss")),
        &|claims| claims["exp"] = "tomorrow".into(),
    ];
    for (number, change) in invalid.into_iter().enumerate() {
        let answer = signed(change);
        assert_eq!(answer.problem(401), "invalid_token", "{number}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for (code, change) in [
        ("no_pseudonym", &(|claims: &mut Value| claims["sub"] = "nip-198001".into()) as &dyn Fn(&mut Value)),
        ("no_pseudonym", &|claims| claims["sub"] = "00000000-0000-0000-0000-000000000000".into()),
        ("no_role", &|claims| claims["role"] = "system".into()),
        ("no_role", &|claims| claims["role"] = "complainant".into()),
        ("no_role", &|claims| drop(claims.as_object_mut().unwrap().remove("role"))),
        ("no_office", &|claims| drop(claims.as_object_mut().unwrap().remove("office"))),
        ("no_office", &|claims| claims["office"] = "WARUNG-1".into()),
        ("which_role", &|claims| claims["role"] = json!(["verifier", "pyb"])),
    ] {
        assert_eq!(signed(change).problem(403), code);
    }
}

#[test]
fn who_has_several_roles_names_one() {
    let site = Site::new();
    let mut claims = claims(&site);
    claims["role"] = json!(["verifier", "auditor"]);
    let token = site.issuer.sign(&claims).unwrap();
    let acting = |path: &str, role: &str| site.send(get(path).bearer(&token).header("aduan-role", role));
    acting("/v1/desk/worklist", "verifier").ok();
    acting("/v1/log", "auditor").ok();
    assert_eq!(acting("/v1/log", "verifier").problem(403), "not_for_this_role");
    assert_eq!(acting("/v1/log", "operator").problem(403), "no_role");
}

#[test]
fn a_forged_token_is_refused() {
    let site = Site::new();
    let right = site.issuer.sign(&claims(&site)).unwrap();
    let (head, rest) = right.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).unwrap()).unwrap();
    let with = |key: &str, value: Value| {
        let mut header = header.clone();
        header[key] = value;
        encoded(&header)
    };
    let mut raised: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    raised["role"] = "pyb".into();
    let stranger = Issuer::from_seed([8; 32]).sign(&claims(&site)).unwrap();
    for forged in [
        format!("{}.{body}.", with("alg", "none".into())),
        format!("{}.{body}.{signature}", with("alg", "none".into())),
        format!("{}.{body}.{signature}", with("alg", "HS256".into())),
        format!("{}.{body}.{signature}", with("alg", "RS256".into())),
        format!("{}.{body}.{signature}", with("kid", "another".into())),
        format!("{}.{body}.{signature}", with("crit", json!(["exp"]))),
        format!("{head}.{}.{signature}", encoded(&raised)),
        format!("{head}.{body}"),
        format!("{head}.{body}.{}", signature.chars().rev().collect::<String>()),
        stranger,
        "a.b.c".to_owned(),
        "x".repeat(100_000),
        "Bearer".to_owned(),
    ] {
        assert_eq!(worklist(&site, &forged).problem(401), "invalid_token", "{forged:.80}");
    }
    worklist(&site, &right).ok();
    let twice = get("/v1/desk/worklist").bearer(&right).bearer(&right);
    assert_eq!(site.send(twice).problem(401), "unauthenticated");
}

#[test]
fn claims_are_mapped_as_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let (issuer, file) = (Issuer::from_seed([9; 32]), folder.path().join("keys.json"));
    std::fs::write(&file, issuer.key_set().to_string()).unwrap();
    let settings = format!(
        "[auth]\njwks = '{}'\nissuer = 'https://sso.example'\naudience = 'pengaduan'\nperson_claim = 'ext.person'\n\
         role_claim = 'realm.roles'\noffice_claim = 'unit'\n[auth.roles]\nverifikator-uki = 'verifier'\n[auth.offices]\n\
         '0501' = '{UNIT}'",
        file.display()
    );
    let config = Config::parse(&settings, []).unwrap();
    let site = Site::set(move |given| given.auth = config.auth);
    let claims = |role: &str| {
        json!({
            "iss": "https://sso.example", "aud": ["pengaduan", "account"], "exp": now() + 60,
            "ext": { "person": person(1) }, "realm": { "roles": ["offline_access", role] }, "unit": "0501",
        })
    };
    worklist(&site, &issuer.sign(&claims("verifikator-uki")).unwrap()).ok();
    // A name of this program's own is none where the settings have names.
    assert_eq!(worklist(&site, &issuer.sign(&claims("verifier")).unwrap()).problem(403), "no_role");
    assert_eq!(worklist(&site, &site.token("verifier", UNIT)).problem(401), "invalid_token");
}

#[test]
fn a_key_that_is_gone_from_the_set_is_believed_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new, file) =
        (Issuer::from_seed([9; 32]), Issuer::from_seed([10; 32]), folder.path().join("keys.json"));
    std::fs::write(&file, old.key_set().to_string()).unwrap();
    let settings = format!("[auth]\njwks = '{}'\nissuer = 'i'\naudience = 'a'", file.display());
    let config = Config::parse(&settings, []).unwrap();
    let verifier = TokenVerifier::new(&config.auth, &old).unwrap();
    let claims = json!({ "iss": "i", "aud": "a", "exp": now() + 60, "sub": person(1), "role": "auditor" });
    let (by_old, by_new) = (old.sign(&claims).unwrap(), new.sign(&claims).unwrap());
    assert!(verifier.principal(&by_old, None).is_ok() && verifier.principal(&by_new, None).is_err());
    std::fs::write(&file, new.key_set().to_string()).unwrap();
    verifier.refresh().unwrap();
    assert!(verifier.principal(&by_old, None).is_err() && verifier.principal(&by_new, None).is_ok());
    std::fs::write(&file, "broken").unwrap();
    assert!(verifier.refresh().is_err());
    assert!(verifier.principal(&by_new, None).is_ok(), "what was read before holds for a while");
}

#[test]
fn a_server_without_a_usable_key_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let settings = format!("[auth]\njwks = '{}'\nissuer = 'i'\naudience = 'a'", file.display());
    let config = Config::parse(&settings, []).unwrap();
    let local = Issuer::from_seed([7; 32]);
    let short = URL_SAFE_NO_PAD.encode([1_u8; 16]);
    for keys in [
        String::new(),
        "{}".to_owned(),
        json!({ "keys": [] }).to_string(),
        json!({ "keys": [{ "kty": "oct", "k": short, "alg": "HS256" }] }).to_string(),
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": short }] }).to_string(),
        json!({ "keys": [{ "kty": "RSA", "n": short, "e": "AQAB" }] }).to_string(),
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": short, "y": short }] }).to_string(),
    ] {
        std::fs::write(&file, &keys).unwrap();
        assert!(TokenVerifier::new(&config.auth, &local).is_err(), "{keys}");
    }
    // It is a type of the public interface: an embedder puts it together.
    let _: fn(std::sync::Arc<aduan_store::Desk>, Config, TokenVerifier) -> App = App::new;
}

/// Keys that were made for this test; nothing else was ever signed with them.
#[test]
fn every_signature_that_is_named_is_checked() {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    std::fs::write(&file, include_str!("keys/set.json")).unwrap();
    let verifier = |algorithms: &str| {
        let (place, local) = (file.display(), Issuer::from_seed([7; 32]));
        let settings =
            format!("[auth]\njwks = '{place}'\nissuer = 'i'\naudience = 'a'\nalgorithms = {algorithms}");
        TokenVerifier::new(&Config::parse(&settings, []).unwrap().auth, &local).unwrap()
    };
    let claims = json!({ "iss": "i", "aud": "a", "exp": now() + 60, "sub": person(1), "role": "auditor" });
    let signed = |algorithm, name: Option<&str>, key: &EncodingKey| {
        encode(&Header { kid: name.map(str::to_owned), ..Header::new(algorithm) }, &claims, key).unwrap()
    };
    let rsa = EncodingKey::from_rsa_der(include_bytes!("keys/rsa.der"));
    let curve = EncodingKey::from_ec_der(include_bytes!("keys/p256.der"));
    let (by_rsa, by_curve) =
        (signed(Algorithm::RS256, Some("rsa"), &rsa), signed(Algorithm::ES256, Some("p256"), &curve));
    let all = verifier("['RS256', 'ES256', 'EdDSA']");
    assert!(all.principal(&by_rsa, None).is_ok() && all.principal(&by_curve, None).is_ok());
    // The one key that is for it is found without its name; one that is for sealing is none.
    assert!(all.principal(&signed(Algorithm::RS256, None, &rsa), None).is_ok());
    assert!(all.principal(&signed(Algorithm::RS256, Some("for-sealing"), &rsa), None).is_err());
    // A signature of a kind that the settings do not list is refused, even if it is right.
    assert!(all.principal(&signed(Algorithm::RS384, Some("rsa"), &rsa), None).is_err());
    assert!(all.principal(&signed(Algorithm::PS256, Some("rsa"), &rsa), None).is_err());
    assert!(verifier("['ES256']").principal(&by_rsa, None).is_err());
    assert!(verifier("['RS256']").principal(&by_curve, None).is_err());
    // A public key is no shared secret.
    let secret = EncodingKey::from_secret(include_bytes!("keys/set.json"));
    assert!(all.principal(&signed(Algorithm::HS256, Some("rsa"), &secret), None).is_err());
    let mut broken = by_rsa.clone();
    broken.replace_range(broken.len() - 8..broken.len() - 6, "__");
    assert!(broken == by_rsa || all.principal(&broken, None).is_err());
}
