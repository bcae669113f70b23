//! `aduan certificate`: what a rulebook lets happen, proven by trying everything, and what another would change.

mod json;
mod rust_tests;
mod text;

use crate::failure::Failure;
use crate::input::read_json_or_toml;
use crate::{ExitStatus, output, progress};
use aduan_certify::{Certificate, Difference, Exploration, Explorer, FORMAT, Invariant, Model};
use aduan_core::Rulebook;
use clap::ValueEnum;
use std::path::Path;

/// Prove what a rulebook lets happen, and see what another would change
///
/// Searches a small world exhaustively: every command that anybody may give, in every state that can be reached, before, at and
/// after each deadline. Says whether any complaint can get stuck, whether every one can still end, which commands nobody can ever
/// give, and which invariants hold; for what does not hold, the shortest history that shows it.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if an invariant is broken, a complaint can get stuck, or there is a command that nobody can give or an event that cannot
happen. A rulebook may mean the last: one with online channels alone records no manual complaint, one without outcomes to reopen
reopens none. It is told all the same, by name, since it may as well be a mistake.

Examples:
  aduan certificate
  aduan certificate --rulebook per-13-2025 --against kep-154-2012
  aduan certificate --rulebook mine.json --against kep-154-2012
  aduan certificate --format json > kep-154-2012.certificate.json
  aduan certificate --rulebook mine.json --against kep-154-2012.certificate.json
  aduan certificate --rulebook mine.json --format rust > tests/mistakes.rs
  aduan certificate --format svg > procedure.svg")]
pub(crate) struct Args {
    /// A shipped rulebook by its id, or one's own as a JSON file
    #[arg(long, value_name = "FILE|ID", default_value = "kep-154-2012")]
    rulebook: String,
    /// Say what changes from this rulebook, or from a kept certificate, to that one
    #[arg(long, value_name = "FILE|ID")]
    against: Option<String>,
    /// How to print it; with --against, text or json
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// The certificate whole, a behaviour a line
    Json,
    /// The state diagram for Mermaid
    Mermaid,
    /// The state diagram for Graphviz
    Dot,
    /// The state diagram drawn, for a page or a wall
    Svg,
    /// A test in Rust for each broken invariant: the shortest history that breaks it, as given/when/then
    Rust,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    if args.against.is_some() && !matches!(args.format, Format::Text | Format::Json) {
        return Err(Failure::Usage("--against is told as text or json; leave --format out".to_owned()));
    }
    // Read first, so that an unreadable file is reported before the search.
    let before = args.against.as_deref().map(Before::read).transpose()?;
    let found = explore(rulebook(&args.rulebook)?);
    let certificate = found.certificate();
    let verdict = if certificate.is_sound() { ExitStatus::Success } else { ExitStatus::Findings };
    if let Some(before) = before {
        let (kept, searched) = before.certificate();
        let difference = Difference::between(&kept, &certificate);
        let json = args.format == Format::Json;
        output::write(|out| {
            if json {
                json::difference(out, &difference)
            } else {
                text::difference(out, &difference, searched.as_ref(), &found)
            }
        })?;
        return Ok(verdict);
    }
    output::write(|out| match args.format {
        Format::Text => text::certificate(out, &found, &certificate),
        Format::Json => out.write_all(certificate.to_json()?.as_bytes()),
        Format::Mermaid => out.write_all(certificate.to_mermaid().as_bytes()),
        Format::Dot => out.write_all(certificate.to_dot().as_bytes()),
        Format::Svg => out.write_all(certificate.to_svg().as_bytes()),
        Format::Rust => rust_tests::write(out, &found, &certificate),
    })?;
    Ok(verdict)
}

/// The other side of a comparison: a rulebook to be searched, or a kept certificate.
enum Before {
    Rulebook(Box<Rulebook>),
    Kept(Box<Certificate>),
}

impl Before {
    fn read(name: &str) -> Result<Self, Failure> {
        if let Some(book) = shipped(name) {
            return Ok(Self::Rulebook(Box::new(book)));
        }
        named(name)?;
        let value = read_json_or_toml::<serde_json::Value>(name.as_ref())?;
        if let Some(format) = value.get("format") {
            if format != FORMAT {
                return Err(Failure::Input(format!(
                    "{name}: its format is {format}; this program reads \"{FORMAT}\""
                )));
            }
            return read_json_or_toml::<Certificate>(name.as_ref()).map(|kept| Self::Kept(Box::new(kept)));
        }
        read_json_or_toml::<Rulebook>(name.as_ref()).map(|book| Self::Rulebook(Box::new(book)))
    }

    fn certificate(self) -> (Certificate, Option<Exploration>) {
        match self {
            Self::Kept(kept) => (*kept, None),
            Self::Rulebook(book) => {
                let found = explore(*book);
                (found.certificate(), Some(found))
            }
        }
    }
}

fn shipped(name: &str) -> Option<Rulebook> {
    Rulebook::shipped().into_iter().find(|book| book.id.as_str() == name)
}

fn rulebook(name: &str) -> Result<Rulebook, Failure> {
    if let Some(book) = shipped(name) {
        return Ok(book);
    }
    named(name)?;
    read_json_or_toml(name.as_ref())
}

/// Whether there is a file of this name; it is no shipped rulebook's.
fn named(name: &str) -> Result<(), Failure> {
    if Path::new(name).exists() {
        return Ok(());
    }
    let shipped = Rulebook::shipped();
    let ids: Vec<&str> = shipped.iter().map(|book| book.id.as_str()).collect();
    Err(Failure::Input(format!("{name} is neither a file nor a shipped rulebook: {}", ids.join(", "))))
}

fn explore(rulebook: Rulebook) -> Exploration {
    let bar = progress::bar(None, "{spinner} {msg} {elapsed}");
    bar.set_message(format!("trying everything under {}", rulebook.id));
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    let invariants = Invariant::standard(&rulebook);
    let found = Explorer::new(Model::new(rulebook)).invariants(invariants).run();
    bar.finish_and_clear();
    found
}
