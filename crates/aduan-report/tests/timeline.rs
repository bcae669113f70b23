//! A timeline as a picture.

#![allow(clippy::expect_used)]

use aduan_audit::timeline::Timeline;
use aduan_audit::{FindStory, Reader, Source, Wanted};
use aduan_core::Language;
use aduan_generate::{Generator, Options};
use aduan_report::timeline::svg;

/// The event of version 2 is one that this program does not know.
#[test]
fn an_unknown_event_is_drawn_and_escaped() {
    let records: Vec<_> = Generator::new(Options::new(1, 5)).collect();
    let kind = format!("\"{}\"", records[1].event.kind().as_str());
    let lines: String = records
        .iter()
        .map(|record| {
            let line = record.to_line() + "\n";
            if record.version == 2 { line.replacen(&kind, "\"Dialihkan<b>\"", 1) } else { line }
        })
        .collect();
    let source = Source::from_bytes("test", lines.into_bytes()).expect("readable");
    let wanted = Wanted::Id(records[0].complaint.to_string());
    let (_, story) = Reader::new().run(vec![source], FindStory::new(wanted)).expect("readable");
    let picture = svg(&Timeline::new(&story.expect("it is there"), &[], &[]), Language::English);
    assert!(picture.contains("2. unknown event") && picture.contains("Dialihkan&lt;b&gt;.1"));
    assert!(picture.contains("class=\"dot wait\""));
}
