//! A million complaints are held in memory at once, so each stays small.

use aduan_core::{Complaint, Event, Record, Rejection};

#[test]
fn a_complaint_takes_no_more_than_648_bytes() {
    assert!(size_of::<Complaint>() <= 648, "{}", size_of::<Complaint>());
}

#[test]
fn an_event_takes_no_more_than_160_bytes() {
    assert!(size_of::<Event>() <= 160, "{}", size_of::<Event>());
}

#[test]
fn a_record_takes_no_more_than_400_bytes() {
    assert!(size_of::<Record>() <= 400, "{}", size_of::<Record>());
}

#[test]
fn a_refusal_takes_no_more_than_a_few_words() {
    assert!(size_of::<Rejection>() <= 40, "{}", size_of::<Rejection>());
}
