//! How fast everything is tried: the certificates of both shipped rulebooks, on one core.

#![allow(missing_docs, reason = "a bench")]

use aduan_certify::{Explorer, Invariant, Model};
use aduan_core::Rulebook;
use std::time::Instant;

fn main() {
    for book in Rulebook::shipped() {
        let (id, invariants) = (book.id, Invariant::standard(&book));
        let started = Instant::now();
        let found = Explorer::new(Model::new(book)).invariants(invariants).run();
        let searched = started.elapsed().as_secs_f64();
        let certificate = found.certificate();
        let took = started.elapsed().as_secs_f64();
        println!(
            "{id}: {} states ({} tracked), {} edges, {} answers: searched in {searched:.2} s, certified in {took:.2} s",
            certificate.states, certificate.tracked, certificate.edges, certificate.answers
        );
        println!("  {:?}", certificate.worlds);
        assert!(certificate.is_sound(), "{:#?}", certificate.broken);
    }
}
