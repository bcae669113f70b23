//! A server of HTTP of the tests' own.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// A server that gives each request the same answer, and tells what it heard: head and body.
pub(crate) struct HttpServer {
    pub(crate) heard: Receiver<(String, String)>,
    pub(crate) url: String,
}

impl HttpServer {
    pub(crate) fn answers(status: &str, body: &str) -> Self {
        let length = body.len();
        Self::says(
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"),
            None,
        )
    }

    pub(crate) fn says(answer: String, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/api/v1/sms", listener.local_addr().unwrap());
        let (sender, heard) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let request = match &tls {
                    None => exchange(stream, &answer),
                    Some(config) => {
                        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
                        exchange(StreamOwned::new(connection, stream), &answer)
                    }
                };
                if let Some(request) = request
                    && sender.send(request).is_err()
                {
                    break;
                }
            }
        });
        Self { heard, url }
    }
}

fn exchange(stream: impl Read + Write, answer: &str) -> Option<(String, String)> {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    stream.get_mut().write_all(answer.as_bytes()).ok()?;
    stream.get_mut().flush().ok()?;
    Some((head, String::from_utf8(body).unwrap()))
}
