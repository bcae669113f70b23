//! The report in short.

use crate::style::{BAD, DIM, HEAD, WARN};
use crate::table;
use aduan_core::{Language, Stage, Zone};
use aduan_report::measures::{Column, Report, Time};
use std::io::{self, Write};

pub(super) fn summary(out: &mut dyn Write, report: &Report, lang: Language) -> io::Result<()> {
    let total = &report.total;
    let count = |column| total.count(column).as_count(lang);
    if report.stopped {
        let why = say(lang, "Dihentikan sebelum selesai.", "Stopped before the end.");
        writeln!(out, "{WARN}{why}{WARN:#}")?;
    }
    if report.is_withheld() {
        let why = say(
            lang,
            "Pengaduan terlalu sedikit: semua angka disembunyikan (--small-cells).",
            "There are too few complaints: every figure is withheld (--small-cells).",
        );
        return writeln!(out, "{WARN}{why}{WARN:#}");
    }
    writeln!(
        out,
        "{HEAD}{} {}, {} {} ({}), {} {}{HEAD:#}",
        count(Column::Received),
        say(lang, "diterima", "received"),
        count(Column::Closed),
        say(lang, "selesai", "closed"),
        total.completion().as_share(lang),
        count(Column::Open),
        say(lang, "dalam proses", "open"),
    )?;
    if let Some(now) = report.now {
        let (as_of, position) = (say(lang, "per", "as of"), say(lang, "posisi", "position"));
        writeln!(
            out,
            "{DIM}{as_of} {}, {position} {}{DIM:#}",
            Zone::Wib.display(now, lang),
            report.position
        )?;
    }
    stages(out, report, lang)?;
    rules(out, report, lang)?;
    if !report.is_sound() {
        let why = say(
            lang,
            "Ada baris yang rusak, tidak dikenal atau tidak berurutan: angka dapat terlalu kecil; lihat aduan replay.",
            "Lines are corrupt, unknown or out of order: figures may be too small; see aduan replay.",
        );
        writeln!(out, "\n{BAD}{why}{BAD:#}")?;
    }
    let rows: usize = report.tables.iter().map(|table| table.rows.len()).sum();
    let more = say(
        lang,
        "baris rincian lagi: --html FILE, --csv FILE, --json",
        "more rows: --html FILE, --csv FILE, --json",
    );
    writeln!(out, "\n{DIM}{rows} {more}{DIM:#}")
}

fn stages(out: &mut dyn Write, report: &Report, lang: Language) -> io::Result<()> {
    let total = &report.total;
    let head = match lang {
        Language::Indonesian => ["Tahap", "di sini", "terlambat", "lewat", "tepat", "median", "9 dari 10"],
        Language::English => ["Stage", "there", "overdue", "passed", "in time", "median", "9 of 10"],
    };
    let stages = Stage::ALL.iter().copied().filter(|stage| !matches!(stage, Stage::New | Stage::Closed));
    let rows = stages.map(|stage| {
        let wait = total.time(Time::Wait(stage));
        [
            stage.label(lang).to_owned(),
            total.count(Column::Standing(stage)).as_count(lang),
            total.count(Column::Overdue(stage)).as_count(lang),
            total.count(Column::Ended(stage)).as_count(lang),
            total.timeliness(stage).as_share(lang),
            wait.median.as_hours(lang),
            wait.ninth_tenth.as_hours(lang),
        ]
    });
    table::print(out, head, &rows.collect::<Vec<_>>())
}

fn rules(out: &mut dyn Write, report: &Report, lang: Language) -> io::Result<()> {
    let head = match lang {
        Language::Indonesian => ["Tenggat menurut aturan", "ditepati", "terlambat", "", "berjalan", "lewat"],
        Language::English => ["Deadlines by rule", "kept", "missed", "", "running", "overdue"],
    };
    let rows = report.rules.iter().map(|rule| {
        [
            format!("{} {}", rule.rule, rule.rule.label(lang)),
            rule.kept.as_count(lang),
            rule.missed.as_count(lang),
            rule.share().as_share(lang),
            rule.running.as_count(lang),
            rule.overdue.as_count(lang),
        ]
    });
    table::print(out, head, &rows.collect::<Vec<_>>())
}

fn say<'a>(lang: Language, indonesian: &'a str, english: &'a str) -> &'a str {
    if lang == Language::Indonesian { indonesian } else { english }
}
