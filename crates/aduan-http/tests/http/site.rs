//! A site to try things at: a desk in memory, its clock, its router, an issuer of tokens.

use aduan_core::{ComplaintId, Matter, Office, PersonId};
use aduan_http::auth::issuer::TokenSubject;
use aduan_http::auth::{Issuer, TokenRole, TokenVerifier};
use aduan_http::{App, Config};
use aduan_store::Desk;
use aduan_store::MemoryStore;
use aduan_testkit::VirtualClock;
use aduan_testkit::test_desk::TestDesk;
use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;
use uuid::Uuid;

pub(crate) const UNIT: &str = "KPPBC-050500";
pub(crate) const STORY: &str = "Petugas meminta uang pelicin kepada saya";

pub(crate) struct Site {
    pub(crate) desk: Arc<Desk>,
    pub(crate) clock: VirtualClock,
    pub(crate) issuer: Issuer,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem, which has all that RFC 9457 and this program ask of one.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let body = self.json();
        assert_eq!(body["status"], status);
        assert!(body["sentence"]["id"].is_string() && body["sentence"]["en"].is_string());
        let code = body["code"].as_str().unwrap().to_owned();
        assert_eq!(body["type"], format!("urn:aduan:problem:{code}"));
        code
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        self
    }
}

/// A request to be.
pub(crate) struct Call(axum::http::request::Builder, Body);

pub(crate) fn call(method: &str, path: &str) -> Call {
    Call(Request::builder().method(method).uri(path), Body::empty())
}

pub(crate) fn get(path: &str) -> Call {
    call("GET", path)
}

pub(crate) fn post(path: &str, body: &Value) -> Call {
    call("POST", path).json(body)
}

impl Call {
    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value), self.1)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        Self(self.0.header(CONTENT_TYPE, "application/json"), body.to_string().into())
    }

    pub(crate) fn body(self, body: impl Into<Body>) -> Self {
        Self(self.0, body.into())
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        Self(self.0.header(AUTHORIZATION, format!("Bearer {token}")), self.1)
    }

    pub(crate) fn ticket(self, ticket: &str) -> Self {
        Self(self.0.header(AUTHORIZATION, format!("Ticket {ticket}")), self.1)
    }
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::set(|_| {})
    }

    /// One with other settings. None has a limit of pace unless it is set.
    pub(crate) fn set(change: impl FnOnce(&mut Config)) -> Self {
        let TestDesk { desk, clock, .. } = TestDesk::new(Arc::new(MemoryStore::default()));
        let mut config = Config::default();
        for rate in [&mut config.limits.filing, &mut config.limits.client, &mut config.limits.ticket] {
            rate.per_minute = 0;
        }
        change(&mut config);
        let (desk, issuer) = (Arc::new(desk), Issuer::from_seed([7; 32]));
        let verifier = TokenVerifier::new(&config.auth, &issuer).unwrap();
        let router = crate::router(&App::new(Arc::clone(&desk), config, verifier));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { desk, clock, issuer, router, runtime }
    }

    pub(crate) fn send(&self, Call(builder, body): Call) -> Answer {
        let request = builder.body(body).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// The response as it is, to be read piece by piece.
    pub(crate) fn open<T>(
        &self,
        Call(builder, body): Call,
        read: impl AsyncFnOnce(axum::response::Response) -> T,
    ) -> T {
        let request = builder.body(body).unwrap();
        self.runtime.block_on(async { read(self.router.clone().oneshot(request).await.unwrap()).await })
    }

    pub(crate) fn token(&self, role: &str, office: &str) -> String {
        self.token_of(100, role, office)
    }

    /// Of the officer with this number; without an office if its name is empty.
    pub(crate) fn token_of(&self, person: u128, role: &str, office: &str) -> String {
        let role: TokenRole = role.parse().unwrap();
        let office: Option<Office> = (!office.is_empty()).then(|| office.parse().unwrap());
        let subject = TokenSubject { person: self::person(person), role, office };
        self.issuer.token(&subject, Duration::from_secs(3600)).unwrap()
    }

    /// A complaint that its complainant files: its id and its ticket.
    pub(crate) fn filed(&self, matter: Matter) -> (ComplaintId, String) {
        let filed = self.send(post("/v1/complaints", &filing(matter))).ok().json();
        let text = |key: &str| filed[key].as_str().unwrap().to_owned();
        (text("complaint").parse().unwrap(), text("ticket"))
    }

    /// An officer gives a command.
    pub(crate) fn order(&self, token: &str, id: ComplaintId, order: &Value) -> Answer {
        self.send(post(&format!("/v1/desk/complaints/{id}/commands"), order).bearer(token))
    }

    /// The commands that an officer may give on a complaint now.
    pub(crate) fn offered(&self, token: &str, id: ComplaintId) -> Vec<String> {
        let answer = self.send(get(&format!("/v1/desk/complaints/{id}")).bearer(token));
        if answer.status == StatusCode::NOT_FOUND {
            return Vec::new();
        }
        let commands = answer.ok().json()["commands"].as_array().unwrap().clone();
        commands.iter().map(|command| command["command"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// A request body that files a complaint.
pub(crate) fn filing(matter: Matter) -> Value {
    json!({
        "channel": "website", "matter": matter, "material": STORY, "unit": UNIT,
        "elements": ["what", "who", "when", "where", "how"],
        "identity": { "name": "Budi Santoso Wiryawan", "mobile": "+62 812-3456-7890" },
    })
}

/// A review of a discipline complaint in which everything is there.
pub(crate) fn review(matter: &str) -> Value {
    let discipline = matter == "discipline";
    let mut review = json!({
        "command": "review_material", "elements": ["what", "who", "when", "where", "how"],
        "clarity": "sufficient", "matter": matter,
        "reported": if discipline { "identified" } else { "not_named" },
    });
    if discipline {
        review["official"] = json!(person(99));
    }
    review
}
