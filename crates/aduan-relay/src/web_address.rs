//! Addresses of the web that stand in the settings.

use serde::Deserialize;
use ureq::http::Uri;

/// The page on which complainants follow the handling: `https`, at most 80 characters, without a query.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct FollowUrl(String);

impl FollowUrl {
    /// As it stands in letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FollowUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let uri = web_address(&text)?;
        if uri.query().is_some() || text.contains('#') {
            return Err("an address without a query: the page asks for the ticket in its form");
        }
        if text.len() > 80 { Err("at most 80 characters: it stands in an SMS") } else { Ok(Self(text)) }
    }
}

/// An address of the web: `https`, or `http` on this machine; without a user, a password or a placeholder.
pub(crate) fn web_address(text: &str) -> Result<Uri, &'static str> {
    if text.contains(['{', '}']) {
        return Err("no placeholder may stand in a URL: proxies and servers log URLs");
    }
    let wrong = "an address such as https://contoh.example/path";
    let uri: Uri = text.parse().map_err(|_| wrong)?;
    let (scheme, host) = uri.scheme_str().zip(uri.host()).ok_or(wrong)?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("no user and no password may stand in a URL");
    }
    match scheme {
        "https" => Ok(uri),
        "http" if is_loopback(host) => Ok(uri),
        _ => Err("https, or http to this machine alone"),
    }
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_web_holds_no_placeholder_and_no_secret() {
        for text in [
            "https://sms.example/send?to={number}",
            "https://user:secret@sms.example/",
            "http://sms.example/",
            "ftp://sms.example/",
            "sms.example",
            "https://",
            "",
        ] {
            assert!(web_address(text).is_err(), "{text}");
        }
        for text in
            ["https://sms.example/v1/sms", "http://127.0.0.1:80/", "http://[::1]:8080/x", "http://localhost"]
        {
            assert!(web_address(text).is_ok(), "{text}");
        }
        for text in ["https://contoh.example/pantau?tiket=", "https://contoh.example/pantau#tiket"] {
            assert!(FollowUrl::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
