//! How fast a history is exported, beside its replay.
//!
//! `cargo bench -p aduan-convert --bench export` generates a million events (or as many complaints as
//! `ADUAN_BENCH_COMPLAINTS` says), replays and exports them in turn several times on two threads, and prints medians. Ratios
//! are taken within each turn, so that the machine's drift cancels out. With `--features parquet` it has that format too.

#![allow(clippy::expect_used, clippy::missing_docs_in_private_items)]

use aduan_audit::{Reader, Source};
use aduan_convert::export::{Export, Format};
use aduan_generate::{Generator, Options};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::time::Instant;

const TURNS: usize = 5;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn main() {
    // `cargo bench` says `--bench`; anyone else asks whether it runs, not how fast.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let complaints = std::env::var("ADUAN_BENCH_COMPLAINTS").ok().and_then(|text| text.parse().ok());
    let complaints = if quick { 50 } else { complaints.unwrap_or(125_000) };
    let folder = tempfile::tempdir().expect("a place");
    let path = folder.path().join("history.jsonl");
    let mut out = BufWriter::new(File::create(&path).expect("writable"));
    let mut events = 0_u32;
    for record in Generator::new(Options::new(complaints, 1)) {
        writeln!(out, "{}", record.to_line()).expect("writable");
        events += 1;
    }
    out.flush().expect("writable");
    let two = NonZeroUsize::new(2).expect("not 0");
    let source = || vec![Source::open(&path).expect("readable")];
    let formats: Vec<Format> = Format::ALL.iter().copied().filter(|format| format.is_there()).collect();
    let mut replays = Vec::new();
    let mut rates = vec![Vec::new(); formats.len()];
    let mut sizes = vec![0; formats.len()];
    for _ in 0..if quick { 1 } else { TURNS } {
        let start = Instant::now();
        assert_eq!(Reader::new().threads(two).replay(source()).expect("readable").events, u64::from(events));
        replays.push(f64::from(events) / start.elapsed().as_secs_f64());
        for ((format, rates), size) in formats.iter().zip(&mut rates).zip(&mut sizes) {
            let to = folder.path().join(format.as_str());
            let start = Instant::now();
            let exported = Export::new(*format).threads(two).to_file(source(), &to).expect("writable");
            rates.push(f64::from(events) / start.elapsed().as_secs_f64());
            assert_eq!(exported.history.events, u64::from(events), "{format:?}");
            *size = fs::metadata(&to).expect("it is there").len() / u64::from(events.max(1));
            fs::remove_file(&to).expect("ours");
        }
    }
    println!("{events} events, two threads, medians of {} turns", replays.len());
    println!("{:<14} {:>14} {:>10} {:>15}", "", "M events/s", "x replay", "bytes an event");
    println!("{:<14} {:>14.2}", "replay", median(replays.clone()) / 1e6);
    for ((format, rates), size) in formats.iter().zip(&rates).zip(&sizes) {
        let ratio = median(rates.iter().zip(&replays).map(|(ours, replay)| ours / replay).collect());
        println!("{:<14} {:>14.2} {ratio:>10.2} {size:>15}", format.as_str(), median(rates.clone()) / 1e6);
    }
    println!("promised: 0.3 x; nothing of ocel2-sqlite, which SQLite writes row by row");
}
