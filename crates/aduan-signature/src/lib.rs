//! Signed requests between two programs: HTTP message signatures (RFC 9421) by Ed25519, over the digest of the body (RFC 9530).
//!
//! - [`Signer`] makes the headers of a request: [`SignatureHeaders`].
//! - [`Verifier`] knows the public keys of the other side, and says whether a request is theirs and fresh.
//! - [`Signer::sign_document`] signs a document that is handed over without a request: a [`Jws`] (RFC 7515).
//!
//! A signature covers method, authority, path, content type and content digest: exactly these five, in any order. It knows no network
//! and no clock: the caller says what the request is, and the time.
//!
//! ```
//! use aduan_signature::{Request, Signer, Verifier};
//! let body = br#"{"number":"W-7"}"#;
//! let authority = "pengaduan.contoh.example";
//! let request = Request { method: "POST", authority, path: "/v1/wise/events", content_type: "application/json", body };
//! let signer = Signer::new("wise-2026", &[7; 32]);
//! let headers = signer.sign(&request, 1_767_225_600);
//!
//! let verifier = Verifier::new([("wise-2026", signer.public_key())], 300).expect("a key");
//! assert_eq!(verifier.verify(&request, &headers, 1_767_225_700), Ok("wise-2026"));
//! assert!(verifier.verify(&request, &headers, 1_767_229_200).is_err(), "an hour later");
//! ```

mod fields;
mod jws;
mod sign;
mod verify;

pub use jws::Jws;
pub use sign::Signer;
pub use verify::{KeyError, Refused, Verifier};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The parts of a request that a signature covers: all five, no more and no fewer.
const COVERED: [&str; 5] = ["@method", "@authority", "@path", "content-type", "content-digest"];

/// What is signed of a request. It has no query: a signature does not cover one.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// Host and port, in small letters, without a port that is the scheme's own.
    pub authority: &'a str,
    /// The path.
    pub path: &'a str,
    /// The header `Content-Type`, as it is sent.
    pub content_type: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// The headers that sign a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureHeaders {
    /// `Content-Digest`.
    pub content_digest: String,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

/// The authority of an address as a signature has it: in small letters, without the scheme's own port.
///
/// ```
/// use aduan_signature::authority;
/// assert_eq!(authority("https", "Aduan.Example:443"), "aduan.example");
/// assert_eq!(authority("https", "aduan.example:8443"), "aduan.example:8443");
/// ```
pub fn authority(scheme: &str, authority: &str) -> String {
    let authority = authority.to_ascii_lowercase();
    let port = if scheme == "https" { ":443" } else { ":80" };
    authority.strip_suffix(port).map(str::to_owned).unwrap_or(authority)
}

/// `Content-Digest` of a body (RFC 9530).
fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

/// What RFC 9421 signs (section 2.5): each part with its value, then the parameters.
fn signature_base(parts: &[(&str, &str)], parameters: &str) -> String {
    let lines = parts.iter().map(|(name, value)| format!("\"{name}\": {value}\n"));
    format!("{}\"@signature-params\": {parameters}", lines.collect::<String>())
}

impl Request<'_> {
    /// The value of a part that is covered; `None` for any other.
    fn part<'a>(&'a self, name: &str, digest: &'a str) -> Option<&'a str> {
        Some(match name {
            "@method" => self.method,
            "@authority" => self.authority,
            "@path" => self.path,
            "content-type" => self.content_type,
            "content-digest" => digest,
            _ => return None,
        })
    }
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Request").field("path", &self.path).finish_non_exhaustive()
    }
}
