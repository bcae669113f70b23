//! The SQLite store passes what every store must pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../../aduan-store/tests/shared/mod.rs"]
mod shared;

use aduan_sqlite::SqliteStore;
use aduan_store::EventStore;
use std::sync::Arc;

/// A store in a folder of its own, within cargo's target folder: it must outlive the store.
fn fresh() -> Arc<dyn EventStore> {
    let folder =
        tempfile::Builder::new().prefix("aduan-").tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap().keep();
    Arc::new(SqliteStore::open(&folder.join("aduan.db")).unwrap())
}

shared::every!(fresh());
