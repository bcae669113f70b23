//! One complaint's timeline as a picture: time runs down, a lane for each role.

use crate::page::escape;
use aduan_audit::timeline::{EntryKind, Timeline, TimelineEntry, lane_label};
use aduan_core::{Language, Stage};
use std::fmt::Write;

/// Room for what is said of a row, in pixels.
const SAID: usize = 530;
const ROW: usize = 34;
const HEAD: usize = 76;
const TIME: usize = 150;
const LANE: usize = 58;

/// Colours for light and for dark, and for print.
pub(crate) const STYLE: &str = "\
.tl{--ink:#1d2433;--soft:#5d6678;--line:#d5dae3;--band:#eef1f6;--bad:#b3261e;--wait:#8a6d00;--dot:#1f5fa8;--read:#3f7d4e;--paper:#fff;font:13px system-ui,sans-serif}\
@media(prefers-color-scheme:dark){.tl{--ink:#e6e9ef;--soft:#9aa4b5;--line:#3a4252;--band:#222936;--bad:#ff8a80;--wait:#e6c453;--dot:#7db3f0;--read:#83c995;--paper:#161b24}}\
@media print{.tl{--ink:#000;--soft:#444;--line:#bbb;--band:#f0f0f0;--bad:#a00;--wait:#6b5500;--dot:#14497f;--read:#2c6139;--paper:#fff}}\
.tl text{fill:var(--ink)}.tl .soft{fill:var(--soft);font-size:11px}.tl .bad{fill:var(--bad)}.tl .wait{fill:var(--wait)}\
.tl line{stroke:var(--line)}.tl .dot{fill:var(--dot)}.tl .dot.bad{fill:var(--bad)}.tl .dot.wait{fill:var(--wait)}.tl .read{fill:var(--paper);stroke:var(--read);stroke-width:2}\
.tl .late{stroke:var(--bad);stroke-dasharray:4 3}.tl .later{stroke:var(--wait);stroke-dasharray:4 3}.tl .band{fill:var(--band)}.tl .paper{fill:var(--paper)}";

/// The timeline as a picture of its own: SVG with its style, for light and dark screens and for print.
///
/// ```
/// use aduan_audit::{FindStory, Reader, Source, Wanted, timeline::Timeline};
/// use aduan_core::Language;
/// use aduan_generate::{Generator, Options};
/// let records: Vec<_> = Generator::new(Options::new(1, 1)).collect();
/// let lines: String = records.iter().map(|record| record.to_line() + "\n").collect();
/// let wanted = Wanted::Id(records[0].complaint.to_string());
/// let source = Source::from_bytes("example", lines.into_bytes())?;
/// let (_, story) = Reader::new().run(vec![source], FindStory::new(wanted))?;
/// let timeline = Timeline::new(&story.ok_or("it is there")?, &[], &[]);
/// assert!(aduan_report::timeline::svg(&timeline, Language::Indonesian).starts_with("<svg"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn svg(timeline: &Timeline, language: Language) -> String {
    Picture { timeline, language }.draw(&format!("<style>{STYLE}</style>"))
}

/// The same for a page that has the style already.
pub(crate) fn inline(timeline: &Timeline, language: Language) -> String {
    Picture { timeline, language }.draw("")
}

struct Picture<'a> {
    timeline: &'a Timeline,
    language: Language,
}

