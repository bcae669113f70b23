//! `aduan serve` as its users meet it: a process of its own on loopback, asked by a real HTTP client.
//!
//! If a case depends on the time, the server is this program started once more ([`clocked`]): the same listener, router,
//! store and keys, and a clock that the test sets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    reason = "a call of the tests reads as it is meant"
)]

mod cases;
#[path = "../../crates/aduan-relay/tests/relay/certificates.rs"]
#[allow(dead_code, reason = "shared with the tests of the relay")]
mod certificates;
mod checked;
mod client;
mod clocked;
mod elsewhere;
mod hostile;
mod jwks;
mod kills;
#[path = "../../crates/aduan-relay/tests/relay/mail_server.rs"]
#[allow(dead_code, reason = "shared with the tests of the relay")]
mod mail_server;
mod pages;
#[cfg(feature = "otel")]
mod protobuf;
mod raw;
mod relay;
mod secrecy;
mod server;
mod site;
#[cfg(feature = "otel")]
mod traces;
mod unread_log;
mod watch;
mod wise;

use relay::secret;
