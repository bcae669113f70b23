//! One event as it is kept: the bytes of its line, and their leaf in the log.

use crate::{Hash, LogHead};
use aduan_core::{AdminRecord, Record};

/// The bytes of one line of `aduan/1`, without its line end, and their leaf hash.
///
/// A store keeps the bytes as they are; it never reads what is in them. The hash is computed by the code that makes the
/// line, so that many threads do it and the one that writes does not.
///
/// ```
/// use aduan_store::{Line, LogHead};
/// let line = Line::new(b"{}".to_vec());
/// let mut head = LogHead::default();
/// head.push(*line.leaf());
/// assert_eq!(head.root(), *line.leaf(), "the root of one leaf is that leaf");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    bytes: Vec<u8>,
    leaf: Hash,
}

impl Line {
    /// A line of these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        let leaf = LogHead::leaf(&bytes);
        Self { bytes, leaf }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of a zero byte and the bytes: a leaf of RFC 6962.
    pub const fn leaf(&self) -> &Hash {
        &self.leaf
    }
}

impl From<&AdminRecord> for Line {
    fn from(record: &AdminRecord) -> Self {
        Self::new(record.to_line().into_bytes())
    }
}

impl From<&Record> for Line {
    fn from(record: &Record) -> Self {
        Self::new(record.to_line().into_bytes())
    }
}
