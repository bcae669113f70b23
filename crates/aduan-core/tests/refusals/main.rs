//! Every refusal: reachable, by its rule, and understandable.
#![allow(clippy::wildcard_imports, reason = "a list of refusals names everything")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod assessment;
mod reception;
mod throughout;
mod verification;

use aduan_core::*;
use std::collections::BTreeSet;
use support::Case;

/// An attempt, the complaint it was made on, and the refusal with its rule and some words of each of its sentences.
struct Refusal {
    case: Case,
    command: Command,
    rejection: Rejection,
    rule: Rule,
    says: [&'static str; 2],
}

fn refusal(
    case: Case,
    command: Command,
    rejection: Rejection,
    rule: Rule,
    says: [&'static str; 2],
) -> Refusal {
    Refusal { case, command, rejection, rule, says }
}

/// At least one way to each variant.
fn refusals() -> Vec<Refusal> {
    let mut all = reception::at_reception();
    all.extend(reception::of_tickets());
    all.extend(verification::in_verification());
    all.extend(verification::of_grounds());
    all.extend(assessment::in_assessment());
    all.extend(assessment::of_recalls());
    all.extend(assessment::of_places());
    all.extend(throughout::throughout());
    all
}

#[test]
fn each_is_what_decide_answers() {
    for Refusal { case, command, rejection, .. } in refusals() {
        assert_eq!(case.refuses(command), rejection);
    }
}

#[test]
fn each_names_its_rule() {
    for Refusal { rejection, rule, .. } in refusals() {
        assert_eq!(rejection.rule(), rule, "{rejection:?}");
        assert!(rejection.to_string().starts_with(&format!("refused by {rule}: ")), "{rejection}");
    }
}

#[test]
fn each_says_in_indonesian_and_in_english_what_would_have_been_right() {
    for Refusal { rejection, says: [indonesian, english], .. } in refusals() {
        let said = rejection.sentence(Language::Indonesian);
        assert!(said.contains(indonesian) && said.ends_with('.'), "{said}");
        let said = rejection.sentence(Language::English);
        assert!(said.contains(english) && said.ends_with('.'), "{said}");
        assert_ne!(rejection.sentence(Language::Indonesian), said);
    }
}

/// The variants as the source declares them: the enum may grow, and this list with it.
fn declared() -> BTreeSet<&'static str> {
    let source = include_str!("../../src/rejection.rs");
    let (_, body) = source.split_once("pub enum Rejection {\n").expect("the enum");
    let (body, _) = body.split_once("\n}").expect("its end");
    body.lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(|line| line.trim_end_matches([',', ' ', '{']))
        .collect()
}

#[test]
fn every_variant_is_among_them() {
    let refusals = refusals();
    let names: Vec<String> = refusals.iter().map(|refusal| format!("{:?}", refusal.rejection)).collect();
    let reached: BTreeSet<&str> =
        names.iter().filter_map(|name| name.split(|end: char| !end.is_alphanumeric()).next()).collect();
    assert_eq!(declared(), reached);
    let distinct: std::collections::HashSet<_> =
        refusals.iter().map(|refusal| std::mem::discriminant(&refusal.rejection)).collect();
    assert_eq!(distinct.len(), reached.len());
}

/// Some refusals need a history that `decide` did not make. They have sentences too.
#[test]
fn what_decide_never_says_still_has_a_sentence() {
    let never = [
        Rejection::Place { holder: None, rule: Rule::R10 },
        Rejection::NotReopenable { outcome: None },
        Rejection::Role {
            command: CommandKind::Close,
            role: Role::System,
            allowed: Roles::EMPTY,
            rule: Rule::R19,
        },
    ];
    for rejection in never {
        let [id, en] = [Language::Indonesian, Language::English].map(|language| rejection.sentence(language));
        assert!(id != en && id.ends_with('.') && en.ends_with('.'), "{id} {en}");
    }
}
