//! A test in Rust for each broken invariant.

use aduan_certify::{Certificate, Exploration, PRELUDE};
use std::io::{self, Write};

/// The tests, with the rulebook that they are about.
pub(super) fn write(out: &mut dyn Write, found: &Exploration, certificate: &Certificate) -> io::Result<()> {
    if found.violations.is_empty() {
        return writeln!(out, "// No invariant is broken under {}.", certificate.rulebook.id);
    }
    let json = serde_json::to_string_pretty(&certificate.rulebook)?;
    write!(
        out,
        "// Each test fails as long as the rulebook has the mistake that it shows. They need the crates aduan-certify, aduan-core,\n\
         // aduan-testkit and serde_json among the [dev-dependencies].\n{PRELUDE}\n\
         fn rulebook() -> Rulebook {{\n    serde_json::from_str(RULEBOOK).unwrap()\n}}\n\n\
         const RULEBOOK: &str = r###\"{json}\"###;\n"
    )?;
    for broken in &found.violations {
        if let Some(test) = broken.trace.to_test(broken.invariant, broken.rule, None) {
            write!(out, "\n{test}")?;
        }
    }
    Ok(())
}
