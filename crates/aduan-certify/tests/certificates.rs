//! The kept certificates: a change of a rule shows here as the behaviours that it takes away and adds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_certify::{Certificate, Difference, Explorer, Invariant, Model};
use aduan_core::Rulebook;
use std::collections::BTreeSet;
use std::path::Path;

fn fresh(book: Rulebook) -> Certificate {
    let invariants = Invariant::standard(&book);
    Explorer::new(Model::new(book)).invariants(invariants).run().certificate()
}

/// Compares with what is kept, and with the drawing in the documentation; `UPDATE_CERTIFICATES=1` keeps the fresh ones instead.
fn as_kept(book: Rulebook) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = here.join(format!("tests/certificates/{}.json", book.id));
    let drawing = here.join(format!("../../docs/src/certificates/{}.svg", book.id));
    let certificate = fresh(book);
    let Certificate { broken, stuck, dead_commands, dead_events, .. } = &certificate;
    let dead = (dead_commands, dead_events);
    assert!(certificate.is_sound(), "{broken:?}, {stuck} stuck, {dead:?} dead");
    assert_eq!(certificate.waiting_for_the_complainant, 0, "officers can end every complaint by themselves");
    if std::env::var_os("UPDATE_CERTIFICATES").is_some() {
        std::fs::write(&path, certificate.to_json().unwrap()).unwrap();
        std::fs::write(&drawing, certificate.to_svg()).unwrap();
    }
    let kept: Certificate = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let difference = Difference::between(&kept, &certificate);
    assert!(kept == certificate, "the rules say something else than {}:\n{difference}", path.display());
    let drawn = std::fs::read_to_string(&drawing).unwrap();
    assert!(drawn == certificate.to_svg(), "the drawing {} is another's", drawing.display());
}

#[test]
fn kep_154_2012_is_as_certified() {
    as_kept(Rulebook::kep_154_2012());
}

#[test]
fn per_13_2025_is_as_certified() {
    as_kept(Rulebook::per_13_2025());
}

#[test]
fn a_target_that_is_taken_away_is_told_as_edges_gone() {
    let before = Rulebook::kep_154_2012();
    let mut json = serde_json::to_value(&before).unwrap();
    json["disposition_targets"] = serde_json::json!(["PUSKI", "KANWIL"]);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates/kep-154-2012.json");
    let kept: Certificate = serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    let difference = Difference::between(&kept, &fresh(serde_json::from_value(json).unwrap()));
    assert!(difference.gained.is_empty(), "{difference}");
    let lost: Vec<String> = difference.lost.iter().map(ToString::to_string).collect();
    let gone = ["accused pyb", "coordinator as pyb", "inspectorate as pyb", "pyb", "receiver as pyb"]
        .map(|who| format!("with_pyb: {who} dispose_to_assessor: to KPU -> assessment"));
    // The accused PYB too, since the official may not be identified yet.
    assert_eq!(lost, gone, "{difference}");
}

/// The codes that no search of a shipped rulebook meets: why, and which test holds them instead. They are in
/// `aduan-core/tests`.
const NOT_MET: &[(&str, &str)] = &[
    ("not_in_force", "the small world begins when its rulebook is in force: reception.rs"),
    ("too_many_named", "two officials and two offices make nine pairs at most, of sixteen: throughout.rs"),
    ("complainant_named", "the complainant of the small world is no officer: verification.rs"),
    ("ticket_on_its_way", "nobody asks for a third ticket: tickets.rs"),
    ("too_many_holds", "two holds, of sixteen: throughout.rs"),
    ("nobody_named", "all people of the small world have ids of their own: throughout.rs"),
    ("no_such_office", "every office of the small world is in its directory: assessment.rs"),
    ("unknown_history", "every event is known to who made it: throughout.rs"),
    ("wrong_rulebook", "a complaint is handled under the one it carries: throughout.rs"),
    ("no_ticket", "whoever may have a message or a new ticket had a ticket before: reception.rs"),
    ("too_many_tickets_issued", "two tickets, of sixteen: reception.rs"),
    ("stream_full", "four thousand million events: throughout.rs"),
    ("no_retention", "both shipped rulebooks have one: throughout.rs"),
];

#[test]
fn every_refusal_is_met_or_it_is_said_why_not() {
    let source = include_str!("../../aduan-core/src/rejection.rs");
    let from = source.find("pub const fn code").unwrap();
    let end = from + source[from..].find("/// What it says to an officer").unwrap();
    let all: BTreeSet<&str> = source[from..end].lines().filter_map(|line| line.split('"').nth(1)).collect();
    assert!(all.len() > 40, "{all:?}");
    let mut met = BTreeSet::new();
    for book in Rulebook::shipped() {
        let found = Explorer::new(Model::new(book)).run();
        met.extend(found.refusals.keys().map(|(_, code)| *code));
    }
    let missing: BTreeSet<&str> = all.difference(&met).copied().collect();
    assert_eq!(missing, NOT_MET.iter().map(|(code, _)| *code).collect());
}

/// A certificate says the same whatever is demanded: what invariants remember is no state of a complaint.
#[test]
fn states_and_answers_do_not_depend_on_what_is_demanded() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates/per-13-2025.json");
    let kept: Certificate = serde_json::from_str(&std::fs::read_to_string(kept).unwrap()).unwrap();
    let bare = Explorer::new(Model::new(Rulebook::per_13_2025())).run().certificate();
    let difference = Difference::between(&kept, &bare);
    assert_eq!(difference.unproven.len(), kept.proven.len(), "{difference}");
    assert!(
        !difference.fingerprint && difference.stages.is_empty() && difference.changed.is_empty(),
        "{difference}"
    );
    assert!(!difference.is_empty(), "what was proven is demanded no more");
}

#[test]
fn the_difference_of_the_shipped_rulebooks_is_readable_and_tells_who_may_complain() {
    let read = |name: &str| -> Certificate {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/certificates/{name}.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let difference = Difference::between(&read("kep-154-2012"), &read("per-13-2025"));
    let told = difference.to_string();
    assert!(
        told.contains("- new: complainant receive: by website, duties, anonymous -> verification"),
        "{told}"
    );
    assert!(told.lines().count() < 150, "{} lines:\n{told}", told.lines().count());
    assert!(told.contains("behaviours in more or in fewer states:\n~ "), "{told}");
}
