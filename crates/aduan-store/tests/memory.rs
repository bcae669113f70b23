//! The store in memory passes what every store must pass.

mod shared;

use aduan_store::MemoryStore;
use std::sync::Arc;

shared::every!(Arc::new(MemoryStore::default()));
