//! Reading complaint histories back.
//!
//! - [`Source`] opens a history: a file, plain, gzip or zstd by its first bytes, or standard input.
//! - [`Reader`] reads, decodes and folds histories of any size: a [`History`]. [`AsOf`] looks at one as it was.
//! - A [`Pass`] looks on, alone or with others in one reading: [`audit::Audit`] takes every recorded decision again,
//!   [`what_if::WhatIf`] under other rules; [`verify::Verify`] hashes the lines as a log; [`FindStory`] picks one
//!   complaint out of them, which [`timeline::Timeline`] lays out by time and role.
//!
//! Input is hostile until decoded: nothing in it makes this crate panic, and no line is skipped silently.
//! `aduan-report` makes measures and pages of what is read, `aduan-convert` other formats.

pub mod audit;
pub mod timeline;
pub mod verify;
pub mod what_if;

mod as_of;
mod history;
mod lines;
mod origin;
mod pass;
mod reader;
mod source;
mod story;

pub use as_of::{AsOf, ParseAsOfError};
pub use history::{Defect, DefectiveLine, History, Notes, Span};
pub use lines::{Block, Line};
pub use origin::{Origin, is_nothing, nothing};
pub use pass::{AnyAdminRecord, AnyRecord, Before, Folded, Pass, PerComplaint, Share};
pub use reader::{Progress, ReadError, Reader};
pub use source::{Compression, Source, SourceError};
pub use story::{FindStory, Story, StoryRecord, UnknownStoryRecord, Wanted};
