//! The log's head: how many lines there are, and the RFC 6962 root over all of them.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// The SHA-256 of bytes that are no line: of an edition of reference data, say.
///
/// ```
/// assert_eq!(aduan_log::sha256(b"")[..4], [0xe3, 0xb0, 0xc4, 0x42]);
/// ```
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The size of the log and the roots of its complete subtrees, largest first: all that is needed to add a
/// leaf and to say the root. One hash for each bit set in the size.
///
/// ```
/// use aduan_log::LogHead;
/// let mut head = LogHead::default();
/// for line in ["a", "b", "c"] {
///     head.push(LogHead::leaf(line.as_bytes()));
/// }
/// assert_eq!((head.size(), head.edge().len()), (3, 2));
/// assert_eq!(LogHead::restore(3, head.edge().to_vec()), Some(head));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogHead {
    size: u64,
    edge: Vec<Hash>,
}

impl LogHead {
    /// The hash of a leaf: SHA-256 of a zero byte and the line (RFC 6962, 2.1).
    pub fn leaf(line: &[u8]) -> Hash {
        Sha256::new().chain_update([0]).chain_update(line).finalize().into()
    }

    /// The head that was stored as this size and these subtree roots; `None` if they do not belong together.
    pub fn restore(size: u64, edge: Vec<Hash>) -> Option<Self> {
        (edge.len() == size.count_ones() as usize).then_some(Self { size, edge })
    }

    /// How many lines the log has; the position of the last one.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, largest first.
    pub fn edge(&self) -> &[Hash] {
        &self.edge
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each trailing one of the size is a subtree of the same height as `hash` has grown to.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.edge.pop() {
                hash = node(&left, &hash);
            }
        }
        self.edge.push(hash);
        self.size += 1;
    }

    /// The RFC 6962 root; of an empty log, the SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        let fold = self.edge.iter().rev().copied().reduce(|right, left| node(&left, &right));
        fold.unwrap_or_else(|| Sha256::digest([]).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962, 2.1, word for word.
    fn merkle_tree_hash(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            many => {
                let split = many.len().next_power_of_two() / 2;
                node(&merkle_tree_hash(&many[..split]), &merkle_tree_hash(&many[split..]))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_rfc_6962_at_every_size() {
        let leaves: Vec<Hash> = (0..200_u8).map(|byte| LogHead::leaf(&[byte])).collect();
        let mut head = LogHead::default();
        for size in 0..leaves.len() {
            assert_eq!(head.root(), merkle_tree_hash(&leaves[..size]), "{size}");
            assert_eq!(LogHead::restore(head.size, head.edge.clone()), Some(head.clone()));
            head.push(leaves[size]);
        }
        assert_eq!(LogHead::restore(3, vec![[0; 32]]), None);
    }
}
