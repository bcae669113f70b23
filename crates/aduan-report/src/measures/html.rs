//! The periodic report to the head of office as one HTML file that needs nothing else (R31).

use super::column::{Column, STAGES, Time};
use super::table::{Amiss, Dimension, Figure, HELD, Report, Row, Table};
use super::words::{Words, definitions, dimension};
use crate::charts::{self, Frame};
use crate::page::{STYLE as PAGE, escape, section};
use aduan_core::{Language, Outcome, Stage, Zone};
use std::fmt::{Result, Write};

/// The report's own style, besides that of all pages.
const STYLE: &str = ".wide td:first-child,.wide th:first-child{position:sticky;left:0;background:var(--paper);white-space:nowrap}tr.sum td{font-weight:600;border-top:2px solid var(--line)}\
td.n.w{color:var(--soft)}.ch .gone{fill:none;stroke:var(--soft);stroke-dasharray:2 2}ul{padding-left:20px;font-size:13px;color:var(--soft)}\
.note{border-left:3px solid var(--line);padding-left:10px}.note.bad{border-color:var(--bad)}";

/// The report as one HTML file, in a language.
///
/// ```
/// use aduan_audit::{Reader, Source};
/// use aduan_report::measures::{Measures, html};
/// use aduan_core::Language;
/// let (_, report) = Reader::new().run(vec![Source::from_bytes("empty", Vec::new())?], Measures::new())?;
/// assert!(html(&report, Language::English).starts_with("<!doctype html>"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn html(report: &Report, language: Language) -> String {
    let mut out = String::new();
    // Writing to memory has no way to fail.
    let _ = Page { report, language, words: Words::of(language) }.write(&mut out);
    out
}

struct Page<'a> {
    report: &'a Report,
    language: Language,
    words: &'static Words,
}

