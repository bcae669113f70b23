//! Pictures made by code: bars of cases over time, ages by stage, counts.

use super::words::Words;
use super::{escape, grouped};
use crate::audit::{Audited, Flow};
use aduan_core::{Language, Stage};
use std::collections::BTreeMap;
use std::fmt::{Result, Write};

/// The charts' own style; colours are the page's.
pub(crate) const STYLE: &str = "\
.ch text{fill:var(--ink);font:12px system-ui,sans-serif}.ch .soft{fill:var(--soft);font-size:11px}.ch line{stroke:var(--line)}\
.ch .in{fill:var(--bar)}.ch .out{fill:var(--bar2)}.ch .a1{fill:var(--a1)}.ch .a2{fill:var(--a2)}.ch .a3{fill:var(--a3)}.ch .a4{fill:var(--a4)}.ch .paper{fill:none}";

/// All charts are so many units wide.
pub(crate) const WIDTH: u64 = 920;

pub(crate) fn open(out: &mut String, height: u64) -> Result {
    write!(
        out,
        "<div class=\"wide\"><svg class=\"ch\" style=\"min-width:560px\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">"
    )
}

pub(crate) fn close(out: &mut String) {
    out.push_str("</svg></div>");
}

/// A part of a whole, in units.
pub(crate) fn part(of: u64, most: u64, units: u64) -> u64 {
    u64::try_from(u128::from(of) * u128::from(units) / u128::from(most.max(1))).unwrap_or(units)
}

/// A number at which a scale can end: 1, 2 or 5 and zeros.
pub(crate) fn round_up(number: u64) -> u64 {
    let mut ten = 1_u64;
    loop {
        for step in [1, 2, 5] {
            if ten.saturating_mul(step) >= number.max(1) {
                return ten.saturating_mul(step);
            }
        }
        ten = ten.saturating_mul(10);
    }
}

pub(crate) fn legend(out: &mut String, y: u64, entries: &[(&str, &str)]) -> Result {
    let mut x = 60;
    for (class, word) in entries {
        write!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"11\" height=\"11\"/>", y - 10)?;
        write!(out, "<text class=\"soft\" x=\"{}\" y=\"{y}\">{}</text>", x + 16, escape(word))?;
        x += 34 + 7 * word.chars().count() as u64;
    }
    Ok(())
}

/// How many complaints came in and ended, month by month; the last three years of a longer history, and says so.
pub(super) fn over_time(out: &mut String, audited: &Audited, words: &Words) -> Result {
    const MONTHS: i64 = 36;
    let Some(((first, from), (last, to))) =
        audited.flow().keys().next().copied().zip(audited.flow().keys().next_back().copied())
    else {
        return write!(out, "<p>{}</p>", words.none);
    };
    let index = |year: i32, month: u32| i64::from(year) * 12 + i64::from(month) - 1;
    let (mut from, to) = (index(first, from), index(last, to));
    if to - from >= MONTHS {
        from = to - MONTHS + 1;
        write!(out, "<p class=\"soft\">{}</p>", words.last_months)?;
    }
    let months: Vec<(i64, Flow)> = (from..=to)
        .map(|month| {
            let year = i32::try_from(month.div_euclid(12)).unwrap_or_default();
            let of_year = u32::try_from(month.rem_euclid(12) + 1).unwrap_or_default();
            (month, audited.flow().get(&(year, of_year)).copied().unwrap_or_default())
        })
        .collect();
    let most = round_up(months.iter().map(|(_, flow)| flow.received.max(flow.closed)).max().unwrap_or(1));
    open(out, 250)?;
    for step in 0..=4 {
        let y = 200 - 40 * step;
        let label = grouped(part(most, 4, step), '.');
        if most >= 4 || step % 4 == 0 {
            write!(
                out,
                "<line x1=\"60\" y1=\"{y}\" x2=\"{WIDTH}\" y2=\"{y}\"/><text class=\"soft\" x=\"52\" y=\"{}\" text-anchor=\"end\">{label}</text>",
                y + 4
            )?;
        }
    }
    let slot = (WIDTH - 60) / months.len() as u64;
    let width = (slot * 2 / 5).clamp(2, 30);
    for (at, (month, flow)) in (0_u64..).zip(&months) {
        let x = 60 + slot * at + (slot - 2 * width) / 2;
        let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12) + 1);
        for (class, count, x) in [("in", flow.received, x), ("out", flow.closed, x + width)] {
            let height = part(count, most, 160);
            write!(
                out,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{height}\"><title>{year}-{of_year:02}: {count}</title></rect>",
                200 - height
            )?;
        }
        // January and the first month say their year; some others their number.
        let middle = 60 + slot * at + slot / 2;
        let every = (40 / slot.max(1)).max(1);
        if of_year == 1 || at == 0 {
            write!(
                out,
                "<text class=\"soft\" x=\"{middle}\" y=\"230\" text-anchor=\"middle\">{year}</text>"
            )?;
        }
        if at % every == 0 {
            write!(
                out,
                "<text class=\"soft\" x=\"{middle}\" y=\"215\" text-anchor=\"middle\">{of_year}</text>"
            )?;
        }
    }
    legend(out, 246, &[("in", words.received), ("out", words.closed)])?;
    close(out);
    Ok(())
}

