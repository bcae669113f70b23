//! A pass of one's own: how often each office asked for data, counted beside an audit in one reading.

use aduan::audit::audit::Audit;
use aduan::audit::{AnyRecord, Folded, History, Pass, Reader, Share, Source};
use aduan::core::{Event, Office};
use aduan_generate::{Generator, Options};
use std::collections::BTreeMap;
use std::io;

#[derive(Default)]
struct Asked(BTreeMap<Office, u64>);

impl Pass for Asked {
    type Output = BTreeMap<Office, u64>;

    fn fork(&self, _: Share) -> Self {
        Self::default()
    }

    fn merge(&mut self, other: Self) {
        for (office, count) in other.0 {
            *self.0.entry(office).or_default() += count;
        }
    }

    fn finish(self, _: &History) -> io::Result<Self::Output> {
        Ok(self.0)
    }

    fn record(&mut self, folded: Folded<'_>) {
        if let (AnyRecord::Known(known), Some(office)) = (folded.record, folded.complaint.unit)
            && let Event::DataRequested(_) = known.record.event
        {
            *self.0.entry(office).or_default() += 1;
        }
    }
}

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lines: String = Generator::new(Options::new(200, 1)).map(|record| record.to_line() + "\n").collect();
    let source = Source::from_bytes("history.jsonl", lines.into_bytes())?;
    let (history, (audited, asked)) = Reader::new().run(vec![source], (Audit::new(), Asked::default()))?;
    assert!(audited.is_clean() && history.complaint_count() == 200 && !asked.is_empty());
    for (office, count) in asked {
        println!("{office}: {count}");
    }
    Ok(())
}
