//! `aduan what-if`.

use crate::audit::read;
use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, HEAD, WARN, grouped};
use crate::watch::{self, Watch};
use crate::{Verdict, args, output, stop};
use aduan_audit::AsOf;
use aduan_audit::audit::Missing;
use aduan_audit::audit::what_if::{Difference, Fate, Imagined, Setting, What, WhatIf, WhatIfError};
use aduan_core::{Calendar, Deadline, Language, Rulebook, RulebookId, Zone};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Take every decision again under other rules, and say what would have been otherwise
///
/// Which decisions would have been refused, and by which rule; which deadlines would have fallen when; which complaints
/// would have gone another way. That is counterfactual: nothing of it is a finding about the record. A complaint that
/// leaves the recorded way is not followed any further, since nobody knows what would have come; one whose deadlines
/// merely fall on other days is followed on with those.
///
/// A term is 10d (calendar days), 10wd (working days) or none; a list is its words with commas, or none. The fields are
/// those of a rulebook: data_window, response, retention, targets.STAGE, expiry_decision, disposition_targets, own_office,
/// discipline_steps, other_steps, reopenable, channels, identity_required, elements, discipline, effective_from.
#[allow(clippy::doc_markdown, reason = "it is printed as it stands")]
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if something would have been otherwise, or a decision could not be taken again; 0 if nothing would.

Examples:
  aduan what-if --set data_window=10d history.jsonl
  aduan what-if --set data_window=10wd --set expiry_decision=system --under kep-154-2012 --db desk
  aduan what-if --set targets.assessment=20d history.jsonl --lang en
  aduan what-if --rulebook proposed.json history.jsonl --all --json | jq 'select(.kind == \"refused\")'")]
pub(crate) struct Args {
    /// Histories; `-` is standard input
    #[arg(required_unless_present = "db", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Instead of files: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    db: Option<PathBuf>,
    /// A field of the rulebooks and what it would have said; may be given several times
    #[arg(long, value_name = "FIELD=VALUE", required_unless_present = "rulebook")]
    set: Vec<Setting>,
    /// A rulebook, as JSON, in the place of those that the history names; --set then changes it
    #[arg(long, value_name = "FILE")]
    rulebook: Option<PathBuf>,
    /// Change only what was received under this rulebook; may be given several times
    #[arg(long, value_name = "ID")]
    under: Vec<RulebookId>,
    /// A rulebook that the history names, as JSON; the shipped ones are known
    #[arg(long, value_name = "FILE")]
    known_rulebook: Vec<PathBuf>,
    /// A holiday table that the history names, as JSON; the shipped one is known
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// Look at it as it was: a date, an instant, or a number of lines
    #[arg(long, value_name = "WHEN")]
    as_of: Option<AsOf>,
    /// Print a JSON object a line: each difference, then the summary
    #[arg(long)]
    json: bool,
    /// Tell every difference as it is found, not the first of each kind; lines of several files are then numbered as
    /// those of one
    #[arg(long)]
    all: bool,
    /// How many differences of each kind to tell; all are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    differences: usize,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = args::language)]
    lang: Language,
    /// How many threads decide, at most 256; one for each core if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let what_if = asked(args)?;
    let sources = watch::sources(&args.files, args.db.as_deref())?;
    let names: Vec<String> = sources.iter().map(|source| source.name().to_owned()).collect();
    let watch = Watch::new(&sources);
    // Where every difference is told as it is found, the first that cannot be written ends it.
    let failed: Mutex<Option<Failure>> = Mutex::new(None);
    let tell = |difference: &Difference| {
        let single = names.first().filter(|_| names.len() == 1).map_or("", String::as_str);
        let told = Told { difference, place: (single, difference.line), lang: args.lang };
        let written = output::write(|out| told.write(out, args.json));
        if let Err(failure) = written {
            failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
        }
    };
    let imagined = if args.all {
        what_if.run_with(sources, |progress| watch.tick(progress), &tell)
    } else {
        what_if.run_with(sources, |progress| watch.tick(progress), &|_| ())
    };
    watch.end();
    let imagined = imagined.map_err(|error| match error {
        WhatIfError::Replay(error) => error.into(),
        error => Failure::Usage(error.to_string()),
    })?;
    if let Some(failure) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(failure);
    }
    let summary = Summary { args, imagined: &imagined };
    output::write(|out| {
        if !args.all {
            for difference in imagined.differences() {
                let told = Told { difference, place: imagined.place(difference.line), lang: args.lang };
                told.write(out, args.json)?;
            }
        }
        if args.json { writeln!(out, "{}", summary.json()) } else { summary.print(out) }
    })?;
    Ok(if imagined.stopped {
        Verdict::Stopped
    } else if imagined.is_unchanged() && imagined.unjudged() == 0 {
        Verdict::Fine
    } else {
        Verdict::Found
    })
}

