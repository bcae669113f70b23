//! Two histories that must not be taken for one, since they have different futures.

use crate::abstract_state::AbstractState;
use crate::fixtures::{ACCUSED, alias, office};
use crate::{Explorer, Model};
use aduan_core::{
    Action, Calendar, Clarity, Command, Complaint, ComplaintId, Finding, IdentityPart, IdentityParts, Matter,
    Office, OfficeKind, Official, Outcome, Reported, Role, Rulebook, Stage, Step,
};
use aduan_testkit::commands::{conclude, follow_up, looked_at, reopen, step};
use aduan_testkit::{History, given, received_online};

fn abstract_state(history: &History) -> AbstractState {
    AbstractState::of(history.complaint(), &Rulebook::kep_154_2012(), &Calendar::indonesia())
}

/// A discipline case that the PYB at PUSKI disposed to this office, concluded so.
fn concluded(at: Office, finding: Finding) -> History {
    let received = received_online(Matter::Discipline);
    let mut review = looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified);
    review.official = Some(Official { alias: alias(ACCUSED), content: None });
    let disposed = given(received)
        .as_role(Role::Verifier)
        .and(Command::ReviewMaterial(Box::new(review)))
        .and(Command::ForwardToPyb { office: office(OfficeKind::Puski) })
        .as_role(Role::Pyb)
        .and(Command::DisposeToAssessor { office: at, assessor: None, instruction: None })
        .as_role(Role::Assessor);
    let stepped = Step::ALL.iter().fold(disposed, |history, done| history.and(step(*done)));
    stepped.and(conclude(finding)).as_role(Role::Pyb)
}

#[test]
fn who_assessed_it_is_told_apart_since_it_comes_back_to_them() {
    let [here, there] =
        [OfficeKind::Puski, OfficeKind::Kanwil].map(|kind| concluded(office(kind), Finding::Unsubstantiated));
    assert_eq!(here.complaint().holder, there.complaint().holder, "it is with the same PYB");
    assert_ne!(abstract_state(&here), abstract_state(&there));
    let reopened = [here, there].map(|history| history.and(Command::Close).and(reopen()));
    let holders = reopened.each_ref().map(|history| history.complaint().holder);
    assert_eq!(holders, [OfficeKind::Puski, OfficeKind::Kanwil].map(|kind| Some(office(kind))));
    assert_ne!(abstract_state(&reopened[0]), abstract_state(&reopened[1]));
}

#[test]
fn partly_substantiated_is_told_apart_since_it_closes_as_such() {
    let followed = [Finding::PartlySubstantiated, Finding::Substantiated]
        .map(|finding| concluded(office(OfficeKind::Kanwil), finding).and(follow_up(&[Action::Discipline])));
    assert_ne!(abstract_state(&followed[0]), abstract_state(&followed[1]));
    let closed = followed.map(|history| history.and(Command::Close));
    let outcomes = closed.each_ref().map(|history| history.complaint().outcome);
    assert_eq!(outcomes, [Some(Outcome::PartlySubstantiated), Some(Outcome::Substantiated)]);
    assert_ne!(abstract_state(&closed[0]), abstract_state(&closed[1]));
}

#[test]
fn every_outcome_is_reached_without_an_invariant_that_tells_it_apart() {
    for book in Rulebook::shipped() {
        let found = Explorer::new(Model::new(book)).run();
        for outcome in Outcome::ALL {
            let word = format!("outcome {outcome}");
            let closed = |abstract_state: &AbstractState| {
                abstract_state.stage == Stage::Closed
                    && abstract_state.to_string().split(", ").any(|said| said == word)
            };
            assert!(found.abstract_states().any(|abstract_state| closed(&abstract_state)), "{word}");
        }
    }
}

#[test]
fn who_is_reached_by_another_way_is_told_apart() {
    use IdentityPart::{Address, Email, Mobile, Name, Telephone};
    let given = [&[][..], &[Name], &[Telephone], &[Mobile], &[Email], &[Address], &[Address, Email, Mobile]];
    let abstract_states = given.map(|parts| {
        let mut complaint = Complaint::new(ComplaintId::default());
        (complaint.stage, complaint.identity) = (Stage::Verification, IdentityParts::of(parts));
        AbstractState::of(&complaint, &Rulebook::kep_154_2012(), &Calendar::indonesia())
    });
    for (number, one) in abstract_states.iter().enumerate() {
        assert!(abstract_states[..number].iter().all(|other| other != one), "{:?}", given[number]);
    }
}
