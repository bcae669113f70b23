//! The procedure as one table: stage × command → roles allowed, stages reached, rules cited.
//!
//! [`decide`](crate::Rules::decide) asks it first; documentation, diagrams and exhaustive tests read the same rows.

use crate::CommandKind::{
    AcknowledgeWise, AmendMaterial, AttachEvidence, CancelRequest, ChooseConfidentiality, ClearName, Close,
    ConcludeAssessment, ContestMatter, DecideFollowUp, DecideMatter, DeclareNotActionable, DenyTelling,
    DiscloseIdentity, DisposeToAssessor, ErasePersonalData, ExpireDataWindow, ForwardToAssessor,
    ForwardToPyb, ForwardToWise, IssueTicket, LapseProposals, MarkMessagesRead, PassToSuccessor,
    PlaceLegalHold, Recall, Receive, RecordAssessmentStep, RecordMailAccepted, RecordNotTold, RecordTold,
    Recuse, ReissueTicket, ReleaseLegalHold, Reopen, RequestData, RequestVerification, ReturnFromWise,
    ReturnMisdirected, ReviewLateMaterial, ReviewMaterial, RevokeTicket, SupplyData, Transfer, Withdraw,
    WriteMessage,
};
use crate::Role::{
    Assessor, Complainant, Coordinator, DataProtectionOfficer, Inspectorate, Pyb, Receiver, System, Verifier,
};
use crate::Stage::{
    Assessment, AwaitingData, Closed, FollowUp, Intake, New, Verification, WithInspectorate, WithPyb,
};
use crate::{CommandKind, Role, Roles, Rule};

tokens! {
    /// Where a complaint stands.
    pub enum Stage {
        /// Nothing has been received yet.
        New = "new", "belum diterima", "not yet received";
        /// Recorded, not yet before the verifier.
        Intake = "intake", "penerimaan", "intake";
        /// With the verifier (R10).
        Verification = "verification", "verifikasi", "verification";
        /// The complainant was asked for more; once they were told, the window runs (R13).
        AwaitingData = "awaiting_data", "menunggu data tambahan", "awaiting data";
        /// With the authorised official (R15 to R17).
        WithPyb = "with_pyb", "pada PYB", "with the PYB";
        /// With the assessor (R18).
        Assessment = "assessment", "pengkajian", "assessment";
        /// Concluded; what follows is being decided (R19).
        FollowUp = "follow_up", "tindak lanjut", "follow-up";
        /// With the Inspectorate, in WISE (R16, R20).
        WithInspectorate = "with_inspectorate", "pada Itjen melalui WISE", "with the Inspectorate";
        /// Ended.
        Closed = "closed", "ditutup", "closed";
    }
}

token_set! {
    /// A set of stages.
    pub struct Stages of Stage
}

tokens! {
    /// Whether an officer must be at the office that holds the file.
    pub enum Place {
        /// Verifier, PYB and assessor act only where the file is.
        Holder = "holder", "di kantor pemegang berkas", "at the office that holds the file";
        /// Anywhere.
        Any = "any", "di mana saja", "anywhere";
    }
}

/// One row of the procedure: in these stages these roles may give this command, and it may lead there.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Row {
    /// The command.
    pub command: CommandKind,
    /// The stages in which it may be given.
    pub stages: Stages,
    /// The roles that may give it.
    pub roles: Roles,
    /// Where they must be.
    pub place: Place,
    /// The stages it may lead to; empty where nothing moves.
    pub to: Stages,
    /// The rules that say so, the leading one first.
    pub rules: &'static [Rule],
}

const OPEN: &[Stage] = &[Intake, Verification, AwaitingData, WithPyb, Assessment, FollowUp, WithInspectorate];
const RECEIVED: &[Stage] =
    &[Intake, Verification, AwaitingData, WithPyb, Assessment, FollowUp, WithInspectorate, Closed];
/// Where it moves nothing that a telling is void. In Verification and after the end it may.
const SETTLED: &[Stage] = &[Intake, AwaitingData, WithPyb, Assessment, FollowUp, WithInspectorate];
/// Where an office of DJBC has the file, open or closed.
const HELD: &[Stage] = &[Intake, Verification, AwaitingData, WithPyb, Assessment, FollowUp, Closed];

/// Where it stays in its stage when it becomes a discipline case.
const STAYING: &[Stage] = &[Intake, Verification, AwaitingData, WithPyb, WithInspectorate, Closed];

/// Where a coordinator may move it.
const MOVABLE: &[Stage] = &[Intake, Verification, AwaitingData, WithPyb, Assessment, FollowUp];

const fn row(
    command: CommandKind,
    stages: &[Stage],
    roles: &[Role],
    place: Place,
    to: &[Stage],
    rules: &'static [Rule],
) -> Row {
    Row { command, stages: Stages::of(stages), roles: Roles::of(roles), place, to: Stages::of(to), rules }
}

