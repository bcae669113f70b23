//! Inputs that the fuzzer found worth keeping, decoded on every run. See `fuzz/README.md`.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use aduan_core::{ComplaintId, Decoded, decode, peek_complaint};

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(hex.get(at..at + 2).expect("two digits"), 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digit).collect()
}

#[test]
fn every_input_is_answered_and_what_is_known_has_one_spelling() {
    let mut answers = [0; 4];
    for hex in include_str!("corpus/decode.hex").lines() {
        let line = bytes(hex);
        match decode(&line) {
            Decoded::Known(known) => {
                answers[0] += 1;
                assert_eq!(peek_complaint(&line), Some(known.record.complaint));
                if known.lifted_from.is_none() {
                    assert_eq!(known.record.to_line().as_bytes(), line);
                }
            }
            Decoded::Administrative(record) => {
                answers[3] += 1;
                assert_eq!(peek_complaint(&line), Some(ComplaintId::ADMINISTRATION));
                assert_eq!(record.to_line().as_bytes(), line);
            }
            Decoded::Unknown(unknown) => {
                answers[1] += 1;
                assert_eq!(peek_complaint(&line), Some(unknown.complaint));
            }
            Decoded::Corrupt(corrupt) => {
                answers[2] += 1;
                assert!(!corrupt.to_string().is_empty());
            }
        }
    }
    assert!(
        answers.iter().all(|count| *count > 0),
        "known, unknown, corrupt and administrative inputs are all there: {answers:?}"
    );
}
