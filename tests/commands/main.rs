//! The program's commands as its users run them: real processes, real pipes, real signals.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod audit;
mod certificate;
#[cfg(unix)]
mod conventions;
mod database;
mod export;
mod import_legacy;
mod measures;
mod operating;
mod outbox;
mod program;
mod reference;
mod support;
mod wise;
