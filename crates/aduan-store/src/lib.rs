//! The store that keeps complaints, and the desk that handles them.
//!
//! - [`EventStore`] is what a store promises, in three parts: [`EventLog`], [`ContentVault`], [`Worklists`]. Its documentation
//!   is the contract; [`MemoryStore`] keeps it in memory.
//! - [`Commit`] is the one way in which anything happens: one transaction, or nothing.
//! - [`Desk`] is the whole application: load, decide, seal, append, and again if another command was recorded first.
//! - [`vault`] seals every word under a key of its complaint, and forgets it when the key is destroyed.
//! - [`Subscription`] follows the log, at least once; [`replay`] reads it all, on two threads; [`Worklist`] is what an officer has before them.
//!
//! Everything blocks. An async caller awaits [`Pending`], which needs no runtime; on tokio, `AsyncDesk` (feature `tokio`)
//! has every method of the desk.

mod access;
mod address;
#[cfg(feature = "tokio")]
mod async_desk;
mod clock;
mod commit;
mod editions;
mod error;
mod line;
mod log_reader;
mod memory;
mod message_id;
mod outbox;
mod pending;
mod receipt;
mod replay;
mod session;
mod store;
mod subscription;
mod summary;
mod wrapper;

pub mod desk;
pub mod vault;

pub use access::{Access, AccessAnswer};
pub use address::{AddressError, EmailAddress, PhoneNumber};
pub use aduan_log::{Hash, LogHead};
#[cfg(feature = "tokio")]
pub use async_desk::AsyncDesk;
pub use clock::{Clock, Entropy, EntropyError, OsEntropy, SystemClock};
pub use commit::{Appended, Change, Claim, Commit, TicketDigest, digest_of};
pub use desk::{Desk, DeskError};
pub use editions::{KeptEdition, administration, kept_editions};
pub use error::{Cause, StoreError};
pub use line::Line;
pub use log_reader::LogReader;
pub use memory::MemoryStore;
pub use outbox::{
    Attempts, LeaseId, Message, MessageEnd, MessageId, MessageName, MessageState, QueuedMessage, Recipient,
    ReferenceDigest, Settled, Topic,
};
pub use pending::{Completer, Pending};
pub use receipt::Receipt;
pub use replay::replay;
pub use session::{Session, SessionId};
pub use store::{ContentVault, EventLog, EventStore, StoredEvent, Visit, Worklists, fold, load};
pub use subscription::{DeliveredEvent, Subscription};
pub use summary::{Summary, Worklist};
pub use vault::{KeyChange, SealedChunk};
pub use wrapper::StoreWrapper;
