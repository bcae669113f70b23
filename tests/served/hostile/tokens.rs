//! Tokens: forged, expired, meant for others; and officers who reach for what is not theirs.

use super::{Hostile, Make, Target, address, babble, hostile, one_of, whole};
use crate::site::{UNIT, person};
use aduan_core::Ticket;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) const KINDS: &[Make] = &[
    claims,
    claims,
    claims,
    none,
    none,
    shared_secret,
    shared_secret,
    another_key,
    tampered,
    tampered,
    critical,
    nonsense,
    two,
    no_role,
    other_office,
    other_office,
    other_role,
    wrong_ticket,
    mistyped,
    ticket_as_token,
];

fn asks(name: &'static str, target: &Target<'_>, authorization: &str, right: &[u16]) -> Hostile {
    let path = format!("/v1/desk/complaints/{}", target.filed.id);
    hostile(name, whole("GET", &path, &[("Authorization", authorization)], b""), right)
}

fn with(name: &'static str, target: &Target<'_>, token: &str, right: &[u16]) -> Hostile {
    asks(name, target, &format!("Bearer {token}"), right)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The claims of a verifier's token.
fn good(target: &Target<'_>) -> Value {
    json!({
        "iss": target.site.issuer().issuer(), "aud": "aduan", "exp": now() + 3600, "sub": person(11),
        "role": "verifier", "office": UNIT,
    })
}

/// Rightly signed, wrong in what they say.
fn claims(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let wrong = [
        ("exp", json!(now() - 3600)),
        ("exp", json!(0)),
        ("exp", json!("tomorrow")),
        ("exp", json!(null)),
        ("nbf", json!(now() + 3600)),
        ("aud", json!("another")),
        ("aud", json!(["a", "b"])),
        ("aud", json!(null)),
        ("iss", json!("https://sso.example")),
        ("iss", json!(null)),
        ("iss", json!("")),
        ("exp", json!(-1)),
    ];
    let (claim, value) = one_of(random, wrong);
    let mut claims = good(target);
    claims[claim] = value;
    with("claims", target, &target.site.issuer().sign(&claims).unwrap(), &[401])
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn none(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let algorithm = one_of(random, ["none", "None", "NONE", "nOnE", ""]);
    let end = one_of(random, ["", "AA", "e30"]);
    let token =
        format!("{}.{}.{end}", encoded(&json!({ "alg": algorithm, "typ": "JWT" })), encoded(&good(target)));
    with("alg: none", target, &token, &[401])
}

/// Signed with what everybody may know, as if it were a shared secret.
fn shared_secret(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let set = target.site.issuer().key_set();
    let x = set["keys"][0]["x"].as_str().unwrap();
    let secrets = [URL_SAFE_NO_PAD.decode(x).unwrap(), x.as_bytes().to_vec(), Vec::new(), b"secret".to_vec()];
    let algorithm = one_of(random, [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512]);
    let mut header = Header::new(algorithm);
    header.kid = set["keys"][0]["kid"].as_str().map(str::to_owned);
    let token = encode(&header, &good(target), &EncodingKey::from_secret(&one_of(random, secrets))).unwrap();
    with("a shared secret", target, &token, &[401])
}

fn another_key(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut seed = [0; 32];
    random.fill_bytes(&mut seed);
    with(
        "another key",
        target,
        &aduan_http::auth::Issuer::from_seed(seed).sign(&good(target)).unwrap(),
        &[401],
    )
}

/// A good token, of which one symbol or one part was changed.
fn tampered(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let parts: Vec<&str> = target.verifier.split('.').collect();
    let mut claims = good(target);
    claims["role"] = "data_protection_officer".into();
    let token = match random.next_u32() % 4 {
        0 => format!("{}.{}.{}", parts[0], encoded(&claims), parts[2]),
        1 => format!("{}.{}", parts[0], parts[1]),
        2 => format!("{}.{}.{}.{}", parts[0], parts[1], parts[2], parts[2]),
        _ => {
            // Not the last symbol, of which some bits mean nothing.
            let at = random.next_u32() as usize % (parts[2].len() - 2);
            let other = if &parts[2][at..=at] == "A" { "B" } else { "A" };
            format!("{}.{}.{}{other}{}", parts[0], parts[1], &parts[2][..at], &parts[2][at + 1..])
        }
    };
    with("tampered", target, &token, &[401])
}

/// A token whose header asks for something unknown, brings its own key, or names another key or algorithm.
fn critical(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let parts: Vec<&str> = target.verifier.split('.').collect();
    let headers = [
        json!({ "alg": "EdDSA", "crit": ["exp"] }),
        json!({ "alg": "EdDSA", "jwk": target.site.issuer().key_set()["keys"][0] }),
        json!({ "alg": "EdDSA", "jku": "http://127.0.0.1:9/keys" }),
        json!({ "alg": "EdDSA", "kid": "../../keys/token-issuer.key" }),
        json!({ "alg": "RS256" }),
    ];
    let token = format!("{}.{}.{}", encoded(&one_of(random, headers)), parts[1], parts[2]);
    with("header", target, &token, &[401])
}

fn nonsense(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let words = [
        "Bearer",
        "Bearer ",
        "Bearer ..",
        "Basic YWRtaW46YWRtaW4=",
        "Digest x",
        "Negotiate",
        "Bearer null",
        "bearer e30.e30.e30",
    ];
    if random.next_u32().is_multiple_of(3) {
        return with("a long token", target, &"A".repeat(9000 + random.next_u32() as usize % 10_000), &[401]);
    }
    asks("nonsense", target, one_of(random, words), &[401])
}

fn two(target: &Target<'_>, _: &mut ChaCha8Rng) -> Hostile {
    let token = format!("Bearer {}", target.verifier);
    let path = format!("/v1/desk/complaints/{}", target.filed.id);
    let headers = [("Authorization", &*token), ("Authorization", &*token)];
    hostile("two tokens", whole("GET", &path, &headers, b""), &[401])
}

/// A known person who has no role here.
fn no_role(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let wrong = [
        ("role", json!("system")),
        ("role", json!("complainant")),
        ("role", json!("")),
        ("role", json!([])),
        ("role", json!(["verifier", "pyb"])),
        ("office", json!("KPPBC")),
        ("office", json!(null)),
        ("sub", json!("budi")),
        ("sub", json!("00000000-0000-0000-0000-000000000000")),
        ("role", json!({ "verifier": true })),
    ];
    let (claim, value) = one_of(random, wrong);
    let mut claims = good(target);
    claims[claim] = value;
    with("no role", target, &target.site.issuer().sign(&claims).unwrap(), &[403])
}

/// The work of another office, by its id and by its number, to read and to decide.
fn other_office(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let which = one_of(random, [&target.other.id, &target.other.register]);
    let ends = ["", "/contents", "/history", "/timeline", "/commands"];
    let end = one_of(random, ends);
    let token = format!("Bearer {}", target.verifier);
    let path = format!("/v1/desk/complaints/{which}{end}");
    let headers = [("Authorization", &*token), ("Content-Type", "application/json")];
    let request = if end == "/commands" {
        whole("POST", &path, &headers, json!({ "command": "close" }).to_string().as_bytes())
    } else {
        whole("GET", &path, &headers, b"")
    };
    hostile("another office", request, &[404])
}

/// A token for another role.
fn other_role(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let history = format!("/v1/desk/complaints/{}/history", target.filed.id);
    let accesses = format!("/v1/desk/complaints/{}/accesses", target.filed.id);
    let all = [
        (&target.receiver, &*history),
        (&target.receiver, "/v1/log"),
        (&target.verifier, "/v1/log/head"),
        (&target.verifier, "/metrics"),
        (&target.verifier, &*accesses),
        (&target.auditor, &*history),
        (&target.auditor, "/v1/desk/worklist"),
        (&target.auditor, "/metrics"),
        (&target.verifier, "/v1/complaint"),
    ];
    let (token, path) = one_of(random, all);
    hostile("another role", whole("GET", path, &[("Authorization", &format!("Bearer {token}"))], b""), &[403])
}

fn ticket(name: &'static str, ticket: &str, random: &mut ChaCha8Rng) -> Hostile {
    // From somewhere else each time: else it would be slowed, and told that.
    let (from, ticket) = (address(random), format!("Ticket {ticket}"));
    hostile(
        name,
        whole("GET", "/v1/complaint", &[("X-Forwarded-For", &from), ("Authorization", &ticket)], b""),
        &[401],
    )
}

fn wrong_ticket(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut secret = [0; 10];
    random.fill_bytes(&mut secret);
    ticket("a wrong ticket", &Ticket::from_random(secret).reveal(), random)
}

fn mistyped(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let right = &target.filed.ticket;
    let typed = match random.next_u32() % 4 {
        0 => right[..right.len() - 1].to_owned(),
        1 => format!("{right}{right}"),
        2 => "' OR 1=1 --".to_owned(),
        _ => babble(random, 18).chars().filter(char::is_ascii_graphic).collect::<String>() + "!",
    };
    ticket("a mistyped ticket", &typed, random)
}

fn ticket_as_token(target: &Target<'_>, _: &mut ChaCha8Rng) -> Hostile {
    asks("a ticket for a token", target, &format!("Ticket {}", target.filed.ticket), &[401])
}
