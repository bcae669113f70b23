//! A record of `aduan/1`: an event in its envelope, one JSON line.

use crate::shape::Shape;
use crate::{
    Actor, CalendarId, CommandId, Complaint, ComplaintId, CorrelationId, Decision, DirectoryId, Event,
    EventId, RulebookId, Timestamp,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// The name of the wire format, the first thing in every line.
pub const FORMAT: &str = "aduan/1";

/// One recorded event.
///
/// ```
/// # use aduan_core::*;
/// # fn example(complaint: &Complaint, decision: &Decision, trace: Trace) {
/// let records = decision.records(complaint, trace, || EventId::new(uuid::Uuid::from_u128(7)));
/// let line: String = records[0].to_line();
/// let Decoded::Known(read) = decode(line.as_bytes()) else { panic!("its own line is known") };
/// assert_eq!(read.record, records[0]);
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The complaint: its stream.
    pub complaint: ComplaintId,
    /// Its place in the stream: 1, 2, 3, … without a gap.
    pub version: u32,
    /// This record.
    pub id: EventId,
    /// When it was recorded; never before the record ahead of it in the stream (C23).
    pub recorded_at: Timestamp,
    /// What the clock said, where it had stepped back and `recorded_at` did not follow it.
    pub clock: Option<Timestamp>,
    /// Who.
    pub actor: Actor,
    /// The rulebook under which it was decided.
    pub rulebook: RulebookId,
    /// The edition of the holiday table by which it was decided, whether or not it set a deadline.
    pub calendar: CalendarId,
    /// The edition of the directory of offices by which it was decided; `None` where nobody had one, as in what was imported.
    pub directory: Option<DirectoryId>,
    /// The command: what was decided together has this in common, and a retry is known by it.
    pub command: CommandId,
    /// What ties it to things outside.
    pub correlation: CorrelationId,
    /// The record that caused the command, where one did.
    pub causation: Option<EventId>,
    /// What happened.
    pub event: Event,
}

/// The ids that make a command idempotent and tie it to things outside. Keep them until the command is acknowledged; if
/// it is not, send it again with the same ids (C22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// The command's id.
    pub command: CommandId,
    /// The id that ties it to things outside, such as a request.
    pub correlation: CorrelationId,
    /// The record that caused it, where one did.
    pub causation: Option<EventId>,
}

impl Decision {
    /// The records of this decision, which was made on `complaint`; `id` gives each its own. Append them all or none.
    pub fn records(
        &self,
        complaint: &Complaint,
        trace: Trace,
        mut id: impl FnMut() -> EventId,
    ) -> Vec<Record> {
        let record = |(event, version): (&Event, u32)| Record {
            complaint: complaint.id,
            version,
            id: id(),
            recorded_at: self.at,
            clock: self.clock,
            actor: self.actor.clone(),
            rulebook: self.rulebook,
            calendar: self.calendar,
            directory: self.directory,
            command: trace.command,
            correlation: trace.correlation,
            causation: trace.causation,
            event: event.clone(),
        };
        // `decide` leaves room for a batch, so the versions never run out before the events.
        self.events.iter().zip(complaint.version.saturating_add(1)..=u32::MAX).map(record).collect()
    }
}

impl Record {
    /// The record as its one line, without a line end.
    pub fn to_line(&self) -> String {
        // Writing to memory, of a type whose parts are all strings and numbers, has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Complaint {
    /// The state after a record: [`evolve`](Self::evolve), in place.
    ///
    /// A record that is not the next one of this complaint shows that something is missing; that is counted in
    /// [`unknown`](Self::unknown), so that nothing is decided on it (W2). Another complaint's is not folded, nor one
    /// that was folded before.
    #[inline]
    pub fn apply_record(&mut self, record: &Record) {
        let new = record.complaint == self.id && record.version > self.version;
        if !new || record.version - 1 != self.version {
            self.unknown = self.unknown.saturating_add(1);
        }
        if new {
            self.version = record.version.saturating_sub(1);
            self.apply(record.recorded_at, &record.actor, &record.event);
        }
    }
}

/// The keys of a line, in their order.
#[derive(Serialize)]
pub(crate) struct Envelope<'a, E> {
    pub(crate) format: &'static str,
    pub(crate) complaint: ComplaintId,
    pub(crate) version: u32,
    pub(crate) id: EventId,
    pub(crate) r#type: &'static str,
    pub(crate) schema: u16,
    pub(crate) recorded_at: Timestamp,
    pub(crate) clock: Option<Timestamp>,
    pub(crate) actor: &'a Actor,
    pub(crate) rulebook: Option<RulebookId>,
    pub(crate) calendar: Option<CalendarId>,
    pub(crate) directory: Option<DirectoryId>,
    pub(crate) command: CommandId,
    pub(crate) correlation: CorrelationId,
    pub(crate) causation: Option<EventId>,
    pub(crate) data: &'a E,
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.event.kind();
        let envelope = Envelope {
            format: FORMAT,
            complaint: self.complaint,
            version: self.version,
            id: self.id,
            r#type: kind.as_str(),
            schema: kind.schema(),
            recorded_at: self.recorded_at,
            clock: self.clock,
            actor: &self.actor,
            rulebook: Some(self.rulebook),
            calendar: Some(self.calendar),
            directory: self.directory,
            command: self.command,
            correlation: self.correlation,
            causation: self.causation,
            data: &self.event,
        };
        envelope.serialize(serializer)
    }
}

/// The keys of the envelope, for the JSON Schema.
pub(crate) fn envelope_shape() -> Vec<(&'static str, Value)> {
    vec![
        ("format", json!({ "const": FORMAT })),
        ("complaint", ComplaintId::shape()),
        ("version", json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX })),
        ("id", EventId::shape()),
        ("type", json!({ "type": "string" })),
        ("schema", json!({ "type": "integer", "minimum": 1 })),
        ("recorded_at", Timestamp::shape()),
        ("clock", Option::<Timestamp>::shape()),
        ("actor", Actor::shape()),
        ("rulebook", Option::<RulebookId>::shape()),
        ("calendar", Option::<CalendarId>::shape()),
        ("directory", Option::<DirectoryId>::shape()),
        ("command", CommandId::shape()),
        ("correlation", CorrelationId::shape()),
        ("causation", Option::<EventId>::shape()),
        ("data", json!({ "type": "object" })),
    ]
}
