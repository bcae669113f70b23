//! The kinds of faults that may be planted.

macro_rules! kinds {
    ($( $(#[$meta:meta])* $kind:ident = $name:literal; )+) => {
        /// A kind of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(not(aduan_workspace), non_exhaustive)]
        pub enum FaultKind { $( $(#[$meta])* $kind, )+ }

        impl FaultKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[ $( Self::$kind, )+ ];

            /// Its name: `wrong_role`.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$kind => $name, )+ }
            }
        }
    };
}

kinds! {
    /// An officer's command is given by a role that may not give it.
    WrongRole = "wrong_role";
    /// An officer acts from an office that does not hold the file.
    WrongOffice = "wrong_office";
    /// Another person acts as the complainant (P1).
    ForgedComplainant = "forged_complainant";
    /// Half of a batch is another actor's.
    ForgedHalf = "forged_half";
    /// The reported official handles their own case (T6).
    OwnCase = "own_case";
    /// An officer acts under another alias than before (T6).
    OtherAlias = "other_alias";
    /// An officer acts under the alias of another (T6).
    SharedAlias = "shared_alias";
    /// A disclosure names an approver who did not give the command (R27).
    FalseApprover = "false_approver";
    /// A verifier takes the identity without the PYB (R27).
    DisclosureWithoutApproval = "disclosure_without_approval";
    /// A decision under the wrong rulebook (W1).
    WrongRulebook = "wrong_rulebook";
    /// The window is declared expired while it runs (R13).
    EarlyExpiry = "early_expiry";
    /// The window has run out, and this is not recorded (R13).
    DeadlineIgnored = "deadline_ignored";
    /// The window is not as long as the rulebook says (R13).
    WindowMoved = "window_moved";
    /// A stage's target is not where the rulebook sets it.
    TargetMoved = "target_moved";
    /// A decision is dated before the one ahead of it.
    Backdated = "backdated";
    /// A record claims a step of the clock that cannot have been.
    ClockForged = "clock_forged";
    /// The PYB disposes to a KPPBC (R15), where it is then handled.
    WrongTarget = "wrong_target";
    /// What was forwarded had not been reviewed (R10).
    MissingReview = "missing_review";
    /// Closed as not actionable without a declaration (T10).
    SilentClose = "silent_close";
    /// Declared not actionable, and not closed.
    HalfDecision = "half_decision";
    /// Closed with another outcome than was found (R19).
    FalseOutcome = "false_outcome";
    /// A step of the assessment after the complaint was closed.
    AfterClosing = "after_closing";
    /// An event to which no command leads.
    NoCommand = "no_command";
    /// A ground without its reason (R14).
    GroundWithoutReason = "ground_without_reason";
    /// A batch was taken out.
    SkippedVersion = "skipped_version";
    /// A batch stands there twice.
    DuplicatedBatch = "duplicated_batch";
    /// An event that this version does not know (C28).
    UnknownEvent = "unknown_event";
    /// A ticket in the data of an unknown event (R3).
    TicketWritten = "ticket_written";
    /// A ticket in place of WISE's number (R3).
    TicketAsNumber = "ticket_as_number";
    /// Words in the data of an unknown event (P1).
    WordsWritten = "words_written";
    /// A line cut or overwritten.
    BrokenLine = "broken_line";
    /// A second effect under one command (C22).
    CommandAgain = "command_again";
    /// Another complaint's line within a batch.
    TornBatch = "torn_batch";
    /// A command id of another complaint.
    CommandShared = "command_shared";
    /// An event id of another complaint.
    EventShared = "event_shared";
    /// A register number of another complaint (R6).
    RegisterShared = "register_shared";
}
