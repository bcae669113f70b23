//! A thousand hostile requests: each is refused as what it is, none is a failure of the server, none makes it wait.
//!
//! The same thousand every time; `SERVED_SEED` makes others.

mod bodies;
mod tokens;
mod wire;

use crate::client::post;
use crate::raw::{Reply, send};
use crate::server::logs;
use crate::site::{Filed, Kind, Site, filing};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const COUNT: usize = 1000;

/// A request, and what may come back.
struct Hostile {
    name: &'static str,
    pieces: Vec<Vec<u8>>,
    right: Vec<Reply>,
}

/// The generator's knowledge of the server.
struct Target<'a> {
    site: &'a Site,
    filed: Filed,
    /// A complaint of another office.
    other: Filed,
    verifier: String,
    receiver: String,
    auditor: String,
    /// A key under which something was filed.
    used: &'static str,
}

/// A request head with a body whose length is told.
fn whole(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if !body.is_empty() {
        let _ = write!(head, "Content-Length: {}\r\n", body.len());
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

fn hostile(name: &'static str, request: Vec<u8>, right: &[u16]) -> Hostile {
    Hostile { name, pieces: vec![request], right: right.iter().copied().map(Reply::Status).collect() }
}

/// One of them.
fn one_of<T: Clone, const N: usize>(random: &mut ChaCha8Rng, all: [T; N]) -> T {
    all[random.next_u32() as usize % N].clone()
}

/// Any text: letters, scripts, signs, characters that turn the direction or have no width.
fn babble(random: &mut ChaCha8Rng, length: usize) -> String {
    let ranges = [
        (0x20, 0x7e),
        (0xa0, 0x24f),
        (0x590, 0x6ff),
        (0x2000, 0x206f),
        (0x4e00, 0x4eff),
        (0x1f300, 0x1f6ff),
        (0xe0100, 0xe01ef),
        (0x0010_fff0, 0x0010_ffff),
    ];
    let mut text = String::new();
    while text.chars().count() < length {
        let (from, to) = one_of(random, ranges);
        text.extend(char::from_u32(from + random.next_u32() % (to - from + 1)));
    }
    text
}

fn address(random: &mut ChaCha8Rng) -> String {
    format!("198.18.{}.{}", random.next_u32() % 256, random.next_u32() % 256)
}

type Make = fn(&Target<'_>, &mut ChaCha8Rng) -> Hostile;

/// Every kind, as often as it stands here.
fn kinds() -> Vec<Make> {
    [bodies::KINDS, tokens::KINDS, wire::KINDS].concat()
}

#[test]
fn a_thousand_hostile_requests_are_each_refused_as_what_they_are() {
    let site = Site::start(Kind::Plain);
    let used = "0195a3f0-0000-7000-8000-0000000abcde";
    let mut elsewhere = filing("duties");
    elsewhere["unit"] = "KPPBC-060100".into();
    let target = Target {
        filed: site.file(&filing("discipline")),
        other: site.file(&elsewhere),
        verifier: site.verifier(),
        receiver: site.receiver(),
        auditor: site.auditor(),
        used,
        site: &site,
    };
    let mut body = filing("duties");
    body["secret"] = "7a".repeat(32).into();
    site.send(post("/v1/complaints", &body).key(used)).ok();
    let before = crate::cases::log_size(&site);

    let seed = std::env::var("SERVED_SEED").map_or(6, |seed| seed.parse().unwrap());
    let (mut random, kinds) = (ChaCha8Rng::seed_from_u64(seed), kinds());
    let all: Vec<Hostile> =
        (0..COUNT).map(|number| kinds[number % kinds.len()](&target, &mut random)).collect();
    let address = site.url().strip_prefix("http://").unwrap();
    let (next, wrong) = (AtomicUsize::new(0), std::sync::Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while let Some(Hostile { name, pieces, right }) =
                    all.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let (reply, answer) = send(address, pieces, Duration::from_millis(700));
                    if !right.contains(&reply) {
                        let (asked, said) =
                            (String::from_utf8_lossy(&pieces[0]), String::from_utf8_lossy(&answer));
                        let asked: String = asked.chars().take(400).collect();
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{name}: {reply:?}, not {right:?}\n{asked}\n{said}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "seed {seed}: {} of {COUNT}\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n\n")
    );

    // Nothing was recorded, nothing failed, and it works.
    assert_eq!(crate::cases::log_size(&site), before);
    let metrics = site.settled().text();
    assert!(!metrics.contains("status=\"5xx\"") && metrics.contains("status=\"4xx\""), "{metrics}");
    let log = logs(site.place());
    assert!(!log.contains("\"ERROR\"") && !log.contains("panicked"), "{log}");
    let filed = site.file(&filing("duties"));
    assert_eq!(site.follow(&filed.ticket)["status"]["milestone"], "verifying");
    site.secret();
}
