//! Spans, exported as OTLP over HTTP by a thread of their own.

use super::{Answered, TracesError};
use crate::{config, outgoing};
use async_trait::async_trait;
use opentelemetry::trace::{Span, SpanBuilder, SpanKind, Status, Tracer};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Time limit for the collector, while the server runs and when it ends.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum length of a collector's answer, in bytes.
const MAX_ANSWER: u64 = 64 << 10;

/// A queue of spans, and the thread that exports them. A span that finds it full is dropped.
#[derive(Debug)]
pub(super) struct Sender(SdkTracerProvider);

impl Sender {
    pub(super) fn new(endpoint: &str, settings: &config::Traces) -> Result<Self, TracesError> {
        let agent = outgoing::agent(TIMEOUT, settings.ca_file.as_deref())?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector { agent, failing: AtomicBool::new(false) })
            .with_endpoint(endpoint)
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(TIMEOUT)
            .build()
            .map_err(|error| TracesError::Exporter(Box::new(error)))?;
        // An empty resource has no detectors, which would name this machine.
        let resource = Resource::builder_empty()
            .with_service_name(settings.service_name.clone())
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::TraceIdRatioBased(settings.sample_ratio))
            .with_resource(resource)
            .build();
        Ok(Self(provider))
    }

    pub(super) fn start(&self) {
        global::set_tracer_provider(self.0.clone());
    }

    pub(super) fn end(self) {
        // The log says so where the collector takes none.
        let _ = self.0.shutdown_with_timeout(TIMEOUT);
    }
}

pub(super) fn record(answered: &Answered<'_>) {
    let method = answered.method.unwrap_or("_OTHER");
    let mut attributes = vec![
        KeyValue::new("http.request.method", method.to_owned()),
        KeyValue::new("http.response.status_code", i64::from(answered.status.as_u16())),
        KeyValue::new("aduan.role", answered.role),
        KeyValue::new("aduan.request_id", answered.request.to_owned()),
    ];
    let word = if method == "_OTHER" { "HTTP" } else { method };
    let name = match answered.route {
        Some(route) => {
            attributes.push(KeyValue::new("http.route", route.to_owned()));
            format!("{word} {route}")
        }
        None => word.to_owned(),
    };
    let end = SystemTime::now();
    let start = end.checked_sub(answered.duration).unwrap_or(end);
    let builder = SpanBuilder::from_name(name).with_kind(SpanKind::Server).with_start_time(start);
    // An empty context: the span has no parent.
    let tracer = global::tracer("aduan-http");
    let mut span = tracer.build_with_context(builder.with_attributes(attributes), &Context::new());
    if answered.status.is_server_error() {
        span.set_status(Status::error(""));
    }
    span.end_with_timestamp(end);
}

/// The client of the collector.
#[derive(Debug)]
struct Collector {
    agent: ureq::Agent,
    /// Whether the last export failed: it is logged once, not with every try.
    failing: AtomicBool,
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // It blocks the thread of the queue, which does nothing else.
        let (head, body) = request.into_parts();
        let answer = self.agent.run(Request::from_parts(head, &body[..])).and_then(|answer| {
            let (head, mut body) = answer.into_parts();
            let body = body.with_config().limit(MAX_ANSWER).read_to_vec()?;
            Ok(Response::from_parts(head, Bytes::from(body)))
        });
        match &answer {
            Ok(answer) if answer.status().is_success() => {
                if self.failing.swap(false, Ordering::Relaxed) {
                    tracing::info!("the collector takes spans again");
                }
            }
            Ok(answer) => self.refused(&answer.status()),
            Err(error) => self.refused(error),
        }
        Ok(answer?)
    }
}

impl Collector {
    fn refused(&self, why: &dyn std::fmt::Display) {
        if !self.failing.swap(true, Ordering::Relaxed) {
            tracing::warn!(%why, "the collector takes no spans; they are dropped until it does");
        }
    }
}
