//! How fast histories are folded, decoded and replayed, beside what `serde_json` alone can do with the same bytes.
//!
//! `cargo bench -p aduan-audit` generates a million events (or as many complaints as `ADUAN_BENCH_COMPLAINTS` says,
//! eight events each), runs every contestant in turn several times, and prints medians. Ratios are taken within each
//! turn, so that the machine's drift cancels out.

#![allow(clippy::expect_used, clippy::missing_docs_in_private_items)]

mod flat;

use aduan_audit::{Reader, Source};
use aduan_core::{Actor, Complaint, ComplaintId, Decoded, Event, Record, Timestamp, decode};
use aduan_generate::{Generator, Options};
use flat::Flat;
use serde::Deserialize;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

const TURNS: usize = 7;
const FOLD: &str = "fold of decoded events";

/// The cheapest that `serde_json` can be made to do: the envelope's strings borrowed and not looked into, the data
/// checked to be JSON and thrown away. No reader that answers questions could stop here.
#[derive(Deserialize)]
#[allow(dead_code)]
struct Borrowed<'a> {
    format: &'a str,
    complaint: &'a str,
    version: u32,
    id: &'a str,
    r#type: &'a str,
    schema: u16,
    recorded_at: &'a str,
    clock: Option<&'a str>,
    #[serde(borrow)]
    actor: BorrowedActor<'a>,
    rulebook: &'a str,
    command: &'a str,
    correlation: &'a str,
    causation: Option<&'a str>,
    data: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct BorrowedActor<'a> {
    id: &'a str,
    role: &'a str,
    office: Option<&'a str>,
}

/// Rates of one contestant, in events a second, one for each turn.
struct Contestant<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> u64 + 'a>,
    rates: Vec<f64>,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss)]
fn time(run: &mut dyn FnMut() -> u64) -> f64 {
    let start = Instant::now();
    let events = run();
    events as f64 / start.elapsed().as_secs_f64()
}

type Stream = (ComplaintId, Vec<(Timestamp, Actor, Event)>);

/// Each complaint's events together, and all in one order in memory, as a loader would have them.
fn by_stream(records: &[Record]) -> Vec<Stream> {
    let mut records: Vec<&Record> = records.iter().collect();
    records.sort_by_key(|record| (record.complaint, record.version));
    let streams = records.chunk_by(|one, other| one.complaint == other.complaint);
    streams
        .map(|stream| {
            (
                stream[0].complaint,
                stream.iter().map(|one| (one.recorded_at, one.actor.clone(), one.event.clone())).collect(),
            )
        })
        .collect()
}

fn fold(streams: &[Stream]) -> u64 {
    let mut events = 0;
    for (id, stream) in streams {
        let mut complaint = Complaint::new(*id);
        for (at, actor, event) in stream {
            complaint.apply(*at, actor, event);
        }
        events += u64::from(black_box(&complaint).version);
    }
    events
}

fn replay(path: &Path, threads: NonZeroUsize) -> u64 {
    let source = Source::open(path).expect("the file was just written");
    let replayed = Reader::new().threads(threads).replay(vec![source]).expect("it is readable");
    assert!(replayed.is_sound());
    black_box(replayed.by_stage());
    replayed.events
}

fn main() {
    // `cargo bench` says `--bench`; anyone else asks whether it runs, not how fast.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let complaints = std::env::var("ADUAN_BENCH_COMPLAINTS").ok().and_then(|text| text.parse().ok());
    let complaints = if quick { 50 } else { complaints.unwrap_or(125_000) };
    let records: Vec<Record> = Generator::new(Options::new(complaints, 1)).collect();
    let history: String = records.iter().map(|record| record.to_line() + "\n").collect();
    let directory = tempfile::tempdir().expect("a place for temporary files");
    let path = directory.path().join("history.jsonl");
    std::fs::write(&path, &history).expect("room for the history");
    let streams = by_stream(&records);
    let lines: Vec<&str> = history.lines().collect();
    println!(
        "{} events of {complaints} complaints, {} bytes a line; a complaint's state {} bytes, an event {}; {} turns, medians",
        records.len(),
        history.len() / records.len().max(1),
        size_of::<Complaint>(),
        size_of::<Event>(),
        if quick { 1 } else { TURNS },
    );
    drop(records);

    let count = |good: &dyn Fn(&str) -> bool| lines.iter().filter(|line| good(line)).count() as u64;
    let (one, two) = (NonZeroUsize::MIN, NonZeroUsize::MIN.saturating_add(1));
    let mut contestants = vec![
        Contestant {
            name: "limit: serde_json::from_str, flat structure",
            run: Box::new(|| count(&|line| black_box(serde_json::from_str::<Flat>(line)).is_ok())),
            rates: Vec::new(),
        },
        Contestant {
            name: "for comparison: serde_json, envelope borrowed, data ignored",
            run: Box::new(|| count(&|line| black_box(serde_json::from_str::<Borrowed<'_>>(line)).is_ok())),
            rates: Vec::new(),
        },
        Contestant {
            name: "aduan_core::decode",
            run: Box::new(|| count(&|line| matches!(black_box(decode(line.as_bytes())), Decoded::Known(_)))),
            rates: Vec::new(),
        },
        Contestant {
            name: "replay of the file, 1 thread",
            run: Box::new(|| replay(&path, one)),
            rates: Vec::new(),
        },
        Contestant {
            name: "replay of the file, 2 threads",
            run: Box::new(|| replay(&path, two)),
            rates: Vec::new(),
        },
        Contestant { name: FOLD, run: Box::new(|| fold(&streams)), rates: Vec::new() },
    ];
    for _ in 0..if quick { 1 } else { TURNS } {
        for contestant in &mut contestants {
            let rate = time(&mut contestant.run);
            contestant.rates.push(rate);
        }
    }
    println!("{:<62}{:>10}{:>10}", "", "M/s", "x limit");
    let limit = contestants[0].rates.clone();
    for Contestant { name, rates, .. } in &contestants {
        let ratio = median(rates.iter().zip(&limit).map(|(ours, limit)| ours / limit).collect());
        // A fold decodes nothing, so there is nothing to hold it against.
        let ratio = if *name == FOLD { String::new() } else { format!("{ratio:.2}") };
        println!("{name:<62}{:>10.2}{ratio:>10}", median(rates.clone()) / 1e6);
    }
    println!("promised: decode 0.9 x; replay 0.75 x on 1 thread, 1.4 x on 2; fold 20 M/s");
}
