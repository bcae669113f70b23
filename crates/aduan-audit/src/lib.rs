//! Reading complaint histories back.
//!
//! - [`Source`] opens a history: a file, plain, gzip or zstd by its first bytes, or standard input.
//! - [`Replay`] folds histories of any size and says what it found: [`Replayed`].
//! - [`Story`] picks one complaint out of them; [`timeline::Timeline`] lays it out by time and role.
//! - [`audit::Audit`] takes every recorded decision again: [`audit::Audited`].
//! - [`verify::Verify`] hashes them as a log and says where it differs from an earlier checkpoint.
//! - [`AsOf`] looks at either as it was at an instant or position.
//!
//! Input is hostile until decoded: nothing in it makes this crate panic, and no line is skipped silently.
//! `aduan-report` makes measures and pages of what is read, `aduan-convert` other formats.

pub mod audit;
pub mod timeline;
pub mod verify;

mod as_of;
mod follow;
mod lines;
mod origin;
mod pool;
mod replay;
mod source;
mod story;

pub use as_of::{AsOf, ParseAsOfError};
pub use origin::{Origin, is_nothing, nothing};
pub use replay::{Finding, Found, Notes, Progress, Replay, ReplayError, Replayed, Span};
pub use source::{Compression, Source, SourceError};
pub use story::{Entry, Story, UnknownEntry, Wanted};

/// How histories are read, for the crates beside this one.
#[doc(hidden)]
pub mod reading {
    pub use crate::as_of::Horizon;
    pub use crate::follow::follow;
    pub use crate::lines::{Chunk, TooLong};
    pub use crate::pool::{Reading, Share, Worker, run};
    pub use crate::replay::KEPT;
    pub use crate::replay::shard::{Folded, Shard, add_up};
}
