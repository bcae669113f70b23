//! A client that costs little: one thread, many connections that it keeps, one request again and again on each.

use crate::harness::seconds;
use std::fmt::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A load: the request to send, and how.
#[derive(Clone, Copy)]
pub struct Load<'a> {
    pub request: &'a [u8],
    pub connections: usize,
    /// The status that every answer must have.
    pub status: u16,
    /// How long each connection rests between two requests.
    pub pause: Duration,
    /// Whether it goes on for some longer than a round, so that a round fits into it.
    pub longer: bool,
}

impl<'a> Load<'a> {
    /// As fast as it goes.
    pub const fn full(request: &'a [u8], connections: usize, status: u16) -> Self {
        Self { request, connections, status, pause: Duration::ZERO, longer: false }
    }
}

/// How many answers a second, and the 99th percentile of their time.
pub struct Measured {
    pub rate: f64,
    pub p99: Duration,
}

/// A request as bytes.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if !body.is_empty() {
        let _ = write!(head, "Content-Length: {}\r\n", body.len());
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Asks once; the body.
pub fn once(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    runtime().block_on(async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut answer = Vec::new();
        let start = ask(&mut stream, request, &mut answer).await.1;
        answer.split_off(start)
    })
}

/// Asks for as long as a round takes.
pub fn run(address: SocketAddr, load: Load<'_>) -> Measured {
    let request: &'static [u8] = load.request.to_vec().leak();
    let (status, pause) = (load.status, load.pause);
    runtime().block_on(async {
        let mut streams = Vec::new();
        for _ in 0..load.connections {
            let stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            streams.push(stream);
        }
        let lasting = if load.longer { seconds() + Duration::from_millis(200) } else { seconds() };
        let start = Instant::now();
        let tasks: Vec<_> = streams
            .into_iter()
            .map(|mut stream| {
                tokio::spawn(async move {
                    let (mut took, mut answer) = (Vec::new(), Vec::new());
                    while start.elapsed() < lasting {
                        let asked = Instant::now();
                        let got = ask(&mut stream, request, &mut answer).await.0;
                        assert_eq!(got, status, "{}", String::from_utf8_lossy(&answer));
                        took.push(asked.elapsed());
                        if !pause.is_zero() {
                            tokio::time::sleep(pause).await;
                        }
                    }
                    took
                })
            })
            .collect();
        let mut took = Vec::new();
        for task in tasks {
            took.extend(task.await.unwrap());
        }
        let rate = took.len() as f64 / start.elapsed().as_secs_f64();
        took.sort_unstable();
        Measured { rate, p99: took[took.len() * 99 / 100] }
    })
}

/// Sends a request and reads the answer: its status, and where its body begins.
async fn ask(stream: &mut TcpStream, request: &[u8], answer: &mut Vec<u8>) -> (u16, usize) {
    stream.write_all(request).await.unwrap();
    answer.clear();
    loop {
        assert!(stream.read_buf(answer).await.unwrap() > 0, "closed");
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
        });
        if answer.len() >= end + 4 + length.expect("a length") {
            return (head[9..12].parse().unwrap(), end + 4);
        }
    }
}
