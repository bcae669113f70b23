//! The id of a command that its caller may send again.

use super::{Desk, DeskError, Trace};
use aduan_core::CommandId;

impl Desk {
    /// A trace for a command that its caller may send again: the same one for the same caller (`scope`) and the same `key`.
    ///
    /// The command's id is derived from both under a key of the desk's own. So equal keys of two callers do not meet, and no
    /// byte that a caller chose stands in a record: a UUID of version 1 would put the address of their machine there for ever.
    ///
    /// ```
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let first = desk.trace_for(b"officer 7", b"my key")?;
    /// assert_eq!(desk.trace_for(b"officer 7", b"my key")?.command, first.command);
    /// assert_ne!(desk.trace_for(b"officer 8", b"my key")?.command, first.command);
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Entropy`].
    pub fn trace_for(&self, scope: &[u8], key: &[u8]) -> Result<Trace, DeskError> {
        let length = (scope.len() as u64).to_be_bytes();
        let mac = self.own.mac(b"command/derive", &[&length, scope, key]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&mac[..16]);
        // Version 8: a UUID of our own making (RFC 9562).
        let command = CommandId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid());
        Ok(Trace { command, ..self.trace()? })
    }
}

#[cfg(test)]
mod tests {
    use crate::vault::{KeyRing, MasterKey};
    use crate::{Desk, MemoryStore};
    use std::collections::HashSet;
    use std::sync::Arc;

    #[test]
    fn a_derived_id_is_of_version_8_and_of_its_desk_scope_and_key_alone() {
        let desk = |master| {
            let keys = KeyRing::new(MasterKey::from_bytes([master; 32]));
            Desk::open(Arc::new(MemoryStore::default()), Arc::new(keys)).unwrap()
        };
        let (one, other) = (desk(1), desk(2));
        let derived = |desk: &Desk, scope: &[u8], key: &[u8]| {
            let command = desk.trace_for(scope, key).unwrap().command.uuid();
            assert_eq!((command.get_version_num(), command.get_variant()), (8, uuid::Variant::RFC4122));
            command
        };
        let ids = [
            derived(&one, b"ab", b"c"),
            derived(&one, b"a", b"bc"),
            derived(&one, b"", b"abc"),
            derived(&one, b"ab", b"d"),
            derived(&other, b"ab", b"c"),
        ];
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
        assert_eq!(derived(&one, b"ab", b"c"), ids[0]);
    }
}
