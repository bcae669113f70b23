//! Servers of others, whom `aduan serve` asks: a sign-on that gives out its keys, a collector of spans.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A server that gives every request the same answer, until told otherwise, and keeps all requests.
pub(crate) struct Elsewhere {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    tls: Mutex<Option<Arc<ServerConfig>>>,
    answer: Mutex<(Duration, Vec<u8>)>,
    heard: Mutex<Vec<Heard>>,
}

/// A request, as it came.
#[derive(Clone)]
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// An answer with a body that is whole.
pub(crate) fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

impl Elsewhere {
    /// At a port that the system chooses.
    pub(crate) fn start(tls: Option<Arc<ServerConfig>>, answer: Vec<u8>) -> Self {
        Self::at(TcpListener::bind("127.0.0.1:0").unwrap(), tls, answer)
    }

    pub(crate) fn at(listener: TcpListener, tls: Option<Arc<ServerConfig>>, answer: Vec<u8>) -> Self {
        let address = listener.local_addr().unwrap();
        let answer = Mutex::new((Duration::ZERO, answer));
        let shared = Arc::new(Shared { tls: Mutex::new(tls), answer, heard: Mutex::default() });
        let told = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&told);
                std::thread::spawn(move || {
                    let tls = shared.tls.lock().unwrap().clone();
                    match tls {
                        Some(tls) => {
                            let connection = ServerConnection::new(tls).unwrap();
                            shared.talk(&mut StreamOwned::new(connection, stream));
                        }
                        None => shared.talk(&mut { stream }),
                    }
                });
            }
        });
        Self { address, shared }
    }

    /// Answers like this from now on, after so long.
    pub(crate) fn answers(&self, after: Duration, answer: Vec<u8>) {
        *self.shared.answer.lock().unwrap() = (after, answer);
    }

    /// Shows another certificate from now on.
    pub(crate) fn shows(&self, tls: Arc<ServerConfig>) {
        *self.shared.tls.lock().unwrap() = Some(tls);
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.shared.heard.lock().unwrap().clone()
    }
}

impl Shared {
    /// One request and its answer. A client that breaks off gets no answer.
    fn talk(&self, stream: &mut (impl Read + Write)) {
        let Some(heard) = hear(stream) else { return };
        self.heard.lock().unwrap().push(heard);
        let (after, answer) = self.answer.lock().unwrap().clone();
        std::thread::sleep(after);
        let _ = stream.write_all(&answer).and_then(|()| stream.flush());
    }
}

fn hear(stream: &mut impl Read) -> Option<Heard> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 8192]);
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length = head.lines().find_map(|line| {
            line.to_lowercase().strip_prefix("content-length:").map(|length| length.trim().parse().unwrap())
        });
        let body = &bytes[end + 4..];
        if body.len() >= length.unwrap_or(0) {
            return Some(Heard { head, body: body.to_vec() });
        }
    }
}

/// An authority that vouches for servers.
pub(crate) struct Vouching {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, to be trusted.
    pub(crate) pem: String,
}

impl Vouching {
    pub(crate) fn named(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// The certificate that the server of this name or address shows.
    pub(crate) fn vouch(&self, host: &str) -> Arc<ServerConfig> {
        self.vouch_until(host, 2100)
    }

    /// The same, until this year begins.
    pub(crate) fn vouch_until(&self, host: &str, year: i32) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key.into()).unwrap())
    }
}
