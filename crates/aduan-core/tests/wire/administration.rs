//! Lines of the administrative stream.

use crate::lines::{corrupt, unknown};
use crate::support::{files, samples};
use aduan_core::{
    AdminEventKind, AdminRecord, Administration, ComplaintId, Decoded, Digest, MasterKeyId, ReferenceData,
    decode,
};

fn line(kind: AdminEventKind) -> String {
    let name = format!("tests/golden/{kind}.{}.json", kind.schema());
    files::holds(&name, &(samples::admin_record(kind).to_line() + "\n"));
    files::read(&name).trim_end().to_owned()
}

fn administrative(line: &str) -> AdminRecord {
    match decode(line.as_bytes()) {
        Decoded::Administrative(record) => record,
        other => panic!("{line}\nis {other:?}"),
    }
}

#[test]
fn every_administrative_line_is_read_and_written_again_as_the_same_bytes() {
    for kind in AdminEventKind::ALL.iter().copied() {
        let line = line(kind);
        let record = administrative(&line);
        assert_eq!((&record, record.event.kind()), (&samples::admin_record(kind), kind));
        assert_eq!(record.to_line(), line);
    }
}

#[test]
fn an_administrative_line_names_no_edition_and_a_complaints_names_both() {
    let line = line(AdminEventKind::MasterKeyChanged);
    for (from, to) in [
        (r#""rulebook":null"#, r#""rulebook":"kep-154-2012""#),
        (r#""calendar":null"#, r#""calendar":"id-2024-2026""#),
    ] {
        corrupt(line.replace(from, to));
    }
    for nothing in [r#""rulebook":null"#, r#""calendar":null"#] {
        let (key, _) = nothing.split_once(':').unwrap();
        let value = if key.contains("rulebook") { r#""kep-154-2012""# } else { r#""id-2024-2026""# };
        corrupt(crate::lines::with(&format!("{key}:{value}"), nothing));
    }
}

#[test]
fn an_administrative_line_has_one_spelling() {
    let line = line(AdminEventKind::EditionRecorded);
    for (from, to) in [
        ("\"data\":{", "\"data\": {"),
        ("kep-154-2012", "kep-154-201\\u0032"),
        ("{\"format\"", " {\"format\""),
    ] {
        let other = line.replacen(from, to, 1);
        assert_ne!(other, line);
        corrupt(other);
    }
}

#[test]
fn an_event_of_one_stream_is_unknown_in_the_other() {
    let of_complaint = crate::lines::LINE.replace(
        r#""rulebook":"kep-154-2012","calendar":"id-2024-2026""#,
        r#""rulebook":null,"calendar":null"#,
    );
    let found = unknown(
        &of_complaint
            .replace("0195c0de-0000-7000-8000-00000000000a", &ComplaintId::ADMINISTRATION.to_string()),
    );
    assert_eq!((found.complaint, found.kind.as_str()), (ComplaintId::ADMINISTRATION, "WiseAcknowledged"));
    let later = line(AdminEventKind::EditionRecorded).replace(r#""schema":1"#, r#""schema":2"#);
    assert_eq!(unknown(&later).schema, 2);
}

#[test]
fn the_first_content_of_an_edition_is_its_content() {
    let mut state = Administration::default();
    let record = samples::admin_record(AdminEventKind::EditionRecorded);
    let mut first = record.clone();
    first.version = 1;
    state.apply_record(&first);
    let known = state.editions.iter().next().map(|(name, recorded)| (*name, recorded.digest)).unwrap();
    let ((data, edition), digest) = known;
    assert_eq!(state.edition(data, edition, digest), Ok(None));
    let other = state.edition(data, edition, Digest::new([9; 32])).unwrap_err();
    assert_eq!((other.recorded, other.given), (digest, Digest::new([9; 32])));
    let elsewhere = ReferenceData::ALL.iter().copied().find(|other| *other != data).unwrap();
    assert!(state.edition(elsewhere, edition, digest).unwrap().is_some(), "a name is of one kind of data");
}

#[test]
fn what_is_missing_or_there_twice_is_counted_and_folded_once() {
    let mut state = Administration::default();
    let mut record = samples::admin_record(AdminEventKind::MasterKeyChanged);
    for (version, unknown) in [(1, 0), (1, 1), (3, 2), (2, 3)] {
        record.version = version;
        state.apply_record(&record);
        assert_eq!(state.unknown, unknown, "version {version}");
    }
    assert_eq!(state.version, 3);
    assert_eq!(state.master_key(state.master_key.unwrap()), None);
    assert!(state.master_key(MasterKeyId::new([1; 16])).is_some());
}