impl Picture<'_> {
    fn draw(&self, style: &str) -> String {
        let mut out = String::new();
        // Writing to memory has no way to fail.
        let _ = self.write_svg(&mut out, style);
        out
    }

    fn write_svg(&self, out: &mut String, style: &str) -> std::fmt::Result {
        let (width, height) = (self.width(), HEAD + ROW * self.timeline.rows.len() + 24);
        let title = escape(&self.timeline.title());
        write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tl\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-label=\"{title}\">{style}<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>"
        )?;
        self.bands(out)?;
        let stage = self.timeline.complaint.stage.label(self.language);
        write!(
            out,
            "<text x=\"16\" y=\"26\" font-size=\"17\" font-weight=\"600\">{title}</text>\
             <text x=\"16\" y=\"46\" class=\"soft\">{} · {}</text>",
            escape(stage),
            self.timeline.zone().label(Language::Indonesian)
        )?;
        for (lane, role) in self.timeline.lanes.iter().enumerate() {
            let x = lane_x(lane);
            write!(
                out,
                "<text x=\"{x}\" y=\"66\" text-anchor=\"middle\" class=\"soft\">{}</text>\
                 <line x1=\"{x}\" y1=\"{HEAD}\" x2=\"{x}\" y2=\"{}\"/>",
                escape(lane_label(*role, self.language)),
                height - 20
            )?;
        }
        for (number, row) in self.timeline.rows.iter().enumerate() {
            self.row(out, number, row)?;
        }
        out.write_str("</svg>")
    }

    fn width(&self) -> usize {
        lane_x(self.timeline.lanes.len()) + SAID
    }

    /// A shaded band for every other stage, with its name turned at the edge of long ones.
    fn bands(&self, out: &mut String) -> std::fmt::Result {
        let (mut from, mut shaded, width) = (0, true, self.width());
        while from < self.timeline.rows.len() {
            let stage: Stage = self.timeline.rows[from].stage;
            let length = self.timeline.rows[from..].iter().take_while(|row| row.stage == stage).count();
            let (y, height) = (HEAD + ROW * from, ROW * length);
            if shaded {
                write!(
                    out,
                    "<rect class=\"band\" x=\"0\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
                )?;
            }
            write!(
                out,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" class=\"soft\">{}</text>",
                width - 12,
                y + 14,
                escape(stage.label(self.language))
            )?;
            shaded = !shaded;
            from += length;
        }
        Ok(())
    }

    fn row(&self, out: &mut String, number: usize, row: &TimelineEntry) -> std::fmt::Result {
        let y = HEAD + ROW * number + ROW / 2;
        let text_x = lane_x(self.timeline.lanes.len()) - LANE / 2 + 12;
        let (what, soft) = self.timeline.describe(row, self.language);
        let again = number > 0
            && self.timeline.local_time(self.timeline.rows[number - 1].at)
                == self.timeline.local_time(row.at);
        if !again {
            write!(out, "<text x=\"16\" y=\"{}\">{}</text>", y + 4, self.timeline.local_time(row.at))?;
        }
        let lane = row
            .actor
            .as_ref()
            .and_then(|actor| self.timeline.lanes.iter().position(|role| *role == actor.role));
        let class = match &row.what {
            EntryKind::Event { faults, .. } if !faults.is_empty() => "bad",
            EntryKind::Deadline { passed: true, .. } => "bad",
            EntryKind::Unknown { .. } | EntryKind::Deadline { passed: false, .. } => "wait",
            _ => "",
        };
        match (&row.what, lane) {
            (EntryKind::Deadline { passed, .. }, _) => {
                let line = if *passed { "late" } else { "later" };
                write!(
                    out,
                    "<line class=\"{line}\" x1=\"{TIME}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\"/>",
                    text_x - 8
                )?;
            }
            (EntryKind::Read { .. }, Some(lane)) => {
                write!(out, "<circle class=\"read\" cx=\"{}\" cy=\"{y}\" r=\"5\"/>", lane_x(lane))?;
            }
            (_, Some(lane)) => {
                write!(out, "<circle class=\"dot {class}\" cx=\"{}\" cy=\"{y}\" r=\"6\"/>", lane_x(lane))?;
            }
            _ => {}
        }
        let up = if soft.is_empty() { 4 } else { -2_i32 };
        let first = i32::try_from(y).unwrap_or(i32::MAX).saturating_add(up);
        write!(out, "<text x=\"{text_x}\" y=\"{first}\" class=\"{class}\">{}</text>", escape(&what))?;
        if !soft.is_empty() {
            write!(out, "<text x=\"{text_x}\" y=\"{}\" class=\"soft\">{}</text>", y + 11, escape(&soft))?;
        }
        Ok(())
    }
}

const fn lane_x(lane: usize) -> usize {
    TIME + LANE / 2 + LANE * lane
}
