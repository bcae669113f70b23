//! Reading complaint histories back.
//!
//! - [`Source`] opens a history: a file, plain, gzip or zstd by its first bytes, or standard input.
//! - [`Replay`] folds histories of any size and says what it found: [`Replayed`].
//! - [`Story`] picks one complaint out of them.
//! - [`audit::Audit`] takes every recorded decision again: [`audit::Audited`].
//! - [`measures::Measures`] counts them: completion, ages and waits, deadlines kept; small counts withheld.
//! - [`verify::Verify`] hashes them as a log and says where it differs from an earlier checkpoint.
//! - [`report`] writes an audit as a page, [`timeline::Timeline`] a story as a picture.
//! - [`legacy::Import`] makes a history of an old system's sheet.
//! - [`export::Export`] writes them in the formats of process mining and statistics.
//! - [`AsOf`] looks at either as it was at an instant or position.
//!
//! Input is hostile until decoded: nothing in it makes this crate panic, and no line is skipped silently.

pub mod audit;
pub mod export;
pub mod legacy;
pub mod measures;
pub mod report;
pub mod timeline;
pub mod verify;

mod as_of;
mod follow;
mod lines;
mod pool;
mod replay;
mod source;
mod story;

pub use as_of::{AsOf, ParseAsOfError};
pub use replay::{Finding, Found, Notes, Progress, Replay, ReplayError, Replayed, Span};
pub use source::{Compression, Source, SourceError};
pub use story::{Entry, Story, UnknownEntry, Wanted};
