//! A service of one's own in front of the desk: axum, two routes. The ticket travels in a header, never in a URL.

use aduan::core::{Channel, Language, Matter};
use aduan::desk::{Reception, Source, TicketSecret};
use aduan::store::OsEntropy;
use aduan::vault::FileKeys;
use aduan::{AsyncDesk, Desk, DeskError, SqliteStore};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::sync::Arc;

type Answer = Result<Json<Value>, (StatusCode, String)>;

/// A refusal is the caller's to read; anything else is ours.
fn refuse(error: DeskError) -> (StatusCode, String) {
    match error {
        DeskError::Rejected(refused) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("{}: {}", refused.rule(), refused.sentence(Language::Indonesian)),
        ),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "try again later".to_owned()),
    }
}

/// Files what the body says, and answers the register number and, once, the ticket.
async fn file(State(desk): State<AsyncDesk>, words: String) -> Answer {
    let unit = "KPPBC-050500".parse().map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, String::new()))?;
    let reception = Reception::new(Channel::Website, Matter::Duties, words, unit);
    let secret = TicketSecret::fresh(&OsEntropy).map_err(|error| refuse(error.into()))?;
    let trace = desk.trace().map_err(refuse)?;
    let (done, ticket) = desk.receive_online(&trace, reception.clone(), &secret).await.map_err(refuse)?;
    Ok(Json(json!({ "register": done.complaint.register, "ticket": ticket.reveal() })))
}

/// Shows the complainant where their complaint stands.
async fn follow(State(desk): State<AsyncDesk>, headers: HeaderMap) -> Answer {
    let typed = headers.get("ticket").and_then(|ticket| ticket.to_str().ok()).unwrap_or_default();
    match desk.follow(typed, &Source::from("the peer's address")).await {
        Ok(view) => Ok(Json(json!(view))),
        // One answer for every wrong ticket.
        Err(_) => Err((StatusCode::NOT_FOUND, "no complaint has this ticket".to_owned())),
    }
}

/// Sends one request, as any client would.
fn ask(address: std::net::SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = std::net::TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Runs it: serves on a free port, files a complaint over HTTP, and follows it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(&folder.path().join("aduan.db"))?;
    let keys = FileKeys::create(&folder.path().join("aduan.keys"), &OsEntropy)?;
    let desk = AsyncDesk::from(Desk::open(Arc::new(store), Arc::new(keys))?);
    let routes =
        Router::new().route("/complaints", post(file)).route("/complaint", get(follow)).with_state(desk);

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    runtime.spawn(async move { axum::serve(listener, routes).await });

    let head = "HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    let words = "three days in the queue";
    let filed =
        ask(address, &format!("POST /complaints {head}content-length: {}\r\n\r\n{words}", words.len()))?;
    let (_, body) = filed.split_once("\r\n\r\n").ok_or("an answer has a body")?;
    let answer: Value = serde_json::from_str(body)?;
    println!("filed as {}", answer["register"]);

    let ticket = answer["ticket"].as_str().ok_or("a ticket, once")?;
    let seen = ask(address, &format!("GET /complaint {head}ticket: {ticket}\r\n\r\n"))?;
    assert!(seen.contains("verifying") && !seen.contains(words));
    let wrong = ask(address, &format!("GET /complaint {head}ticket: 000000-000000-000000\r\n\r\n"))?;
    assert!(wrong.starts_with("HTTP/1.1 404"));
    Ok(())
}
