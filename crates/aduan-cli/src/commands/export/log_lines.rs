//! `aduan export` without a format: the log's lines.

use crate::database::DatabaseDir;
use crate::failure::Failure;
use crate::output::grouped;
use crate::output_file::{ForceArg, OutputFile};
use crate::{ExitStatus, interrupt, output, progress};
use aduan_store::{EventStore, LogHead, StoreError};
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes the log's lines as they are stored.
pub(crate) fn run(database: &DatabaseDir, output: Option<&Path>, json: bool) -> Result<ExitStatus, Failure> {
    let store = database.open_store()?;
    let Some(path) = output else {
        return lines(&*store, &database.file(), "standard output", &mut io::stdout().lock(), false);
    };
    let mut file = OutputFile::create(path, &ForceArg::default(), &[])?;
    let status = lines(&*store, &database.file(), &path.display().to_string(), &mut file, json)?;
    if matches!(status, ExitStatus::Success) {
        file.keep()?;
    }
    Ok(status)
}

/// Writes whole lines only, whatever stops it.
fn lines(
    store: &dyn EventStore,
    database: &Path,
    name: &str,
    out: &mut dyn Write,
    json: bool,
) -> Result<ExitStatus, Failure> {
    let head = store.head().map_err(Failure::store(database))?;
    let bar = progress::bar(Some(head.size()), "{bar:32} {percent:>3}%  {human_pos} lines  {eta} left");
    let mut out = BufWriter::with_capacity(1 << 17, out);
    let (mut written, mut unwritable) = (LogHead::default(), None);
    while written.size() < head.size() {
        let limit = u32::try_from(head.size() - written.size()).map_or(1024, |left| left.min(1024));
        let before = written.size();
        let read = store.read_log(before, limit, &mut |entry| {
            written.push(LogHead::leaf(entry.line));
            out.write_all(entry.line).and_then(|()| out.write_all(b"\n")).map_err(|cause| {
                unwritable = Some(cause);
                StoreError::Closed
            })
        });
        if let Some(cause) = unwritable {
            return Err(Failure::output(name, cause));
        }
        read.map_err(Failure::store(database))?;
        if written.size() == before {
            let what = format!("the log ends at {before}; its head says {}", head.size());
            return Err(Failure::store(database)(StoreError::Corrupt { what }));
        }
        bar.set_position(written.size());
        if interrupt::requested() {
            out.flush().map_err(|cause| Failure::output(name, cause))?;
            return Ok(ExitStatus::Interrupted);
        }
    }
    out.flush().map_err(|cause| Failure::output(name, cause))?;
    bar.finish_and_clear();
    if written != head {
        let what = "the lines are not those that the log's root was made of; `aduan integrity` says which";
        return Err(Failure::store(database)(StoreError::Corrupt { what: what.to_owned() }));
    }
    if json {
        output::json(&json!({ "lines": head.size(), "root": hex::encode(head.root()) }))?;
    } else {
        anstream::eprintln!("{} lines, root {}", grouped(head.size()), hex::encode(head.root()));
    }
    Ok(ExitStatus::Success)
}
