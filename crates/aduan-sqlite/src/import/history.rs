//! Whether lines, one after the other, are a history that this store can hold; and what it will know of them.

use crate::log;
use crate::positions::Positions;
use aduan_core::{
    AdminRecord, Administration, CommandId, Complaint, ComplaintId, Corrupt, Decoded, Event, EventId, Known,
    Record, RegisterNumber, Timestamp, decode,
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
    /// It is not the next one of its stream.
    #[error("version {found} follows version {last}")]
    OutOfOrder {
        /// Its version.
        found: u32,
        /// The last one of the stream before it; 0 if there is none.
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

/// Which version a line is of which stream, and by which command.
#[derive(Clone, Copy)]
struct Place {
    complaint: ComplaintId,
    version: u32,
    command: CommandId,
}

/// That a record of this version and instant is the next one of a stream that stands at another.
fn follows((found, at): (u32, Timestamp), (last, last_at): (u32, Timestamp)) -> Result<(), LineError> {
    if last.checked_add(1) != Some(found) {
        return Err(LineError::OutOfOrder { found, last });
    }
    if last > 0 && at < last_at {
        return Err(LineError::TimeGoesBack { found: at, last: last_at });
    }
    Ok(())
}

/// All lines so far.
#[derive(Default)]
pub(super) struct ImportedHistory {
    /// Their state, and where their events stand.
    pub(super) complaints: HashMap<ComplaintId, (Complaint, Positions)>,
    pub(super) administration: (Administration, Positions),
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
        let place = match decode(&line) {
            Decoded::Known(Known { record, .. }) => {
                self.check(&record)?;
                self.receive(&record)?;
                Place { complaint: record.complaint, version: record.version, command: record.command }
            }
            Decoded::Administrative(record) => {
                self.administrative(&record)?;
                let complaint = ComplaintId::ADMINISTRATION;
                Place { complaint, version: record.version, command: record.command }
            }
            Decoded::Unknown(unknown) => {
                return Err(LineError::Unknown { kind: unknown.kind, schema: unknown.schema });
            }
            Decoded::Corrupt(corrupt) => return Err(LineError::Corrupt(corrupt)),
        };
        let line = Line::new(line);
        self.head.push(*line.leaf());
        self.of_command(place)?;
        let subtree = log::subtree(&self.head).copied();
        Ok(EventRow { complaint: place.complaint, version: place.version, line, subtree })
    }

    /// Its place in the administrative stream, which is folded.
    fn administrative(&mut self, record: &AdminRecord) -> Result<(), LineError> {
        let (stream, positions) = &mut self.administration;
        follows((record.version, record.recorded_at), (stream.version, stream.last_at))?;
        stream.apply_record(record);
        positions.push(self.head.size() + 1);
        self.new_event(record.id)
    }

    /// Its place in its complaint, which is folded.
    fn check(&mut self, record: &Record) -> Result<(), LineError> {
        let id = record.complaint;
        let new = || (Complaint::new(id), Positions::default());
        let (complaint, positions) = self.complaints.entry(id).or_insert_with(new);
        follows((record.version, record.recorded_at), (complaint.version, complaint.last_at))?;
        complaint.apply_record(record);
        positions.push(self.head.size() + 1);
        self.new_event(record.id)
    }

    fn new_event(&mut self, id: EventId) -> Result<(), LineError> {
        if self.events.insert(id) { Ok(()) } else { Err(LineError::EventTwice(id)) }
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
    fn of_command(&mut self, place: Place) -> Result<(), LineError> {
        let Place { complaint, version, command } = place;
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
