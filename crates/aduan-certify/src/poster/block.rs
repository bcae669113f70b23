//! A block of text: some lines under each other.

use super::plan::{Rect, Side, Spot};
use super::text::{Face, escape};
use std::fmt::Write as _;

/// A line: pieces of text, each in its face.
pub(super) type Line = Vec<(Face, String)>;

/// Lines of text that were given a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// What it takes of the sheet.
    pub(super) rect: Rect,
    pub(super) lines: Vec<Line>,
    /// Whether the lines end at the right side instead of beginning at the left.
    pub(super) end: bool,
}

/// The space between two pieces of a line.
const SPACE: i32 = 12;

fn width(line: &Line) -> i32 {
    let gaps = i32::try_from(line.len().saturating_sub(1)).unwrap_or(0) * SPACE;
    line.iter().map(|(face, text)| face.width(text)).sum::<i32>() + gaps
}

fn leading(line: &Line) -> i32 {
    line.iter().map(|(face, _)| face.leading()).max().unwrap_or(0)
}

/// One text in as many lines as it needs.
pub(super) fn wrapped(face: Face, text: &str, width: i32) -> impl Iterator<Item = Line> {
    face.wrap(text, width).into_iter().map(move |line| vec![(face, line)])
}

impl Block {
    /// Lines from this corner downwards.
    pub(super) fn at(x: i32, y: i32, lines: Vec<Line>) -> Self {
        let (width, height) = (lines.iter().map(width).max().unwrap_or(0), lines.iter().map(leading).sum());
        Self { rect: Rect { x, y, width, height }, lines, end: false }
    }

    /// A label at its spot.
    pub(super) fn at_spot(spot: Spot, lines: Vec<Line>) -> Self {
        let mut block = Self::at(spot.x, spot.y, lines);
        match spot.side {
            Side::Above => block.rect.y -= block.rect.height,
            Side::Right => block.rect.y -= block.rect.height / 2,
            Side::Left => {
                block.rect.y -= block.rect.height / 2;
                block.rect.x -= block.rect.width;
                block.end = true;
            }
        }
        block
    }

    pub(super) fn draw(&self, svg: &mut String) {
        let mut y = self.rect.y;
        for line in &self.lines {
            let height = leading(line);
            // The letters stand on the line; the parts below it need a fifth.
            let baseline = y + height * 4 / 5;
            let (x, anchor) =
                if self.end { (self.rect.right(), " text-anchor=\"end\"") } else { (self.rect.x, "") };
            let _infallible = write!(svg, "<text x=\"{x}\" y=\"{baseline}\"{anchor}>");
            for (number, (face, text)) in line.iter().enumerate() {
                let gap = if number == 0 { String::new() } else { format!(" dx=\"{SPACE}\"") };
                let _infallible =
                    write!(svg, "<tspan class=\"{}\"{gap}>{}</tspan>", face.class(), escape(text));
            }
            svg.push_str("</text>\n");
            y += height;
        }
    }
}