/// The whole procedure. A command that no row allows is refused, with the rule, the roles and the stages of
/// the rows that would have.
#[rustfmt::skip]
pub const TABLE: &[Row] = {
    use Place::{Any, Holder};
    use Rule::{P1, P3, R1, R2, R3, R4, R5, R7, R8, R10, R11, R12, R13, R14, R14b, R15, R16, R17, R18, R19, R20, R21, R22, R27, R30, S2, T6, W4, W5, W6, W7};
    &[
        row(Receive, &[New], &[Complainant, Receiver], Any, &[Intake, Verification], &[R1, R2, R8]),
        row(IssueTicket, OPEN, &[Receiver], Any, &[], &[R7, R4]),
        row(ReissueTicket, RECEIVED, &[Complainant, Receiver], Any, &[], &[R7, R4]),
        row(RevokeTicket, RECEIVED, &[Complainant], Any, &[], &[R7, R3]),
        row(RequestVerification, &[Intake], &[Receiver, System], Any, &[Verification], &[R10]),
        row(AmendMaterial, OPEN, &[Complainant, Receiver], Any, &[], &[R8]),
        row(AmendMaterial, &[Closed], &[Complainant, Receiver], Any, &[], &[R8, W6]),
        row(AttachEvidence, OPEN, &[Complainant, Receiver], Any, &[], &[R8]),
        row(AttachEvidence, &[Verification, AwaitingData], &[Verifier], Holder, &[], &[R8]),
        row(AttachEvidence, &[Assessment, FollowUp], &[Assessor], Holder, &[], &[R8, R18]),
        row(AttachEvidence, &[Closed], &[Complainant, Receiver], Any, &[], &[R8, W6]),
        row(ReviewMaterial, &[Verification], &[Verifier], Holder, &[], &[R10]),
        row(ReviewMaterial, &[AwaitingData], &[Verifier], Holder, &[Verification], &[R10, R13]),
        row(RequestData, &[Verification, AwaitingData], &[Verifier], Holder, &[AwaitingData], &[R12, R13]),
        row(CancelRequest, &[AwaitingData], &[Verifier], Holder, &[Verification], &[R12, R13]),
        row(SupplyData, &[AwaitingData, Verification], &[Complainant, Receiver], Any, &[Verification], &[R13, R12]),
        // Their late answer is kept wherever the file is by then, which they do not see (C4, C44).
        row(SupplyData, &[WithPyb, Assessment, FollowUp, WithInspectorate], &[Complainant], Any, &[], &[R13, R12]),
        row(ExpireDataWindow, &[AwaitingData], &[System, Verifier], Any, &[Verification], &[R13, R14b]),
        row(WriteMessage, &[Verification, WithPyb, Assessment, FollowUp], &[Complainant], Any, &[], &[P3]),
        // What they write while a request is open answers it.
        row(WriteMessage, &[AwaitingData], &[Complainant], Any, &[Verification], &[P3, R13]),
        row(WriteMessage, &[Verification, AwaitingData], &[Verifier], Holder, &[], &[P3]),
        row(WriteMessage, &[WithPyb, FollowUp], &[Pyb], Holder, &[], &[P3]),
        row(WriteMessage, &[Assessment, FollowUp], &[Assessor], Holder, &[], &[P3]),
        row(MarkMessagesRead, &[Verification, AwaitingData], &[Verifier], Holder, &[], &[P3]),
        row(MarkMessagesRead, &[WithPyb, FollowUp], &[Pyb], Holder, &[], &[P3]),
        row(MarkMessagesRead, &[Assessment, FollowUp], &[Assessor], Holder, &[], &[P3]),
        row(ForwardToPyb, &[Verification], &[Verifier], Holder, &[WithPyb], &[R11]),
        row(ForwardToAssessor, &[Verification], &[Verifier], Holder, &[Assessment], &[R11]),
        row(DeclareNotActionable, &[Verification, AwaitingData], &[Verifier, System], Holder, &[Closed], &[R14]),
        row(DeclareNotActionable, &[WithPyb], &[Pyb], Holder, &[Closed], &[R17]),
        row(DisposeToAssessor, &[WithPyb], &[Pyb], Holder, &[Assessment], &[R15]),
        row(ForwardToWise, &[WithPyb], &[Pyb], Holder, &[WithInspectorate], &[R16]),
        row(AcknowledgeWise, &[WithInspectorate], &[Inspectorate, System], Any, &[], &[R20]),
        row(ReturnFromWise, &[WithInspectorate], &[Inspectorate, System], Any, &[Closed, WithPyb], &[R20]),
        row(ReturnFromWise, &[WithInspectorate], &[Coordinator], Any, &[Closed, WithPyb], &[R20, S2]),
        row(RecordAssessmentStep, &[Assessment], &[Assessor], Holder, &[], &[R18]),
        row(ReturnMisdirected, &[Assessment], &[Assessor], Holder, &[Verification, WithPyb], &[R18]),
        row(Recall, &[WithPyb, Assessment], &[Verifier], Any, &[Verification], &[R18]),
        row(Recall, &[Assessment], &[Pyb], Any, &[WithPyb], &[R18]),
        row(Transfer, MOVABLE, &[Coordinator, Inspectorate], Any, &[], &[W5]),
        row(Recuse, &[Verification], &[Verifier], Holder, &[], &[T6]),
        row(PassToSuccessor, RECEIVED, &[System], Any, &[], &[W4]),
        row(ConcludeAssessment, &[Assessment], &[Assessor], Holder, &[FollowUp], &[R19, R18]),
        row(DecideFollowUp, &[FollowUp], &[Pyb, Assessor], Holder, &[], &[R19]),
        row(Close, &[FollowUp], &[Pyb, Assessor], Holder, &[Closed], &[R19]),
        row(Close, &[Verification, AwaitingData], &[Verifier], Holder, &[Closed], &[R21]),
        row(Close, &[Assessment], &[Assessor], Holder, &[Closed], &[R21]),
        row(ReviewLateMaterial, &[Closed], &[Verifier, Pyb, Assessor], Holder, &[], &[W6]),
        row(ReviewLateMaterial, &[Closed], &[Coordinator, Inspectorate], Any, &[], &[W6]),
        row(Reopen, &[Closed], &[Verifier, Pyb, Coordinator, Inspectorate], Any, &[Verification, Assessment], &[R19, T6]),
        row(Withdraw, OPEN, &[Complainant, Receiver], Any, &[], &[R21]),
        row(ContestMatter, RECEIVED, &[Complainant], Any, &[], &[W7, R11]),
        row(DecideMatter, STAYING, &[Coordinator, Inspectorate], Any, &[], &[W7, R11]),
        row(DecideMatter, &[Assessment, FollowUp], &[Coordinator, Inspectorate], Any, &[Verification], &[W7, R11]),
        row(ChooseConfidentiality, RECEIVED, &[Complainant], Any, &[], &[P1, R27]),
        row(DiscloseIdentity, RECEIVED, &[Pyb, Inspectorate], Any, &[], &[R27]),
        row(DiscloseIdentity, HELD, &[Verifier, Assessor], Holder, &[], &[R27]),
        row(RecordTold, RECEIVED, &[Receiver, Verifier, Pyb, Assessor, System], Any, &[], &[R22, R5]),
        row(RecordTold, &[AwaitingData], &[Complainant], Any, &[], &[R13, R22]),
        row(RecordMailAccepted, RECEIVED, &[System], Any, &[], &[R13, R22]),
        row(RecordNotTold, SETTLED, &[System], Any, &[], &[R22, R13]),
        row(RecordNotTold, &[Verification], &[System], Any, &[Verification, AwaitingData], &[R22, R13]),
        row(RecordNotTold, &[Closed], &[System], Any, &[Closed, AwaitingData], &[R22, R13]),
        row(DenyTelling, SETTLED, &[Complainant], Any, &[], &[R22, R13]),
        row(DenyTelling, &[Verification], &[Complainant], Any, &[Verification, AwaitingData], &[R22, R13]),
        row(DenyTelling, &[Closed], &[Complainant], Any, &[Closed, AwaitingData], &[R22, R13]),
        row(PlaceLegalHold, RECEIVED, &[Pyb, Inspectorate, DataProtectionOfficer], Any, &[], &[R30]),
        row(ReleaseLegalHold, RECEIVED, &[Pyb, Inspectorate, DataProtectionOfficer], Any, &[], &[R30]),
        row(ErasePersonalData, &[Closed], &[DataProtectionOfficer, System], Any, &[], &[R30]),
        row(ErasePersonalData, &[Closed], &[Coordinator], Any, &[], &[R30, S2]),
        row(ClearName, RECEIVED, &[Verifier, Pyb, Assessor, Coordinator, Inspectorate], Any, &[], &[T6, S2]),
        row(LapseProposals, RECEIVED, &[System], Any, &[], &[S2]),
    ]
};

