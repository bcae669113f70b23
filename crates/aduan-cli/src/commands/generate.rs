//! `aduan generate`.

use crate::failure::Failure;
use crate::output_file::{ForceArg, OutputFile};
use crate::{ExitStatus, interrupt, progress};
use aduan_core::{Record, Rulebook, RulebookId};
use aduan_generate::{Generator, Options, RulebookShare};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Make realistic histories, decided by the real procedure
///
/// Writes some eight events a complaint, over two years from July 2024, in the order in which a log would have
/// them. The same options always give the same bytes.
#[derive(clap::Args)]
#[command(after_help = "Example: aduan generate --complaints 125000 --seed 1 --output history.jsonl")]
pub(crate) struct Args {
    /// How many complaints
    #[arg(long, short = 'n', default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=99_999_999))]
    complaints: u32,
    /// Which history: another seed, another history
    #[arg(long, short, default_value_t = 1)]
    seed: u64,
    /// How often a rulebook is used once it is in force, as ID=WEIGHT; may be given several times
    ///
    /// Known are kep-154-2012 and per-13-2025. Before a rulebook is in force, the first one given is used.
    #[arg(long, value_name = "ID=WEIGHT", default_values = ["kep-154-2012=3", "per-13-2025=1"], value_parser = parse_share)]
    per_rulebook: Vec<(RulebookId, u32)>,
    /// Where to write, there under its name only when it is whole; standard output if not given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    force: ForceArg,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
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
    interrupt::listen();
    let generator = Generator::new(options);
    let Some(path) = &args.output else {
        let name = "standard output";
        return lines(generator, io::stdout().lock(), |_| {}).map_err(|cause| Failure::output(name, cause));
    };
    let mut file = OutputFile::create(path, &args.force, &[])?;
    let bar = progress::bar(None, "{spinner} {human_pos} events, {per_sec}, {elapsed}");
    let written = lines(generator, &mut file, |events| bar.set_position(events));
    bar.finish_and_clear();
    let status = written.map_err(|cause| Failure::output(&path.display().to_string(), cause))?;
    if matches!(status, ExitStatus::Success) {
        file.keep()?;
    }
    Ok(status)
}

fn parse_share(text: &str) -> Result<(RulebookId, u32), String> {
    let (id, weight) = text.split_once('=').ok_or("expected ID=WEIGHT, such as kep-154-2012=3")?;
    let id = id.parse().map_err(|error| format!("{error}"))?;
    Ok((id, weight.parse().map_err(|_| format!("`{weight}` is no weight: expected a whole number"))?))
}

fn share(id: RulebookId, weight: u32) -> Result<RulebookShare, Failure> {
    let known = Rulebook::shipped();
    let names = known.iter().map(|book| book.id.to_string()).collect::<Vec<_>>().join(", ");
    let rulebook = known.into_iter().find(|book| book.id == id);
    let rulebook = rulebook
        .ok_or_else(|| Failure::Usage(format!("--per-rulebook: no rulebook `{id}`; there are {names}")))?;
    Ok(RulebookShare { rulebook, weight })
}

/// Ends on a whole line when it is asked to stop; only a reader that has stopped reading can cut one.
fn lines(
    records: impl Iterator<Item = Record>,
    out: impl Write,
    watch: impl Fn(u64),
) -> io::Result<ExitStatus> {
    let mut out = BufWriter::with_capacity(1 << 17, out);
    for (events, record) in (1..).zip(records) {
        out.write_all(record.to_line().as_bytes())?;
        out.write_all(b"\n")?;
        if events % 1024 == 0 {
            watch(events);
            if interrupt::requested() {
                out.flush()?;
                return Ok(ExitStatus::Interrupted);
            }
        }
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}
