//! Complaint histories in the formats of others.
//!
//! - [`export::Export`] writes them for process mining and statistics: XES, OCEL 2.0, CSV, Parquet.
//! - [`legacy::Import`] makes a history of an old system's sheet.

pub mod export;
pub mod legacy;
