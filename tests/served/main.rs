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
mod checked;
mod client;
mod clocked;
mod elsewhere;
mod hostile;
mod jwks;
mod kills;
mod pages;
#[cfg(feature = "otel")]
mod protobuf;
mod raw;
mod secrecy;
mod server;
mod site;
#[cfg(feature = "otel")]
mod traces;
mod unread_log;
mod watch;
