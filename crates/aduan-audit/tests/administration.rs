//! The administrative stream, replayed and audited.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use aduan_audit::audit::{Audit, Audited, Severity};
use aduan_audit::{Defect, History, Reader, Source};
use aduan_core::{
    Actor, AdminEvent, Administration, Calendar, CommandId, ComplaintId, CorrelationId, Digest, EventId,
    MasterKeyId, ReferenceData, Rulebook, Timestamp, Trace,
};
use aduan_generate::{Generator, Options};
use uuid::Uuid;

/// Administrative records of these events, a batch each.
fn lines(events: impl IntoIterator<Item = AdminEvent>) -> Vec<String> {
    let (mut stream, mut number) = (Administration::default(), 0_u128);
    let mut id = || {
        number += 1;
        Uuid::from_u128(0xad31 << 64 | number)
    };
    let mut all = Vec::new();
    for event in events {
        let (command, correlation) = (CommandId::new(id()), CorrelationId::new(id()));
        let trace = Trace { command, correlation, causation: None };
        let now = Timestamp::MIN;
        let records = stream.records(vec![event], now, &Actor::system(), trace, || EventId::new(id()));
        for record in records {
            stream.apply_record(&record);
            all.push(record.to_line());
        }
    }
    all
}

fn edition(digest: [u8; 32]) -> AdminEvent {
    let book = Rulebook::kep_154_2012().id;
    let recorded =
        Administration::default().edition(ReferenceData::Rulebook, book.into(), Digest::new(digest));
    recorded.unwrap().unwrap()
}

fn key(byte: u8) -> AdminEvent {
    Administration::default().master_key(MasterKeyId::new([byte; 16])).unwrap()
}

/// What the shipped rulebook says.
fn shipped() -> [u8; 32] {
    aduan_log::sha256(Rulebook::kep_154_2012().to_json().as_bytes())
}

/// These lines before those of thirty complaints, on so many threads.
fn audited(lines: &[String], threads: usize) -> (History, Audited) {
    let complaints = Generator::new(Options::new(30, 1)).map(|record| record.to_line());
    let text: String = lines.iter().cloned().chain(complaints).map(|line| line + "\n").collect();
    let source = Source::from_bytes("a log", text.into_bytes()).unwrap();
    Reader::new().threads(threads.try_into().unwrap()).run(vec![source], Audit::new()).unwrap()
}

fn codes(audited: &Audited) -> Vec<(u64, &str)> {
    audited.findings().map(|finding| (finding.line, finding.fault.code())).collect()
}

#[test]
fn the_stream_is_folded_beside_the_complaints_on_any_number_of_threads() {
    for threads in 1..4 {
        let (history, audited) = audited(&lines([edition(shipped()), key(1), key(2)]), threads);
        assert!(audited.is_clean(), "{:?}", codes(&audited));
        assert_eq!((history.administration.version, history.complaint_count()), (3, 30));
        assert_eq!(history.administration.master_key, Some(MasterKeyId::new([2; 16])));
        assert_eq!(history.administration.editions.len(), 1);
        assert!(history.complaints().all(|complaint| complaint.id != ComplaintId::ADMINISTRATION));
    }
}

#[test]
fn one_name_with_two_contents_is_grave() {
    let (_, audited) = audited(&lines([edition(shipped()), edition([1; 32])]), 2);
    assert_eq!(codes(&audited), [(2, "edition_changed"), (2, "edition_given")]);
    let finding = audited.findings().next().unwrap();
    assert_eq!((finding.fault.severity(), finding.version), (Severity::Grave, Some(2)));
}

#[test]
fn an_audit_by_another_content_than_the_logs_is_told() {
    let (_, audited) = audited(&lines([edition([1; 32])]), 2);
    assert_eq!(codes(&audited), [(1, "edition_given")]);
    let said = audited.findings().next().unwrap().fault.to_string();
    assert!(
        said.contains(&"01".repeat(32)) && said.contains("audit again with the one of the history"),
        "{said}"
    );
}

#[test]
fn a_line_that_is_missing_repeated_or_broken_is_found() {
    let all = lines([key(1), key(2), key(3)]);
    let (history, missing) = audited(&[all[0].clone(), all[2].clone()], 2);
    assert_eq!(codes(&missing), [(2, "gap")]);
    assert_eq!(history.defects[0].defect, Defect::Gap { last: 1, found: 3 });
    let (_, repeated) = audited(&[all[0].clone(), all[1].clone(), all[1].clone()], 2);
    assert_eq!(codes(&repeated), [(3, "event_shared"), (3, "repeated")]);
    let broken = all[1].replace("\"schema\":1", "\"schema\":x");
    let (_, broken) = audited(&[all[0].clone(), broken, all[2].clone()], 2);
    assert_eq!(codes(&broken), [(2, "corrupt")], "the gap is the broken line's");
    let newer = all[1].replace("MasterKeyChanged", "SomethingNewer");
    let (history, newer) = audited(&[all[0].clone(), newer, all[2].clone()], 2);
    assert_eq!(codes(&newer), [(2, "unknown")]);
    assert_eq!((history.administration.version, history.administration.unknown), (3, 1));
}

#[test]
fn a_decision_by_a_holiday_table_that_is_not_at_hand_is_not_judged() {
    let own = Calendar::new("office-2026".parse().unwrap(), 2024, 2026, []);
    let lines: String = Generator::new(Options::new(3, 1))
        .map(|mut record| {
            record.calendar = own.id();
            record.to_line() + "\n"
        })
        .collect();
    let source = Source::from_bytes("a log", lines.into_bytes()).unwrap();
    let (_, audited) = Reader::new().run(vec![source], Audit::new()).unwrap();
    assert!(audited.unjudged() > 0 && audited.found() == 0, "{:?}", codes(&audited));
}

/// Once something is released, a shipped edition never changes: every database names its content. Until then, write the new digests
/// here.
#[test]
fn the_shipped_editions_keep_their_content() {
    let digest = |json: String| Digest::new(aduan_log::sha256(json.as_bytes())).to_string();
    let [kep, per] = Rulebook::shipped().map(|book| digest(book.to_json()));
    let kept = [
        "a1d9193d27f48471b8eaee3d85d85c70a4bedb6cfe20918a3165428b7ddcbae3",
        "e73a6e984e077ab3c558febf42620ce53ab0a7b9b1adfff50247220182e35bf6",
        "3529c31a793681fd7837f58bcaadc85116d9a85184c73eea81b2baa6b8fe5134",
    ];
    assert_eq!([kep, per, digest(Calendar::indonesia().to_json())], kept);
}
