//! A log without a reader: standard error is a pipe, and it is full.

use crate::client::{agent, ask, get};
use crate::server::{Program, Server};
use aduan_core::PersonId;
use aduan_http::auth::issuer::TokenSubject;
use aduan_http::auth::{Issuer, TokenRole};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

/// More requests than lines fit into the pipe and the queue before it.
const REQUESTS: usize = 40_000;

#[test]
fn a_log_that_nobody_reads_never_stops_the_server() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("aduan.toml"),
        "[limits]\nclient = { burst = 0, per_minute = 0 }\nheader_seconds = 60\n",
    )
    .unwrap();
    let mut server = Server::start_logging_to(Program::Aduan, folder.path(), Stdio::piped());
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut requests = stream.try_clone().unwrap();
    let sent = thread::spawn(move || {
        for number in 1..=REQUESTS {
            let last = if number == REQUESTS { "Connection: close\r\n" } else { "" };
            requests.write_all(format!("GET /health HTTP/1.1\r\nHost: x\r\n{last}\r\n").as_bytes()).unwrap();
        }
    });
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    sent.join().unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), REQUESTS);

    let issuer = Issuer::open(&folder.path().join("desk/keys/token-issuer.key")).unwrap();
    let subject = TokenSubject {
        person: PersonId::new(uuid::Uuid::from_u128(1)),
        role: TokenRole::Operator,
        office: None,
    };
    let token = issuer.token(&subject, Duration::from_secs(60)).unwrap();
    let metrics = ask(&agent(), &server.url, &get("/metrics").bearer(&token)).unwrap().text();
    let dropped = metrics.lines().find_map(|line| line.strip_prefix("aduan_dropped_lines "));
    assert!(dropped.unwrap().parse::<usize>().unwrap() > 0, "{metrics}");
    assert_eq!(server.stop(), Some(0));
}
