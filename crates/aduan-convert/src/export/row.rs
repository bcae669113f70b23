//! One event as a row of the table.

use super::changes::{Changed, outcome};
use super::column::{COUNT, Column};
use super::timestamp_text;
use aduan_audit::AnyRecord;
use aduan_core::{Complaint, Deadline, DeadlineKind, Event, EventKind, Language, Office, PersonId, Stage};
use uuid::Uuid;

/// The name of an event that this version does not know.
pub(super) const UNKNOWN: &str = "Unknown";

/// An event and what it did to its complaint.
pub(super) struct EventRow<'a> {
    pub(super) line: u64,
    pub(super) record: AnyRecord<'a>,
    pub(super) before: Stage,
    pub(super) after: &'a Complaint,
    /// Its register number as text: a check symbol takes longer to find than the rest of a row.
    pub(super) register: &'a str,
}

impl EventRow<'_> {
    /// Adds the values of all columns to `text`, and says where each ends.
    pub(super) fn write(&self, text: &mut String) -> Ends {
        let (from, mut ends) = (text.len(), [0; 2 * COUNT]);
        for (column, end) in Column::ALL.iter().zip(ends.chunks_exact_mut(2)) {
            self.value(*column, text);
            // A row has some hundred characters: all values are short codes.
            end.copy_from_slice(&u16::try_from(text.len() - from).unwrap_or(u16::MAX).to_le_bytes());
        }
        ends
    }

    fn event(&self) -> Option<&Event> {
        match self.record {
            AnyRecord::Known(known) => Some(&known.record.event),
            AnyRecord::Unknown(_) => None,
        }
    }

    fn value(&self, column: Column, text: &mut String) {
        let after = self.after;
        match column {
            Column::Position => number(text, self.line),
            Column::Case => uuid(text, after.id.uuid()),
            Column::Register => text.push_str(self.register),
            Column::Version => number(text, after.version.into()),
            Column::Record => uuid(text, self.record.id().uuid()),
            Column::Event => text.push_str(self.event().map_or(UNKNOWN, |event| event.kind().as_str())),
            Column::Detail => match self.record {
                AnyRecord::Known(known) => detail(&known.record.event, text),
                AnyRecord::Unknown(unknown) => text.push_str(&unknown.kind),
            },
            Column::Schema => number(
                text,
                match self.record {
                    AnyRecord::Known(known) => {
                        known.lifted_from.unwrap_or_else(|| known.record.event.kind().schema()).into()
                    }
                    AnyRecord::Unknown(unknown) => unknown.schema.into(),
                },
            ),
            Column::RecordedUtc => timestamp_text::utc(text, self.record.recorded_at()),
            Column::RecordedLocal => timestamp_text::local(text, self.record.recorded_at(), after.zone),
            Column::Zone => text.push_str(after.zone.label(Language::Indonesian)),
            Column::ClockUtc => {
                if let AnyRecord::Known(known) = self.record
                    && let Some(clock) = known.record.clock
                {
                    timestamp_text::utc(text, clock);
                }
            }
            Column::Actor => person(text, Some(self.record.actor().id)),
            Column::Role => text.push_str(self.record.actor().role.as_str()),
            Column::Office => office(text, self.record.actor().office),
            Column::Command => uuid(text, self.record.command().uuid()),
            Column::Rulebook => match self.record {
                AnyRecord::Known(known) => text.push_str(known.record.rulebook.as_str()),
                AnyRecord::Unknown(_) => {}
            },
            Column::Channel => token(text, after.channel.map(aduan_core::Channel::as_str)),
            Column::Matter => token(text, after.matter.map(aduan_core::Matter::as_str)),
            Column::Complainant => person(text, Some(after.complainant)),
            Column::Unit => office(text, after.unit),
            Column::StageBefore => text.push_str(self.before.as_str()),
            Column::StageAfter => text.push_str(after.stage.as_str()),
            Column::Holder if after.stage == Stage::WithInspectorate => {
                text.push_str(aduan_core::OfficeKind::Itjen.as_str());
            }
            Column::Holder => office(text, after.holder),
            Column::ToOffice => office(text, self.event().and_then(to_office)),
            Column::ToOfficer => person(text, self.event().and_then(to_officer)),
            Column::ReportedOffice => office(text, after.reported_office),
            Column::Outcome => token(text, outcome(after).map(aduan_core::Outcome::as_str)),
            Column::Ground => token(text, after.ground.map(aduan_core::Ground::as_str)),
            Column::Finding => token(text, after.finding.map(aduan_core::Finding::as_str)),
            Column::Reopened => number(text, after.reopened.into()),
            Column::WindowDue => self.due(DeadlineKind::Window, text),
            Column::WindowRule => self.rule(DeadlineKind::Window, text),
            Column::OverallDue => self.due(DeadlineKind::Overall, text),
            Column::OverallRule => self.rule(DeadlineKind::Overall, text),
            Column::ResponseDue => self.due(DeadlineKind::Response, text),
            Column::ResponseRule => self.rule(DeadlineKind::Response, text),
            Column::TargetDue => self.due(DeadlineKind::Target, text),
            Column::TargetRule => self.rule(DeadlineKind::Target, text),
        }
    }

    fn deadline(&self, wanted: DeadlineKind) -> Option<&Deadline> {
        self.event()?.deadlines().find(|(kind, _)| *kind == wanted).map(|(_, deadline)| deadline)
    }

    fn due(&self, kind: DeadlineKind, text: &mut String) {
        if let Some(deadline) = self.deadline(kind) {
            timestamp_text::utc(text, deadline.due);
        }
    }

    fn rule(&self, kind: DeadlineKind, text: &mut String) {
        token(text, self.deadline(kind).map(|deadline| deadline.rule.as_str()));
    }
}

