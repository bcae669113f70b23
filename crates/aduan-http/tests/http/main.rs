//! The API, asked in process: what each route answers, to whom, and in which manner.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod accused;
mod audit;
mod conversation;
mod desk;
mod document;
mod evidence;
mod manners;
mod matrix;
mod matter;
mod officials;
mod places;
mod public;
mod settings;
mod site;
mod telling;
mod tickets;
mod tokens;
mod two_people;
mod wise;

use aduan_http::router;
