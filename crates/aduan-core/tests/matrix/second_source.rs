//! The procedure written down a second time, by hand, and held against the table.

use aduan_core::*;

/// Permissions by command, stage and role, written from procedure.md and its rules, not from the table. A letter is a
/// role: Complainant, Receiver, Verifier, Pyb, Assessor, Inspectorate, Koordinator (coordinator), Data protection officer, System.
///
/// Where the procedure is silent, this holds: a complainant's rights (adding, withdrawing, being told) do not depend on
/// the stage (P3, R7, R8, R22), and what comes after the end is looked at (W6); who oversees an office moves its files, and the Inspectorate those about PUSKI (W5); the holder of the
/// file adds to it, and its sender may take it back (R18); the system gives what time or another program brings (R13, R20), and whether
/// a notice arrived; the verifier may think again before the complainant was told (R12); a complaint that has ended can be reopened,
/// told of, held and erased (R19, R30); a coordinator confirms what an erasure or WISE's outcome needs a second person for, and a name
/// that a slip put in is cleared by whoever handles, oversees or stands apart from it (T6, S2); a verifier and
/// an assessor learn an identity only where the file is, so not while WISE has it (R27, T4); the complainant and whoever has the file
/// to decide on it write to each other (P3).
const SECOND_SOURCE: &str = "
                    New Intake Verif Await WithPyb Assess FollowUp WithInsp Closed
Receive             CR  .      .     .     .       .      .        .        .
IssueTicket         .   R      R     R     R       R      R        R        .
ReissueTicket       .   CR     CR    CR    CR      CR     CR       CR       CR
RevokeTicket        .   C      C     C     C       C      C        C        C
RequestVerification .   RS     .     .     .       .      .        .        .
AmendMaterial       .   CR     CR    CR    CR      CR     CR       CR       CR
AttachEvidence      .   CR     CRV   CRV   CR      CRA    CRA      CR       CR
ReviewMaterial      .   .      V     V     .       .      .        .        .
RequestData         .   .      V     V     .       .      .        .        .
SupplyData          .   .      CR    CR    C       C      C        C        .
ExpireDataWindow    .   .      .     VS    .       .      .        .        .
CancelRequest       .   .      .     V     .       .      .        .        .
WriteMessage        .   .      CV    CV    CP      CA     CPA      .        .
MarkMessagesRead    .   .      V     V     P       A      PA       .        .
ForwardToPyb        .   .      V     .     .       .      .        .        .
ForwardToAssessor   .   .      V     .     .       .      .        .        .
DisposeToAssessor   .   .      .     .     P       .      .        .        .
ForwardToWise       .   .      .     .     P       .      .        .        .
AcknowledgeWise     .   .      .     .     .       .      .        IS       .
ReturnFromWise      .   .      .     .     .       .      .        IKS      .
RecordAssessmentStep .  .      .     .     .       A      .        .        .
ReturnMisdirected   .   .      .     .     .       A      .        .        .
Recall              .   .      .     .     V       VP     .        .        .
Transfer            .   IK     IK    IK    IK      IK     IK       .        .
Recuse              .   .      V     .     .       .      .        .        .
PassToSuccessor     .   S      S     S     S       S      S        S        S
ReviewLateMaterial  .   .      .     .     .       .      .        .        VPAIK
ConcludeAssessment  .   .      .     .     .       A      .        .        .
DecideFollowUp      .   .      .     .     .       .      PA       .        .
DeclareNotActionable .  .      VS    VS    P       .      .        .        .
Close               .   .      V     V     .       A      PA       .        .
Reopen              .   .      .     .     .       .      .        .        VPIK
Withdraw            .   CR     CR    CR    CR      CR     CR       CR       .
ContestMatter       .   C      C     C     C       C      C        C        C
DecideMatter        .   IK     IK    IK    IK      IK     IK       IK       IK
ChooseConfidentiality . C      C     C     C       C      C        C        C
DiscloseIdentity    .   VPAI   VPAI  VPAI  VPAI    VPAI   VPAI     PI       VPAI
RecordTold          .   RVPAS  RVPAS RVPASC RVPAS  RVPAS  RVPAS    RVPAS    RVPAS
RecordMailAccepted  .   S      S     S     S       S      S        S        S
RecordNotTold       .   S      S     S     S       S      S        S        S
DenyTelling         .   C      C     C     C       C      C        C        C
PlaceLegalHold      .   PID    PID   PID   PID     PID    PID      PID      PID
ReleaseLegalHold    .   PID    PID   PID   PID     PID    PID      PID      PID
ErasePersonalData   .   .      .     .     .       .      .        .        KDS
ClearName           .   VPAIK  VPAIK VPAIK VPAIK   VPAIK  VPAIK    VPAIK    VPAIK
LapseProposals      .   S      S     S     S       S      S        S        S
";

const STAGES: [Stage; 9] = [
    Stage::New,
    Stage::Intake,
    Stage::Verification,
    Stage::AwaitingData,
    Stage::WithPyb,
    Stage::Assessment,
    Stage::FollowUp,
    Stage::WithInspectorate,
    Stage::Closed,
];

fn letter(role: Role) -> char {
    match role {
        Role::Complainant => 'C',
        Role::Receiver => 'R',
        Role::Verifier => 'V',
        Role::Pyb => 'P',
        Role::Assessor => 'A',
        Role::Inspectorate => 'I',
        Role::Coordinator => 'K',
        Role::DataProtectionOfficer => 'D',
        Role::System => 'S',
    }
}

#[test]
fn the_table_says_what_the_procedure_says() {
    let mut differs = Vec::new();
    let rows: Vec<&str> = SECOND_SOURCE.lines().skip(2).collect();
    assert_eq!(rows.len(), CommandKind::ALL.len());
    for (row, command) in rows.iter().zip(CommandKind::ALL) {
        let mut cells = row.split_whitespace();
        assert_eq!(cells.next(), Some(format!("{command:?}").as_str()), "the order of the rows");
        for (stage, cell) in STAGES.iter().zip(cells.by_ref()) {
            let right = cell.trim_matches('.');
            let found: String = Role::ALL
                .iter()
                .filter(|role| procedure::commands(*stage, **role).any(|allowed| allowed == *command))
                .map(|role| letter(*role))
                .collect();
            let mut sorted: Vec<char> = right.chars().collect();
            sorted.sort_by_key(|letter| "CRVPAIKDS".find(*letter));
            if !sorted.iter().copied().eq(found.chars()) {
                differs.push(format!("{command:?} in {stage:?}: procedure {right:?}, table {found:?}"));
            }
        }
        assert_eq!(cells.next(), None, "nine stages");
    }
    assert!(differs.is_empty(), "{differs:#?}");
}
