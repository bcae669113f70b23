//! Bodies: broken, wrong, huge, in another encoding, of another type.

use super::{Hostile, Make, Target, babble, hostile, one_of, whole};
use crate::site::filing;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

pub(super) const KINDS: &[Make] = &[
    truncated,
    wrong_type,
    wrong_type,
    unknown_field,
    array_for_object,
    twice,
    deep,
    not_utf8,
    blank,
    nul,
    surrogate,
    number_too_large,
    huge,
    huge_chunked,
    content_type,
    packed,
    no_body,
    replayed_key,
    bad_key,
    part_names,
    no_boundary,
    two_files,
    bad_contact,
];

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn file(name: &'static str, body: &[u8], right: &[u16]) -> Hostile {
    hostile(name, whole("POST", "/v1/complaints", &[JSON], body), right)
}

fn truncated(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let body = filing("duties").to_string();
    let cut = 1 + random.next_u32() as usize % (body.len() - 2);
    file("truncated", &body.as_bytes()[..cut], &[400])
}

fn wrong_type(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    let field = one_of(
        random,
        ["channel", "matter", "material", "unit", "elements", "identity", "standing", "zone", "secret"],
    );
    // Each wrong for every field: no text, no list of words, no object of texts.
    let wrong = [json!(7), json!(true), json!(-1.5e300), json!([[]]), json!({ "name": 7 }), json!([null])];
    body[field] = one_of(random, wrong);
    file("wrong type", body.to_string().as_bytes(), &[422])
}

fn unknown_field(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    body[format!("x{}", babble(random, 12))] = "1".into();
    file("unknown field", body.to_string().as_bytes(), &[422])
}

fn array_for_object(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let scalars = [json!(["website", "duties", "x"]), json!("website"), json!(null), json!(1), json!([])];
    file("no object", one_of(random, scalars).to_string().as_bytes(), &[422])
}

fn twice(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let field = one_of(random, ["channel", "matter", "material", "unit"]);
    let body = filing("duties").to_string();
    let value = filing("duties")[field].to_string();
    let body = format!("{},\"{field}\":{value}}}", &body[..body.len() - 1]);
    file("a field twice", body.as_bytes(), &[422])
}

fn deep(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let depth = 200 + random.next_u32() as usize % 50_000;
    let body = format!("{{\"identity\":{{\"name\":{}", "[".repeat(depth));
    // Refused at the first bracket, or by the depth.
    file("deep", body.as_bytes(), &[400, 422])
}

fn not_utf8(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    body["material"] = "KETERANGAN".into();
    let text = body.to_string();
    let bad: [&[u8]; 5] = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe9"];
    let at = text.find("KETERANGAN").unwrap();
    let body = [&text.as_bytes()[..at], one_of(random, bad), &text.as_bytes()[at..]].concat();
    file("not UTF-8", &body, &[400])
}

fn blank(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    body["material"] = one_of(random, ["", " ", "\n\t", "\u{3000}\u{2003}", "\u{a0}"]).into();
    file("blank", body.to_string().as_bytes(), &[422])
}

fn nul(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    body["material"] = format!("{}\0{}", babble(random, 5), babble(random, 5)).into();
    file("NUL", body.to_string().as_bytes(), &[422])
}

fn surrogate(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let half = one_of(random, ["\\ud800", "\\udfff", "\\ud83d\\u0041", "\\u12"]);
    let body = filing("duties").to_string().replace("amplop", half);
    file("half a surrogate", body.as_bytes(), &[400])
}

fn number_too_large(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let tag = one_of(
        random,
        ["\"99999999999\"", "7", "\"-1\"", "\"\"", "W/\"1\"", "\"1\", \"2\"", "\"1e3\"", "\u{ff17}"],
    );
    let path = format!("/v1/desk/complaints/{}/commands", target.filed.id);
    let token = format!("Bearer {}", target.verifier);
    let body = json!({ "command": "close" }).to_string();
    let headers = [JSON, ("Authorization", &*token), ("If-Match", tag)];
    hostile("If-Match", whole("POST", &path, &headers, body.as_bytes()), &[400])
}

/// More than may be sent, and told so.
fn huge(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let length = (256 << 10) + 1 + u64::from(random.next_u32()) * u64::from(random.next_u32() % 1000);
    let head = format!(
        "POST /v1/complaints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{\"material\":\""
    );
    hostile("huge", head.into_bytes(), &[413])
}

