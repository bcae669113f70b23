//! Where complaints are kept, and the desk at which they are handled.
//!
//! - [`EventStore`] is what a store promises; its documentation is the contract. [`MemoryStore`] keeps it in memory.
//! - [`Commit`] is the one way in which anything happens: one transaction, or nothing.
//! - [`Desk`] is the whole application: load, decide, seal, append, and again if somebody was quicker.
//! - [`vault`] seals every word under a key of its complaint, and forgets it when the key is destroyed.
//! - [`Subscription`] follows the log, at least once; [`replay`] reads it all, on two threads; [`Worklist`] is what an officer has before them.
//!
//! Everything blocks. An async caller awaits [`Pending`], which needs no runtime; on tokio, `AsyncDesk` (feature `tokio`)
//! has every method of the desk.

mod access;
mod clock;
mod commit;
mod delegate;
mod error;
mod line;
mod log_reader;
mod memory;
mod outbox;
mod pending;
mod replay;
mod store;
mod subscription;
mod summary;
#[cfg(feature = "tokio")]
mod tokio;

pub mod desk;
pub mod vault;

#[cfg(feature = "tokio")]
pub use self::tokio::AsyncDesk;
pub use access::{Access, Answer};
#[doc(hidden)]
pub use aduan_core as core;
pub use aduan_log::{Hash, LogHead};
pub use clock::{Clock, Entropy, EntropyError, OsEntropy, SystemClock};
pub use commit::{Appended, Change, Claim, Commit, KeyChange, Receipt, SealedChunk, TicketDigest};
pub use desk::{Desk, DeskError};
pub use error::{Cause, StoreError};
pub use line::Line;
pub use log_reader::LogReader;
pub use memory::MemoryStore;
pub use outbox::{Message, MessageId, Queued, Topic};
pub use pending::{Completer, Pending};
pub use replay::replay;
pub use store::{Entry, EventStore, Visit, fold, load};
pub use subscription::{Delivered, Subscription};
pub use summary::{Summary, Worklist};
