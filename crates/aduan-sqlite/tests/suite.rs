//! The SQLite store passes what every store must pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_sqlite::SqliteStore;

/// Opens a store in a folder of its own, which is gone when the test is over.
fn in_a_new_folder() -> impl Fn() -> SqliteStore {
    let folder = tempfile::Builder::new().prefix("aduan-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    move || SqliteStore::open(&folder.path().join("aduan.db")).unwrap()
}

aduan_testkit::store_conformance!(durable, in_a_new_folder());
