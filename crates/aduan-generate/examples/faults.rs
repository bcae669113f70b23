//! Writes a history with planted faults to standard output, and what was planted to standard error.
//!
//! `cargo run -p aduan-generate --example faults -- 500 40 > faulty.jsonl`: 40 faults in 500 complaints.

use aduan_generate::{FaultKind, Generator, Mutator, Options};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse().unwrap_or(1));
    let (complaints, faults) = (numbers.next().unwrap_or(500), numbers.next().unwrap_or(40));
    let mut mutator = Mutator::new(Generator::new(Options::new(complaints, 1)), 1);
    for kind in FaultKind::ALL.iter().cycle().take(faults as usize) {
        if !mutator.plant(*kind) {
            eprintln!("no complaint is left for {}", kind.as_str());
        }
    }
    let mutated = mutator.finish();
    let mut out = std::io::stdout().lock();
    for line in &mutated.lines {
        out.write_all(line)?;
        out.write_all(b"\n")?;
    }
    for planted in &mutated.planted {
        eprintln!("{}: {} as {}", planted.line, planted.kind.as_str(), planted.code);
    }
    Ok(())
}
