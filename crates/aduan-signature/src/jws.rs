//! Documents that carry their signature: JSON Web Signatures (RFC 7515) by Ed25519 (RFC 8037).

use crate::Signer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A signed document, in the three parts of a flattened JSON serialization, each base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Jws {
    /// `protected`: the header, with the key's name and the type of the payload.
    pub protected: String,
    /// `payload`: the document.
    pub payload: String,
    /// `signature`.
    pub signature: String,
}

impl Signer {
    /// Signs a document of this type, such as `cloudevents+json`: a media type without `application/`.
    ///
    /// ```
    /// use aduan_signature::Signer;
    /// let signed = Signer::new("aduan-2026", &[7; 32]).sign_document("cloudevents+json", b"{}");
    /// assert_eq!(signed.payload, "e30");
    /// ```
    pub fn sign_document(&self, content_type: &str, document: &[u8]) -> Jws {
        let header = format!(r#"{{"alg":"EdDSA","kid":"{}","cty":"{content_type}"}}"#, self.key_id());
        let (protected, payload) = (URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(document));
        let signature = URL_SAFE_NO_PAD.encode(self.bytes(format!("{protected}.{payload}").as_bytes()));
        Jws { protected, payload, signature }
    }
}
