//! `aduan serve` beside its limits, in the same run: `cargo bench -p aduan-cli --bench served`.
//!
//! The server is a process of its own, as are the limits that are servers; both are asked by the same client, one thread
//! with 64 connections that it keeps. Rounds of both alternate, and the medians are compared. `ADUAN_BENCH_SECONDS` sets how
//! long one round takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    unreachable_pub,
    reason = "a bench"
)]

mod client;
#[path = "../../../aduan-sqlite/benches/store/harness.rs"]
#[expect(dead_code, reason = "what is awaited is not measured here")]
mod harness;
#[path = "../../../aduan-sqlite/benches/store/peers.rs"]
mod peers;

use aduan_core::{Channel, Matter, Office, PersonId};
use aduan_http::auth::Issuer;
use aduan_http::auth::issuer::TokenSubject;
use aduan_sqlite::SqliteStore;
use aduan_store::OsEntropy;
use aduan_store::desk::{Desk, Reception, TicketSecret};
use aduan_store::vault::{KeyRing, MasterKey};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use client::{Load, once, request};
use harness::{CLIENTS, compare, in_threads, median, only_a_try, rounds, seconds};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const UNIT: &str = "KPPBC-050500";
const STORY: &str = "Pelayanan lambat sekali, sudah tiga hari";
/// The variable that makes of this program the bare server: how many bytes it answers.
const BARE: &str = "SERVED_BARE";

/// A process that serves, until it is dropped.
struct Serving {
    child: Child,
    address: SocketAddr,
}

impl Serving {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let address = said["listening"].as_str().unwrap().strip_prefix("http://").unwrap().parse().unwrap();
        Self { child, address }
    }

    /// `aduan serve`, as it comes but for the limits of pace: all come from one address here.
    fn aduan(place: &Path) -> Self {
        let none = "{ burst = 0, per_minute = 0 }";
        let settings = format!("[limits]\nfiling = {none}\nticket = {none}\nclient = {none}\n");
        std::fs::write(place.join("aduan.toml"), settings).unwrap();
        let log = std::fs::File::create(place.join("log.jsonl")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_aduan"));
        command
            .env_clear()
            .args(["serve", "--bind", "127.0.0.1:0", "--json", "--db"])
            .arg(place.join("desk"));
        Self::start(command.arg("--config").arg(place.join("aduan.toml")).stderr(log))
    }

    /// The least that answers so many bytes.
    fn bare(bytes: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        Self::start(command.env_clear().env(BARE, bytes.to_string()))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A bare axum handler that answers a constant.
fn serve_bare(bytes: usize) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let body: &'static str = "x".repeat(bytes).leak();
        let router =
            Router::new().route("/", get(async move || ([(CONTENT_TYPE, "application/json")], body)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", json!({ "listening": format!("http://{}", listener.local_addr().unwrap()) }));
        axum::serve(listener, router).await.unwrap();
    });
}

fn filing() -> Vec<u8> {
    let body = json!({ "channel": "website", "matter": "duties", "material": STORY, "unit": UNIT });
    request("POST", "/v1/complaints", &[("Content-Type", "application/json")], body.to_string().as_bytes())
}

fn main() {
    if let Ok(bytes) = std::env::var(BARE) {
        serve_bare(bytes.parse().unwrap());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let server = Serving::aduan(folder.path());
    println!("{CLIENTS} connections, {} rounds of {:?}", rounds(), seconds());

    let unit: Office = UNIT.parse().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("direct.db")).unwrap());
    let desk = Desk::open(store, Arc::new(KeyRing::new(MasterKey::from_bytes([7; 32])))).unwrap();
    let reception = Reception::new(Channel::Website, Matter::Duties, STORY, unit);
    let directly = || {
        in_threads(CLIENTS, || {
            let secret = TicketSecret::fresh(&OsEntropy).unwrap();
            drop(desk.receive_online(&desk.trace().unwrap(), reception.clone(), &secret).unwrap());
        })
    };
    let filing = filing();
    compare("filing; the limit is the desk, by 64 threads", 0.5, &directly, &|| {
        client::run(server.address, Load::full(&filing, CLIENTS, 201)).rate
    });

    let answer = once(server.address, &filing);
    let filed: Value = serde_json::from_slice(&answer).unwrap();
    let issuer = Issuer::open(&folder.path().join("desk/keys/token-issuer.key")).unwrap();
    let (person, role) = (PersonId::new(Uuid::from_u128(11)), "verifier".parse().unwrap());
    let subject = TokenSubject { person, role, office: Some(unit) };
    let token = format!("Bearer {}", issuer.token(&subject, Duration::from_secs(3600)).unwrap());
    let path = format!("/v1/desk/complaints/{}", filed["complaint"].as_str().unwrap());
    let reading = request("GET", &path, &[("Authorization", &token)], b"");
    let bytes = once(server.address, &reading).len();
    let bare = Serving::bare(bytes);
    let constant = request("GET", "/", &[("Authorization", &token)], b"");
    compare(
        &format!("reading one complaint, {bytes} bytes; a bare axum handler"),
        0.4,
        &|| client::run(bare.address, Load::full(&constant, CLIENTS, 200)).rate,
        &|| client::run(server.address, Load::full(&reading, CLIENTS, 200)).rate,
    );
    let ticket = format!("Ticket {}", filed["ticket"].as_str().unwrap());
    let follow = request("GET", "/v1/complaint", &[("Authorization", &ticket)], b"");
    following((&server, &follow), (&bare, &constant), &filing);
}

