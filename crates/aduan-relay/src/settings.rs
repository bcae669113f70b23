//! The settings: the section `[relay]`.

use crate::error::SettingsError;
use crate::secret::SecretSource;
use crate::web_address::FollowUrl;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The section `[relay]`. An unknown key is an error.
///
/// ```
/// let settings: aduan_relay::Settings = toml::from_str(r#"
///     follow = "https://pengaduan.contoh.example/pantau"
///
///     [mail]
///     from = "Pengaduan <pengaduan@contoh.example>"
///     return_path = "kembali@contoh.example"
///     smtp = { host = "mail.contoh.example", user = "aduan", password = { file = "/run/secrets/smtp" } }
///
///     [sms.gateway]
///     url = "https://sms.contoh.example/api/v1/sms"
///     secrets.token = { env = "SMS_TOKEN" }
///     headers.Authorization = "Bearer {secret:token}"
///     body = { phone = "{number}", message = "{text}" }
///     answer = { id = "/msg_uid", error = "/error" }
/// "#)?;
/// assert_eq!(settings.sms.unwrap().parts, 2);
/// # Ok::<_, toml::de::Error>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// The page on which complainants follow the handling; it stands in letters. The ticket is never part of it.
    pub follow: FollowUrl,
    /// Letters of one's own. Without it, the shipped ones.
    pub letters: Option<PathBuf>,
    /// E-mail. Without it, no e-mail is sent.
    pub mail: Option<MailSettings>,
    /// SMS. Without it, no SMS is sent.
    pub sms: Option<SmsSettings>,
    /// The Inspectorate's WISE. Without it, nothing is forwarded.
    pub wise: Option<WiseSettings>,
    /// For how many seconds a relay holds what it claimed. What a killed one had is sent by another after that.
    #[serde(default = "ten_minutes")]
    pub lease_seconds: u32,
    /// Seconds from the first failure of a message to the next attempt; each further wait is twice as long, up to an hour.
    #[serde(default = "retry_after")]
    pub retry_seconds: u32,
}

/// The section `[relay.mail]`: `smtp` or `folder`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MailSettings {
    /// The sender that people see: `Pengaduan <pengaduan@contoh.example>`.
    pub from: String,
    /// Where mail servers send what they cannot deliver: `kembali@contoh.example`. Each letter has its own
    /// `kembali+ID@contoh.example`, so the mail server must take addresses with `+`. Without it, they send it to `from`.
    pub return_path: Option<String>,
    /// A folder into which letters are written instead of being sent, for trying out.
    pub folder: Option<PathBuf>,
    /// The mail server.
    pub smtp: Option<SmtpSettings>,
}

/// The section `[relay.mail.smtp]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SmtpSettings {
    /// The name or address of the server.
    pub host: String,
    /// The port; otherwise 587 for `starttls`, 465 for `tls`, 25 for `none`.
    pub port: Option<u16>,
    /// How the connection is encrypted.
    #[serde(default)]
    pub encryption: Encryption,
    /// The user, where the server asks for one.
    pub user: Option<String>,
    /// The user's password.
    pub password: Option<SecretSource>,
    /// A file with the only certificate authorities that are trusted (PEM). Without it, the web's own.
    pub ca_file: Option<PathBuf>,
    /// The name that the server is greeted with; otherwise `[127.0.0.1]`.
    pub hello: Option<String>,
    /// Time limit for each answer of the server.
    #[serde(default = "a_minute")]
    pub timeout_seconds: u64,
}

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Encryption {
    /// By STARTTLS. A server that does not offer it gets no letter.
    #[default]
    Starttls,
    /// From the first byte.
    Tls,
    /// Not at all: to a server on the same machine alone.
    None,
}

/// The section `[relay.sms]`: `gateway` or `folder`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SmsSettings {
    /// How many parts an SMS may take: 1 (160 characters) or 2 (306). Texts that can get longer are refused at the start.
    #[serde(default = "two")]
    pub parts: u8,
    /// A folder into which texts are written instead of being sent, for trying out.
    pub folder: Option<PathBuf>,
    /// The gateway.
    pub gateway: Option<GatewaySettings>,
}

/// The section `[relay.sms.gateway]`: the request that sends an SMS, a POST of JSON, and how its answer is read.
///
/// Placeholders: `{number}` and `{text}` in the body, `{id}` (the same each time the message is tried) in the body and in
/// headers, `{secret:NAME}` for what `secrets` names in both, none in the URL: proxies and servers log URLs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct GatewaySettings {
    /// Where the request goes.
    pub url: String,
    /// Its headers beside `Content-Type`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Secrets by name.
    #[serde(default)]
    pub secrets: BTreeMap<String, SecretSource>,
    /// The body, JSON written as TOML; placeholders stand in its texts.
    pub body: toml::Table,
    /// How `{number}` is written.
    #[serde(default)]
    pub number: NumberForm,
    /// How the answer is read.
    #[serde(default)]
    pub answer: AnswerSettings,
    /// A file with the only certificate authorities that are trusted (PEM). Without it, the web's own.
    pub ca_file: Option<PathBuf>,
    /// Time limit for the request as a whole.
    #[serde(default = "half_a_minute")]
    pub timeout_seconds: u64,
}

/// How a gateway wants numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum NumberForm {
    /// `+6281234567890`.
    #[default]
    E164,
    /// `6281234567890`.
    Digits,
    /// `081234567890`.
    National,
}

/// How a gateway's answer is read, by JSON pointers (RFC 6901) such as `/data/0/id`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AnswerSettings {
    /// Where the gateway's own id of the message is. An answer without it is not understood.
    pub id: Option<String>,
    /// Where an error is: anything but `null`, `false`, `0` and an empty text.
    pub error: Option<String>,
    /// The errors that are for good, such as a number that does not exist; all others are tried again.
    pub errors_for_good: Vec<String>,
    /// The statuses that are for good; others that are no success are tried again.
    pub statuses_for_good: Vec<u16>,
}

impl Default for AnswerSettings {
    fn default() -> Self {
        Self { id: None, error: None, errors_for_good: Vec::new(), statuses_for_good: vec![400, 422] }
    }
}

/// The section `[relay.wise]`: signed CloudEvents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WiseSettings {
    /// Where they go.
    pub url: String,
    /// Who sends them, as a URI: `https://aduan.contoh.example`.
    pub source: String,
    /// The signing key (Ed25519): 64 hexadecimal digits.
    pub key: SecretSource,
    /// The name by which the other side knows the key.
    pub key_id: String,
    /// A file with the only certificate authorities that are trusted (PEM). Without it, the web's own.
    pub ca_file: Option<PathBuf>,
    /// Time limit for the request as a whole.
    #[serde(default = "half_a_minute")]
    pub timeout_seconds: u64,
}

const fn ten_minutes() -> u32 {
    600
}
const fn retry_after() -> u32 {
    30
}
const fn two() -> u8 {
    2
}
const fn half_a_minute() -> u64 {
    30
}
const fn a_minute() -> u64 {
    60
}

/// Reads a file that the settings name.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, SettingsError> {
    std::fs::read(path).map_err(|source| SettingsError::Unreadable { path: path.to_owned(), source })
}
