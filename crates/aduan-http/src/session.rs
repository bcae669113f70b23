//! Sessions (sesi): who is signed in at the pages. A session is a row in the store, and the browser has its secret in a cookie.
//!
//! The store has the secret's hash alone. The API takes no cookie, so that no other site can call it with one.

use crate::app::App;
use crate::principal::Principal;
use crate::problem::Problem;
use aduan_core::{Actor, Office, PersonId, Role, Timestamp};
use aduan_store::{Change, Clock, Entropy, OsEntropy, Session, SessionId, SystemClock};
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A browser takes a cookie with this prefix from a secure origin alone, for this host and every path of it.
const NAME: &str = "__Host-aduan";
/// A session that is used is kept on, at most this often.
const KEPT_ON_EVERY: i64 = 60;
/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// Who is signed in, as a session's row has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedIn {
    person: PersonId,
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<Office>,
    /// When they signed in.
    since: Timestamp,
}

/// What the forms of a session have to send, so that no other site can send one of them.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(String);

impl FormToken {
    fn of(secret: &[u8]) -> Self {
        let labelled = [b"form of session ".as_slice(), secret].concat();
        Self(URL_SAFE_NO_PAD.encode(SessionId::of(&labelled).0))
    }

    /// As it stands in a form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form sent it.
    pub fn is(&self, sent: &str) -> bool {
        // Both are hashed, so that the time of the comparison tells nothing of either.
        SessionId::of(sent.as_bytes()) == SessionId::of(self.0.as_bytes())
    }
}

impl std::fmt::Debug for FormToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FormToken(…)")
    }
}

/// The principal of the session whose cookie came, and the token of its forms; nobody where there is none, or it is over.
pub(crate) async fn principal(
    app: &App,
    headers: &HeaderMap,
) -> Result<(Principal, Option<FormToken>), Problem> {
    let nobody = Ok((Principal::Anybody, None));
    let Some(secret) = secret(headers) else { return nobody };
    let (id, now) = (SessionId::of(&secret), SystemClock.now());
    let found = app.read_inline(|desk| Ok(desk.store().session(id)?))?;
    let Some(session) = found.filter(|session| now < session.ends) else { return nobody };
    let Ok(who) = serde_json::from_slice::<SignedIn>(&session.body) else { return nobody };
    let ends = app.session_end(now, who.since);
    if ends.micros() - session.ends.micros() >= KEPT_ON_EVERY * SECOND {
        let kept = Session { ends, ..session };
        app.run_blocking(move |desk| Ok(desk.store().change(Change::KeepSession(kept))?)).await?;
    }
    let actor = Actor { id: who.person, role: who.role, office: who.office, alias: None, ticket: None };
    Ok((Principal::Officer(actor), Some(FormToken::of(&secret))))
}

/// The secret of the cookie. Of two, none is believed.
fn secret(headers: &HeaderMap) -> Option<Zeroizing<Vec<u8>>> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut named = pairs.filter(|(name, _)| *name == NAME).map(|(_, value)| value);
    let (only, None) = (named.next()?, named.next()) else { return None };
    let secret = Zeroizing::new(URL_SAFE_NO_PAD.decode(only).ok()?);
    (secret.len() == 32).then_some(secret)
}

impl App {
    /// Begins a session for an officer whose credentials were checked; gives its cookie (`Set-Cookie`). The one that the request
    /// had ends, so that nobody can give another person a cookie that they know.
    ///
    /// # Errors
    /// The store's.
    pub async fn begin_session(&self, headers: &HeaderMap, officer: &Actor) -> Result<HeaderValue, Problem> {
        self.end_session(headers).await?;
        let mut secret = Zeroizing::new([0_u8; 32]);
        OsEntropy.fill(&mut *secret).map_err(|_| Problem::internal())?;
        let now = SystemClock.now();
        let who = SignedIn { person: officer.id, role: officer.role, office: officer.office, since: now };
        let body = serde_json::to_vec(&who).map_err(|_| Problem::internal())?;
        let session = Session { id: SessionId::of(&*secret), ends: self.session_end(now, now), body };
        self.run_blocking(move |desk| {
            desk.store().change(Change::DropSessions { now })?;
            Ok(desk.store().change(Change::KeepSession(session))?)
        })
        .await?;
        cookie(&URL_SAFE_NO_PAD.encode(*secret), "")
    }

    /// Ends the session whose cookie came; gives the cookie that removes it (`Set-Cookie`).
    ///
    /// # Errors
    /// The store's.
    pub async fn end_session(&self, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
        if let Some(secret) = secret(headers) {
            let id = SessionId::of(&secret);
            self.run_blocking(move |desk| Ok(desk.store().change(Change::EndSession(id))?)).await?;
        }
        cookie("", "; Max-Age=0")
    }

    /// When a session is over that is used now and began at `since`.
    fn session_end(&self, now: Timestamp, since: Timestamp) -> Timestamp {
        let settings = &self.config().sessions;
        let after = |at: Timestamp, minutes: u32| {
            Timestamp::from_micros(at.micros().saturating_add(i64::from(minutes) * 60 * SECOND))
        };
        after(now, settings.idle_minutes).min(after(since, settings.longest_minutes))
    }
}

/// The cookie: no script reads it, and another site's form or link to a form does not bring it.
fn cookie(value: &str, more: &str) -> Result<HeaderValue, Problem> {
    let text = Zeroizing::new(format!("{NAME}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{more}"));
    let mut cookie = HeaderValue::from_str(&text).map_err(|_| Problem::internal())?;
    cookie.set_sensitive(true);
    Ok(cookie)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        cookies.iter().map(|value| (COOKIE, HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn one_cookie_of_ours_is_believed() {
        let value = URL_SAFE_NO_PAD.encode([7; 32]);
        let ours = format!("{NAME}={value}");
        let found = |cookies: &[&str]| secret(&headers(cookies)).map(|secret| secret.to_vec());
        assert_eq!(found(&[&ours]), Some(vec![7; 32]));
        assert_eq!(found(&[&format!("other=1; {ours}")]), Some(vec![7; 32]));
        assert_eq!(found(&["other=1", &ours]), Some(vec![7; 32]));
        for none in [
            vec![],
            vec!["other=1"],
            vec![&*ours, &*ours],
            vec![&*format!("{ours}; {ours}")],
            vec![&*format!("{NAME}=")],
            vec![&*format!("{NAME}=AAAA")],
            vec![&*format!("{NAME}={value}A")],
            vec![&*format!("aduan={value}")],
        ] {
            assert_eq!(found(&none), None, "{none:?}");
        }
    }

    #[test]
    fn the_form_token_is_neither_the_secret_nor_the_sessions_name() {
        let (token, secret) = (FormToken::of(&[7; 32]), [7; 32]);
        assert!(token.is(token.as_str()) && !token.is("") && !token.is(FormToken::of(&[8; 32]).as_str()));
        assert_ne!(token.as_str(), URL_SAFE_NO_PAD.encode(secret));
        assert_ne!(token.as_str(), URL_SAFE_NO_PAD.encode(SessionId::of(&secret).0));
        assert_eq!(format!("{token:?}"), "FormToken(…)");
    }
}
