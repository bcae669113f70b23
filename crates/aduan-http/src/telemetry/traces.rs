//! A span for each request, for an OpenTelemetry collector (feature `otel`).
//!
//! A span tells what a line of the log tells, by these attributes and no others: `http.request.method`, `http.route`,
//! `http.response.status_code`, `aduan.role`, `aduan.request_id`. The semantic conventions ask for `url.path` too, and
//! for addresses; a ticket may stand in the one, and the others are of no concern to a collector.
//!
//! Each span begins a trace of its own. An incoming `traceparent` is not read, of nobody: it is 24 bytes of the client's
//! choice, which could say anything, and whoever stands before this server could find a complainant by the name that
//! they gave to their request (T7). What ties a span to the log is the request's own name, which is made here.

#[cfg(feature = "otel")]
use super::spans;
use crate::config;
use axum::http::StatusCode;
use std::time::Duration;

/// Why spans cannot be sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TracesError {
    /// The program was built without them.
    #[error(
        "traces.endpoint is set, and this program was built without the feature `otel`: it can send no spans"
    )]
    NotBuilt,
    /// Those who may vouch for the address are not known.
    #[cfg(feature = "otel")]
    #[error(transparent)]
    Authorities(#[from] crate::CaFileError),
    /// What `OTEL_…` variables say is not to be had.
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

/// Sends spans to the collector of the settings, if they name one.
#[derive(Debug)]
pub struct Traces(Option<spans::Sender>);

impl Traces {
    /// Makes ready to send them. Whether somebody takes them is not asked: a server serves without.
    ///
    /// # Errors
    /// [`TracesError`].
    pub fn new(settings: &config::Traces) -> Result<Self, TracesError> {
        let sender = settings.endpoint.as_deref().map(|endpoint| spans::Sender::new(endpoint, settings));
        Ok(Self(sender.transpose()?))
    }

    /// From now on, every request of this program makes one. Of several that start, the last one gets them.
    pub fn start(&self) {
        if let Some(sender) = &self.0 {
            sender.start();
        }
    }

    /// Sends those that wait, for at most five seconds, and blocks as long. Then there are no more.
    pub fn end(self) {
        if let Some(sender) = self.0 {
            sender.end();
        }
    }
}

/// Makes the span of a request. It waits for nobody.
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
