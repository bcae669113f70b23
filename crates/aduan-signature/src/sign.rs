//! Signing.

use crate::{COVERED, Request, SignatureHeaders, content_digest, signature_base};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};

/// Signs requests with one key. Its `Debug` shows the key's name alone.
pub struct Signer {
    key: SigningKey,
    key_id: String,
}

impl Signer {
    /// A signer with the secret key of this seed (RFC 8032), which the other side knows by `key_id`: printable ASCII without `"` and
    /// `\`.
    pub fn new(key_id: &str, seed: &[u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(seed), key_id: key_id.to_owned() }
    }

    /// The public key, for whoever verifies.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    pub(crate) fn bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The headers that sign a request, at this time in seconds since 1970. The signature's label is `aduan`.
    pub fn sign(&self, request: &Request<'_>, created: u64) -> SignatureHeaders {
        let digest = content_digest(request.body);
        let parts = COVERED.map(|name| (name, request.part(name, &digest).unwrap_or_default()));
        let names = COVERED.map(|name| format!("\"{name}\"")).join(" ");
        let parameters = format!("({names});created={created};keyid=\"{}\";alg=\"ed25519\"", self.key_id);
        let signature = STANDARD.encode(self.bytes(signature_base(&parts, &parameters).as_bytes()));
        let signature = format!("aduan=:{signature}:");
        SignatureHeaders { content_digest: digest, signature_input: format!("aduan={parameters}"), signature }
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signer").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9421, appendix B.2.6, with the key of B.1.4.
    #[test]
    fn the_example_of_the_standard_gives_its_signature() {
        let parts = [
            ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("@method", "POST"),
            ("@path", "/foo"),
            ("@authority", "example.com"),
            ("content-type", "application/json"),
            ("content-length", "18"),
        ];
        let parameters = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
                          ;created=1618884473;keyid=\"test-key-ed25519\"";
        let seed = STANDARD.decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=").unwrap();
        let signer = Signer::new("test-key-ed25519", &seed.try_into().unwrap());
        assert_eq!(STANDARD.encode(signer.public_key()), "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
        assert_eq!(
            STANDARD.encode(signer.bytes(signature_base(&parts, parameters).as_bytes())),
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
        );
    }
}