impl Page<'_> {
    fn write(&self, out: &mut String) -> Result {
        let words = self.words;
        let code = if self.language == Language::Indonesian { "id" } else { "en" };
        write!(
            out,
            "<!doctype html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{}</title>\
             <style>{PAGE}{}{STYLE}</style></head><body><main><h1>{}</h1>",
            words.title,
            charts::STYLE,
            words.title
        )?;
        self.heading(out)?;
        if !self.report.is_withheld() {
            self.cards(out)?;
            section(out, words.trend, |out| self.trend(out))?;
            section(out, words.stages, |out| self.stages(out))?;
            section(out, words.rules, |out| self.rules(out))?;
            section(out, words.outcomes, |out| self.outcomes(out))?;
            for table in &self.report.tables {
                let (title, _) = dimension(table.dimension, self.language);
                match table.dimension {
                    // The trend shows these figures.
                    Dimension::Closed => {}
                    Dimension::Holder => section(out, title, |out| self.holders(out, table))?,
                    _ if table.withheld => section(out, title, |out| self.too_few(out))?,
                    _ => section(out, title, |out| self.breakdown(out, table))?,
                }
            }
        }
        section(out, words.how, |out| {
            let told = |text: &&str| format!("<li>{text}</li>");
            write!(out, "<ul>{}</ul>", definitions(self.language).iter().map(told).collect::<String>())
        })?;
        writeln!(out, "<footer>{}</footer></main></body></html>", words.footer)
    }

    fn too_few(&self, out: &mut String) -> Result {
        write!(out, "<p class=\"soft\">{}</p>", self.words.withheld_table)
    }

    /// As of when, and what to mind.
    fn heading(&self, out: &mut String) -> Result {
        let (report, words) = (self.report, self.words);
        out.push_str("<p class=\"soft\">");
        if let Some(now) = report.now {
            write!(out, "{} {} · ", words.as_of, Zone::Wib.display(now, self.language))?;
        }
        write!(out, "{} {}</p>", words.position, self.language.grouped(report.position))?;
        if report.stopped {
            write!(out, "<p class=\"bad note\">{}</p>", words.stopped)?;
        }
        let Amiss { corrupt, unknown, disorder, unreceived } = report.amiss;
        let amiss = corrupt + unknown + disorder;
        if amiss > 0 {
            write!(out, "<p class=\"bad note\">{} {}</p>", self.language.grouped(amiss), words.amiss)?;
        }
        if unreceived > 0 {
            write!(
                out,
                "<p class=\"bad note\">{} {}</p>",
                self.language.grouped(unreceived),
                words.unreceived
            )?;
        }
        if report.small_cells == 0 {
            write!(out, "<p class=\"bad note\">{}</p>", words.nothing_withheld)
        } else if report.is_withheld() {
            write!(out, "<p class=\"bad note\">{}</p>", words.withheld_all)
        } else {
            write!(out, "<p class=\"soft note\">{} {}.</p>", words.withheld_note, report.small_cells)
        }
    }

    fn cards(&self, out: &mut String) -> Result {
        let (total, words) = (&self.report.total, self.words);
        let overdue = STAGES.iter().map(|stage| total.count(Column::Overdue(*stage)));
        let overdue = overdue.reduce(Figure::plus).unwrap_or(Figure::Nothing);
        out.push_str("<div class=\"cards\">");
        for (figure, word) in [
            (self.say_count(total.count(Column::Received)), words.received),
            (self.say_count(total.count(Column::Closed)), words.closed),
            (self.share(total.completion()), words.completion),
            (self.say_count(total.count(Column::Open)), words.open),
            (self.say_count(overdue), words.overdue),
            (self.hours(total.time(Time::Handling).median), words.handling),
        ] {
            write!(out, "<div class=\"card\"><b>{figure}</b>{word}</div>")?;
        }
        out.push_str("</div>");
        Ok(())
    }

    /// How many came in and were closed, period by period. A withheld count has a dashed frame instead of a bar.
    fn trend(&self, out: &mut String) -> Result {
        const SHOWN: usize = 36;
        let tables = [Dimension::Received, Dimension::Closed].map(|dimension| self.report.table(dimension));
        let mut labels: Vec<_> =
            tables.iter().flatten().flat_map(|table| &table.rows).map(|(label, _)| *label).collect();
        if labels.is_empty() {
            return self.too_few(out);
        }
        labels.sort_unstable();
        labels.dedup();
        let skipped = labels.len().saturating_sub(SHOWN);
        let labels = &labels[skipped..];
        let of = |table: Option<&Table>, label, column| match table {
            Some(table) if table.withheld => Figure::Withheld,
            Some(table) => table
                .rows
                .iter()
                .find(|(one, _)| *one == label)
                .map_or(Figure::Number(0), |(_, row)| row.count(column)),
            None => Figure::Nothing,
        };
        let [received, closed] = tables;
        let bars: Vec<_> = labels
            .iter()
            .map(|label| {
                (*label, [of(received, *label, Column::Received), of(closed, *label, Column::Closed)])
            })
            .collect();
        let most = bars.iter().flat_map(|(_, pair)| pair).filter_map(|figure| figure.number()).max();
        let most = charts::round_up(most.unwrap_or(1));
        charts::twice(out, |out, frame| {
            frame.open(out, 254)?;
            self.bars(out, frame, &bars, most)?;
            let words = self.words;
            let colours = [("in", words.received), ("out", words.closed), ("gone", words.withheld)];
            charts::legend(out, frame, 240, &colours)
        })
    }

    /// Two bars for each period, on a scale that ends at `most`.
    fn bars(
        &self,
        out: &mut String,
        frame: Frame,
        bars: &[(super::Label, [Figure; 2])],
        most: u64,
    ) -> Result {
        let (from, to) = (frame.or(60, 44), frame.width());
        for step in 0..=4 {
            let y = 200 - 40 * step;
            write!(out, "<line x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\"/>")?;
            if most >= 4 || step % 4 == 0 {
                let label = self.language.grouped(charts::part(most, 4, step));
                write!(
                    out,
                    "<text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>",
                    from - 8,
                    y + 4
                )?;
            }
        }
        let slot = (to - from) / (bars.len() as u64).max(1);
        let width = (slot * 2 / 5).clamp(2, 30);
        let every = 58 / slot.max(1) + 1;
        for (at, (label, pair)) in (0_u64..).zip(bars) {
            let left = from + slot * at;
            let mut x = left + slot.saturating_sub(2 * width) / 2;
            for (class, figure) in ["in", "out"].into_iter().zip(pair) {
                let told = self.say_count(*figure);
                let (class, height) = match figure {
                    Figure::Number(number) => (class, charts::part(*number, most, 160)),
                    Figure::Withheld | Figure::Nothing => ("gone", 12),
                };
                write!(
                    out,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{height}\"><title>{label}: {told}</title></rect>",
                    200 - height
                )?;
                x += width;
            }
            if at % every == 0 {
                let middle = left + slot / 2;
                write!(
                    out,
                    "<text class=\"soft\" x=\"{middle}\" y=\"216\" text-anchor=\"middle\">{label}</text>"
                )?;
            }
        }
        Ok(())
    }

    fn stages(&self, out: &mut String) -> Result {
        let (total, words) = (&self.report.total, self.words);
        let heads = [
            words.stage,
            words.standing,
            words.overdue,
            words.age,
            words.ended,
            words.in_time,
            words.wait,
            words.ninth_tenth,
        ];
        self.table(out, &heads, |page, out| {
            for stage in STAGES {
                let (wait, age) = (total.time(Time::Wait(stage)), total.time(Time::Age(stage)));
                let cells = [
                    page.say_count(total.count(Column::Standing(stage))),
                    page.say_count(total.count(Column::Overdue(stage))),
                    page.hours(age.median),
                    page.say_count(total.count(Column::Ended(stage))),
                    page.share(total.timeliness(stage)),
                    page.hours(wait.median),
                    page.hours(wait.ninth_tenth),
                ];
                line(out, stage.label(page.language), &cells, false)?;
            }
            Ok(())
        })
    }

    fn rules(&self, out: &mut String) -> Result {
        let words = self.words;
        let heads = [words.rule, words.kept, words.missed, words.share, words.running, words.overdue];
        self.table(out, &heads, |page, out| {
            for rule in &page.report.rules {
                let name = format!("{} {}", rule.rule, rule.rule.label(page.language));
                let cells = [
                    page.say_count(rule.kept),
                    page.say_count(rule.missed),
                    page.share(rule.share()),
                    page.say_count(rule.running),
                    page.say_count(rule.overdue),
                ];
                line(out, &name, &cells, false)?;
            }
            Ok(())
        })
    }

    fn outcomes(&self, out: &mut String) -> Result {
        let (total, words) = (&self.report.total, self.words);
        self.table(out, &[words.outcome, words.count, words.of_closed], |page, out| {
            for outcome in Outcome::ALL {
                let count = total.count(Column::Outcome(*outcome));
                let cells = [page.say_count(count), page.share(count.of(total.count(Column::Closed)))];
                line(out, outcome.label(page.language), &cells, false)?;
            }
            let closed = total.count(Column::Closed);
            line(out, words.total, &[page.say_count(closed), page.share(closed.of(closed))], true)
        })
    }

    /// Complaints by something.
    fn breakdown(&self, out: &mut String, table: &Table) -> Result {
        let words = self.words;
        let heads = [
            dimension(table.dimension, self.language).1,
            words.received,
            words.closed,
            words.open,
            words.completion,
            words.handling,
            words.ninth_tenth,
            words.response,
        ];
        self.table(out, &heads, |page, out| {
            for (label, row) in &table.rows {
                line(out, &label.label(page.language), &page.complaints(row), false)?;
            }
            line(out, words.total, &page.complaints(&page.report.total), true)
        })
    }

    fn complaints(&self, row: &Row) -> [String; 7] {
        let handling = row.time(Time::Handling);
        let in_time = row.count(Column::AnsweredInTime);
        let answered = in_time.plus(row.count(Column::AnsweredLate)).plus(row.count(Column::AnswerOverdue));
        [
            self.say_count(row.count(Column::Received)),
            self.say_count(row.count(Column::Closed)),
            self.say_count(row.count(Column::Open)),
            self.share(row.completion()),
            self.hours(handling.median),
            self.hours(handling.ninth_tenth),
            self.share(in_time.of(answered)),
        ]
    }

    /// Stays by the office that had the file, stage by stage.
    fn holders(&self, out: &mut String, table: &Table) -> Result {
        let words = self.words;
        for stage in HELD {
            write!(out, "<h3>{}</h3>", stage.label(self.language))?;
            let heads = [
                dimension(table.dimension, self.language).1,
                words.standing,
                words.overdue,
                words.ended,
                words.in_time,
                words.wait,
                words.ninth_tenth,
            ];
            self.table(out, &heads, |page, out| {
                let had = |row: &&(super::Label, Row)| {
                    [Column::Standing(stage), Column::Ended(stage)]
                        .iter()
                        .any(|column| row.1.count(*column) != Figure::Number(0))
                };
                for (label, row) in table.rows.iter().filter(had) {
                    line(out, &label.label(page.language), &page.stays(row, stage), false)?;
                }
                line(out, words.total, &page.stays(&page.report.total, stage), true)
            })?;
        }
        if self.report.small_cells > 0 {
            write!(out, "<p class=\"soft\">{}</p>", words.others)?;
        }
        Ok(())
    }

    fn stays(&self, row: &Row, stage: Stage) -> [String; 6] {
        let wait = row.time(Time::Wait(stage));
        [
            self.say_count(row.count(Column::Standing(stage))),
            self.say_count(row.count(Column::Overdue(stage))),
            self.say_count(row.count(Column::Ended(stage))),
            self.share(row.timeliness(stage)),
            self.hours(wait.median),
            self.hours(wait.ninth_tenth),
        ]
    }

    fn table(
        &self,
        out: &mut String,
        heads: &[&str],
        body: impl FnOnce(&Self, &mut String) -> Result,
    ) -> Result {
        out.push_str("<div class=\"wide\"><table><thead><tr>");
        for (at, head) in heads.iter().enumerate() {
            write!(out, "<th{}>{head}</th>", if at > 0 { " class=\"n\"" } else { "" })?;
        }
        out.push_str("</tr></thead><tbody>");
        body(self, out)?;
        out.push_str("</tbody></table></div>");
        Ok(())
    }

    fn say_count(&self, figure: Figure) -> String {
        figure.as_count(self.language)
    }

    fn share(&self, figure: Figure) -> String {
        figure.as_share(self.language)
    }

    fn hours(&self, figure: Figure) -> String {
        figure.as_hours(self.language)
    }
}

fn line(out: &mut String, name: &str, cells: &[String], sum: bool) -> Result {
    write!(out, "<tr{}><td>{}</td>", if sum { " class=\"sum\"" } else { "" }, escape(name))?;
    for cell in cells {
        let class = if cell == "•" { "n w" } else { "n" };
        write!(out, "<td class=\"{class}\">{cell}</td>")?;
    }
    out.push_str("</tr>");
    Ok(())
}
