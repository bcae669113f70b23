//! The charts of an audit: complaints over time, ages by stage, counts.

use super::words::Words;
use crate::charts::{Frame, legend, part, round_up, twice};
use crate::page::escape;
use aduan_audit::History;
use aduan_audit::audit::{Audited, MonthlyFlow};
use aduan_core::{Language, Stage};
use std::collections::BTreeMap;
use std::fmt::{Result, Write};

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
    let months: Vec<(i64, MonthlyFlow)> = (from..=to)
        .map(|month| {
            let year = i32::try_from(month.div_euclid(12)).unwrap_or_default();
            let of_year = u32::try_from(month.rem_euclid(12) + 1).unwrap_or_default();
            (month, audited.flow().get(&(year, of_year)).copied().unwrap_or_default())
        })
        .collect();
    let most = round_up(months.iter().map(|(_, flow)| flow.received.max(flow.closed)).max().unwrap_or(1));
    twice(out, |out, frame| {
        frame.open(out, 254)?;
        months_of(out, frame, &months, most)?;
        legend(out, frame, 248, &[("in", words.received), ("out", words.closed)])
    })
}

/// Two bars for each month, on a scale that ends at `most`.
fn months_of(out: &mut String, frame: Frame, months: &[(i64, MonthlyFlow)], most: u64) -> Result {
    let (left, right) = (frame.or(60, 44), frame.width());
    for step in 0..=4 {
        let y = 200 - 40 * step;
        let label = Language::Indonesian.grouped(part(most, 4, step));
        if most >= 4 || step % 4 == 0 {
            write!(
                out,
                "<line x1=\"{left}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\"/><text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>",
                left - 8,
                y + 4
            )?;
        }
    }
    let slot = (right - left) / (months.len() as u64).max(1);
    let width = (slot * 2 / 5).clamp(2, 30);
    for (at, (month, flow)) in (0_u64..).zip(months) {
        let x = left + slot * at + slot.saturating_sub(2 * width) / 2;
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
        let middle = left + slot * at + slot / 2;
        let every = (frame.or(40, 30) / slot.max(1)).max(1);
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
    Ok(())
}

/// How long open complaints have been where they are, stage by stage.
pub(super) fn ages(out: &mut String, history: &History, language: Language, words: &Words) -> Result {
    let Some(now) = history.now else { return write!(out, "<p>{}</p>", words.none) };
    let mut stages: BTreeMap<Stage, [u64; 4]> = BTreeMap::new();
    for complaint in history.complaints().filter(|complaint| complaint.is_open()) {
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
    twice(out, |out, frame| {
        let high = frame.or(30, 46);
        let below = high * stages.len() as u64;
        frame.open(out, below + frame.or(34, 48))?;
        for (row, (stage, groups)) in (0_u64..).zip(&stages) {
            stage_of(out, frame, high * row, stage.label(language), *groups, most)?;
        }
        let days = [("a1", words.days7), ("a2", words.days30), ("a3", words.days90), ("a4", words.days_more)];
        legend(out, frame, below + 26, &days)
    })
}

/// A stage's bar, in four ages.
fn stage_of(out: &mut String, frame: Frame, y: u64, stage: &str, groups: [u64; 4], most: u64) -> Result {
    word(out, frame, y + 4, 190, stage)?;
    let y = y + frame.or(4, 20);
    let mut x = frame.or(200, 0);
    for (class, count) in ["a1", "a2", "a3", "a4"].into_iter().zip(groups) {
        let width = part(count, most, frame.or(640, 300));
        write!(
            out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"22\"><title>{count}</title></rect>"
        )?;
        x += width;
    }
    let sum = Language::Indonesian.grouped(groups.iter().sum());
    write!(out, "<text class=\"soft\" x=\"{}\" y=\"{}\">{sum}</text>", x + 6, y + 15)
}

/// Writes the label of a bar: before it, with its right edge at `right`; or above it.
fn word(out: &mut String, frame: Frame, y: u64, right: u64, word: &str) -> Result {
    let word = escape(word);
    match frame {
        Frame::Broad => {
            write!(out, "<text x=\"{right}\" y=\"{}\" text-anchor=\"end\">{word}</text>", y + 14)
        }
        Frame::Narrow => write!(out, "<text x=\"0\" y=\"{}\">{word}</text>", y + 10),
    }
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
    twice(out, |out, frame| {
        let high = frame.or(26, 42);
        frame.open(out, high * counts.len() as u64 + 4)?;
        for (row, (what, count)) in (0_u64..).zip(&counts) {
            word(out, frame, high * row + 2, 350, what)?;
            let (x, y) = (frame.or(360, 0), high * row + frame.or(2, 18));
            let width = part(*count, most, frame.or(480, 290)).max(2);
            write!(
                out,
                "<rect class=\"in\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"19\"/>\
                 <text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>",
                x + width + 6,
                y + 14,
                Language::Indonesian.grouped(*count)
            )?;
        }
        Ok(())
    })
}
