//! Refusals in verification.

use crate::support::commands::*;
use crate::support::{Case, office, scenes, somebody, unit, wib};
use crate::{Refusal, refusal};
use aduan_core::Rejection as R;
use aduan_core::*;

pub(crate) fn in_verification() -> Vec<Refusal> {
    let service = |clarity| scenes::reviewed(Matter::Duties, clarity, Reported::NotNamed);
    let discipline = || scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
    let kppbc = OfficeKinds::of(&[
        OfficeKind::Puski,
        OfficeKind::Kpu,
        OfficeKind::Kanwil,
        OfficeKind::Kppbc,
        OfficeKind::Pusat,
    ]);
    let withdrawn = |case: Case| case.by(Role::Complainant).does(withdraw()).by(Role::Verifier);
    vec![
        refusal(
            scenes::before_the_verifier(Matter::Discipline),
            review(Clarity::Sufficient, Matter::Discipline, Reported::NotNamed),
            R::ReviewInconsistent,
            Rule::R10,
            ["selalu mengenai seorang pejabat", "always concerns an official"],
        ),
        refusal(
            scenes::before_the_verifier(Matter::Discipline),
            to_pyb(OfficeKind::Puski),
            R::Clarity { clarity: None, needed: Clarity::Sufficient, rule: Rule::R10 },
            Rule::R10,
            ["ditelaah lebih dahulu oleh verifikator", "must review the material first"],
        ),
        refusal(
            service(Clarity::Sufficient),
            ask(),
            R::Clarity { clarity: Some(Clarity::Sufficient), needed: Clarity::Insufficient, rule: Rule::R12 },
            Rule::R12,
            ["kurang jelas", "says \"insufficient\""],
        ),
        refusal(
            withdrawn(scenes::before_the_verifier(Matter::Duties)),
            Command::Close,
            R::NotReviewed,
            Rule::R10,
            ["ditelaah lebih dahulu", "must review"],
        ),
        refusal(
            withdrawn(discipline()),
            Command::Close,
            R::DisciplineGoesOn,
            Rule::R21,
            ["Pencabutan tidak menghentikan", "does not end a discipline case"],
        ),
        refusal(
            discipline(),
            Command::Close,
            R::NotWithdrawn,
            Rule::R21,
            ["hanya pengaduan yang dicabut", "only a withdrawn complaint"],
        ),
        refusal(
            discipline(),
            to_assessor(OfficeKind::Kanwil),
            R::WrongRoute { matter: Matter::Discipline, right: CommandKind::ForwardToPyb },
            Rule::R11,
            ["meneruskan ke PYB", "forward to the PYB"],
        ),
        refusal(
            service(Clarity::Sufficient),
            to_assessor(OfficeKind::Itjen),
            R::WrongTarget { kind: OfficeKind::Itjen, allowed: kppbc, rule: Rule::R11 },
            Rule::R11,
            ["Itjen tidak dapat menjadi tujuan", "choose headquarters compliance centre"],
        ),
    ]
}

/// This officer recorded, as a verifier, that they had told the complainant of the request.
fn told_by(officer: PersonId) -> Case {
    scenes::untold(Matter::Duties, Reported::NotNamed)
        .by_officer(officer, Role::Verifier, unit())
        .does(told(Notice::DataRequest, NoticeChannel::Letter))
}