/// What is asked for.
fn asked(args: &Args) -> Result<WhatIf, Failure> {
    let mut what_if = WhatIf::new().keep(args.differences);
    for path in &args.known_rulebook {
        what_if = what_if.known_rulebook(read::<Rulebook>(path)?);
    }
    for path in &args.calendar {
        what_if = what_if.calendar(read::<Calendar>(path)?);
    }
    if let Some(path) = &args.rulebook {
        what_if = what_if.instead(read::<Rulebook>(path)?);
    }
    for id in &args.under {
        what_if = what_if.under(*id);
    }
    for setting in &args.set {
        what_if = what_if.set(setting.clone()).map_err(|error| Failure::Usage(error.to_string()))?;
    }
    if let Some(threads) = args.threads.and_then(|threads| NonZeroUsize::new(threads.into())) {
        what_if = what_if.threads(threads);
    }
    Ok(match args.as_of {
        Some(as_of) => what_if.as_of(as_of),
        None => what_if,
    })
}

/// One difference, as it is told.
struct Told<'a> {
    difference: &'a Difference,
    /// The source and the line within it.
    place: (&'a str, u64),
    lang: Language,
}

impl Told<'_> {
    fn write(&self, out: &mut dyn Write, json: bool) -> io::Result<()> {
        if json { writeln!(out, "{}", self.json()) } else { self.print(out) }
    }

    fn json(&self) -> Value {
        let difference = self.difference;
        let due = |deadline: &Option<Deadline>| deadline.as_ref().map(|deadline| json!(deadline));
        let (recorded, imagined) = match &difference.what {
            What::Refused(rejection) => (Value::Null, json!({ "code": rejection.code() })),
            What::Otherwise { gives } => (Value::Null, json!({ "events": gives })),
            What::Moved { recorded, imagined, .. } => (json!(due(recorded)), json!(due(imagined))),
            What::Fate { recorded, imagined, .. } => (json!({ "due": recorded }), json!({ "due": imagined })),
            _ => (Value::Null, Value::Null),
        };
        let of = match &difference.what {
            What::Moved { of, .. } | What::Fate { of, .. } => Some(of),
            _ => None,
        };
        json!({
            "kind": difference.what.code(),
            "counterfactual": true,
            "rule": difference.what.rule(),
            "deadline": of,
            "file": self.place.0,
            "line": self.place.1,
            "complaint": difference.complaint,
            "register": difference.register,
            "version": difference.version,
            "at": difference.at,
            "role": difference.role,
            "office": difference.office,
            "stage": difference.stage,
            "command": difference.command,
            "events": difference.recorded,
            "recorded": recorded,
            "imagined": imagined,
            "message": difference.what.sentence(self.lang),
        })
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let (difference, (file, line)) = (self.difference, self.place);
        write!(out, "{file}:{line}: {WARN}{}{WARN:#}", difference.what.code())?;
        if let Some(rule) = difference.what.rule() {
            write!(out, " [{rule}]")?;
        }
        let name = difference
            .register
            .map_or_else(|| difference.complaint.to_string(), |register| register.to_string());
        writeln!(out, "  {HEAD}{name}{HEAD:#} v{}", difference.version)?;
        writeln!(out, "    {}", difference.what.sentence(self.lang))?;
        let mut who = vec![difference.recorded.clone(), difference.role.label(self.lang).to_owned()];
        who.extend(difference.office.map(|office| office.to_string()));
        who.push(Zone::Wib.display(difference.at, self.lang));
        writeln!(out, "    {DIM}{}{DIM:#}", who.join(" · "))
    }
}

/// What it all adds up to.
struct Summary<'a> {
    args: &'a Args,
    imagined: &'a Imagined,
}

