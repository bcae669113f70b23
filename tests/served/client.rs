//! A client: what is sent, and what is answered.

use serde_json::Value;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// A request to be.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

pub(crate) fn call(method: &'static str, path: impl Into<String>) -> Call {
    Call { method, path: path.into(), headers: Vec::new(), body: None }
}

pub(crate) fn get(path: impl Into<String>) -> Call {
    call("GET", path)
}

pub(crate) fn post(path: impl Into<String>, body: &Value) -> Call {
    call("POST", path).json(body)
}

impl Call {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    pub(crate) fn ticket(self, ticket: &str) -> Self {
        self.header("authorization", format!("Ticket {ticket}"))
    }

    /// Under this name it may be sent again.
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// As another client, behind the proxy.
    pub(crate) fn from(self, address: &str) -> Self {
        self.header("x-forwarded-for", address)
    }

    /// With a file, as a form sends it.
    pub(crate) fn file(self, name: &str, kind: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--tepi\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--tepi--\r\n"].concat();
        self.header("content-type", "multipart/form-data; boundary=tepi").body(body)
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text());
        self
    }

    /// Refused with this status, code and rule, in both languages; the sentence in English.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str, rule: &str) -> String {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        assert_eq!(
            (&body["code"], body["rule"].as_str().unwrap_or_default()),
            (&code.into(), rule),
            "{body}"
        );
        assert!(body["sentence"]["id"].as_str().is_some_and(|text| !text.is_empty()));
        body["sentence"]["en"].as_str().unwrap().to_owned()
    }
}

/// A client that keeps its connections, and waits for no answer longer than half a minute.
pub(crate) fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
    config.timeout_global(Some(Duration::from_secs(30))).build().into()
}

/// Asks.
///
/// # Errors
/// If there is no answer.
pub(crate) fn ask(agent: &Agent, url: &str, call: &Call) -> Result<Answer, ureq::Error> {
    let mut request = Request::builder().method(call.method).uri(format!("{url}{}", call.path));
    for (name, value) in &call.headers {
        request = request.header(*name, value);
    }
    let mut response = match &call.body {
        Some(body) => agent.run(request.body(body.as_slice())?)?,
        None => agent.run(request.body(())?)?,
    };
    let body = response.body_mut().with_config().limit(64 << 20).read_to_vec()?;
    Ok(Answer { status: response.status().as_u16(), headers: response.headers().clone(), body })
}
