//! How both are measured: in turn, and by their medians.

use crate::peers;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

pub const CLIENTS: usize = 64;

/// Whether this only has to show that it runs: `cargo test --benches` does not say `--bench`.
pub fn only_a_try() -> bool {
    !std::env::args().any(|argument| argument == "--bench")
}

pub fn rounds() -> usize {
    if only_a_try() { 1 } else { 5 }
}

pub fn seconds() -> Duration {
    let given = std::env::var("ADUAN_BENCH_SECONDS").map_or(1.0, |text| text.parse().unwrap());
    Duration::from_secs_f64(if only_a_try() { 0.05 } else { given })
}

/// Runs `work` until the time is up; how often a second.
pub fn rate(mut work: impl FnMut()) -> f64 {
    let (start, mut count) = (Instant::now(), 0_u64);
    while start.elapsed() < seconds() {
        work();
        count += 1;
    }
    count as f64 / start.elapsed().as_secs_f64()
}

pub fn in_threads(clients: usize, work: impl Fn() + Sync) -> f64 {
    let rates: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(|| rate(&work))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    rates.iter().sum()
}

/// Wakes the one thread that drives all tasks.
pub struct Driver(std::thread::Thread);

impl Wake for Driver {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Keeps `CLIENTS` commits in flight from one thread; how many a second, and the 99th percentile of their time.
pub fn awaited<T>(begin: impl FnMut() -> Pin<Box<dyn Future<Output = T>>>) -> (f64, Duration) {
    awaited_by(CLIENTS, begin)
}

pub fn awaited_by<T>(
    clients: usize,
    mut begin: impl FnMut() -> Pin<Box<dyn Future<Output = T>>>,
) -> (f64, Duration) {
    let waker = Waker::from(Arc::new(Driver(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let start = Instant::now();
    let mut flying: Vec<_> = (0..clients).map(|_| (begin(), Instant::now())).collect();
    let mut took = Vec::new();
    while start.elapsed() < seconds() {
        let before = took.len();
        for (future, since) in &mut flying {
            // A new one is polled at once: that hands it over.
            while future.as_mut().poll(&mut context).is_ready() {
                took.push(since.elapsed());
                (*future, *since) = (begin(), Instant::now());
            }
        }
        if took.len() == before {
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }
    let elapsed = start.elapsed().as_secs_f64();
    for (future, _) in &mut flying {
        while future.as_mut().poll(&mut context).is_pending() {
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }
    took.sort_unstable();
    let slowest = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    (took.len() as f64 / elapsed, slowest)
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Whether this row was asked for: all are, unless `ADUAN_BENCH_ONLY` names some of their words.
pub fn asked_for(what: &str) -> bool {
    std::env::var("ADUAN_BENCH_ONLY").map_or(true, |only| what.contains(&only))
}

/// Alternates limit and ours; prints the medians and their ratio.
pub fn compare(what: &str, goal: f64, limit: &dyn Fn() -> f64, ours: &dyn Fn() -> f64) {
    compare_in(rounds(), what, goal, limit, ours);
}

/// [`compare`], in so many rounds.
pub fn compare_in(rounds: usize, what: &str, goal: f64, limit: &dyn Fn() -> f64, ours: &dyn Fn() -> f64) {
    if !asked_for(what) {
        return;
    }
    let peers = peers::of(what);
    let mut theirs = vec![Vec::new(); peers.len()];
    let (limits, all): (Vec<_>, Vec<_>) = (0..rounds)
        .map(|round| {
            for (peer, theirs) in peers.iter().zip(&mut theirs) {
                theirs.push(peer.measure(round));
            }
            (limit(), ours())
        })
        .unzip();
    // Of each round by itself: the disk's speed drifts from one to the next.
    let ratios: Vec<f64> = all.iter().zip(&limits).map(|(ours, limit)| ours / limit).collect();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    let (limit, ours, ratio) = (median(limits), median(all), median(ratios));
    let verdict = if ratio >= goal { "" } else { "  BELOW" };
    println!(
        "{what:<58} {ours:>10.0}/s  limit {limit:>10.0}/s  × {ratio:>6.2} ({least:.2} to {most:.2}; goal {goal}){verdict}"
    );
    for (peer, theirs) in peers.iter().zip(theirs) {
        let theirs = median(theirs);
        let verdict = if ours > theirs { "" } else { "  BEHIND" };
        println!("    {:<54} {theirs:>10.0}/s  ours is {:>8.1} times it{verdict}", peer.name, ours / theirs);
    }
}