/// The rows of a command.
pub fn rows(command: CommandKind) -> impl Iterator<Item = &'static Row> {
    let (first, end) = SPANS[command as usize];
    TABLE[first..end].iter()
}

/// By command: where its rows begin and end. They stand together, so that nothing has to be searched.
const SPANS: [(usize, usize); CommandKind::ALL.len()] = {
    let mut spans = [(0, 0); CommandKind::ALL.len()];
    let mut row = 0;
    while row < TABLE.len() {
        let (first, end) = spans[TABLE[row].command as usize];
        assert!(end == 0 || end == row, "the rows of a command stand together");
        spans[TABLE[row].command as usize] = (if end == 0 { row } else { first }, row + 1);
        row += 1;
    }
    spans
};

/// The commands that `role` may give in `stage`, as far as the table alone says; guards may still refuse.
///
/// ```
/// use aduan_core::{procedure, CommandKind, Role, Stage};
/// let may: Vec<_> = procedure::commands(Stage::WithPyb, Role::Pyb).collect();
/// assert!(may.contains(&CommandKind::DisposeToAssessor));
/// assert!(!may.contains(&CommandKind::ForwardToAssessor));
/// ```
pub fn commands(stage: Stage, role: Role) -> impl Iterator<Item = CommandKind> {
    let allowed = move |command: &CommandKind| {
        rows(*command).any(|row| row.stages.contains(stage) && row.roles.contains(role))
    };
    CommandKind::ALL.iter().copied().filter(allowed)
}
