fn main() {
    for book in aduan_core::Rulebook::shipped() {
        let start = std::time::Instant::now();
        let inv = aduan_testkit::explore::Invariant::standard(&book); let found = aduan_testkit::explore::Explorer::new(aduan_testkit::explore::World::new(book)).invariants(inv).run();
 for b in &found.broken { println!("BROKEN {} {}\n{}", b.invariant, b.rule, b.trace); }
        println!("{} states {} edges {} answers {} complete {} in {:?}", found.world.rulebook.id, found.states(), found.edges, found.answers, found.complete, start.elapsed());
        let mut by = std::collections::BTreeMap::new();
        for s in found.situations() { *by.entry(s.stage).or_insert(0) += 1; }
        println!("{by:?}");
        let mut by = std::collections::BTreeMap::new();
        for ((k, _c), n) in &found.refusals { *by.entry(*k).or_insert(0) += n; }
        println!("refusals {by:?}");
        println!("{:?} {:?} {:?}", found.dead_commands(), found.dead_events(), found.dead_rows());
        for by in [aduan_testkit::explore::By::Anybody, aduan_testkit::explore::By::Officers] {
            for (s, t) in found.stuck(by).iter().take(3) { println!("STUCK {by:?} {s}\n{t}"); }
        }
    }
}
