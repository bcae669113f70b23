//! Forwarding to the Inspectorate's WISE (R16).
//!
//! WISE has no public interface. [`CloudEventForwarder`] is what we would offer to whoever runs it: open standards alone, an id
//! by which a repetition is known, and a signature. Another interface is another [`Forwarder`].

use crate::error::SettingsError;
use crate::http::{agent, check_origin, failure};
use crate::outcome::{Accepted, NotSent, Reason};
use crate::secret::SecretSource;
use crate::settings::WiseSettings;
use crate::web_address::web_address;
use aduan_core::RegisterNumber;
use aduan_signature::{Request, Signer, authority};
use aduan_store::MessageId;
use aduan_store::desk::SharedFile;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use ureq::Agent;
use ureq::http::Uri;
use zeroize::Zeroizing;

const CONTENT_TYPE: &str = "application/cloudevents+json";

/// What is forwarded. Its `Debug` shows no data.
#[derive(Clone)]
pub struct Forward {
    id: MessageId,
    register: RegisterNumber,
    data: Value,
}

impl Forward {
    /// A complaint's register number with what is told of it. `data` holds only what was shared (T8): nothing here takes
    /// anything out.
    pub const fn new(id: MessageId, register: RegisterNumber, data: Value) -> Self {
        Self { id, register, data }
    }

    /// The event that WISE is sent, as `CloudEvents` 1.0 has it; `source` is who sends it, as a URI.
    pub fn event(&self, source: &str) -> Value {
        json!({
            "specversion": "1.0",
            "id": self.id.0.to_string(),
            "source": source,
            "type": "aduan.complaint.forwarded.v1",
            "subject": self.register.to_string(),
            "datacontenttype": "application/json",
            "data": self.data,
        })
    }

    /// The message: the same each time, so that it takes effect once.
    pub const fn id(&self) -> MessageId {
        self.id
    }
}

impl std::fmt::Debug for Forward {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Forward").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What was shared, as the data of an event or of a package: no identity, and nothing that was not shared (T8).
pub fn data(shared: &SharedFile) -> Value {
    let texts = shared.texts.iter().map(
        |text| json!({ "event": text.event, "at": text.at, "by": text.by, "text": text.words.reveal() }),
    );
    let attachments = shared.attachments.iter().map(
        |attachment| json!({ "content": attachment.content, "media": attachment.media, "at": attachment.at }),
    );
    json!({
        "register": shared.register,
        "version": shared.version,
        "received_at": shared.received_at,
        "channel": shared.channel,
        "matter": shared.matter,
        "shares": shared.shares,
        "texts": texts.collect::<Vec<_>>(),
        "attachments": attachments.collect::<Vec<_>>(),
    })
}

/// Takes what is forwarded. Implement it for a way of one's own.
///
/// A call blocks until there is an answer or a time limit is over.
pub trait Forwarder: Send + Sync {
    /// Hands it over. A repetition that the other side knows is accepted.
    ///
    /// # Errors
    /// [`NotSent`], which says whether to try again.
    fn forward(&self, forward: &Forward) -> Result<Accepted, NotSent>;

    /// Connects and says what it found, in one line without a secret.
    ///
    /// # Errors
    /// [`Reason`].
    fn check(&self) -> Result<String, Reason>;
}

/// Sends a POST with an event as the specification CloudEvents 1.0 has it, in JSON, whose `id` is the message's, with its digest (RFC 9530) and a signature by
/// Ed25519 (RFC 9421) over method, authority, path, type and digest. Success and 409 (known already) are acceptances.
pub struct CloudEventForwarder {
    agent: Agent,
    url: Uri,
    source: String,
    signer: Signer,
}

impl CloudEventForwarder {
    /// Reads the key and the authorities; connects nowhere.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: &WiseSettings) -> Result<Self, SettingsError> {
        let wrong = |key, why: &str| Err(SettingsError::wrong(key, why));
        let url = web_address(&settings.url).map_err(|why| SettingsError::wrong("wise.url", why))?;
        if url.query().is_some() {
            return wrong("wise.url", "an address without a query");
        }
        if !is_word(&settings.source) {
            return wrong("wise.source", "an address of who sends, such as https://aduan.contoh.example");
        }
        if settings.timeout_seconds == 0 {
            return wrong("wise.timeout_seconds", "at least 1");
        }
        let signer = signer(&settings.key, &settings.key_id)?;
        let timeout = Duration::from_secs(settings.timeout_seconds);
        Ok(Self {
            agent: agent(timeout, settings.ca_file.as_deref(), "wise.ca_file")?,
            url,
            source: settings.source.clone(),
            signer,
        })
    }

    /// The public key, for whoever checks the signatures.
    pub fn public_key(&self) -> [u8; 32] {
        self.signer.public_key()
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

/// What signs for WISE: the key (Ed25519) of 64 hexadecimal digits, and the name by which the other side knows it.
///
/// # Errors
/// [`SettingsError`].
pub fn signer(key: &SecretSource, key_id: &str) -> Result<Signer, SettingsError> {
    if !is_word(key_id) {
        return Err(SettingsError::wrong("wise.key_id", "a word such as aduan-2026"));
    }
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(key.read()?.reveal(), &mut *seed).map_err(|_| {
        let why = "a key of 64 hexadecimal digits, as `openssl rand -hex 32` makes one";
        SettingsError::wrong("wise.key", why)
    })?;
    Ok(Signer::new(key_id, &seed))
}

impl Forwarder for CloudEventForwarder {
    fn forward(&self, forward: &Forward) -> Result<Accepted, NotSent> {
        let event = forward.event(&self.source);
        let body = serde_json::to_vec(&event).map_err(|_| NotSent::ForGood(Reason::Letter))?;
        let body = Zeroizing::new(body);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let scheme = self.url.scheme_str().unwrap_or_default();
        let authority = authority(scheme, self.url.authority().map_or("", |authority| authority.as_str()));
        let (authority, path) = (authority.as_str(), self.url.path());
        let signed = Request { method: "POST", authority, path, content_type: CONTENT_TYPE, body: &body };
        let signed = self.signer.sign(&signed, now);
        let request = self.agent.post(&self.url).header("Content-Type", CONTENT_TYPE);
        let request = request.header("Content-Digest", &signed.content_digest);
        let request = request.header("Signature-Input", &signed.signature_input);
        let request = request.header("Signature", &signed.signature);
        let answer = request.send(body.as_slice()).map_err(|error| failure(&error))?;
        match answer.status().as_u16() {
            200..=299 | 409 => Ok(Accepted::default()),
            401 | 403 => Err(NotSent::ForNow(Reason::Authentication)),
            status @ (400 | 413 | 415 | 422) => Err(NotSent::ForGood(Reason::Http(status))),
            status => Err(NotSent::ForNow(Reason::Http(status))),
        }
    }

    fn check(&self) -> Result<String, Reason> {
        check_origin(&self.agent, &self.url)
    }
}
