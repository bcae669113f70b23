#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::plan::{MARGIN, Rect, SHEET, room, route};
use super::{DrawnArrow, Plan};
use crate::certificate::Certificate;
use aduan_core::Stage;
use aduan_core::procedure::TABLE;

const KEPT: [&str; 2] = [
    include_str!("../../tests/certificates/kep-154-2012.json"),
    include_str!("../../tests/certificates/per-13-2025.json"),
];

fn kept() -> impl Iterator<Item = Certificate> {
    KEPT.iter().map(|text| serde_json::from_str(text).unwrap())
}

impl Rect {
    fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

fn within(inner: Rect, outer: Rect) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

/// The area of each leg of a way on the sheet, as wide as its stroke.
fn legs(way: &DrawnArrow) -> impl Iterator<Item = Rect> {
    way.path.windows(2).map(|pair| {
        let [(x, y), (to_x, to_y)] = [pair[0], pair[1]];
        Rect {
            x: x.min(to_x) - 3,
            y: y.min(to_y) - 3,
            width: (x - to_x).abs() + 6,
            height: (y - to_y).abs() + 6,
        }
    })
}

#[test]
fn what_is_written_in_a_room_stays_within_its_walls() {
    for certificate in kept() {
        for room in Plan::of(&certificate).boxes {
            for words in &room.words {
                assert!(within(words.rect, room.rect), "{} {words:?}", room.stage);
            }
            for (number, words) in room.words.iter().enumerate() {
                let clash = room.words[..number].iter().find(|other| other.rect.overlaps(words.rect));
                assert!(clash.is_none(), "{}: {words:?} on {clash:?}", room.stage);
            }
        }
    }
}

#[test]
fn nothing_is_written_on_anything_else() {
    for certificate in kept() {
        let plan = Plan::of(&certificate);
        let mut taken: Vec<(String, Rect)> =
            plan.boxes.iter().map(|room| (room.stage.to_string(), room.rect)).collect();
        let labels = plan.drawn.iter().map(|way| &way.label);
        for block in labels.chain(&plan.below).chain([&plan.head]) {
            let clash = taken.iter().find(|(_, rect)| rect.overlaps(block.rect));
            assert!(clash.is_none(), "{block:?} on {clash:?}");
            taken.push((format!("{:?}", block.lines), block.rect));
        }
        let sheet = Rect { x: MARGIN / 2, y: 0, width: SHEET.0 - MARGIN, height: SHEET.1 };
        for (what, rect) in &taken {
            assert!(within(*rect, sheet), "{what} is beyond the sheet: {rect:?}");
        }
        for way in &plan.drawn {
            for leg in legs(way) {
                let clash = plan.drawn.iter().find(|other| other.label.rect.overlaps(leg));
                assert!(clash.is_none(), "{:?} runs through {clash:?}", way.path);
            }
        }
    }
}

#[test]
fn no_two_ways_cross_and_none_runs_through_a_room() {
    for certificate in kept() {
        let plan = Plan::of(&certificate);
        for (number, way) in plan.drawn.iter().enumerate() {
            for other in &plan.drawn[..number] {
                let crossing = legs(way).any(|leg| legs(other).any(|one| one.overlaps(leg)));
                assert!(!crossing, "{:?} crosses {:?}", way.path, other.path);
            }
            for stage in Stage::ALL {
                let Rect { x, y, width, height } = room(*stage);
                let floor = Rect { x: x + 5, y: y + 5, width: width - 10, height: height - 10 };
                assert!(!legs(way).any(|leg| leg.overlaps(floor)), "{:?} runs through {stage}", way.path);
            }
        }
    }
}

#[test]
fn every_move_of_the_table_has_a_way_from_wall_to_wall() {
    for row in TABLE {
        for from in row.stages.iter() {
            for to in row.to.iter().filter(|to| *to != from) {
                let route = route(from, to, row.command);
                let route = route.unwrap_or_else(|| panic!("{from} -> {to} by {}", row.command));
                let (first, last) = (route.path[0], route.path[route.path.len() - 1]);
                for (point, stage) in [(first, from), (last, to)] {
                    let room = room(stage);
                    let on_the_wall = (point.0 == room.x || point.0 == room.right())
                        && (room.y..=room.bottom()).contains(&point.1)
                        || (point.1 == room.y || point.1 == room.bottom())
                            && (room.x..=room.right()).contains(&point.0);
                    assert!(on_the_wall, "{point:?} is not on the wall of {stage}");
                }
            }
        }
    }
}

#[test]
fn every_arrow_is_drawn_with_its_command_and_rules() {
    for certificate in kept() {
        let svg = certificate.to_svg();
        let drawing = roxmltree::Document::parse(&svg).unwrap();
        let words: Vec<&str> = drawing.descendants().filter_map(|node| node.text()).collect();
        for arrow in super::arrows(&certificate) {
            assert!(words.contains(&arrow.command.as_str()), "{arrow:?}");
            for rule in &arrow.rules {
                let said = words.iter().any(|text| text.split(' ').any(|word| word == rule.as_str()));
                assert!(said, "{arrow:?} {rule}");
            }
        }
    }
}

#[test]
fn a_hostile_title_stays_a_title() {
    let mut certificate = kept().next().unwrap();
    certificate.rulebook.title = "</title><script>alert(1)</script>&\u{0}\" onload=\"x".repeat(40);
    let svg = certificate.to_svg();
    let drawing = roxmltree::Document::parse(&svg).unwrap();
    assert!(!drawing.descendants().any(|node| node.has_tag_name("script")));
    let elements = drawing.descendants().filter(roxmltree::Node::is_element);
    assert!(elements.flat_map(|element| element.attributes()).all(|name| name.name() != "onload"));
    let plan = Plan::of(&certificate);
    assert!(plan.head.rect.right() <= SHEET.0, "cut to the sheet's width");
}

#[test]
fn a_broken_invariant_is_the_first_thing_said_of_what_is_proven() {
    let mut json: serde_json::Value = serde_json::from_str(KEPT[0]).unwrap();
    json["broken"] = serde_json::json!([{ "name": "nothing_expires_early", "rule": "R13", "history": [] }]);
    let certificate: Certificate = serde_json::from_value(json).unwrap();
    let svg = certificate.to_svg();
    assert!(svg.contains("nothing_expires_early (R13)"), "the drawing hides a broken invariant");
    assert!(!svg.contains("invarian berlaku"), "it claims what does not hold");
}

#[test]
fn a_complaint_that_waits_for_its_complainant_is_told() {
    let mut json: serde_json::Value = serde_json::from_str(KEPT[0]).unwrap();
    json["waiting_for_the_complainant"] = serde_json::json!(7);
    let certificate: Certificate = serde_json::from_value(json).unwrap();
    let svg = certificate.to_svg();
    assert!(!svg.contains("juga bila pengadu diam"), "it claims what does not hold");
    assert!(svg.contains("menunggu pengadu"), "the drawing hides who waits");
}
