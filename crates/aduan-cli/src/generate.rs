//! `aduan generate`.

use crate::args::Generate;
use crate::failure::Failure;
use crate::{Verdict, output, stop};
use aduan_core::{Record, Rulebook, RulebookId};
use aduan_testkit::{Generator, Options, Share};
use std::fs::File;
use std::io::{self, BufWriter, Write};

pub(crate) fn run(args: &Generate) -> Result<Verdict, Failure> {
    let mut options = Options::new(args.complaints, args.seed);
    options.shares =
        args.per_rulebook.iter().map(|(id, weight)| share(*id, *weight)).collect::<Result<_, _>>()?;
    if options.shares.iter().all(|share| share.weight == 0) {
        return Err(Failure::Usage("--per-rulebook: at least one weight must be above 0".to_owned()));
    }
    let begins = options.from;
    if !options.shares.iter().any(|share| share.weight > 0 && share.rulebook.effective_from <= begins) {
        return Err(Failure::Usage(format!(
            "--per-rulebook: none of these is in force on {begins}, when the history begins; add kep-154-2012=1"
        )));
    }
    stop::listen();
    let generator = Generator::new(options);
    let Some(path) = &args.output else {
        let name = "standard output";
        return lines(generator, io::stdout().lock(), |_| {}).map_err(|cause| Failure::output(name, cause));
    };
    let name = path.display().to_string();
    let failed = |cause| Failure::output(&name, cause);
    let file = File::create(path).map_err(failed)?;
    let bar = output::bar(None, "{spinner} {human_pos} events, {per_sec}, {elapsed}");
    let written = lines(generator, file, |events| bar.set_position(events));
    bar.finish_and_clear();
    written.map_err(failed)
}

fn share(id: RulebookId, weight: u32) -> Result<Share, Failure> {
    let known = Rulebook::shipped();
    let names = known.iter().map(|book| book.id.to_string()).collect::<Vec<_>>().join(", ");
    let rulebook = known.into_iter().find(|book| book.id == id);
    let rulebook = rulebook
        .ok_or_else(|| Failure::Usage(format!("--per-rulebook: no rulebook `{id}`; there are {names}")))?;
    Ok(Share { rulebook, weight })
}

/// Ends on a whole line when it is asked to stop; only a reader that has stopped reading can cut one.
fn lines(records: impl Iterator<Item = Record>, out: impl Write, watch: impl Fn(u64)) -> io::Result<Verdict> {
    let mut out = BufWriter::with_capacity(1 << 17, out);
    for (events, record) in (1..).zip(records) {
        out.write_all(record.to_line().as_bytes())?;
        out.write_all(b"\n")?;
        if events % 1024 == 0 {
            watch(events);
            if stop::asked() {
                out.flush()?;
                return Ok(Verdict::Stopped);
            }
        }
    }
    out.flush()?;
    Ok(Verdict::Fine)
}
