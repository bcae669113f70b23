//! Rulebooks and calendars as data: what is shipped, what loads, what is refused.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod calendar;

use aduan_core::{
    Channel, Counting, Matter, OfficeKind, Rule, Rulebook, RulebookError, Separation, SeparationError, Step,
    Term,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::files;

fn name(book: &Rulebook) -> String {
    format!("rulebooks/{}.json", book.id)
}

fn json(book: &Rulebook) -> Value {
    serde_json::to_value(book).expect("a rulebook is JSON")
}

#[test]
fn the_shipped_files_are_the_shipped_rulebooks() {
    for book in Rulebook::shipped() {
        files::holds(&name(&book), &(serde_json::to_string_pretty(&book).expect("JSON") + "\n"));
    }
}

#[test]
fn the_shipped_files_load_as_the_shipped_rulebooks() {
    for book in Rulebook::shipped() {
        let loaded: Rulebook = serde_json::from_str(&files::read(&name(&book))).expect("a sound rulebook");
        assert_eq!(loaded, book);
    }
}

#[test]
fn nothing_else_is_shipped() {
    let files = std::fs::read_dir(files::path("rulebooks")).expect("the rulebooks");
    assert_eq!(files.count(), Rulebook::shipped().len());
}

#[test]
fn a_rulebook_loads_from_toml() {
    for book in Rulebook::shipped() {
        let text = toml::to_string(&book).expect("a rulebook is TOML");
        assert_eq!(toml::from_str::<Rulebook>(&text).expect("a sound rulebook"), book);
    }
}

#[test]
fn house_rules_load_from_toml_as_people_write_it() {
    let book: Rulebook = toml::from_str(HOUSE_RULES).expect("a sound rulebook");
    assert_eq!(book.data_window, Term { days: 10, counting: Counting::WorkingDays, rule: Rule::R13 });
    assert_eq!(book.steps(Matter::Discipline), [Step::Confirmation, Step::Examination]);
    assert!(book.channels.contains(Channel::Letter) && !book.channels.contains(Channel::Fax));
    assert_eq!(book.response, None, "what sets no deadline may be left out");
}

const HOUSE_RULES: &str = r#"
id = "house-rules-1"
title = "House rules"
effective_from = "2025-01-01"
channels = ["letter", "website"]
identity_required = []
elements = ["what", "who"]
discipline = "pyb"
expiry_decision = "system"
disposition_targets = ["KANWIL"]
own_office = "refused"
discipline_steps = ["confirmation", "examination"]
other_steps = []
reopenable = ["unsubstantiated"]

[data_window]
days = 10
counting = "working_days"
rule = "R13"

[targets.verification]
days = 5
counting = "working_days"
rule = "R24"
"#;

/// The refusal of a rulebook in which one field says something else.
#[track_caller]
fn refused(pointer: &str, wrong: Value) -> String {
    let mut book = json(&Rulebook::kep_154_2012());
    *book.pointer_mut(pointer).expect("a field") = wrong;
    match serde_json::from_value::<Rulebook>(book) {
        Ok(book) => panic!("{pointer} was accepted: {book:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_term_of_no_days_or_too_many_is_refused_by_its_field() {
    for field in ["data_window", "response", "retention"] {
        for days in [0, 3651] {
            let error = refused(&format!("/{field}/days"), json!(days));
            assert_eq!(error, format!("{field}: a term has 1 to 3650 days, not {days}"));
        }
    }
    for stage in ["intake", "verification", "with_pyb", "assessment", "follow_up", "with_inspectorate"] {
        let error = refused(&format!("/targets/{stage}/days"), json!(0));
        assert!(error.starts_with(&format!("targets.{stage}: ")), "{error}");
    }
}

#[test]
fn a_term_of_the_longest_span_is_accepted() {
    let mut book = json(&Rulebook::kep_154_2012());
    book["data_window"]["days"] = json!(3650);
    assert_eq!(serde_json::from_value::<Rulebook>(book).expect("a sound rulebook").data_window.days, 3650);
}

#[test]
fn an_empty_list_without_which_nothing_could_pass_is_refused_by_its_field() {
    for field in ["channels", "elements", "disposition_targets"] {
        let error = refused(&format!("/{field}"), json!([]));
        assert!(error.starts_with(&format!("{field}: ")), "{error}");
    }
}

#[test]
fn steps_out_of_order_or_repeated_are_refused_by_their_field() {
    for field in ["discipline_steps", "other_steps"] {
        for steps in [json!(["examination", "confirmation"]), json!(["clarification", "clarification"])] {
            let error = refused(&format!("/{field}"), steps);
            assert!(error.starts_with(&format!("{field}: ")) && error.contains("R18"), "{error}");
        }
    }
}

/// The refusal of a rulebook whose first separation has this field otherwise.
#[track_caller]
fn unsound(field: &str, wrong: Value) -> String {
    refused(&format!("/separate/0/{field}"), wrong)
}

#[test]
fn a_separation_that_separates_nothing_is_refused_by_its_number() {
    for list in ["who_gave", "does_not_give"] {
        let error = unsound(list, json!([]));
        assert!(error.starts_with(&format!("separate PT-1: {list} names no command")), "{error}");
    }
    let nobody = unsound("does_not_give", json!(["choose_confidentiality"]));
    assert!(nobody.starts_with("separate PT-1: no officer may choose_confidentiality"), "{nobody}");
    let itself = unsound("does_not_give", json!(["close", "receive"]));
    assert!(itself.starts_with("separate PT-1: receive stands in both lists"), "{itself}");
}

#[test]
fn a_separation_of_unknown_commands_or_without_words_is_refused() {
    let error = unsound("who_gave", json!(["bury"]));
    assert!(error.contains("`bury` is no CommandKind"), "{error}");
    for language in ["indonesian", "english"] {
        let error = unsound(language, json!(" "));
        assert!(error.starts_with("separate PT-1: a sentence in each language"), "{error}");
    }
    let error = unsound("number", json!("PT-2"));
    assert!(error.starts_with("separate PT-2: the number is taken"), "{error}");
}

#[test]
fn more_separations_than_a_rulebook_may_have_are_refused() {
    let mut book = Rulebook::kep_154_2012();
    let one = book.separate.remove(0);
    let numbered =
        |number: usize| Separation { number: format!("H-{number}").parse().unwrap(), ..one.clone() };
    book.separate = (1..=Separation::MOST).map(numbered).collect();
    assert_eq!(book.check(), Ok(()));
    book.separate.push(one.clone());
    let why = SeparationError::TooMany { most: Separation::MOST };
    assert_eq!(book.check(), Err(RulebookError::Separation { number: one.number, why }));
}

#[test]
fn an_office_may_separate_no_duties() {
    let mut book = Rulebook::kep_154_2012();
    book.separate.clear();
    assert!(json(&book).get("separate").is_none(), "what is absent is left out");
    assert_eq!(serde_json::from_value::<Rulebook>(json(&book)).expect("a sound rulebook"), book);
}

#[test]
fn a_separation_loads_from_toml_as_people_write_it() {
    let text = HOUSE_RULES.to_owned()
        + r#"
[[separate]]
number = "R-7"
who_gave = ["review_material"]
does_not_give = ["conclude_assessment"]
indonesian = "Penelaah tidak mengkaji."
english = "A reviewer does not assess."
"#;
    let book: Rulebook = toml::from_str(&text).expect("a sound rulebook");
    assert_eq!(book.separate.len(), 1);
    assert_eq!(book.separate[0].matter, None, "for all matters");
}

#[test]
fn a_field_that_is_not_known_is_refused_by_its_name() {
    for parent in ["", "/data_window", "/targets"] {
        let mut book = json(&Rulebook::kep_154_2012());
        book.pointer_mut(parent).expect("an object")["data_windwo"] = json!(1);
        let error = serde_json::from_value::<Rulebook>(book).unwrap_err().to_string();
        assert!(error.contains("`data_windwo`"), "{error}");
    }
}

#[test]
fn a_field_that_is_missing_is_refused_by_its_name() {
    let whole = json(&Rulebook::kep_154_2012());
    for field in whole.as_object().expect("an object").keys() {
        let mut less = whole.clone();
        less.as_object_mut().expect("an object").remove(field);
        let may_be_left_out =
            ["overall", "proposal_term", "response", "retention", "separate", "targets", "two_people"]
                .contains(&field.as_str());
        match serde_json::from_value::<Rulebook>(less) {
            Ok(_) => assert!(may_be_left_out, "{field}"),
            Err(error) => assert!(error.to_string().contains(&format!("`{field}`")), "{error}"),
        }
    }
}

#[test]
fn a_word_that_is_not_known_is_refused_with_those_that_are() {
    let error = refused("/channels/0", json!("pigeon"));
    assert!(error.contains("`pigeon` is no Channel") && error.contains("`letter`"), "{error}");
    let error = refused("/data_window/rule", json!("R99"));
    assert!(error.contains("`R99` is no Rule"), "{error}");
    let error = refused("/id", json!("With Spaces"));
    assert!(error.contains("RulebookId"), "{error}");
}

#[test]
fn the_2025_rulebook_differs_from_that_of_2012_only_where_its_regime_does() {
    let [old, new] = Rulebook::shipped().map(|book| json(&book));
    let differs: BTreeSet<&String> = old
        .as_object()
        .expect("an object")
        .iter()
        .filter(|(field, value)| new[field.as_str()] != **value)
        .map(|(field, _)| field)
        .collect();
    let right = ["channels", "discipline", "effective_from", "elements", "id", "identity_required", "title"];
    assert_eq!(differs.into_iter().collect::<Vec<_>>(), right);
}

#[test]
fn the_rulebook_in_force_is_the_latest_that_has_begun() {
    let books = Rulebook::shipped();
    let on = |date: &str| {
        Rulebook::in_force(&books, date.parse().expect("a date")).map(|book| book.id.to_string())
    };
    assert_eq!(on("2011-12-31"), None);
    assert_eq!(on("2012-01-01").as_deref(), Some("kep-154-2012"));
    assert_eq!(on("2025-10-31").as_deref(), Some("kep-154-2012"));
    assert_eq!(on("2025-11-01").as_deref(), Some("per-13-2025"));
}

#[test]
fn a_rulebook_that_was_changed_in_memory_is_checked_as_one_that_is_loaded() {
    let mut book = Rulebook::kep_154_2012();
    assert_eq!(book.check(), Ok(()));
    book.data_window.days = 0;
    assert_eq!(book.check(), Err(RulebookError::Term { field: "data_window", days: 0 }));
}

#[test]
fn no_shipped_rulebook_disposes_to_a_kppbc() {
    for book in Rulebook::shipped() {
        assert!(!book.disposition_targets.contains(OfficeKind::Kppbc));
    }
}
