//! Verifying.

use crate::fields::{bytes, dictionary, input};
use crate::{COVERED, Request, SignatureHeaders, content_digest, signature_base};
use ed25519_dalek::{Signature, VerifyingKey};

/// Verifies requests by the public keys of the other side.
#[derive(Debug, Clone)]
pub struct Verifier {
    keys: Vec<(String, VerifyingKey)>,
    tolerance: u64,
}

/// A public key that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key {key_id} is no public key of Ed25519")]
pub struct KeyError {
    /// Its name.
    pub key_id: String,
}

/// Why a request is not believed. For the log of whoever verifies: the sender is not told which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Refused {
    /// A header is missing or has another form.
    #[error("the headers of the signature are missing or have another form")]
    Form,
    /// The body has another digest.
    #[error("the body has another digest than Content-Digest says")]
    Digest,
    /// No signature is by a key that is known.
    #[error("no signature names a key that is known here")]
    Key,
    /// The signature covers fewer parts of the request, or other ones.
    #[error("the signature does not cover method, authority, path, content type and content digest alone")]
    Covers,
    /// The signature is of another request or by another key.
    #[error("the signature is of another request or by another key")]
    Signature,
    /// The signature is right, and too old or of the future.
    #[error("the signature is too old or of the future")]
    Stale,
}

impl Verifier {
    /// A verifier that knows these keys by their names, and believes a signature for so many seconds after, and before, the time it
    /// names.
    ///
    /// # Errors
    /// [`KeyError`] for bytes that are no public key, or a weak one.
    pub fn new<'a>(
        keys: impl IntoIterator<Item = (&'a str, [u8; 32])>,
        tolerance: u64,
    ) -> Result<Self, KeyError> {
        let keys = keys.into_iter().map(|(key_id, key)| {
            let key = VerifyingKey::from_bytes(&key).ok().filter(|key| !key.is_weak());
            let key = key.ok_or_else(|| KeyError { key_id: key_id.to_owned() })?;
            Ok((key_id.to_owned(), key))
        });
        Ok(Self { keys: keys.collect::<Result<_, _>>()?, tolerance })
    }

