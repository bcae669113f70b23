//! Strokes and colours.

use super::plan::Rect;
use super::text::Face;
use crate::diagram::Arrow;
use aduan_core::CommandKind;
use std::fmt::Write as _;

/// The kind of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// On towards an end.
    On,
    /// Back to where it was before.
    Back,
    /// Because time has run out.
    Time,
}

impl Tone {
    pub(super) fn of(arrow: &Arrow) -> Self {
        if arrow.command == CommandKind::ExpireDataWindow {
            Self::Time
        } else if arrow.to < arrow.from {
            Self::Back
        } else {
            Self::On
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Back => "back",
            Self::Time => "late",
        }
    }
}

/// Paper, ink, soft ink, walls, floor, and the ways on, back and by time: by daylight and in the dark.
const COLOURS: [[&str; 8]; 2] = [
    ["#fcfbf7", "#16202b", "#51606f", "#3a4b5e", "#ffffff", "#155a94", "#a8450c", "#7a2f9b"],
    ["#10151b", "#edf1f5", "#a9b7c4", "#7f93a8", "#19212a", "#86c0f5", "#f2a671", "#d3a4f0"],
];

/// Writes the style sheet: colours as plain rules, for programs that print drawings and know no more.
pub(super) fn sheet(svg: &mut String) {
    svg.push_str("<style>\n");
    for face in Face::ALL {
        let family = if face.mono() {
            "'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace"
        } else {
            "'Liberation Sans',Arial,Helvetica,'DejaVu Sans',sans-serif"
        };
        let (bold, slant) = (
            if face.bold() { ";font-weight:bold" } else { "" },
            if face == Face::English { ";font-style:italic" } else { "" },
        );
        let _infallible = writeln!(
            svg,
            ".{}{{font-family:{family};font-size:{}px{bold}{slant}}}",
            face.class(),
            face.size()
        );
    }
    svg.push_str(
        ".room{stroke-width:7}.outside{stroke-width:4;stroke-dasharray:14 10}\n\
         .way{fill:none;stroke-width:4.5;stroke-linejoin:round}.way.back{stroke-dasharray:18 8}\n\
         .way.late{stroke-dasharray:3 9;stroke-linecap:round;stroke-width:5.5}.clock{stroke-width:3}\n",
    );
    let [light, dark] = COLOURS;
    colours(svg, light);
    svg.push_str("@media screen and (prefers-color-scheme:dark){\n");
    colours(svg, dark);
    svg.push_str("}\n</style>\n");
}

fn colours(svg: &mut String, [paper, ink, soft, wall, floor, on, back, time]: [&str; 8]) {
    let _infallible = writeln!(
        svg,
        ".paper{{fill:{paper}}}text{{fill:{ink}}}.en,.tok,.small,.sub{{fill:{soft}}}.rule{{fill:{back}}}.time{{fill:{time}}}\
         .alarm{{fill:{back}}}\n.room{{fill:{floor};stroke:{wall}}}.outside{{fill:none}}.clock{{fill:{floor};stroke:{time}}}\n\
         .way.on{{stroke:{on}}}.way.back{{stroke:{back}}}.way.late{{stroke:{time}}}\
         .tip.on{{fill:{on}}}.tip.back{{fill:{back}}}.tip.late{{fill:{time}}}"
    );
}

/// A way with a dot where it begins and a head where it ends.
pub(super) fn way(svg: &mut String, path: &[(i32, i32)], tone: Tone) {
    let (Some(first), Some([before, last])) = (path.first(), path.last_chunk::<2>()) else { return };
    let (dx, dy) = ((last.0 - before.0).signum(), (last.1 - before.1).signum());
    // The stroke ends within the head; the head touches the wall.
    let (tip, neck) = ((last.0 - dx * 4, last.1 - dy * 4), (last.0 - dx * 26, last.1 - dy * 26));
    let mut points = String::new();
    for (x, y) in path[..path.len() - 1].iter().chain([&neck]) {
        let _infallible = write!(points, "{x},{y} ");
    }
    let class = tone.class();
    let _infallible = writeln!(
        svg,
        "<polyline class=\"way {class}\" points=\"{}\"/><circle class=\"tip {class}\" cx=\"{}\" cy=\"{}\" r=\"9\"/>\
         <path class=\"tip {class}\" d=\"M{} {}L{} {}L{} {}z\"/>",
        points.trim_end(),
        first.0,
        first.1,
        tip.0,
        tip.1,
        neck.0 - dx * 4 + dy * 13,
        neck.1 - dy * 4 + dx * 13,
        neck.0 - dx * 4 - dy * 13,
        neck.1 - dy * 4 - dx * 13,
    );
}

/// A clock around this point.
pub(super) fn clock(svg: &mut String, x: i32, y: i32, radius: i32) {
    let (up, across) = (y - radius * 2 / 3, x + radius / 2);
    let _infallible = writeln!(
        svg,
        "<circle class=\"clock\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/><path class=\"clock\" d=\"M{x} {up}V{y}H{across}\"/>"
    );
}

/// From one line of the legend to the next, and where the first one stands.
const LEGEND: (i32, i32) = (34, 66);

/// How high each line of the legend stands, with its words.
pub(super) fn legend_lines(place: Rect) -> impl Iterator<Item = (i32, &'static str, &'static str)> {
    let words = [("maju", "on"), ("kembali", "back"), ("karena waktu", "by time"), ("tenggat", "deadline")];
    (0..).zip(words).map(move |(number, (id, en))| (place.y + LEGEND.1 + number * LEGEND.0, id, en))
}

/// How to read the ways.
pub(super) fn legend(svg: &mut String, place: Rect) {
    let tones = [Some(Tone::On), Some(Tone::Back), Some(Tone::Time), None];
    for (tone, (y, _, _)) in tones.into_iter().zip(legend_lines(place)) {
        match tone {
            Some(tone) => way(svg, &[(place.x + 12, y), (place.x + 130, y)], tone),
            None => clock(svg, place.x + 70, y, 13),
        }
    }
}