impl Summary<'_> {
    fn say<'a>(&self, indonesian: &'a str, english: &'a str) -> &'a str {
        if self.args.lang == Language::Indonesian { indonesian } else { english }
    }

    /// What was changed.
    fn changes(&self) -> Vec<String> {
        let rulebook = self.args.rulebook.iter().map(|path| path.display().to_string());
        rulebook.chain(self.args.set.iter().map(Setting::to_string)).collect()
    }

    fn json(&self) -> Value {
        let imagined = self.imagined;
        let moved = imagined.moved().iter().map(|((of, rule), moved)| {
            json!({ "deadline": of, "rule": rule, "earlier": moved.earlier, "later": moved.later })
        });
        let fates = imagined.fates().iter().map(|((rule, fate), count)| {
            let fate = if *fate == Fate::Kept { "would_be_kept" } else { "would_be_missed" };
            json!({ "rule": rule, "fate": fate, "count": count })
        });
        let refused = imagined.refused().iter().map(|(rule, count)| json!({ "rule": rule, "count": count }));
        let left = imagined
            .left_by_outcome()
            .iter()
            .map(|(outcome, count)| json!({ "outcome": outcome, "count": count }));
        let missing = imagined.missing().iter().map(|(missing, count)| match missing {
            Missing::Rulebook(id) => json!({ "rulebook": id, "decisions": count }),
            Missing::Calendar(id) => json!({ "calendar": id, "decisions": count }),
        });
        json!({
            "kind": "summary",
            "counterfactual": true,
            "changed": self.changes(),
            "under": self.args.under,
            "unchanged": imagined.is_unchanged(),
            "complaints": imagined.complaints,
            "decisions": imagined.judged(),
            "by_kind": imagined.by_code(),
            "refused": refused.collect::<Vec<_>>(),
            "deadlines": moved.collect::<Vec<_>>(),
            "fates": fates.collect::<Vec<_>>(),
            "left": imagined.left(),
            "left_by_recorded_outcome": left.collect::<Vec<_>>(),
            "not_followed": imagined.after(),
            "unjudged": imagined.unjudged(),
            "missing": missing.collect::<Vec<_>>(),
            "lines": imagined.lines,
            "later": imagined.later,
            "stopped": imagined.stopped,
        })
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let (imagined, lang) = (self.imagined, self.args.lang);
        writeln!(out, "{HEAD}{} {}{HEAD:#}", self.say("Seandainya", "What if"), self.changes().join(", "))?;
        writeln!(
            out,
            "{DIM}{}{DIM:#}",
            self.say(
                "Pengandaian: bukan temuan atas catatan. Yang terjadi sesudah pengaduan menempuh jalan lain tidak diketahui.",
                "Counterfactual: no finding about the record. What comes after a complaint has gone another way is not known.",
            )
        )?;
        writeln!(
            out,
            "{} {}, {} {}",
            grouped(imagined.judged()),
            self.say("keputusan diambil kembali", "decisions taken again"),
            grouped(imagined.complaints),
            self.say("pengaduan", "complaints"),
        )?;
        if imagined.stopped {
            writeln!(
                out,
                "{WARN}{}{WARN:#}",
                self.say("Dihentikan sebelum selesai.", "Stopped before the end.")
            )?;
        }
        for (missing, count) in imagined.missing() {
            let (what, option) = match missing {
                Missing::Rulebook(id) => (id.to_string(), "--known-rulebook"),
                Missing::Calendar(id) => (id.to_string(), "--calendar"),
            };
            let text = self.say("keputusan memakai", "decisions were taken under");
            writeln!(out, "{WARN}{} {text} {what}; {option} FILE{WARN:#}", grouped(*count))?;
        }
        if imagined.unjudged() > 0 {
            let why = self.say(
                "keputusan tidak dinilai, karena catatannya sendiri tidak sesuai atau tidak lengkap; lihat aduan audit",
                "decisions are not judged, because the record itself is not right or not complete; see aduan audit",
            );
            writeln!(out, "{WARN}{} {why}.{WARN:#}", grouped(imagined.unjudged()))?;
        }
        if imagined.is_unchanged() {
            let same = self.say("Tidak ada yang akan berbeda.", "Nothing would have been otherwise.");
            return writeln!(out, "{GOOD}{same}{GOOD:#}");
        }
        for (rule, count) in imagined.refused() {
            let what = self.say("keputusan akan ditolak", "decisions would have been refused");
            writeln!(out, "{:>9}  {what}: {rule} {}", grouped(*count), rule.label(lang))?;
        }
        for ((of, rule), moved) in imagined.moved() {
            let (earlier, later) = (grouped(moved.earlier), grouped(moved.later));
            let of = of.label(lang);
            let (one, two) = (
                self.say("akan jatuh lebih awal", "would have fallen earlier"),
                self.say("lebih lambat", "later"),
            );
            writeln!(out, "{earlier:>9}  {of} ({rule}) {one}, {later} {two}")?;
        }
        for ((rule, fate), count) in imagined.fates() {
            let what = match fate {
                Fate::Kept => {
                    self.say("tenggat terlewati akan ditepati", "missed deadlines would have been kept")
                }
                Fate::Missed => {
                    self.say("tenggat ditepati akan terlewati", "kept deadlines would have been missed")
                }
            };
            writeln!(out, "{:>9}  {what} ({rule})", grouped(*count))?;
        }
        writeln!(
            out,
            "{BAD}{} {}{BAD:#}",
            grouped(imagined.left()),
            self.say("pengaduan akan menempuh jalan lain", "complaints would have gone another way"),
        )?;
        for (outcome, count) in imagined.left_by_outcome() {
            let ended = self.say("tercatat", "recorded");
            let outcome =
                outcome.map_or(self.say("belum selesai", "still open"), |outcome| outcome.label(lang));
            writeln!(out, "{:>9}  {ended}: {outcome}", grouped(*count))?;
        }
        if imagined.after() > 0 {
            let what =
                self.say("keputusan sesudahnya tidak diikuti", "decisions after that are not followed");
            writeln!(out, "{DIM}{} {what}{DIM:#}", grouped(imagined.after()))?;
        }
        Ok(())
    }
}
