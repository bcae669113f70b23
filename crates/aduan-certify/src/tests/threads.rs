//! What is found does not depend on the number of threads.

use crate::{Certificate, Explorer, Invariant, Model, World};
use aduan_core::Rulebook;

fn found(rulebook: &Rulebook, threads: usize) -> Certificate {
    let mut model = Model::new(rulebook.clone());
    model.worlds = vec![World::Telling, World::Puski, World::Identity];
    Explorer::new(model).invariants(Invariant::standard(rulebook)).threads(threads).run().certificate()
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let book = Rulebook::kep_154_2012();
    let alone = found(&book, 1);
    assert!(alone.complete && alone.worlds.len() == 3);
    for threads in [0, 2, 16] {
        assert!(found(&book, threads) == alone, "{threads} threads find something else");
    }
}

#[test]
fn any_number_of_threads_shows_the_same_history_first() {
    let mut json = serde_json::to_value(Rulebook::kep_154_2012()).unwrap();
    json["disposition_targets"] = serde_json::json!(["KPPBC"]);
    let mistaken: Rulebook = serde_json::from_value(json).unwrap();
    let shown = |threads| {
        let explorer = Explorer::new(Model::new(mistaken.clone())).invariants(Invariant::standard(&mistaken));
        explorer.first_only().threads(threads).run().certificate().broken
    };
    assert_eq!(shown(1).len(), 1);
    assert_eq!(shown(1), shown(8));
}
