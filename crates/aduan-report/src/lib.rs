//! Reports about complaint histories.
//!
//! - [`measures::Measures`] counts them: completion, ages and waits, deadlines kept; small counts withheld.
//! - [`audit_page`] writes an audit as a page, [`timeline`] one complaint's timeline as a picture.

pub mod audit_page;
pub mod measures;
pub mod timeline;

mod charts;
mod page;
mod words;

pub use page::escape;
