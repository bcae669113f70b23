//! How fast a history is audited, measured, imagined otherwise and verified: beside its replay, and beside reading and
//! hashing it and nothing else.
//!
//! `cargo bench -p aduan-report --bench audit` generates a million events (or as many complaints as
//! `ADUAN_BENCH_COMPLAINTS` says), runs every contestant in turn several times on two threads, and prints medians.
//! Ratios are taken within each turn, so that the machine's drift cancels out.

#![allow(clippy::expect_used, clippy::missing_docs_in_private_items)]

use aduan_audit::audit::Audit;
use aduan_audit::verify::Verify;
use aduan_audit::what_if::WhatIf;
use aduan_audit::{Pass, Reader, Source};
use aduan_generate::{Generator, Options};
use aduan_report::measures::Measures;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Read, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

const TURNS: usize = 7;

/// Reads the file in blocks of whole lines, and hashes each line: two threads, nothing else.
fn hashed(path: &Path) -> u64 {
    std::thread::scope(|scope| {
        let mut senders = Vec::new();
        let mut workers = Vec::new();
        for _ in 0..2 {
            let (sender, receiver) = sync_channel::<Vec<u8>>(8);
            senders.push(sender);
            workers.push(scope.spawn(move || {
                let mut lines = 0;
                for block in receiver {
                    for line in block.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                        black_box(Sha256::new().chain_update([0]).chain_update(line).finalize());
                        lines += 1;
                    }
                }
                lines
            }));
        }
        let mut file = File::open(path).expect("it is there");
        let mut carry = Vec::new();
        for turn in 0.. {
            let mut block = std::mem::take(&mut carry);
            let from = block.len();
            block.resize(from + (1 << 18), 0);
            let read = file.read(&mut block[from..]).expect("readable");
            block.truncate(from + read);
            if read == 0 {
                senders[turn % 2].send(block).expect("it listens");
                break;
            }
            let end = block.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            carry = block.split_off(end);
            senders[turn % 2].send(block).expect("it listens");
        }
        drop(senders);
        workers.into_iter().map(|worker| worker.join().expect("it ends")).sum()
    })
}

fn lines(path: &Path, pass: impl Pass) -> u64 {
    let reader = Reader::new().threads(NonZeroUsize::new(2).expect("not 0"));
    reader.run(vec![Source::open(path).expect("readable")], pass).expect("readable").0.lines
}

fn main() {
    // Not asked to measure, it only shows that it runs.
    let usual = if std::env::args().any(|argument| argument == "--bench") { 125_000 } else { 500 };
    let complaints =
        std::env::var("ADUAN_BENCH_COMPLAINTS").map_or(usual, |number| number.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a place");
    let path = folder.path().join("history.jsonl");
    let mut out = BufWriter::new(File::create(&path).expect("writable"));
    let mut events = 0_u32;
    for record in Generator::new(Options::new(complaints, 1)) {
        writeln!(out, "{}", record.to_line()).expect("writable");
        events += 1;
    }
    out.flush().expect("writable");
    let replay = || lines(&path, ());
    let audit = || lines(&path, Audit::new());
    let hash = || hashed(&path);
    let verify = || lines(&path, Verify::new());
    let measures = || lines(&path, Measures::new());
    let shorter = WhatIf::new().set("data_window=10d".parse().expect("a setting")).expect("sound");
    let what_if = || lines(&path, shorter.pass().expect("sound"));
    let contestants: [(&str, &dyn Fn() -> u64); 6] = [
        ("replay", &replay),
        ("audit", &audit),
        ("measures", &measures),
        ("what-if", &what_if),
        ("read and hash", &hash),
        ("verify", &verify),
    ];
    let mut rates = vec![Vec::new(); contestants.len()];
    for _ in 0..TURNS {
        for ((name, run), rates) in contestants.iter().zip(&mut rates) {
            let start = Instant::now();
            assert_eq!(run(), u64::from(events), "{name}");
            rates.push(f64::from(events) / start.elapsed().as_secs_f64());
        }
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!("{events} events, two threads, medians of {TURNS} turns");
    for ((name, _), rates) in contestants.iter().zip(&rates) {
        println!("{name:<16} {:>6.2} M events/s", median(rates.clone()) / 1e6);
    }
    let ratio = |one: usize, other: usize| {
        median(rates[one].iter().zip(&rates[other]).map(|(one, other)| one / other).collect())
    };
    println!("audit ÷ replay           {:.2} (promised 0.5)", ratio(1, 0));
    println!("measures ÷ replay        {:.2} (promised 0.3)", ratio(2, 0));
    println!("what-if ÷ replay         {:.2}", ratio(3, 0));
    println!("verify ÷ read and hash   {:.2} (promised 0.8)", ratio(5, 4));
}