/// More than may be sent, and not told.
fn huge_chunked(_: &Target<'_>, _: &mut ChaCha8Rng) -> Hostile {
    let head = "POST /v1/complaints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    // Hardly more: what is left unread when a connection is closed may cost its sender the answer.
    let body = format!("{head}{}5\r\nabcde\r\n0\r\n\r\n", chunk.repeat(4));
    hostile("huge, in chunks", body.into_bytes(), &[413])
}

fn content_type(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let kinds = [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=iso-8859-1",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "",
        "*/*",
        "application/json/../xml",
    ];
    let headers = [("Content-Type", one_of(random, kinds))];
    let body = filing("duties").to_string();
    hostile("content type", whole("POST", "/v1/complaints", &headers, body.as_bytes()), &[415])
}

fn packed(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let headers =
        [JSON, ("Content-Encoding", one_of(random, ["gzip", "br", "deflate", "zstd", "gzip, gzip"]))];
    hostile("packed", whole("POST", "/v1/complaints", &headers, b"\x1f\x8b\x08\x00bomb"), &[415])
}

fn no_body(_: &Target<'_>, _: &mut ChaCha8Rng) -> Hostile {
    hostile("no body", whole("POST", "/v1/complaints", &[JSON, ("Content-Length", "0")], b""), &[400])
}

fn replayed_key(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    // The right secret with another complaint, or the right complaint with another secret.
    if random.next_u32().is_multiple_of(2) {
        body["secret"] = "7a".repeat(32).into();
        body["material"] = babble(random, 30).into();
    } else {
        body["secret"] = "7b".repeat(32).into();
    }
    let headers = [JSON, ("Idempotency-Key", target.used)];
    let request = whole("POST", "/v1/complaints", &headers, body.to_string().as_bytes());
    // A text may happen to be blank.
    hostile("a key that was used", request, &[422])
}

fn bad_key(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let keys = [
        "7",
        "../../etc/passwd",
        "00000000-0000-0000-0000-000000000000",
        "0195a3f0",
        "{0195a3f0-0000-7000-8000-0000000abcde}",
        "'; DROP TABLE events; --",
        "",
    ];
    let headers = [JSON, ("Idempotency-Key", one_of(random, keys))];
    let body = filing("duties").to_string();
    hostile("no key", whole("POST", "/v1/complaints", &headers, body.as_bytes()), &[400])
}

fn form(target: &Target<'_>, kind: &str, body: &str, right: &[u16], name: &'static str) -> Hostile {
    let path = format!("/v1/desk/complaints/{}/evidence", target.filed.id);
    let token = format!("Bearer {}", target.verifier);
    hostile(
        name,
        whole("POST", &path, &[("Content-Type", kind), ("Authorization", &token)], body.as_bytes()),
        right,
    )
}

/// Traversal, and worse, in the names of a form's parts.
fn part_names(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let name = one_of(
        random,
        ["../../keys/aduan.keys", "file\0", "File", "", "..%2f..%2f", "media/../file", "files[]"],
    );
    let body = format!(
        "--tepi\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"../../../etc/cron.d/x\"\r\n\r\nisi\r\n--tepi--\r\n"
    );
    form(target, "multipart/form-data; boundary=tepi", &body, &[400, 415], "names of parts")
}

fn no_boundary(target: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let kind = one_of(
        random,
        [
            "multipart/form-data",
            "multipart/mixed; boundary=tepi",
            "application/json",
            "multipart/form-data; boundary=",
        ],
    );
    form(target, kind, "--tepi\r\n\r\nisi\r\n--tepi--\r\n", &[400, 415], "no boundary")
}

fn two_files(target: &Target<'_>, _: &mut ChaCha8Rng) -> Hostile {
    let part = "--tepi\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nisi\r\n";
    form(
        target,
        "multipart/form-data; boundary=tepi",
        &format!("{part}{part}--tepi--\r\n"),
        &[415],
        "two files",
    )
}

fn bad_contact(_: &Target<'_>, random: &mut ChaCha8Rng) -> Hostile {
    let mut body = filing("duties");
    let wrong: [(&str, Value); 6] = [
        ("email", "a@b@c\r\nBcc: semua@contoh.example".into()),
        ("email", "tanpa-at".into()),
        ("mobile", "+62 812\r\n".into()),
        ("mobile", "12345678901234567890".into()),
        ("mobile", "\u{0661}\u{0662}\u{0663}45678".into()),
        ("email", "x@\u{202e}contoh".into()),
    ];
    let (part, value) = one_of(random, wrong);
    body["identity"][part] = value;
    file("contact", body.to_string().as_bytes(), &[422])
}
