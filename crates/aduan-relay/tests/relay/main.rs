//! Letters, and the ways by which they leave: against a mail server and gateways of the tests' own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod bounces;
mod certificates;
mod folder;
mod gateway;
mod http_server;
mod letters;
mod mail;
mod mail_server;
mod rounds;
mod secrecy;
mod settings;
mod wise;

use aduan_relay::{Channels, Letter, Settings};
use aduan_store::MessageId;
use std::path::Path;
use uuid::Uuid;

/// A letter's id, made at 03:00 UTC on 1 March 2025.
fn id(number: u128) -> MessageId {
    MessageId(Uuid::from_u128(0x0195_4fa5_7b80_7000_8000_0000_0000_0000 + number))
}

/// An e-mail to this address.
fn email(number: u128, to: &str) -> Letter {
    let text = "Nomor tiket Anda:\n\n    XXXXXX-XXXXXX-XXXXXX\n\nMa’ruf, terima kasih.\n.\nsatu titik";
    let bytes = format!("email\n{to}\nNomor tiket — ticket\n{text}");
    Letter::from_bytes(id(number), bytes.as_bytes()).unwrap()
}

/// An SMS to this number.
fn sms(number: u128) -> Letter {
    let bytes = "sms\n0812-3456-7890\n\nTiket Anda: XXXXXX-XXXXXX-XXXXXX";
    Letter::from_bytes(id(number), bytes.as_bytes()).unwrap()
}

/// The ways that these settings set up, with `follow` before them.
#[track_caller]
fn channels(settings: &str) -> Channels {
    Channels::open(&read(settings)).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn read(settings: &str) -> Settings {
    parse(settings).unwrap_or_else(|error| panic!("{error}"))
}

fn parse(settings: &str) -> Result<Settings, toml::de::Error> {
    toml::from_str(&format!("follow = 'https://pengaduan.contoh.example/pantau'\n{settings}"))
}

/// A file with one secret in it.
fn secret(folder: &Path, text: &str) -> String {
    let file = folder.join("secret");
    std::fs::write(&file, format!("{text}\n")).unwrap();
    file.display().to_string()
}
