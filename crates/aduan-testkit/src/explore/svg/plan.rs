//! The plan: where each stage stands, and which way each move takes. No two ways cross.

use aduan_core::{CommandKind, Stage};

/// The drawing's size, in the proportion of a sheet of A paper.
pub(super) const SHEET: (i32, i32) = (3080, 2178);

/// What is kept free at the edge.
pub(super) const MARGIN: i32 = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Rect {
    pub(super) const fn right(self) -> i32 {
        self.x + self.width
    }

    pub(super) const fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    pub(super) const fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// The room of a stage.
pub(super) const fn room(stage: Stage) -> Rect {
    let (x, y, width, height) = match stage {
        Stage::New => (80, 290, 300, 120),
        Stage::Intake => (80, 590, 330, 210),
        Stage::AwaitingData => (80, 990, 330, 400),
        Stage::Verification => (820, 590, 340, 800),
        Stage::WithPyb => (1500, 590, 500, 280),
        Stage::WithInspectorate => (1500, 1130, 300, 260),
        Stage::Assessment => (2300, 590, 500, 280),
        Stage::FollowUp => (2390, 1130, 300, 260),
        Stage::Closed => (80, 1710, 2920, 150),
    };
    Rect { x, y, width, height }
}

/// Where a label stands to its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hang {
    /// On top of it; the spot is the label's lower left corner.
    Above,
    /// To the right; the spot is the middle of the label's left side.
    Right,
    /// To the left; the spot is the middle of the label's right side.
    Left,
}

/// The place of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) hang: Hang,
}

/// A way from one room to another, with the place of its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) path: &'static [(i32, i32)],
    pub(super) spot: Spot,
}

const fn above(path: &'static [(i32, i32)], x: i32, y: i32, width: i32) -> Option<Route> {
    Some(Route { path, spot: Spot { x, y: y - 10, width, hang: Hang::Above } })
}

const fn right(path: &'static [(i32, i32)], y: i32, width: i32) -> Option<Route> {
    Some(Route { path, spot: Spot { x: path[0].0 + 20, y, width, hang: Hang::Right } })
}

const fn left(path: &'static [(i32, i32)], y: i32, width: i32) -> Option<Route> {
    Some(Route { path, spot: Spot { x: path[0].0 - 20, y, width, hang: Hang::Left } })
}

/// The way of a move. Every move that the procedure's table has a row for has one.
pub(super) const fn route(from: Stage, to: Stage, command: CommandKind) -> Option<Route> {
    use Stage::{
        Assessment, AwaitingData, Closed, FollowUp, Intake, New, Verification, WithInspectorate, WithPyb,
    };
    match (from, to) {
        (New, Intake) => right(&[(160, 410), (160, 590)], 500, 420),
        (New, Verification) => above(&[(380, 350), (880, 350), (880, 590)], 410, 350, 450),
        (Intake, Verification) => above(&[(410, 740), (820, 740)], 430, 740, 370),
        (Verification, AwaitingData) => above(&[(820, 1095), (410, 1095)], 430, 1095, 370),
        (AwaitingData, Verification) if matches!(command, CommandKind::ExpireDataWindow) => {
            above(&[(410, 1375), (820, 1375)], 430, 1375, 370)
        }
        (AwaitingData, Verification) => above(&[(410, 1215), (820, 1215)], 430, 1215, 370),
        (AwaitingData, Closed) => right(&[(130, 1390), (130, 1710)], 1550, 310),
        (Verification, Closed) => left(&[(870, 1390), (870, 1710)], 1550, 330),
        (Closed, Verification) => right(&[(1110, 1710), (1110, 1390)], 1550, 360),
        (Verification, WithPyb) => above(&[(1160, 740), (1500, 740)], 1180, 740, 300),
        (Verification, Assessment) => {
            above(&[(1010, 590), (1010, 350), (2700, 350), (2700, 590)], 1540, 350, 900)
        }
        (Assessment, Verification) => {
            above(&[(2400, 590), (2400, 490), (1110, 490), (1110, 590)], 1540, 490, 800)
        }
        (WithPyb, Assessment) => above(&[(2000, 700), (2300, 700)], 2015, 700, 270),
        (Assessment, WithPyb) => above(&[(2300, 850), (2000, 850)], 2015, 850, 270),
        (WithPyb, WithInspectorate) => left(&[(1560, 870), (1560, 1130)], 1000, 360),
        (WithInspectorate, WithPyb) => right(&[(1720, 1130), (1720, 870)], 1000, 200),
        (WithInspectorate, Closed) => right(&[(1650, 1390), (1650, 1710)], 1550, 270),
        (WithPyb, Closed) => right(&[(1960, 870), (1960, 1710)], 1260, 330),
        (Assessment, FollowUp) => right(&[(2540, 870), (2540, 1130)], 1000, 205),
        (FollowUp, Closed) => right(&[(2540, 1390), (2540, 1710)], 1550, 205),
        (Assessment, Closed) => right(&[(2770, 870), (2770, 1710)], 1260, 240),
        (Closed, Assessment) => left(&[(2340, 1710), (2340, 870)], 1550, 340),
        _ => None,
    }
}

/// Where what is said below the plan stands: what may be done in many rooms, how to read it, what is proven.
pub(super) const BELOW: [Rect; 3] = [
    Rect { x: 80, y: 1895, width: 1330, height: 215 },
    Rect { x: 1470, y: 1895, width: 480, height: 215 },
    Rect { x: 2010, y: 1895, width: 990, height: 215 },
];
