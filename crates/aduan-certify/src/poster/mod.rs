//! The state diagram as a drawing to put on a wall: stages as rooms, and every way between them.

mod block;
mod plan;
mod style;
mod text;
mod words;

#[cfg(test)]
mod tests;

use crate::certificate::Certificate;
use crate::diagram::{Arrow, arrows};
use aduan_core::Stage;
use block::{Block, Line};
use plan::{BELOW, MARGIN, Rect, Route, SHEET};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use style::{Tone, clock};
use text::{Face, escape};

/// The free space inside a room's walls.
const INSET: i32 = 20;

/// How far the words of a deadline stand behind its clock.
const HANGING: i32 = 42;

/// From one column of a long room to the next.
const COLUMN: i32 = 760;

/// A room of the plan, with what is written in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct StageBox {
    stage: Stage,
    rect: Rect,
    words: Vec<Block>,
    /// Where the clock of its deadline is drawn.
    clock: Option<(i32, i32)>,
}

/// A way of the plan, with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DrawnArrow {
    path: &'static [(i32, i32)],
    tone: Tone,
    label: Block,
}

/// Everything that is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plan {
    head: Block,
    boxes: Vec<StageBox>,
    drawn: Vec<DrawnArrow>,
    below: Vec<Block>,
}

impl Plan {
    fn of(certificate: &Certificate) -> Self {
        let boxes = Stage::ALL.iter().map(|stage| StageBox::of(certificate, *stage)).collect();
        let mut routes: BTreeMap<_, (Route, Vec<Arrow>)> = BTreeMap::new();
        for arrow in arrows(certificate) {
            // Every move of the table has a route; a test holds it.
            let Some(route) = plan::route(arrow.from, arrow.to, arrow.command) else { continue };
            routes.entry(route.path).or_insert((route, Vec::new())).1.push(arrow);
        }
        let drawn = routes.into_values().map(|(route, arrows)| DrawnArrow::of(route, &arrows));
        Self {
            head: Block::at(MARGIN, 60, words::head(certificate, SHEET.0 - 2 * MARGIN)),
            boxes,
            drawn: drawn.collect(),
            below: words::below(certificate, &BELOW),
        }
    }
}

impl StageBox {
    fn of(certificate: &Certificate, stage: Stage) -> Self {
        let rect = plan::room(stage);
        let (mut x, mut y, mut width) = (rect.x + INSET, rect.y + INSET, rect.width - 2 * INSET);
        let mut words = vec![Block::at(x, y, words::name(stage, width))];
        y += words[0].rect.height + 14;
        let deadline = words::deadline(certificate, stage, width - HANGING);
        let clock = (!deadline.is_empty()).then_some((x + 14, y + 13));
        if clock.is_some() {
            words.push(Block::at(x + HANGING, y, deadline));
            y += words[1].rect.height + 14;
        }
        // A room as long as the sheet has its commands beside each other, behind its name, in as many rows as they need.
        let beside = stage == Stage::Closed;
        if beside {
            (x, y, width) = (rect.x + COLUMN, rect.y + INSET + 16, COLUMN - 40);
        }
        let mut lowest = y;
        for lines in words::inside(certificate, stage, width) {
            if beside && x + width > rect.right() {
                (x, y) = (rect.x + COLUMN, lowest);
            }
            let block = Block::at(x, y, lines);
            lowest = lowest.max(y + block.rect.height + 14);
            (x, y) = if beside { (x + COLUMN, y) } else { (x, lowest) };
            words.push(block);
        }
        Self { stage, rect, words, clock }
    }

    fn draw(&self, svg: &mut String) {
        let Rect { x, y, width, height } = self.rect;
        let class = match self.stage {
            Stage::New => "room outside",
            Stage::Closed => "room last",
            _ => "room",
        };
        let _infallible = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"14\"/>"
        );
        self.words.iter().for_each(|block| block.draw(svg));
        if let Some((x, y)) = self.clock {
            clock(svg, x, y, 13);
        }
    }
}

impl DrawnArrow {
    fn of(route: Route, arrows: &[Arrow]) -> Self {
        let tone = arrows.iter().map(Tone::of).max().unwrap_or(Tone::On);
        let mut lines: Vec<Line> = Vec::new();
        for arrow in arrows {
            if !lines.is_empty() {
                lines.push(vec![(Face::Small, String::new())]);
            }
            lines.extend(words::label(arrow, route.spot.width));
        }
        Self { path: route.path, tone, label: Block::at_spot(route.spot, lines) }
    }

    fn draw(&self, svg: &mut String) {
        style::way(svg, self.path, self.tone);
        self.label.draw(svg);
    }
}

impl Certificate {
    /// The state diagram as a drawing for a wall (SVG): stages as rooms with their deadlines, and the ways between them with command,
    /// role and rule. It stands by itself, at any size, in the light and in the dark.
    pub fn to_svg(&self) -> String {
        let plan = Plan::of(self);
        let (width, height) = SHEET;
        let title = escape(&words::title(self));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" lang=\"id\" role=\"img\" \
             aria-labelledby=\"title desc\">\n<title id=\"title\">{title}</title>\n<desc id=\"desc\">{}</desc>\n",
            escape(&words::description(self))
        );
        style::sheet(&mut svg);
        let _infallible = writeln!(svg, "<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>");
        plan.head.draw(&mut svg);
        plan.boxes.iter().for_each(|room| room.draw(&mut svg));
        plan.drawn.iter().for_each(|way| way.draw(&mut svg));
        plan.below.iter().for_each(|block| block.draw(&mut svg));
        style::legend(&mut svg, BELOW[1]);
        svg.push_str("</svg>\n");
        svg
    }
}