#[expect(clippy::too_many_lines, reason = "one refusal after the other")]
pub(crate) fn of_grounds() -> Vec<Refusal> {
    let service = |clarity| scenes::reviewed(Matter::Duties, clarity, Reported::NotNamed);
    let discipline = || scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
    let asked = || scenes::asked(Matter::Duties, Reported::NotNamed).by(Role::Verifier);
    let opens = wib("2025-03-16 00:00");
    vec![
        refusal(
            scenes::letter(Matter::Duties).by(Role::Receiver),
            withdraw(),
            R::HowItWasSaid { command: CommandKind::Withdraw, by: Role::Receiver, rule: Rule::R21 },
            Rule::R21,
            ["dengan cara apa pengadu menyampaikannya", "say how they told you"],
        ),
        refusal(
            scenes::online(Matter::Duties).by(Role::Complainant),
            withdraw_by_letter(),
            R::HowItWasSaid { command: CommandKind::Withdraw, by: Role::Complainant, rule: Rule::R21 },
            Rule::R21,
            ["Pengadu berbicara untuk dirinya sendiri", "a complainant speaks for themselves"],
        ),
        refusal(
            scenes::online(Matter::Duties).by(Role::Receiver),
            withdraw(),
            R::NotByHand { command: CommandKind::Withdraw, rule: Rule::R21 },
            Rule::R21,
            ["hanya olehnya, dengan nomor tiketnya", "with their ticket"],
        ),
        refusal(
            service(Clarity::Sufficient).by(Role::Complainant),
            answer(),
            R::NothingRequested { rule: Rule::R12 },
            Rule::R12,
            ["Tidak ada permintaan data", "no request for additional data"],
        ),
        refusal(
            asked().at("2025-03-15 23:59"),
            not_actionable(Ground::NoDataSupplied),
            R::WindowOpen { opens, zone: Zone::Wib, rule: Rule::R14b },
            Rule::R14b,
            ["16 Maret 2025 pukul 00.00 WIB", "16 March 2025 at 00:00 WIB"],
        ),
        refusal(
            scenes::untold(Matter::Duties, Reported::NotNamed).at("2025-06-01 09:00"),
            not_actionable(Ground::NoDataSupplied),
            R::NotTold,
            Rule::R14b,
            ["belum diberi tahu", "was not told of the request"],
        ),
        refusal(
            told_by(somebody(Role::Verifier)).at("2025-06-01 09:00"),
            not_actionable(Ground::NoDataSupplied),
            R::ToldByGiver,
            Rule::R14b,
            ["Anda sendiri yang mencatat", "you recorded yourself"],
        ),
        refusal(
            scenes::untold(Matter::Duties, Reported::NotNamed),
            told(Notice::DataRequest, NoticeChannel::Ticket),
            R::TellingOfAnother { channel: NoticeChannel::Ticket },
            Rule::R22,
            ["Hanya pengadu sendiri", "only the complainant opens"],
        ),
        refusal(
            scenes::untold(Matter::Duties, Reported::NotNamed).by(Role::Complainant),
            told(Notice::DataRequest, NoticeChannel::Letter),
            R::TellingOfAnother { channel: NoticeChannel::Letter },
            Rule::R22,
            ["dicatat oleh petugas atau sistem", "recorded by officers or the system"],
        ),
        refusal(
            scenes::expired(Matter::Duties),
            not_actionable_without_a_reason(Ground::NoDataSupplied),
            R::ReasonRequired { rule: Rule::R14b },
            Rule::R14b,
            ["Alasan tertulis wajib", "written reason is required"],
        ),
        refusal(
            scenes::expired(Matter::Duties),
            not_actionable_without_a_public_reason(Ground::NoDataSupplied),
            R::PublicReasonRequired,
            Rule::P3,
            ["alasan untuk dibaca pengadu", "a reason for the complainant"],
        ),
        refusal(
            service(Clarity::Sufficient),
            not_actionable(Ground::ReportedDeceased),
            R::GroundNotEstablished { ground: Ground::ReportedDeceased, rule: Rule::R14c },
            Rule::R14c,
            ["terlapor telah meninggal dunia", "the reported official has died"],
        ),
        refusal(
            discipline(),
            not_actionable(Ground::PybConsideration),
            R::GroundOfAnother { ground: Ground::PybConsideration, allowed: Role::Pyb, rule: Rule::R17 },
            Rule::R17,
            ["hanya dapat dipakai oleh PYB", "for the authorised official (PYB) only"],
        ),
        refusal(
            scenes::letter(Matter::Other).by(Role::Receiver).does(Command::RequestVerification).by_officer(
                somebody(Role::Verifier),
                Role::Verifier,
                office(OfficeKind::Kpu),
            ),
            all_clear(Matter::Other),
            R::Place { holder: Some(unit()), rule: Rule::R10 },
            Rule::R10,
            ["Berkas ada pada PUSKI-777777", "the file is at PUSKI-777777"],
        ),
    ]
}
