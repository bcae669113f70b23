//! The parts that all charts share: frame, scale and legend.

use crate::page::escape;
use std::fmt::{Result, Write};

/// The charts' own style; colours are the page's.
pub(crate) const STYLE: &str = "\
.ch text{fill:var(--ink);font:12px system-ui,sans-serif}.ch .soft{fill:var(--soft);font-size:11px}.ch line{stroke:var(--line)}\
.ch .in{fill:var(--bar)}.ch .out{fill:var(--bar2)}.ch .a1{fill:var(--a1)}.ch .a2{fill:var(--a2)}.ch .a3{fill:var(--a3)}.ch .a4{fill:var(--a4)}.ch .paper{fill:none}\
.narrow{display:none}@media screen and (max-width:640px){.broad{display:none!important}.narrow{display:block!important;max-width:480px}}";

/// How wide a chart is, in units that are pixels on the screen that it is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A desk's, or paper.
    Broad,
    /// A telephone's: words stand above their bars.
    Narrow,
}

impl Frame {
    pub(crate) const fn width(self) -> u64 {
        match self {
            Self::Broad => 920,
            Self::Narrow => 360,
        }
    }

    pub(crate) const fn or(self, broad: u64, narrow: u64) -> u64 {
        match self {
            Self::Broad => broad,
            Self::Narrow => narrow,
        }
    }

    pub(crate) fn open(self, out: &mut String, height: u64) -> Result {
        let (class, width) = (if self == Self::Broad { "broad" } else { "narrow" }, self.width());
        write!(out, "<svg class=\"ch {class}\" viewBox=\"0 0 {width} {height}\" role=\"img\">")
    }
}

/// A chart twice: the page shows the one that its screen has room for, so that nothing scrolls sideways.
pub(crate) fn twice(out: &mut String, draw: impl Fn(&mut String, Frame) -> Result) -> Result {
    for frame in [Frame::Broad, Frame::Narrow] {
        draw(out, frame)?;
        out.push_str("</svg>");
    }
    Ok(())
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

/// Writes the meaning of the colours, on two lines if one is too short.
pub(crate) fn legend(out: &mut String, frame: Frame, y: u64, entries: &[(&str, &str)]) -> Result {
    let from = frame.or(60, 0);
    let (mut x, mut y) = (from, y);
    for (class, word) in entries {
        let width = 34 + 7 * word.chars().count() as u64;
        if x + width > frame.width() && x > from {
            (x, y) = (from, y + 18);
        }
        write!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"11\" height=\"11\"/>", y - 10)?;
        write!(out, "<text class=\"soft\" x=\"{}\" y=\"{y}\">{}</text>", x + 16, escape(word))?;
        x += width;
    }
    Ok(())
}
