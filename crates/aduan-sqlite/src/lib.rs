//! Complaints in one SQLite file: the embedded store.
//!
//! - [`SqliteStore`] keeps the contract of [`EventStore`](aduan_store::EventStore). WAL with `synchronous=FULL`.
//! - One thread writes. It takes what waits, and what comes while it writes, and commits it in one transaction, so
//!   that many callers share one wait for the disk; one that fails disturbs no other.
//! - Readers have connections of their own and never wait for the writer, nor it for them.
//! - A second process may use the same file: it waits for its turn, or is told [`StoreError::Busy`].
//! - [`SqliteStore::import`] brings a whole history into an empty store, fast and checked.
//! - [`SqliteStore::backup`], [`SqliteStore::restore`] and [`SqliteStore::integrity`] are for its operator.
//!
//! [`StoreError::Busy`]: aduan_store::StoreError::Busy

mod access_log;
mod backup;
mod column;
mod contents;
mod error;
mod import;
mod integrity;
mod log;
mod open;
mod outbox;
mod positions;
mod reader_pool;
mod role_bits;
mod sql;
mod statements;
mod store;
mod summary;
mod transaction;
mod worklist;
mod writer;

pub use import::{Import, ImportError, Imported, LineError};
pub use integrity::{IntegrityOptions, IntegrityProblem, IntegrityReport};
pub use store::SqliteStore;
