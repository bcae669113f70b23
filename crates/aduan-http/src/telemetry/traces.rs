//! A span for each request, for an OpenTelemetry collector (feature `otel`).
//!
//! A span has what a line of the log has, in these attributes and no others: `http.request.method`, `http.route`,
//! `http.response.status_code`, `aduan.role`, `aduan.request_id`. It has no `url.path`, in which a ticket may stand, and no
//! address.
//!
//! Each span begins a trace of its own. An incoming `traceparent` is not read: it is 24 bytes of the client's choice, by
//! which an observer in front of the server could recognise a complainant (T7). The request's own id ties a span to the
//! log.

#[cfg(feature = "otel")]
mod spans;

use crate::config;
use axum::http::StatusCode;
use std::time::Duration;

/// Why spans cannot be sent.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum TracesError {
    /// The program was built without them.
    #[error(
        "traces.endpoint is set, and this program was built without the feature `otel`: it can send no spans"
    )]
    NotBuilt,
    /// The file of authorities cannot be used.
    #[cfg(feature = "otel")]
    #[error(transparent)]
    Authorities(#[from] crate::CaFileError),
    /// The exporter cannot be made, as by a wrong `OTEL_…` variable.
    #[cfg(feature = "otel")]
    #[error("spans cannot be sent")]
    Exporter(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A request that was answered.
#[cfg_attr(not(feature = "otel"), expect(dead_code, reason = "spans tell it"))]
pub(crate) struct Answered<'a> {
    pub(crate) method: Option<&'a str>,
    pub(crate) route: Option<&'a str>,
    pub(crate) status: StatusCode,
    pub(crate) duration: Duration,
    pub(crate) role: &'static str,
    pub(crate) request: &'a str,
}

/// The export of spans, if the settings name a collector.
#[derive(Debug)]
pub struct Traces(Option<spans::Sender>);

impl Traces {
    /// Prepares the export. It does not ask whether the collector answers: a server serves without.
    ///
    /// # Errors
    /// [`TracesError`].
    pub fn new(settings: &config::Traces) -> Result<Self, TracesError> {
        let sender = settings.endpoint.as_deref().map(|endpoint| spans::Sender::new(endpoint, settings));
        Ok(Self(sender.transpose()?))
    }

    /// Exports a span of every request from now on. If several start, the last one does.
    pub fn start(&self) {
        if let Some(sender) = &self.0 {
            sender.start();
        }
    }

    /// Exports the spans that wait, and blocks for at most five seconds.
    pub fn end(self) {
        if let Some(sender) = self.0 {
            sender.end();
        }
    }
}

/// Queues the span of a request. It never waits.
pub(crate) fn record(answered: &Answered<'_>) {
    spans::record(answered);
}

/// Without the feature: there is none.
#[cfg(not(feature = "otel"))]
mod spans {
    use super::{Answered, TracesError, config};

    #[derive(Debug)]
    pub(super) enum Sender {}

    impl Sender {
        pub(super) fn new(_: &str, _: &config::Traces) -> Result<Self, TracesError> {
            Err(TracesError::NotBuilt)
        }

        pub(super) fn start(&self) {
            match *self {}
        }

        pub(super) fn end(self) {
            match self {}
        }
    }

    pub(super) fn record(_: &Answered<'_>) {}
}
