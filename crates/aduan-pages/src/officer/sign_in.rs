//! Signing in and out.

use super::{SIGN_IN, START, Signed, see_with};
use crate::form::{Fields, invalid_field, label};
use crate::layout::{Both, both, page_after};
use crate::notices;
use aduan_http::{App, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::html;

const TITLE: Both<'static> = both("Masuk sebagai petugas", "Sign in as an officer");

/// Longer than any token that is believed.
const LONGEST_TOKEN: usize = 8192;

pub(crate) async fn form() -> Response {
    sign_in_form(None)
}

/// Signs in with a token of the local issuer, for trying out: whoever can make one has the issuer's key.
pub(crate) async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Response {
    let signed_in = async {
        let fields = fields?;
        let token = fields.get("officer_token").ok_or_else(|| invalid_field("officer_token"))?;
        let officer = app.officer_of_local_token(token)?;
        let cookie = app.begin_session(&headers, &officer).await?;
        see_with(START, cookie)
    };
    signed_in.await.unwrap_or_else(|problem: Problem| sign_in_form(Some(&problem)))
}

pub(crate) async fn sign_out(
    State(app): State<App>,
    signed: Signed,
    headers: HeaderMap,
    fields: Result<Fields, Problem>,
) -> Response {
    let signed_out = async {
        signed.check(fields?.get("token"))?;
        see_with(SIGN_IN, app.end_session(&headers).await?)
    };
    signed_out.await.unwrap_or_else(IntoResponse::into_response)
}

fn sign_in_form(problem: Option<&Problem>) -> Response {
    let body = html! {
        @if let Some(problem) = problem { (notices::failure(problem)) }
        div.notice {
            p {
                (both(
                    "Untuk uji coba: masuk dengan token dari perintah ini, di komputer tempat server berjalan.",
                    "For trying out: sign in with a token from this command, on the computer where the server runs.",
                ))
            }
            p { code { "aduan token --db FOLDER --role verifier --office KPPBC-050500" } }
        }
        form method="post" action=(SIGN_IN) autocomplete="off" {
            label for="officer_token" { (label("officer_token")) }
            textarea #officer_token name="officer_token" required maxlength=(LONGEST_TOKEN) spellcheck="false"
                autocapitalize="none" {}
            button { (both("Masuk", "Sign in")) }
        }
    };
    page_after(problem, TITLE, &body)
}
