//! The address that a request comes from: counted by the rate limits, kept nowhere.

use axum::http::{Extensions, HeaderMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address of a client; of IPv6 its /64 network, which one household has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl std::fmt::Display for ClientAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl ClientAddress {
    /// The address that was found when the request came in.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get::<Self>().copied().unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }

    /// The address that connects. If it is a trusted proxy: the last address in `X-Forwarded-For` that is no trusted
    /// proxy. Addresses before that one were written by the client itself, and prove nothing.
    pub(crate) fn find(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Self {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        if !trusted.contains(&peer) {
            return Self::network(peer);
        }
        let named = headers.get_all("x-forwarded-for");
        let named: Vec<&str> =
            named.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
        let mut client = peer;
        for name in named.iter().rev() {
            // A name that is no address does not come from a trusted proxy.
            let Some(address) = parse(name) else { break };
            client = address;
            if !trusted.contains(&address) {
                break;
            }
        }
        Self::network(client)
    }

    fn network(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// An address, with or without a port.
fn parse(name: &str) -> Option<IpAddr> {
    let name = name.trim();
    let address = name.parse::<IpAddr>().ok().or_else(|| Some(name.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        ClientAddress::find(Some(peer.parse().unwrap()), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(found("192.0.2.9:1", &["198.51.100.1"]), "192.0.2.9");
        assert_eq!(found("10.0.0.1:1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(found("10.0.0.1:1", &["203.0.113.5, 198.51.100.1", "10.0.0.2"]), "198.51.100.1");
    }

    #[test]
    fn what_a_client_makes_up_changes_nothing() {
        assert_eq!(found("10.0.0.1:1", &["1.1.1.1, nonsense, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(found("10.0.0.1:1", &["nonsense"]), "10.0.0.1");
        assert_eq!(found("10.0.0.1:1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_household_is_one_client() {
        assert_eq!(found("[2001:db8:1:2:3:4:5:6]:1", &[]), found("[2001:db8:1:2:ffff::1]:1", &[]));
        assert_eq!(found("[::ffff:192.0.2.9]:1", &[]), "192.0.2.9");
    }
}
