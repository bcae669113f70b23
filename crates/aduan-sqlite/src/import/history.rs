//! Whether lines, one after the other, are a history that this store can hold; and what it will know of them.

use crate::log;
use crate::positions::Positions;
use aduan_core::{
    CommandId, Complaint, ComplaintId, Corrupt, Decoded, Event, EventId, Record, RegisterNumber, Timestamp,
    decode,
};
use aduan_store::{Hash, Line, LogHead, Receipt};
use std::collections::{HashMap, HashSet};

/// Why a line is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum LineError {
    /// It is no record.
    #[error("no record: {0}")]
    Corrupt(Corrupt),
    /// A newer version has written it (C28).
    #[error("{kind}, schema {schema}, is not known to this version: update it")]
    Unknown {
        /// The event's name.
        kind: String,
        /// Its schema.
        schema: u16,
    },
    /// It is of the nil id, which is no complaint's: under it the desk keeps its own key.
    #[error("the nil id is no complaint's")]
    Nobodys,
    /// It is not the next one of its complaint.
    #[error("version {found} follows version {last}")]
    OutOfOrder {
        /// Its version.
        found: u32,
        /// The last one of the complaint before it; 0 if there is none.
        last: u32,
    },
    /// It was recorded before the one ahead of it (C23).
    #[error("time goes back: {found}, after {last}")]
    TimeGoesBack {
        /// When it was recorded.
        found: Timestamp,
        /// When the one ahead of it was.
        last: Timestamp,
    },
    /// The first is no reception, or a later one is.
    #[error("a complaint begins with its reception, and has one")]
    Beginning,
    /// Its event id is another's.
    #[error("event {0} was there before")]
    EventTwice(EventId),
    /// Its command has recorded something elsewhere: what one command records stands together.
    #[error("command {0} was there before, in another place")]
    CommandTwice(CommandId),
    /// Its register number is another complaint's (R5).
    #[error("register number {0} belongs to another complaint")]
    RegisterTwice(RegisterNumber),
}

/// A line that may come in, and the columns of its row.
pub(super) struct EventRow {
    pub(super) complaint: ComplaintId,
    pub(super) version: u32,
    pub(super) line: Line,
    /// What [`log::subtree`] says of it.
    pub(super) subtree: Option<Hash>,
}

/// All lines so far.
#[derive(Default)]
pub(super) struct ImportedHistory {
    /// Their state, and where their events stand.
    pub(super) complaints: HashMap<ComplaintId, (Complaint, Positions)>,
    pub(super) registers: HashMap<RegisterNumber, ComplaintId>,
    /// Whose key is destroyed: none is ever made for them again.
    pub(super) erased: Vec<ComplaintId>,
    pub(super) head: LogHead,
    receipts: Vec<Receipt>,
    events: HashSet<EventId>,
    commands: HashSet<CommandId>,
}

impl ImportedHistory {
    pub(super) fn take(&mut self, line: Vec<u8>) -> Result<EventRow, LineError> {
        let record = match decode(&line) {
            Decoded::Known(known) => known.record,
            Decoded::Unknown(unknown) => {
                return Err(LineError::Unknown { kind: unknown.kind, schema: unknown.schema });
            }
            Decoded::Corrupt(corrupt) => return Err(LineError::Corrupt(corrupt)),
        };
        self.check(&record)?;
        self.receive(&record)?;
        let line = Line::new(line);
        self.head.push(*line.leaf());
        self.of_command(&record)?;
        let subtree = log::subtree(&self.head).copied();
        Ok(EventRow { complaint: record.complaint, version: record.version, line, subtree })
    }

    /// Its place in its complaint, which is folded.
    fn check(&mut self, record: &Record) -> Result<(), LineError> {
        let id = record.complaint;
        if id.uuid().is_nil() {
            return Err(LineError::Nobodys);
        }
        let new = || (Complaint::new(id), Positions::default());
        let (complaint, positions) = self.complaints.entry(id).or_insert_with(new);
        let (found, last) = (record.version, complaint.version);
        if last.checked_add(1) != Some(found) {
            return Err(LineError::OutOfOrder { found, last });
        }
        if last > 0 && record.recorded_at < complaint.last_at {
            return Err(LineError::TimeGoesBack { found: record.recorded_at, last: complaint.last_at });
        }
        complaint.apply_record(record);
        positions.push(self.head.size() + 1);
        if self.events.insert(record.id) { Ok(()) } else { Err(LineError::EventTwice(record.id)) }
    }

    /// Checks the first record and the register number, and notes erased complaints.
    fn receive(&mut self, record: &Record) -> Result<(), LineError> {
        match &record.event {
            Event::Received(_) if record.version != 1 => return Err(LineError::Beginning),
            Event::Received(received) => {
                let other = self.registers.insert(received.register, record.complaint);
                return other.map_or(Ok(()), |_| Err(LineError::RegisterTwice(received.register)));
            }
            _ if record.version == 1 => return Err(LineError::Beginning),
            Event::PersonalDataErased(_) => self.erased.push(record.complaint),
            _ => {}
        }
        Ok(())
    }

    /// Adds the record to the receipt of its command: all records of one command have one receipt.
    fn of_command(&mut self, record: &Record) -> Result<(), LineError> {
        let (command, complaint, version) = (record.command, record.complaint, record.version);
        let position = self.head.size();
        if let Some(last) = self.receipts.last_mut()
            && (last.command, last.complaint) == (command, complaint)
        {
            (last.last_version, last.position) = (version, position);
            return Ok(());
        }
        if !self.commands.insert(command) {
            return Err(LineError::CommandTwice(command));
        }
        self.receipts.push(Receipt {
            command,
            complaint,
            first_version: version,
            last_version: version,
            position,
        });
        Ok(())
    }

    /// The receipts, in the order of their commands: in which their table grows at its end.
    pub(super) fn receipts(&mut self) -> Vec<Receipt> {
        let mut receipts = std::mem::take(&mut self.receipts);
        receipts.sort_unstable_by_key(|receipt| receipt.command);
        receipts
    }
}
