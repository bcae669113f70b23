//! What dishonest insiders tried on 30 November 2026, and what now ends each attempt: T6, T10.

use crate::support::commands::*;
use crate::support::*;
use aduan_core::*;

/// A review that names this official.
fn naming(official: PersonId) -> Command {
    let review = looked_at(Clarity::Insufficient, Matter::Duties, Reported::Identified);
    Command::ReviewMaterial(Box::new(Review { official: Some(official), ..review }))
}

#[test]
fn the_complainant_is_never_named_as_the_official() {
    let case = scenes::before_the_verifier(Matter::Duties);
    let refused = case.refuses(naming(case.state.complainant));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::ReviewMaterial });
    let assessed = scenes::assessed(Matter::Duties);
    let refused = assessed.refuses(step_finds(assessed.state.complainant, None));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::RecordAssessmentStep });
    let pyb = scenes::with_pyb();
    let complainant = pyb.state.complainant;
    let refused = pyb.refuses(dispose_to(office(OfficeKind::Kanwil), Some(complainant)));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::DisposeToAssessor });
    let refused = pyb.refuses(disclose(DisclosureGround::EaseInvestigation, complainant, Role::Assessor));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::DiscloseIdentity });
}
