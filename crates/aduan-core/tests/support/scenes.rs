//! Complaints on their way: each brought where it stands by commands alone.

use super::commands::{
    ask, complaint, conclude, content, dispose, follow_up, review, step, to_assessor, to_pyb, to_wise,
};
use super::{Case, directory, fallback_unit, unit};
use aduan_core::{
    Action, Actions, Channel, Clarity, Command, Directory, DirectoryEntry, Finding, IdentityPart, Matter,
    OfficeKind, Reported, Role, Rulebook, Step,
};

/// A letter of 1 March with a name and an address; its complainant does not follow it by ticket.
pub(crate) fn letter(matter: Matter) -> Case {
    letter_under(Rulebook::kep_154_2012(), matter)
}

pub(crate) fn letter_under(book: Rulebook, matter: Matter) -> Case {
    Case::under(book).at("2025-03-01 08:00").by(Role::Receiver).does(complaint(
        Channel::Letter,
        matter,
        &[IdentityPart::Name, IdentityPart::Address],
    ))
}

/// Filed by the complainant themselves.
pub(crate) fn online(matter: Matter) -> Case {
    let parts = [IdentityPart::Name, IdentityPart::Email];
    Case::under(Rulebook::kep_154_2012()).at("2025-03-01 08:00").by(Role::Complainant).does(complaint(
        Channel::Website,
        matter,
        &parts,
    ))
}

pub(crate) fn before_the_verifier(matter: Matter) -> Case {
    letter(matter).by(Role::Receiver).does(Command::RequestVerification).by(Role::Verifier)
}

pub(crate) fn reviewed(matter: Matter, clarity: Clarity, reported: Reported) -> Case {
    // Whoever reviews a discipline case does not end it, so a story's verifier lets a colleague review.
    before_the_verifier(matter)
        .by_colleague(Role::Verifier)
        .does(review(clarity, matter, reported))
        .by(Role::Verifier)
}

/// Data were asked for on 1 March at 10:00, and nobody has told the complainant.
pub(crate) fn untold(matter: Matter, reported: Reported) -> Case {
    reviewed(matter, Clarity::Insufficient, reported).at("2025-03-01 10:00").does(ask())
}

/// Data were asked for, and the receiver told the complainant by letter, on 1 March at 10:00: the window ends with 15
/// March.
pub(crate) fn asked(matter: Matter, reported: Reported) -> Case {
    untold(matter, reported).told()
}

/// The complainant did not answer.
pub(crate) fn expired(matter: Matter) -> Case {
    asked(matter, Reported::Identified)
        .at("2025-03-20 09:00")
        .by(Role::System)
        .does(Command::ExpireDataWindow)
        .by(Role::Verifier)
}

/// With the PYB at headquarters.
pub(crate) fn with_pyb() -> Case {
    reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified)
        .does(to_pyb(OfficeKind::Puski))
        .by(Role::Pyb)
}

/// In WISE, not yet acknowledged.
pub(crate) fn in_wise() -> Case {
    with_pyb().does(to_wise()).by(Role::Inspectorate)
}

/// A discipline complaint disposed to the Kanwil, any other sent to the KPPBC that it is about.
pub(crate) fn assessed(matter: Matter) -> Case {
    let case = if matter == Matter::Discipline {
        with_pyb().does(dispose(OfficeKind::Kanwil))
    } else {
        reviewed(matter, Clarity::Sufficient, Reported::NotNamed).does(to_assessor(OfficeKind::Kppbc))
    };
    case.by(Role::Assessor)
}

pub(crate) fn examined(matter: Matter) -> Case {
    Step::ALL.iter().fold(assessed(matter), |case, done| case.does(step(*done)))
}

pub(crate) fn concluded(matter: Matter, finding: Finding) -> Case {
    let decides = if matter == Matter::Discipline { Role::Pyb } else { Role::Assessor };
    examined(matter).does(conclude(finding)).by(decides)
}

pub(crate) fn closed(matter: Matter, finding: Finding) -> Case {
    let case = concluded(matter, finding);
    let case =
        if finding == Finding::Unsubstantiated { case } else { case.does(follow_up(&[Action::Guidance])) };
    case.does(Command::Close)
}

/// Taking back a file that was sent to the wrong office (R18).
pub(crate) fn recall() -> Command {
    Command::Recall { reason: content(21) }
}

/// A directory in which the verifying unit ended, and the fallback unit has its files.
pub(crate) fn unit_ended() -> Directory {
    let date = |text: &str| text.parse().ok();
    let offices = directory()
        .entries()
        .map(|entry| match entry.office {
            office if office == unit() => DirectoryEntry {
                until: date("2025-01-01"),
                successor: Some(fallback_unit()),
                ..entry.clone()
            },
            _ => entry.clone(),
        })
        .collect();
    let id = "unit-ended".parse().expect("a name");
    Directory::new(id, String::new(), vec![fallback_unit()], offices).expect("a sound directory")
}

/// Forwarded to the PYB, or else to the assessor, of the verifying unit itself.
pub(crate) fn sent_within_the_unit(matter: Matter) -> Case {
    let case = reviewed(matter, Clarity::Sufficient, Reported::Identified);
    if matter == Matter::Discipline {
        case.does(Command::ForwardToPyb { office: unit() })
    } else {
        case.does(Command::ForwardToAssessor { office: unit(), assessor: None })
    }
}

/// A follow-up that names nothing.
pub(crate) fn empty_follow_up() -> Command {
    Command::DecideFollowUp { actions: Actions::EMPTY, decision: content(15) }
}
