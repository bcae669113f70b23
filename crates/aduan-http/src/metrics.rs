//! Metrics, in the format of `OpenMetrics`. None is of one complaint, one officer or one client.

use crate::auth::RouteAccess;
use crate::telemetry;
use axum::http::StatusCode;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};
use std::time::Duration;

/// The upper bounds of the durations, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: &'static str,
    route: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    method: &'static str,
    route: &'static str,
    status: String,
}

/// The metrics of a server.
pub(crate) struct Metrics {
    registry: Registry,
    in_flight: Gauge,
    complaints: Counter,
    sweeps: Counter,
    swept: Counter,
    sweep_failed: Gauge,
    log_lines: Gauge,
    dropped_lines: Gauge,
    requests: Family<AnswerLabels, Counter>,
    seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("aduan");
        let seconds = Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> Histogram);
        registry.register("request_seconds", "Durations of requests", seconds.clone());
        Self {
            in_flight: registered(&mut registry, "requests_in_flight", "Requests being answered"),
            complaints: registered(&mut registry, "complaints", "Complaints received here"),
            sweeps: registered(&mut registry, "sweeps", "Sweeps that have run"),
            swept: registered(&mut registry, "swept", "Complaints moved by time"),
            sweep_failed: registered(
                &mut registry,
                "sweep_failed",
                "Complaints the last sweep could not move",
            ),
            log_lines: registered(&mut registry, "log_lines", "Lines of the log of events"),
            dropped_lines: registered(
                &mut registry,
                "dropped_lines",
                "Lines that standard error did not take",
            ),
            requests: registered(&mut registry, "requests", "Requests answered"),
            seconds,
            registry,
        }
    }
}

fn registered<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

/// A request that is being answered.
pub(crate) struct InFlight<'a>(&'a Gauge);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// A request has come in.
    pub(crate) fn enter(&self) -> InFlight<'_> {
        self.in_flight.inc();
        InFlight(&self.in_flight)
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: Option<&RouteAccess>, status: StatusCode, duration: Duration) {
        let (method, route) = route.map_or(("other", "none"), |route| (route.method, route.path));
        let status = format!("{}xx", status.as_u16() / 100);
        self.requests.get_or_create(&AnswerLabels { method, route, status }).inc();
        self.seconds.get_or_create(&RouteLabels { method, route }).observe(duration.as_secs_f64());
    }

    /// A complaint was filed or recorded.
    pub(crate) fn filed(&self) {
        self.complaints.inc();
    }

    /// A sweep has run.
    pub(crate) fn swept(&self, moved: u64, failed: usize) {
        self.sweeps.inc();
        self.swept.inc_by(moved);
        self.sweep_failed.set(gauge(failed as u64));
    }

    /// All metrics, and the size of the log.
    pub(crate) fn text(&self, log_lines: u64) -> Result<String, std::fmt::Error> {
        self.log_lines.set(gauge(log_lines));
        self.dropped_lines.set(gauge(telemetry::dropped_lines()));
        let mut exposition = String::new();
        text::encode(&mut exposition, &self.registry)?;
        Ok(exposition)
    }
}

fn gauge(value: u64) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}