    /// The name of the key that signed this request, at `now` in seconds since 1970.
    ///
    /// A request may have several signatures: the first that names a known key is judged. A right signature can be shown again while it
    /// is fresh: the receiver knows a repetition by what the body says.
    ///
    /// # Errors
    /// [`Refused`]; [`Refused::Stale`] only for a signature that is right.
    pub fn verify(
        &self,
        request: &Request<'_>,
        headers: &SignatureHeaders,
        now: u64,
    ) -> Result<&str, Refused> {
        let digest = dictionary(&headers.content_digest).ok_or(Refused::Form)?;
        let (_, given) = digest.iter().find(|(name, _)| *name == "sha-256").ok_or(Refused::Form)?;
        let expected = content_digest(request.body);
        if bytes(given).is_none() || Some(*given) != expected.strip_prefix("sha-256=") {
            return Err(Refused::Digest);
        }
        let inputs = dictionary(&headers.signature_input).ok_or(Refused::Form)?;
        let signatures = dictionary(&headers.signature).ok_or(Refused::Form)?;
        let known = inputs.iter().find_map(|(label, parameters)| {
            let input = input(parameters)?;
            let (key_id, key) = self.keys.iter().find(|(key_id, _)| Some(key_id.as_str()) == input.key_id)?;
            Some((label, parameters, input, key_id, key))
        });
        let (label, parameters, input, key_id, key) = known.ok_or(Refused::Key)?;
        if input.algorithm.is_some_and(|algorithm| algorithm != "ed25519") {
            return Err(Refused::Key);
        }
        let covers_all = COVERED.iter().all(|name| input.covers.contains(name));
        if !covers_all || input.covers.len() != COVERED.len() {
            return Err(Refused::Covers);
        }
        // What is signed is the header as it was sent.
        let parts: Option<Vec<_>> = input
            .covers
            .iter()
            .map(|name| Some((*name, request.part(name, &headers.content_digest)?)))
            .collect();
        let parts = parts.ok_or(Refused::Covers)?;
        let (_, signature) = signatures.iter().find(|(name, _)| name == label).ok_or(Refused::Form)?;
        let signature = bytes(signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
        let signature = signature.ok_or(Refused::Form)?;
        key.verify_strict(signature_base(&parts, parameters).as_bytes(), &signature)
            .map_err(|_| Refused::Signature)?;
        let fresh = input.created.is_some_and(|created| created.abs_diff(now) <= self.tolerance);
        if !fresh || input.expires.is_some_and(|expires| expires < now) {
            return Err(Refused::Stale);
        }
        Ok(key_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signer;

    const NOW: u64 = 1_767_225_600;

    fn request(body: &[u8]) -> Request<'_> {
        let content_type = "application/cloudevents+json";
        Request { method: "POST", authority: "aduan.example", path: "/v1/wise/events", content_type, body }
    }

    fn signer() -> Signer {
        Signer::new("wise-2026", &[7; 32])
    }

    fn verifier() -> Verifier {
        Verifier::new(
            [("other", Signer::new("", &[8; 32]).public_key()), ("wise-2026", signer().public_key())],
            300,
        )
        .unwrap()
    }

    #[test]
    fn every_part_of_a_request_is_covered() {
        let (right, verifier) = (request(b"{}"), verifier());
        let headers = signer().sign(&right, NOW);
        assert_eq!(verifier.verify(&right, &headers, NOW), Ok("wise-2026"));
        let others = [
            (Request { method: "PUT", ..right }, Refused::Signature),
            (Request { authority: "other.example", ..right }, Refused::Signature),
            (Request { path: "/v1/wise/event", ..right }, Refused::Signature),
            (Request { content_type: "application/json", ..right }, Refused::Signature),
            (Request { body: b"{ }", ..right }, Refused::Digest),
        ];
        for (other, why) in others {
            assert_eq!(verifier.verify(&other, &headers, NOW), Err(why));
        }
        // A digest that fits the other body is not the one that was signed.
        let body = Request { body: b"{ }", ..right };
        let digest = signer().sign(&body, NOW).content_digest;
        let swapped = SignatureHeaders { content_digest: digest, ..headers };
        assert_eq!(verifier.verify(&body, &swapped, NOW), Err(Refused::Signature));
    }

    #[test]
    fn no_changed_character_of_a_header_is_believed() {
        let (right, verifier) = (request(b"{}"), verifier());
        let headers = signer().sign(&right, NOW);
        let changed = |text: &str| -> Vec<String> {
            let places = (0..text.len()).map(|place| {
                let mut bytes = text.as_bytes().to_vec();
                bytes[place] = if bytes[place] == b'B' { b'C' } else { b'B' };
                String::from_utf8(bytes).unwrap()
            });
            places.chain([String::new(), format!("{text}, {text}")]).collect()
        };
        for signature in changed(&headers.signature) {
            let headers = SignatureHeaders { signature, ..headers.clone() };
            assert!(verifier.verify(&right, &headers, NOW).is_err(), "{}", headers.signature);
        }
        for signature_input in changed(&headers.signature_input) {
            let headers = SignatureHeaders { signature_input, ..headers.clone() };
            assert!(verifier.verify(&right, &headers, NOW).is_err(), "{}", headers.signature_input);
        }
        for content_digest in changed(&headers.content_digest) {
            let headers = SignatureHeaders { content_digest, ..headers.clone() };
            assert!(verifier.verify(&right, &headers, NOW).is_err(), "{}", headers.content_digest);
        }
    }

    #[test]
    fn a_signature_is_fresh_for_its_time_alone() {
        let (right, verifier) = (request(b"{}"), verifier());
        let headers = signer().sign(&right, NOW);
        for (now, fresh) in [(NOW - 301, false), (NOW - 300, true), (NOW + 300, true), (NOW + 301, false)] {
            let expected = if fresh { Ok("wise-2026") } else { Err(Refused::Stale) };
            assert_eq!(verifier.verify(&right, &headers, now), expected);
        }
        // Who does not know the key does not learn whether a time would have been right.
        let forged = Signer::new("wise-2026", &[9; 32]).sign(&right, NOW - 900);
        assert_eq!(verifier.verify(&right, &forged, NOW), Err(Refused::Signature));
    }

    #[test]
    fn a_key_is_known_by_its_name() {
        let (right, verifier) = (request(b"{}"), verifier());
        let stranger = Signer::new("stranger", &[7; 32]).sign(&right, NOW);
        assert_eq!(verifier.verify(&right, &stranger, NOW), Err(Refused::Key));
        let misnamed = Signer::new("other", &[7; 32]).sign(&right, NOW);
        assert_eq!(verifier.verify(&right, &misnamed, NOW), Err(Refused::Signature));
        // A proxy's own signature stands beside the sender's.
        let mut both = signer().sign(&right, NOW);
        both.signature_input = format!("proxy=(\"@path\");keyid=\"p\", {}", both.signature_input);
        both.signature = format!("proxy=:AA==:, {}", both.signature);
        assert_eq!(verifier.verify(&right, &both, NOW), Ok("wise-2026"));
        let weak = Verifier::new([("zero", [0; 32])], 300);
        assert_eq!(weak.unwrap_err(), KeyError { key_id: "zero".to_owned() });
    }
}
