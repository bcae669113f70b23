//! Planted faults: every one found where it is, once, and nothing else.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::audit::{Audit, AuditFinding, Audited};
use aduan_audit::{Reader, Source};
use aduan_generate::{FaultKind, FaultyHistory, Generator, Mutator, Options};
use std::num::NonZeroUsize;

fn audit(mutated: &FaultyHistory, threads: usize) -> Audited {
    audit_with(mutated, Audit::new(), threads)
}

fn audit_with(mutated: &FaultyHistory, audit: Audit<'_>, threads: usize) -> Audited {
    let mut bytes = mutated.lines.join(&b'\n');
    bytes.push(b'\n');
    let source = Source::from_bytes("mutated", bytes).expect("readable");
    let threads = NonZeroUsize::new(threads).expect("not 0");
    Reader::new().threads(threads).run(vec![source], audit.keep(10_000)).expect("readable").1
}

/// Checks that the audit finds the planted faults, by line and code, and nothing more.
fn agrees(mutated: &FaultyHistory, threads: usize) {
    let audited = audit(mutated, threads);
    let mut found: Vec<_> = audited.findings().map(|finding| (finding.line, finding.fault.code())).collect();
    let mut planted: Vec<_> = mutated.planted.iter().map(|planted| (planted.line, planted.code)).collect();
    found.sort_unstable();
    planted.sort_unstable();
    let missed: Vec<_> =
        mutated.planted.iter().filter(|planted| !found.contains(&(planted.line, planted.code))).collect();
    let extra: Vec<_> = audited
        .findings()
        .filter(|finding| !planted.contains(&(finding.line, finding.fault.code())))
        .collect();
    assert!(
        missed.is_empty() && extra.is_empty(),
        "{} missed, {} too many\nmissed: {:#?}\ntoo many: {:#?}",
        missed.len(),
        extra.len(),
        &missed[..missed.len().min(5)],
        &extra[..extra.len().min(5)]
    );
    assert_eq!(found, planted, "each once");
    for planted in &mutated.planted {
        let of = |finding: &&AuditFinding| finding.line == planted.line;
        let finding = audited.findings().find(of).expect("it was found");
        // If the beginning of a line is broken, its complaint is not known.
        assert!(finding.complaint.is_none_or(|complaint| complaint == planted.complaint), "{finding:?}");
    }
}

#[test]
fn a_thousand_faults_at_once_are_each_found_where_they_are_and_nothing_else() {
    let mut mutator = Mutator::new(Generator::new(Options::new(6_000, 5)), 5);
    let mut planted = 0;
    for kind in FaultKind::ALL.iter().cycle() {
        planted += usize::from(mutator.plant(*kind));
        if planted == 1_000 {
            break;
        }
    }
    let mutated = mutator.finish();
    assert_eq!(mutated.planted.len(), 1_000);
    for kind in FaultKind::ALL {
        let count = mutated.planted.iter().filter(|planted| planted.kind == *kind).count();
        assert!(count > 10, "{count} of {kind:?}");
    }
    agrees(&mutated, 1);
    agrees(&mutated, 3);
    let findings = |threads| audit(&mutated, threads).findings().cloned().collect::<Vec<_>>();
    assert_eq!(findings(1), findings(3), "whatever the number of threads");
    // Tens of thousands of ids, of which few stay in memory.
    let little = || Audit::new().ids_in_memory(3_000);
    let with_little =
        |threads| audit_with(&mutated, little(), threads).findings().cloned().collect::<Vec<_>>();
    assert_eq!(findings(1), with_little(1), "whatever stays in memory");
    assert_eq!(findings(1), with_little(3), "whatever stays in memory");
}

#[test]
fn each_kind_of_fault_alone_is_found_where_it_is_and_nothing_else() {
    for kind in FaultKind::ALL {
        for seed in 0..8 {
            let mut mutator = Mutator::new(Generator::new(Options::new(150, seed)), seed);
            if mutator.plant(*kind) {
                agrees(&mutator.finish(), 1);
            }
        }
    }
}
