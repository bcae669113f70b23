//! C29: what was done to a log is found, and located.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::verify::{LogDifference, Verified, Verify};
use aduan_audit::{Reader, Source};
use aduan_log::Checkpoint;
use std::num::NonZeroUsize;

fn lines(count: u32) -> Vec<String> {
    (0..count).map(|n| format!("line {n} {}", "x".repeat(n as usize % 700))).collect()
}

fn verify(lines: &[String], every: u64, against: Option<&Checkpoint>) -> Verified {
    let run = |threads| {
        let mut verify = Verify::new().every(every);
        if let Some(earlier) = against {
            verify = verify.against(earlier.clone());
        }
        let bytes = (lines.join("\n") + "\n").into_bytes();
        let reader = Reader::new().threads(NonZeroUsize::new(threads).expect("not 0"));
        let source = Source::from_bytes("log", bytes).expect("readable");
        reader.run(vec![source], verify).expect("readable").1
    };
    let (one, three) = (run(1), run(3));
    assert_eq!((&one.checkpoint, &one.compared), (&three.checkpoint, &three.compared));
    three
}

fn differences(before: &[String], after: &[String], every: u64) -> Vec<LogDifference> {
    let earlier = verify(before, every, None).checkpoint;
    verify(after, every, Some(&earlier)).compared.expect("it was compared").differences
}

#[test]
fn a_log_that_only_grew_differs_nowhere() {
    for every in [1, 16, 1024] {
        for size in [1, 15, 16, 17, 3000] {
            assert_eq!(differences(&lines(3000)[..size], &lines(3000), every), [], "{size} by {every}");
        }
    }
}

#[test]
fn by_its_leaves_a_difference_is_located_to_the_line() {
    let before = lines(2500);
    let after = |change: &dyn Fn(&mut Vec<String>)| {
        let mut after = lines(3000);
        change(&mut after);
        differences(&before, &after, 1)
    };
    assert_eq!(after(&|lines| lines[1233].push('.')), [LogDifference::Changed { line: 1234, lines: 1 }]);
    assert_eq!(after(&|lines| lines.swap(99, 100)), [LogDifference::Swapped { line: 100, other: 101 }]);
    assert_eq!(after(&|lines| lines.swap(99, 300)), [LogDifference::Swapped { line: 100, other: 301 }]);
    assert_eq!(
        after(&|lines| lines.insert(7, "new".into())),
        [LogDifference::Inserted { line: 8, lines: 1 }]
    );
    assert_eq!(
        after(&|lines| drop(lines.drain(2000..2003))),
        [LogDifference::Removed { line: 2001, lines: 3, was: 2001 }]
    );
    assert_eq!(after(&|lines| lines.truncate(2490)), [LogDifference::Cut { lines: 2490, were: 2500 }]);
    assert_eq!(after(&|lines| lines[2499].push('.')), [LogDifference::Changed { line: 2500, lines: 1 }]);
    assert_eq!(
        after(&|lines| {
            lines[0].push('.');
            lines.remove(500);
        }),
        [
            LogDifference::Changed { line: 1, lines: 1 },
            LogDifference::Removed { line: 501, lines: 1, was: 501 }
        ]
    );
    assert_eq!(
        after(&|lines| lines.iter_mut().for_each(|line| line.push('.'))),
        [LogDifference::Otherwise { line: 1 }]
    );
}

#[test]
fn by_blocks_it_is_located_to_the_block() {
    let before = lines(2500);
    let mut after = lines(3000);
    after[1233].push('.');
    assert_eq!(differences(&before, &after, 1024), [LogDifference::Within { from: 1025, to: 2048 }]);
    after[2400].push('.');
    let last = LogDifference::Within { from: 2049, to: 2500 };
    assert_eq!(differences(&before, &after, 1024), [LogDifference::Within { from: 1025, to: 2048 }, last]);
    assert_eq!(differences(&before, &lines(2490), 1024), [LogDifference::Cut { lines: 2490, were: 2500 }]);
}
