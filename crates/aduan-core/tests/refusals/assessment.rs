//! Refusals by the PYB's desk, in WISE, in assessment and after it.

use crate::support::commands::*;
use crate::support::{OFFICIAL, directory, office, scenes, somebody, unit};
use crate::{Refusal, refusal};
use aduan_core::Rejection as R;
use aduan_core::*;

pub(crate) fn in_assessment() -> Vec<Refusal> {
    let unsubstantiated = || scenes::concluded(Matter::Discipline, Finding::Unsubstantiated);
    let substantiated = || scenes::concluded(Matter::Discipline, Finding::Substantiated);
    vec![
        refusal(
            scenes::in_wise().does(acknowledged("W-1")),
            from_wise("W-2", WiseOutcome::Oversight),
            R::WiseNumber { expected: Some(wise("W-1")) },
            Rule::R20,
            ["dengan nomor W-1", "has this complaint as W-1"],
        ),
        refusal(
            scenes::in_wise(),
            from_wise("W-1", WiseOutcome::Oversight),
            R::WiseNumber { expected: None },
            Rule::R20,
            ["belum menyatakan menerima", "has not acknowledged"],
        ),
        refusal(
            scenes::assessed(Matter::Discipline),
            step(Step::Examination),
            R::StepOutOfOrder { step: Step::Examination, expected: Step::Confirmation },
            Rule::R18,
            ["lakukan konfirmasi lebih dahulu", "do the confirmation first"],
        ),
        refusal(
            scenes::assessed(Matter::Discipline).does(step(Step::Confirmation)),
            conclude(Finding::Substantiated),
            R::StepsMissing { missing: Steps::of(&[Step::Clarification, Step::Examination]) },
            Rule::R18,
            ["klarifikasi / pemeriksaan", "clarification / examination"],
        ),
        refusal(
            unsubstantiated(),
            follow_up(&[Action::Guidance]),
            R::NothingToFollow,
            Rule::R19,
            ["tutup pengaduan", "close it"],
        ),
        refusal(
            substantiated(),
            Command::Close,
            R::FollowUpMissing,
            Rule::R19,
            ["Putuskan tindak lanjut", "decide what follows first"],
        ),
        refusal(
            scenes::closed(Matter::Discipline, Finding::Substantiated),
            reopen(),
            R::NotReopenable { outcome: Some(Outcome::Substantiated) },
            Rule::R19,
            ["selesai: terbukti", "resolved: substantiated"],
        ),
        refusal(
            scenes::concluded(Matter::Duties, Finding::Substantiated),
            follow_up(&[Action::Discipline]),
            R::Role {
                command: CommandKind::DecideFollowUp,
                role: Role::Assessor,
                allowed: Roles::of(&[Role::Pyb]),
                rule: Rule::R19,
            },
            Rule::R19,
            ["yang berwenang: PYB", "who may: authorised official (PYB)"],
        ),
        refusal(
            substantiated(),
            scenes::empty_follow_up(),
            R::NothingNamed { command: CommandKind::DecideFollowUp, rule: Rule::R19 },
            Rule::R19,
            ["memutuskan tindak lanjut", "decide the follow-up"],
        ),
        refusal(
            scenes::assessed(Matter::Discipline),
            step_finds(somebody(Role::Assessor), None),
            R::Conflict { conflict: Conflict::Actor },
            Rule::T6,
            ["Anda sendiri terlapor", "you are the official"],
        ),
        refusal(
            scenes::with_pyb(),
            dispose_to(office(OfficeKind::Kanwil), Some(OFFICIAL)),
            R::Conflict { conflict: Conflict::Recipient },
            Rule::T6,
            ["orang yang dituju adalah terlapor", "the person named"],
        ),
    ]
}

pub(crate) fn of_recalls() -> Vec<Refusal> {
    vec![
        refusal(
            scenes::with_pyb().by_officer(somebody(Role::Verifier), Role::Verifier, office(OfficeKind::Kpu)),
            scenes::recall(),
            R::NotRecallable { sender: Some((Role::Verifier, unit())) },
            Rule::R18,
            ["verifikator pada PUSKI-777777", "the verifier at PUSKI-777777"],
        ),
        refusal(
            scenes::assessed(Matter::Discipline).does(step(Step::Confirmation)).by_officer(
                somebody(Role::Pyb),
                Role::Pyb,
                office(OfficeKind::Puski),
            ),
            scenes::recall(),
            R::NotRecallable { sender: None },
            Rule::R18,
            ["selama belum ada tindakan sejak dikirim", "only while nothing was done with it"],
        ),
    ]
}

/// Files that are in the wrong place, and what came in after the end.
pub(crate) fn of_places() -> Vec<Refusal> {
    let late = scenes::closed(Matter::Duties, Finding::Substantiated)
        .by(Role::Complainant)
        .does(attach(Media::Photo));
    let (slip, kpu) = ("KPU-O50100".parse().unwrap(), office(OfficeKind::Kpu));
    let other = Actor::officer(somebody(Role::Coordinator), Role::Coordinator, office(OfficeKind::Kanwil));
    vec![
        refusal(
            scenes::with_pyb().within(directory()).by(Role::Coordinator),
            Command::Transfer { office: slip, reason: content(22) },
            Rejection::NoSuchOffice {
                office: slip,
                nearest: vec![kpu, office(OfficeKind::Kanwil), office(OfficeKind::Kppbc)],
            },
            Rule::W4,
            ["yang terdekat: KPU-050100", "the nearest: KPU-050100"],
        ),
        refusal(
            scenes::with_pyb().within(directory()).by(Role::Coordinator),
            Command::Transfer { office: "KPPBC-999999".parse().unwrap(), reason: content(22) },
            Rejection::NoSuchOffice { office: "KPPBC-999999".parse().unwrap(), nearest: Vec::new() },
            Rule::W4,
            ["pilih kantor dari daftar", "choose one from its list"],
        ),
        refusal(
            scenes::with_pyb().by(Role::Inspectorate),
            transfer(OfficeKind::Kpu),
            Rejection::NotAboutPuski,
            Rule::W5,
            ["hanya mengawasi pengaduan tentang PUSKI KC", "complaints about PUSKI alone"],
        ),
        refusal(
            scenes::with_pyb().by_actor(other),
            transfer(OfficeKind::Kpu),
            Rejection::NotOverseen { office: office(OfficeKind::Puski) },
            Rule::W5,
            ["tidak berada di bawah kantor Anda", "is not beneath your office"],
        ),
        refusal(
            scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified),
            recuse(),
            Rejection::NoFallbackUnit,
            Rule::T6,
            ["tidak memuat unit lain", "no other unit"],
        ),
        refusal(
            late.by(Role::Assessor),
            review_late_material(),
            Rejection::ClosedByThem,
            Rule::W6,
            ["Anda yang menutup", "you closed this complaint"],
        ),
    ]
}
