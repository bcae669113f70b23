//! The columns of the table that every format is made of.

/// The kind of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A code: no words, no spaces, save where a column says so.
    Text,
    /// A whole number.
    Integer,
    /// An instant in UTC, to the microsecond: `2025-03-01T03:00:00.000000Z`.
    Instant,
    /// A clock on an office's wall: `2025-03-01T10:00:00.000000`.
    Local,
}

macro_rules! columns {
    ($( $column:ident = $name:literal, $kind:ident, $meaning:literal; )+) => {
        /// A column: the same name and meaning in every format.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(not(aduan_workspace), non_exhaustive)]
        pub enum Column { $( #[doc = $meaning] $column, )+ }

        impl Column {
            /// Every column, in the order of the table.
            pub const ALL: &'static [Self] = &[ $( Self::$column, )+ ];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$column => $name, )+ }
            }

            /// The kind of its values.
            pub const fn kind(self) -> Kind {
                match self { $( Self::$column => Kind::$kind, )+ }
            }

            /// Its meaning, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$column => $meaning, )+ }
            }
        }
    };
}

columns! {
    Position = "position", Integer, "The line of the history, from 1, over all files in their order.";
    Case = "case", Text, "The complaint's id.";
    Register = "register", Text, "Its register number (R6).";
    Version = "version", Integer, "The event's place in its complaint, from 1.";
    Record = "record", Text, "The record's id.";
    Event = "event", Text, "What happened; `Unknown` where this version of the program does not know the event.";
    Detail = "detail", Text, "The word on which the event turns, or several between spaces; of an unknown event, its name in the history.";
    Schema = "schema", Integer, "The schema in which the event's data were written.";
    RecordedUtc = "recorded_utc", Instant, "When it was recorded.";
    RecordedLocal = "recorded_local", Local, "The same by the clock of the complaint's zone.";
    Zone = "zone", Text, "The complaint's zone: `WIB` (UTC+7), `WITA` (UTC+8) or `WIT` (UTC+9).";
    ClockUtc = "clock_utc", Instant, "What the clock said, where it had stepped back (C23).";
    Actor = "actor", Text, "Who acted, by pseudonym; nothing where the system did.";
    Role = "role", Text, "The role in which they acted.";
    Office = "office", Text, "The office for which they acted.";
    Command = "command", Text, "The decision: what was decided together has it in common.";
    Rulebook = "rulebook", Text, "The rulebook under which it was decided.";
    Channel = "channel", Text, "How the complaint came in (R1).";
    Matter = "matter", Text, "What it is about, as declared or found until then (K1, K2).";
    Complainant = "complainant", Text, "The complainant, by a pseudonym that no other complaint has.";
    Unit = "unit", Text, "The compliance unit that verifies it.";
    StageBefore = "stage_before", Text, "Where the complaint stood before.";
    StageAfter = "stage_after", Text, "Where it stands after.";
    Holder = "holder", Text, "The office that has the file after; `ITJEN` while the Inspectorate has it.";
    ToOffice = "to_office", Text, "The office to which this event sends the file.";
    ToOfficer = "to_officer", Text, "The assessor whom it names, or who learns an identity by it; by pseudonym.";
    ReportedOffice = "reported_office", Text, "The office complained of, as far as known until then.";
    Outcome = "outcome", Text, "How it ended, while it is closed.";
    Ground = "ground", Text, "On which ground it was declared not actionable (R14, R17).";
    Finding = "finding", Text, "The assessment's finding until then (R19).";
    Reopened = "reopened", Integer, "How often it had been reopened.";
    WindowDue = "window_due", Instant, "The end of the data window that this event opens (R13): the first instant after it.";
    WindowRule = "window_rule", Text, "The rule that sets it.";
    ResponseDue = "response_due", Instant, "When the response that this event makes due is late.";
    ResponseRule = "response_rule", Text, "The rule that sets it.";
    TargetDue = "target_due", Instant, "When the stage that this event begins lasts too long.";
    TargetRule = "target_rule", Text, "The rule that sets it.";
    OverallDue = "overall_due", Instant, "When the complaint as a whole lasts too long, whoever has it.";
    OverallRule = "overall_rule", Text, "The rule that sets it.";
}

/// How many columns there are.
pub(super) const COUNT: usize = Column::ALL.len();
