//! HTTP as bytes, for what no well-behaved client would send.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// A status.
    Status(u16),
    /// Nothing; the connection was closed.
    Closed,
    /// Nothing at all.
    Hung,
}

/// One byte sequence after the other, with pauses between.
pub(crate) fn send(address: &str, pieces: &[Vec<u8>], pause: Duration) -> (Reply, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    for (number, piece) in pieces.iter().enumerate() {
        if number > 0 {
            std::thread::sleep(pause);
        }
        // A server that has read enough may have closed the connection.
        if stream.write_all(piece).is_err() {
            break;
        }
    }
    let (start, mut answer, mut buffer) = (Instant::now(), Vec::new(), [0; 8192]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                answer.extend_from_slice(&buffer[..count]);
                if is_whole(&answer) {
                    break;
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return (Reply::Hung, answer);
            }
            Err(_) => break,
        }
        if start.elapsed() > PATIENCE {
            return (Reply::Hung, answer);
        }
    }
    let status = answer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    (status.map_or(Reply::Closed, Reply::Status), answer)
}

/// Whether an answer has all its `Content-Length`.
fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_some_and(|length| answer.len() >= end + 4 + length)
}
