//! Paths, methods, headers and bytes that are no request.

use super::{Hostile, Make, Target, babble, hostile, one_of, whole};
use crate::raw::Reply;
use crate::site::filing;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

pub(super) const KINDS: &[Make] = &[
    traversal,
    traversal,
    traversal,
    method,
    method,
    unknown_method,
    query,
    query,
    injection,
    injection,
    lengths,
    lengths,
    no_http,
    long_path,
    long_head,
    many_headers,
    slow_body,
    slow_head,
    unicode_path,
];

fn with_token(target: &Target<'_>, method: &str, path: &str) -> Vec<u8> {
    whole(method, path, &[("Authorization", &format!("Bearer {}", target.verifier))], b"")
}

fn traversal(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let up = one_of(
        random,
        ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "....//", "..\\", "%c0%ae%c0%ae/", "..%00/", "%252e%252e/"],
    );
    let to = one_of(random, ["etc/passwd", "keys/aduan.keys", "data/aduan.db", "keys/token-issuer.key"]);
    let from = one_of(random, ["/", "/v1/", "/v1/desk/complaints/", "/v1/log/", "//"]);
    let path = format!("{from}{}{to}", up.repeat(1 + random.next_u32() as usize % 6));
    // `%00` and the like may be no path at all.
    hostile("traversal", with_token(target, "GET", &path), &[404, 400])
}

fn method(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let all = [
        ("DELETE", "/v1/complaints"),
        ("GET", "/v1/complaints"),
        ("PUT", "/v1/complaint"),
        ("PATCH", "/v1/complaint"),
        ("POST", "/v1/log"),
        ("DELETE", "/v1/log"),
        ("POST", "/health"),
        ("DELETE", "/v1/desk/worklist"),
        ("PUT", "/v1/desk/complaints"),
        ("TRACE", "/v1/complaints"),
        ("POST", "/metrics"),
    ];
    let (method, path) = one_of(random, all);
    hostile("method", with_token(target, method, path), &[405])
}

fn unknown_method(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let method = one_of(random, ["BREW", "get", "PROPFIND", "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "PRI"]);
    hostile("unknown method", with_token(target, method, "/v1/complaints"), &[405, 400])
}

fn query(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let queries = [
        "limit=0",
        "limit=501",
        "limit=-1",
        "limit=1e2",
        "limit=99999999999999999999",
        "stage=nowhere",
        "after=x",
        "after=%00",
        "limit=1&limit=2",
        "matter=%ff",
        "overdue=2",
        "ticket=123",
        "limit=",
        "stage[]=intake",
    ];
    let path = format!("/v1/desk/worklist?{}", one_of(random, queries));
    hostile("query", with_token(target, "GET", &path), &[400])
}

/// Headers within headers.
fn injection(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let bad = [
        "X-A: b\r\nContent-Length: 5\r\nContent-Length: 6",
        "X-A: a\0b",
        "X-A : b",
        " X-A: b",
        "X-\u{7f}: a",
        "X-A\r: b",
        ": b",
        "X-A: b\r\n\tAuthorization: Bearer x",
        "Idempotency-Key: 1\r\nIdempotency-Key: 2",
        "Content-Type",
    ];
    let body = filing("duties").to_string();
    let head = format!(
        "POST /v1/complaints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{}\r\nContent-Length: {}\r\n\r\n{body}",
        one_of(random, bad),
        body.len()
    );
    let _ = target;
    Hostile { name: "injection", pieces: vec![head.into_bytes()], right: vec![Reply::Status(400)] }
}

/// Lengths that contradict each other: where one request ends must never be a matter of opinion.
fn lengths(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let bad = [
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: -1",
        "Content-Length: 5, 6",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: gzip",
        "Content-Length: 99999999999999999999999",
    ];
    let head = format!(
        "POST /v1/complaints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{}\r\n\r\nabcde",
        one_of(random, bad)
    );
    Hostile {
        name: "lengths",
        pieces: vec![head.into_bytes()],
        right: vec![Reply::Status(400), Reply::Status(413)],
    }
}

fn no_http(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let bytes: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"GET / HTTP/1.1 x\r\n\r\n",
    ];
    let right = vec![Reply::Status(400), Reply::Status(505), Reply::Closed];
    Hostile { name: "no HTTP", pieces: vec![one_of(random, bytes).to_vec()], right }
}

fn long_path(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let path = format!("/v1/{}", "a".repeat(70_000 + random.next_u32() as usize % 10_000));
    or_closed(hostile("a long path", with_token(target, "GET", &path), &[414, 431]))
}

/// A client that goes on sending after the server has closed may lose the answer.
fn or_closed(mut made: Hostile) -> Hostile {
    made.right.push(Reply::Closed);
    made
}

fn long_head(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let value = "a".repeat(40_000 + random.next_u32() as usize % 100_000);
    or_closed(hostile("a long head", whole("GET", "/health", &[("X-Long", &value)], b""), &[431]))
}

fn many_headers(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let headers = vec![("X-A", "b"); 120 + random.next_u32() as usize % 1000];
    hostile("many headers", whole("GET", "/health", &headers, b""), &[431])
}

/// A body of which the rest never comes.
fn slow_body(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let body = filing("duties").to_string();
    let head = format!(
        "POST /v1/complaints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let bytes = 1 + random.next_u32() as usize % 20;
    let pieces = vec![head.into_bytes(), body.as_bytes()[..bytes].to_vec()];
    Hostile { name: "a slow body", pieces, right: vec![Reply::Status(408)] }
}

fn slow_head(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let cut = 10 + random.next_u32() as usize % 20;
    let head = b"GET /health HTTP/1.1\r\nHost: localhost\r\n".to_vec();
    let pieces = vec![head[..cut].to_vec(), head[cut..].to_vec()];
    Hostile { name: "a slow head", pieces, right: vec![Reply::Status(408), Reply::Closed] }
}

fn unicode_path(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let escaped = babble(random, 8).bytes().fold(String::new(), |path, byte| format!("{path}%{byte:02x}"));
    hostile("a strange path", with_token(target, "GET", &format!("/v1/desk/complaints/{escaped}")), &[404])
}