/// The slowest of a hundred clients that follow a complaint, alone and while others file. Each client asks, and asks again a
/// little later, as people do. For comparison, other clients ask the bare server at the same time; it shares only the
/// processors with the real one.
fn following((server, follow): (&Serving, &[u8]), (bare, constant): (&Serving, &[u8]), filing: &[u8]) {
    let ask = |of: &Serving, request: &[u8]| {
        let load = Load { pause: Duration::from_millis(2), ..Load::full(request, 4, 200) };
        client::run(of.address, load).p99.as_secs_f64() * 1000.0
    };
    let under = |of: &Serving, request: &[u8], connections: usize, pause: Duration| {
        std::thread::scope(|scope| {
            let load = Load { pause, longer: true, ..Load::full(filing, connections, 201) };
            let others = scope.spawn(move || client::run(server.address, load).rate);
            std::thread::sleep(Duration::from_millis(if only_a_try() { 1 } else { 100 }));
            let slowest = ask(of, request);
            (slowest, others.join().unwrap())
        })
    };
    let loads = [
        ("a hundred who file", 100, Duration::from_millis(100)),
        ("64 who file at once", CLIENTS, Duration::ZERO),
    ];
    for (what, connections, pause) in loads {
        let (mut idle, mut busy, mut rates) = (Vec::new(), Vec::new(), Vec::new());
        let (mut bare_idle, mut bare_busy) = (Vec::new(), Vec::new());
        for _ in 0..rounds() {
            idle.push(ask(server, follow));
            let (slowest, rate) = under(server, follow, connections, pause);
            busy.push(slowest);
            rates.push(rate);
            bare_idle.push(ask(bare, constant));
            bare_busy.push(under(bare, constant, connections, pause).0);
        }
        let (idle, busy) = (median(idle), median(busy));
        let verdict = if busy <= 5.0 * idle { "" } else { "  ABOVE" };
        println!(
            "following, p99 beside {what} ({:.0}/s)  {busy:.2} ms  idle {idle:.2} ms  × {:.2}  (goal 5){verdict}",
            median(rates),
            busy / idle
        );
        let (idle, busy) = (median(bare_idle), median(bare_busy));
        println!(
            "    a bare handler in a process of its own, meanwhile  {busy:.2} ms  idle {idle:.2} ms  × {:.2}",
            busy / idle
        );
    }
}