/// How long open complaints have been where they are, stage by stage.
pub(super) fn ages(out: &mut String, audited: &Audited, language: Language, words: &Words) -> Result {
    let Some(now) = audited.now else { return write!(out, "<p>{}</p>", words.none) };
    let mut stages: BTreeMap<Stage, [u64; 4]> = BTreeMap::new();
    for complaint in audited.complaints().filter(|complaint| complaint.is_open()) {
        let group = match now.since(complaint.stage_since).num_days() {
            ..=7 => 0,
            8..=30 => 1,
            31..=90 => 2,
            _ => 3,
        };
        stages.entry(complaint.stage).or_default()[group] += 1;
    }
    if stages.is_empty() {
        return write!(out, "<p>{}</p>", words.none);
    }
    let most = stages.values().map(|groups| groups.iter().sum::<u64>()).max().unwrap_or(1);
    open(out, 30 * stages.len() as u64 + 34)?;
    for (row, (stage, groups)) in (0_u64..).zip(&stages) {
        let y = 30 * row + 4;
        write!(
            out,
            "<text x=\"190\" y=\"{}\" text-anchor=\"end\">{}</text>",
            y + 15,
            escape(stage.label(language))
        )?;
        let mut x = 200;
        for (class, count) in ["a1", "a2", "a3", "a4"].into_iter().zip(groups) {
            let width = part(*count, most, 640);
            write!(
                out,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"22\"><title>{count}</title></rect>"
            )?;
            x += width;
        }
        let sum = grouped(groups.iter().sum(), '.');
        write!(out, "<text class=\"soft\" x=\"{}\" y=\"{}\">{sum}</text>", x + 6, y + 15)?;
    }
    let y = 30 * stages.len() as u64 + 26;
    legend(
        out,
        y,
        &[("a1", words.days7), ("a2", words.days30), ("a3", words.days90), ("a4", words.days_more)],
    )?;
    close(out);
    Ok(())
}

/// A bar for each word, the longest first; at most twelve, the rest as one.
pub(super) fn bars(out: &mut String, counts: &BTreeMap<String, u64>, words: &Words) -> Result {
    const MOST: usize = 12;
    let mut counts: Vec<(&str, u64)> = counts.iter().map(|(word, count)| (word.as_str(), *count)).collect();
    counts.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    let rest: u64 = counts.iter().skip(MOST).map(|(_, count)| count).sum();
    counts.truncate(MOST);
    if rest > 0 {
        counts.push((words.others, rest));
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(1);
    open(out, 26 * counts.len() as u64 + 4)?;
    for (row, (word, count)) in (0_u64..).zip(&counts) {
        let y = 26 * row + 2;
        let width = part(*count, most, 480).max(2);
        write!(
            out,
            "<text x=\"350\" y=\"{}\" text-anchor=\"end\">{}</text><rect class=\"in\" x=\"360\" y=\"{y}\" width=\"{width}\" height=\"19\"/>\
             <text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>",
            y + 14,
            escape(word),
            366 + width,
            y + 14,
            grouped(*count, '.')
        )?;
    }
    close(out);
    Ok(())
}
