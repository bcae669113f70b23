//! Refusals that may come at any stage.

use crate::support::commands::*;
use crate::support::{COMPLAINANT, Case, OFFICIAL, office, official_of, scenes, somebody, wib};
use crate::{Refusal, refusal};
use aduan_core::Rejection as R;
use aduan_core::*;
use uuid::Uuid;

fn naming(official: PersonId) -> Command {
    let review = looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified);
    Command::ReviewMaterial(Box::new(Review { official: Some(official_of(official)), ..review }))
}

#[expect(clippy::too_many_lines, reason = "one refusal after the other")]
pub(crate) fn throughout() -> Vec<Refusal> {
    let mut unknown = scenes::letter(Matter::Duties);
    unknown.state.apply_unknown(unknown.now);
    let mut under_another = scenes::letter(Matter::Duties);
    under_another.book = Rulebook::per_13_2025();
    let carried = Rulebook::kep_154_2012().id;
    let ease = |role| disclose(DisclosureGround::EaseInvestigation, somebody(role), role);
    let closed =
        || scenes::closed(Matter::Discipline, Finding::Substantiated).by(Role::DataProtectionOfficer);
    let mut no_retention = closed();
    no_retention.book.retention = None;
    let mut full = scenes::letter(Matter::Duties);
    full.state.version = u32::MAX - 3;
    let held = (0..4).fold(closed(), |case, number| case.does(place(number)));
    let named = (0..17).fold(scenes::before_the_verifier(Matter::Discipline), |case, number| {
        case.does(naming(PersonId::new(Uuid::from_u128(0xbad0 + number))))
    });
    let early = scenes::before_the_verifier(Matter::Duties);
    let untimely = R::NoticeUntimely { notice: Notice::Outcome, allowed: Stages::of(&[Stage::Closed]) };
    let outcome = told(Notice::Outcome, NoticeChannel::InPerson);
    let reviewed = scenes::reviewed(Matter::Discipline, Clarity::CannotBeClarified, Reported::Unclear);
    let separation = Box::new(reviewed.book.separate[1].clone());
    vec![
        refusal(
            reviewed.by_colleague(Role::Verifier),
            not_actionable(Ground::MaterialUnclear),
            R::Separated {
                separation,
                command: CommandKind::DeclareNotActionable,
                allowed: Roles::of(&[Role::Verifier]),
            },
            Rule::S1,
            ["PT-2: Yang menelaah", "Ask another verifier to declare not actionable."],
        ),
        refusal(
            scenes::before_the_verifier(Matter::Discipline),
            naming(PersonId::SYSTEM),
            R::NobodyNamed { command: CommandKind::ReviewMaterial },
            Rule::T6,
            ["id nol bukan id seseorang", "the nil id is nobody's"],
        ),
        refusal(
            scenes::with_pyb(),
            dispose_to(office(OfficeKind::Kanwil), Some(COMPLAINANT)),
            R::ComplainantNamed { command: CommandKind::DisposeToAssessor },
            Rule::T6,
            ["pengadu sendiri tidak disebut", "the complainant is not named"],
        ),
        refusal(early, outcome, untimely, Rule::R22, ["pada tahap ditutup", "in the stage closed"]),
        refusal(full, Command::RequestVerification, R::StreamFull, Rule::W2, ["sudah penuh", "is full"]),
        refusal(named, naming(OFFICIAL), R::TooManyNamed, Rule::T6, ["terlalu banyak", "too many officials"]),
        refusal(held, place(16), R::TooManyHolds, Rule::R30, ["mencapai batas", "as many legal holds"]),
        refusal(
            scenes::with_pyb(),
            ask(),
            R::Stage {
                command: CommandKind::RequestData,
                stage: Stage::WithPyb,
                allowed: Stages::of(&[Stage::Verification, Stage::AwaitingData]),
                rule: Rule::R12,
            },
            Rule::R12,
            ["hanya pada tahap verifikasi / menunggu data tambahan", "only in verification"],
        ),
        refusal(
            scenes::letter(Matter::Duties).by(Role::Complainant),
            write(),
            R::NotNow {
                command: CommandKind::WriteMessage,
                allowed: Stages::of(&[
                    Stage::Verification,
                    Stage::AwaitingData,
                    Stage::WithPyb,
                    Stage::Assessment,
                    Stage::FollowUp,
                ]),
                rule: Rule::P3,
            },
            Rule::P3,
            ["Belum atau tidak lagi dapat", "not possible yet, or no more"],
        ),
        refusal(
            unknown,
            Command::RequestVerification,
            R::UnknownHistory { unknown: 1 },
            Rule::W2,
            ["1 kejadian dari versi program yang lebih baru", "1 event(s) of a newer version"],
        ),
        refusal(
            under_another,
            Command::RequestVerification,
            R::WrongRulebook { carried },
            Rule::W1,
            ["menurut kep-154-2012", "under kep-154-2012"],
        ),
        refusal(
            closed().does_as_second(erase(ErasureBasis::PurposeEnded)),
            place(1),
            R::Erased,
            Rule::R30,
            ["telah dihapus", "were erased"],
        ),
        refusal(
            Case::new().does(complaint(Channel::Website, Matter::Duties, &[])).by(Role::Pyb),
            ease(Role::Assessor),
            R::NoIdentity,
            Rule::R27,
            ["Tidak ada identitas", "no identity is kept"],
        ),
        refusal(
            scenes::assessed(Matter::Discipline),
            disclose(DisclosureGround::Consent, somebody(Role::Assessor), Role::Assessor),
            R::ConsentMissing,
            Rule::R27,
            ["tidak menghendaki", "does not wish"],
        ),
        refusal(
            scenes::before_the_verifier(Matter::Duties)
                .by(Role::Receiver)
                .does(issue_ticket(&[Delivery::Sms]))
                .at("2025-03-09 00:00")
                .by(Role::Complainant)
                .does(choose(Confidentiality::Open))
                .by(Role::Verifier),
            disclose(DisclosureGround::Consent, somebody(Role::Verifier), Role::Verifier),
            R::ConsentByOwnTicket,
            Rule::R27,
            ["ditulis oleh Anda, kantor Anda", "you, your office or the recipient wrote down"],
        ),
        refusal(
            scenes::assessed(Matter::Discipline),
            ease(Role::Assessor),
            R::ApprovalRequired,
            Rule::R27,
            ["harus diberikan oleh PYB", "is for the PYB to give"],
        ),
        refusal(
            scenes::with_pyb(),
            ease(Role::Pyb),
            R::SelfApproval,
            Rule::R27,
            ["untuk dirinya sendiri", "to themselves"],
        ),
        refusal(
            closed().does(place(1)).does(place(2)),
            erase(ErasureBasis::Request),
            R::LegalHold { holds: 2 },
            Rule::R30,
            ["2 penahanan", "2 hold(s)"],
        ),
        refusal(closed(), release(1), R::NoSuchHold, Rule::R30, ["tidak sedang berlaku", "not in force"]),
        refusal(
            closed().does(erase(ErasureBasis::Request)),
            erase(ErasureBasis::Request),
            R::SecondPerson {
                two: Box::new(Rulebook::kep_154_2012().two_people[1].clone()),
                until: wib("2025-03-16 00:00"),
                zone: Zone::Wib,
            },
            Rule::S2,
            ["orang lain perlu memberikan perintah yang sama", "another person gives the same command"],
        ),
        refusal(
            closed().by(Role::Coordinator),
            erase(ErasureBasis::Request),
            R::NothingProposed {
                command: CommandKind::ErasePersonalData,
                allowed: Roles::of(&[Role::DataProtectionOfficer]),
            },
            Rule::S2,
            ["Belum ada usulan yang sama", "you have nothing to confirm"],
        ),
        refusal(
            scenes::with_pyb().by(Role::Coordinator),
            clear(OFFICIAL),
            R::NotNamedBefore,
            Rule::T6,
            ["diperbaiki dengan telaah baru", "corrected by a review first"],
        ),
        refusal(
            scenes::with_pyb().by(Role::Coordinator),
            decide_matter(Matter::Duties),
            R::NothingContested,
            Rule::W7,
            ["Tidak ada sanggahan", "contests nothing"],
        ),
        refusal(
            scenes::before_the_verifier(Matter::Duties)
                .by(Role::Complainant)
                .does(contest())
                .by(Role::Coordinator)
                .does(decide_matter(Matter::Discipline))
                .by(Role::Verifier),
            all_clear(Matter::Duties),
            R::MatterIsDecided { matter: Matter::Discipline },
            Rule::W7,
            ["telaah tetap pada", "a review keeps to ethics and/or discipline"],
        ),
        refusal(
            no_retention,
            erase(ErasureBasis::Retention),
            R::NoRetention,
            Rule::R30,
            ["tidak menetapkan masa retensi", "sets no retention"],
        ),
        refusal(
            closed().at("2030-02-27 23:59"),
            erase(ErasureBasis::Retention),
            R::RetentionRuns { until: wib("2030-03-01 00:00"), zone: Zone::Wib },
            Rule::R30,
            ["sampai 1 Maret 2030 pukul 00.00 WIB", "until 1 March 2030 at 00:00 WIB"],
        ),
    ]
}
