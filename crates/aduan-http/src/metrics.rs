//! Figures, counted without a lock, in the format of Prometheus.

use crate::auth::route_access::API_ROUTES;
use axum::http::StatusCode;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// The upper bounds of the histogram, in milliseconds.
const BOUNDS: [u64; 11] = [1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000, 30_000];

/// The figures of a server.
pub(crate) struct Metrics {
    /// One for each door, and one for what stands at none.
    doors: Vec<Figures>,
    here: AtomicU64,
    filed: AtomicU64,
    moved: AtomicU64,
    sweeps: AtomicU64,
    failed: AtomicU64,
}

/// Of one door.
#[derive(Default)]
struct Figures {
    /// By the first digit of the status.
    answers: [AtomicU64; 6],
    buckets: [AtomicU64; BOUNDS.len()],
    micros: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        let none = AtomicU64::default;
        let doors = (0..=API_ROUTES.len()).map(|_| Figures::default()).collect();
        Self { doors, here: none(), filed: none(), moved: none(), sweeps: none(), failed: none() }
    }
}

/// A request that is being answered.
pub(crate) struct InFlight<'a>(&'a Metrics);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.here.fetch_sub(1, Relaxed);
    }
}

impl Metrics {
    /// A request has come in.
    pub(crate) fn enter(&self) -> InFlight<'_> {
        self.here.fetch_add(1, Relaxed);
        InFlight(self)
    }

    /// A request was answered.
    pub(crate) fn answered(&self, method: &str, route: Option<&str>, status: StatusCode, took: Duration) {
        let method = if method == "HEAD" { "GET" } else { method };
        let door = API_ROUTES.iter().position(|door| door.method == method && Some(door.path) == route);
        let Some(figures) = self.doors.get(door.unwrap_or(API_ROUTES.len())) else { return };
        if let Some(count) = figures.answers.get(usize::from(status.as_u16() / 100)) {
            count.fetch_add(1, Relaxed);
        }
        let millis = took.as_secs_f64() * 1000.0;
        #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
        let fits = BOUNDS.iter().position(|bound| millis <= *bound as f64);
        if let Some(bucket) = fits.and_then(|bucket| figures.buckets.get(bucket)) {
            bucket.fetch_add(1, Relaxed);
        }
        figures.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// A complaint was filed or recorded.
    pub(crate) fn filed(&self) {
        self.filed.fetch_add(1, Relaxed);
    }

    /// A sweep has run.
    pub(crate) fn swept(&self, moved: u64, failed: usize) {
        self.sweeps.fetch_add(1, Relaxed);
        self.moved.fetch_add(moved, Relaxed);
        self.failed.store(failed as u64, Relaxed);
    }

    /// All of them, and the size of the log.
    pub(crate) fn text(&self, log: u64) -> String {
        let mut text = String::new();
        let mut one = |name: &str, kind: &str, help: &str, value: u64| {
            // Writing to memory has no way to fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        };
        one("aduan_requests_in_flight", "gauge", "Requests being answered.", self.here.load(Relaxed));
        one("aduan_complaints_total", "counter", "Complaints received here.", self.filed.load(Relaxed));
        one("aduan_sweeps_total", "counter", "Sweeps that have run.", self.sweeps.load(Relaxed));
        one("aduan_swept_total", "counter", "Complaints moved by time.", self.moved.load(Relaxed));
        one(
            "aduan_sweep_failed",
            "gauge",
            "Complaints the last sweep could not move.",
            self.failed.load(Relaxed),
        );
        one("aduan_log_lines", "gauge", "Lines of the log.", log);
        let (answers, seconds) = ("aduan_requests_total", "aduan_request_seconds");
        let _ = writeln!(text, "# HELP {answers} Requests answered.\n# TYPE {answers} counter");
        for (labels, figures) in self.labelled() {
            for (class, count) in figures.answers.iter().enumerate() {
                let count = count.load(Relaxed);
                if count > 0 {
                    let _ = writeln!(text, "{answers}{{{labels},status=\"{class}xx\"}} {count}");
                }
            }
        }
        let _ = writeln!(text, "# HELP {seconds} How long they took.\n# TYPE {seconds} histogram");
        for (labels, figures) in self.labelled() {
            let all: u64 = figures.answers.iter().map(|count| count.load(Relaxed)).sum();
            if all == 0 {
                continue;
            }
            let mut below = 0;
            for (bound, count) in BOUNDS.iter().zip(&figures.buckets) {
                below += count.load(Relaxed);
                #[expect(clippy::cast_precision_loss, reason = "bounds are small")]
                let le = *bound as f64 / 1000.0;
                let _ = writeln!(text, "{seconds}_bucket{{{labels},le=\"{le}\"}} {below}");
            }
            let _ = writeln!(text, "{seconds}_bucket{{{labels},le=\"+Inf\"}} {all}");
            #[expect(clippy::cast_precision_loss, reason = "microseconds of some centuries")]
            let sum = figures.micros.load(Relaxed) as f64 / 1e6;
            let _ = writeln!(text, "{seconds}_sum{{{labels}}} {sum}\n{seconds}_count{{{labels}}} {all}");
        }
        text
    }

    fn labelled(&self) -> impl Iterator<Item = (String, &Figures)> {
        let labels = |door: Option<&crate::auth::RouteAccess>| {
            let (method, path) = door.map_or(("other", "none"), |door| (door.method, door.path));
            format!("method=\"{method}\",route=\"{path}\"")
        };
        self.doors.iter().enumerate().map(move |(number, figures)| (labels(API_ROUTES.get(number)), figures))
    }
}
