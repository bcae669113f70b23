//! The pages, asked in process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod conversation;
mod evidence;
mod forms;
mod manners;
mod officer;
#[path = "../../../aduan-http/tests/http/site.rs"]
#[allow(dead_code, reason = "shared with the tests of the API")]
mod site;
mod tickets;

use aduan_pages::router;
