//! Whatever the bytes: no panic, one answer, and a record that is known has exactly the spelling it was read in.
#![no_main]

use aduan_core::{Complaint, Decoded, decode, peek_complaint};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| match decode(line) {
    Decoded::Known(known) => {
        assert_eq!(peek_complaint(line), Some(known.record.complaint));
        let written = known.record.to_line();
        if known.lifted_from.is_none() {
            assert_eq!(written.as_bytes(), line);
        }
        assert!(matches!(decode(written.as_bytes()), Decoded::Known(again) if again.record == known.record));
        let mut complaint = Complaint::new(known.record.complaint);
        complaint.apply_record(&known.record);
        complaint.apply_record(&known.record);
    }
    Decoded::Unknown(unknown) => assert_eq!(peek_complaint(line), Some(unknown.complaint)),
    Decoded::Corrupt(corrupt) => assert!(!corrupt.to_string().is_empty()),
});
