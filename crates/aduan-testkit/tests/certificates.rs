//! The kept certificates: a change of a rule shows here as the behaviours that it takes away and adds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::Rulebook;
use aduan_testkit::explore::{Certificate, Difference, Explorer, Invariant, World};
use std::path::Path;

fn fresh(book: Rulebook) -> Certificate {
    let invariants = Invariant::standard(&book);
    Explorer::new(World::new(book)).invariants(invariants).run().certificate()
}

/// Compares with what is kept, and with the drawing in the documentation; `UPDATE_CERTIFICATES=1` keeps the fresh ones instead.
fn as_kept(book: Rulebook) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = here.join(format!("tests/certificates/{}.json", book.id));
    let drawing = here.join(format!("../../docs/src/certificates/{}.svg", book.id));
    let certificate = fresh(book);
    assert!(certificate.is_sound(), "{:?}", certificate.broken);
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
    let gone = ["accused pyb", "pyb"]
        .map(|who| format!("with_pyb: {who} dispose_to_assessor: to KPU -> assessment"));
    // The accused too, as long as nobody has said who that is.
    assert_eq!(lost, gone, "{difference}");
}
