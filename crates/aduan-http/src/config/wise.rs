//! The section `[wise]`.

use aduan_signature::{Refused, Request, SignatureHeaders, Verifier, authority};
use axum::http::Uri;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The path of the route; a proxy may put something before it.
const PATH: &str = "/v1/wise/events";

/// The section `[wise]`: how the events are known that WISE sends back (R20).
///
/// ```
/// use aduan_http::Config;
/// let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
/// let section = format!("[wise]\nurl = 'https://pengaduan.contoh.example/v1/wise/events'\nkeys.wise-2026 = '{key}'");
/// assert!(Config::parse(&section, [])?.wise.is_some());
/// # Ok::<_, aduan_http::ConfigError>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Section")]
pub struct Wise {
    authority: String,
    path: String,
    verifier: Verifier,
}

/// The section as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    /// The address at which WISE reaches this server: what it signs.
    url: String,
    /// WISE's public keys (Ed25519), each 64 hexadecimal digits, by their names.
    keys: BTreeMap<String, String>,
    /// How far the time in a signature may be from now, in seconds.
    #[serde(default = "five_minutes")]
    tolerance_seconds: u64,
}

const fn five_minutes() -> u64 {
    300
}

impl TryFrom<Section> for Wise {
    type Error = String;

    fn try_from(section: Section) -> Result<Self, String> {
        let wrong =
            || format!("wise.url: expected an address such as https://pengaduan.contoh.example{PATH}");
        let url: Uri = section.url.parse().map_err(|_| wrong())?;
        let (Some(scheme), Some(host)) = (url.scheme_str(), url.authority()) else { return Err(wrong()) };
        let plain = !host.as_str().contains('@') && url.query().is_none() && url.path().ends_with(PATH);
        if !plain || !["http", "https"].contains(&scheme) {
            return Err(wrong());
        }
        if section.keys.is_empty() {
            return Err("wise.keys: expected WISE's public key, by its name".to_owned());
        }
        let keys = section.keys.iter().map(|(name, digits)| {
            let mut key = [0; 32];
            let wrong = |_| format!("wise.keys.{name}: expected a public key of 64 hexadecimal digits");
            hex::decode_to_slice(digits, &mut key).map_err(wrong)?;
            Ok((name.as_str(), key))
        });
        let keys = keys.collect::<Result<Vec<_>, String>>()?;
        let verifier = Verifier::new(keys, section.tolerance_seconds);
        Ok(Self {
            authority: authority(scheme, host.as_str()),
            path: url.path().to_owned(),
            verifier: verifier.map_err(|error| format!("wise.keys: {error}"))?,
        })
    }
}

impl Wise {
    /// Whether a POST of this body is WISE's, at `now` in seconds since 1970.
    ///
    /// # Errors
    /// [`Refused`].
    pub(crate) fn verify(
        &self,
        content_type: &str,
        body: &[u8],
        headers: &SignatureHeaders,
        now: u64,
    ) -> Result<(), Refused> {
        let (authority, path) = (self.authority.as_str(), self.path.as_str());
        let request = Request { method: "POST", authority, path, content_type, body };
        self.verifier.verify(&request, headers, now).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Config, ConfigError};

    #[test]
    fn a_section_that_believes_nobody_or_anybody_is_refused() {
        let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let url = "https://aduan.example/v1/wise/events";
        let with =
            |url: &str, keys: &str| Config::parse(&format!("[wise]\nurl = '{url}'\nkeys = {{ {keys} }}"), []);
        assert!(with(url, &format!("a = '{key}', b = '{key}'")).is_ok());
        assert!(with("https://aduan.example:8443/aduan/v1/wise/events", &format!("a = '{key}'")).is_ok());
        let zero = "0".repeat(64);
        for (url, keys) in [
            (url, String::new()),
            (url, "a = '00'".to_owned()),
            (url, format!("a = '{zero}'")),
            ("/v1/wise/events", format!("a = '{key}'")),
            ("ftp://aduan.example/v1/wise/events", format!("a = '{key}'")),
            ("https://aduan.example/", format!("a = '{key}'")),
            ("https://aduan.example/v1/wise/events?a=1", format!("a = '{key}'")),
            ("https://a:b@aduan.example/v1/wise/events", format!("a = '{key}'")),
        ] {
            assert!(matches!(with(url, &keys), Err(ConfigError::Wrong(_))), "{url} {keys}");
        }
    }
}