/// Without a formatter: a row has five.
fn number(text: &mut String, mut number: u64) {
    let (mut digits, mut at) = ([0; 20], 20);
    loop {
        at -= 1;
        digits[at] = b"0123456789"[usize::try_from(number % 10).unwrap_or_default()];
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

fn uuid(text: &mut String, uuid: Uuid) {
    text.push_str(uuid.hyphenated().encode_lower(&mut [0; 36]));
}

/// The system is no person.
fn person(text: &mut String, person: Option<PersonId>) {
    if let Some(person) = person.filter(|person| *person != PersonId::SYSTEM) {
        uuid(text, person.uuid());
    }
}

fn token(text: &mut String, token: Option<&str>) {
    text.push_str(token.unwrap_or_default());
}

/// An office as it shows itself, without a formatter: a row has up to six.
fn office(text: &mut String, office: Option<Office>) {
    if let Some(Office { kind, code }) = office {
        text.push_str(kind.as_str());
        text.push('-');
        text.push_str(code.as_str());
    }
}

/// The office to which an event sends the file.
const fn to_office(event: &Event) -> Option<Office> {
    match event {
        Event::Received(received) => Some(received.unit),
        Event::ForwardedToPyb(sent) => Some(sent.office),
        Event::ForwardedToAssessor(sent) => Some(sent.office),
        Event::DisposedToAssessor(sent) => Some(sent.office),
        Event::Transferred(moved) => Some(moved.office),
        Event::Recused(passed) => Some(passed.unit),
        Event::Reopened(reopened) => reopened.unit,
        Event::MatterDecided(decided) => decided.unit,
        Event::OfficeSucceeded(succeeded) => Some(succeeded.successor),
        _ => None,
    }
}

fn to_officer(event: &Event) -> Option<PersonId> {
    match event {
        Event::ForwardedToAssessor(sent) => sent.assessor.as_ref().map(|assessor| assessor.id),
        Event::DisposedToAssessor(sent) => sent.assessor.as_ref().map(|assessor| assessor.id),
        Event::IdentityDisclosed(disclosed) => Some(disclosed.recipient.id),
        _ => None,
    }
}

/// The word on which an event turns.
fn detail(event: &Event, text: &mut String) {
    if let Event::OfficeSucceeded(succeeded) = event {
        // The office that ended.
        return office(text, Some(succeeded.office));
    }
    let mut words = |words: &mut dyn Iterator<Item = &'static str>| {
        for (at, word) in words.enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
    };
    let mut word = |word: &'static str| words(&mut std::iter::once(word));
    match event {
        Event::TicketIssued(issued) => words(&mut issued.deliveries.iter().map(aduan_core::Delivery::as_str)),
        Event::TicketReissued(issued) => {
            words(&mut issued.deliveries.iter().map(aduan_core::Delivery::as_str));
        }
        Event::TicketRevoked(revoked) => word(revoked.which.as_str()),
        Event::EvidenceAttached(attached) => word(attached.media.as_str()),
        Event::MaterialReviewed(reviewed) => word(reviewed.clarity.as_str()),
        Event::WiseReturned(returned) => word(returned.outcome.as_str()),
        Event::AssessmentStepRecorded(step) => word(step.step.as_str()),
        Event::AssessmentConcluded(concluded) => word(concluded.finding.as_str()),
        Event::FollowUpDecided(decided) => words(&mut decided.actions.iter().map(aduan_core::Action::as_str)),
        Event::DeclaredNotActionable(declared) => word(declared.ground.as_str()),
        Event::Closed(closed) => word(closed.outcome.as_str()),
        Event::ConfidentialityChosen(chosen) => word(chosen.choice.as_str()),
        Event::IdentityDisclosed(disclosed) => word(disclosed.ground.as_str()),
        Event::Told(told) => word(told.notice.as_str()),
        Event::MailAccepted(mail) => word(mail.notice.as_str()),
        Event::NotTold(not) => word(not.notice.as_str()),
        Event::TellingDenied(denied) => word(denied.notice.as_str()),
        Event::PersonalDataErased(erased) => word(erased.basis.as_str()),
        _ => {}
    }
}

/// Whether events of this kind turn on a [word](detail).
pub(super) const fn has_detail(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::TicketIssued
            | EventKind::TicketReissued
            | EventKind::TicketRevoked
            | EventKind::EvidenceAttached
            | EventKind::MaterialReviewed
            | EventKind::WiseReturned
            | EventKind::AssessmentStepRecorded
            | EventKind::OfficeSucceeded
            | EventKind::AssessmentConcluded
            | EventKind::FollowUpDecided
            | EventKind::DeclaredNotActionable
            | EventKind::Closed
            | EventKind::ConfidentialityChosen
            | EventKind::IdentityDisclosed
            | EventKind::Told
            | EventKind::MailAccepted
            | EventKind::NotTold
            | EventKind::TellingDenied
            | EventKind::PersonalDataErased
    )
}

/// The end of each value of a row in its text: two bytes a column, the lower first.
pub(super) type Ends = [u8; 2 * COUNT];

/// A row as the formats take it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableRow<'a> {
    /// The first line of its complaint: it names the complaint, and tells which came in before which.
    pub(super) first: u64,
    pub(super) changed: Changed,
    pub(super) ends: &'a Ends,
    /// The values, one after the other.
    pub(super) text: &'a str,
}

impl<'a> TableRow<'a> {
    /// The value of a column; empty where there is none.
    #[inline]
    pub(super) fn get(&self, column: Column) -> &'a str {
        let at = column as usize;
        let from = if at == 0 { 0 } else { self.end(at - 1) };
        self.text.get(from..self.end(at)).unwrap_or_default()
    }

    fn end(&self, at: usize) -> usize {
        usize::from(u16::from_le_bytes([self.ends[2 * at], self.ends[2 * at + 1]]))
    }

    /// All values, in the order of the columns.
    pub(super) fn values(&self) -> impl Iterator<Item = &'a str> {
        Column::ALL.iter().map(|column| self.get(*column))
    }
}
