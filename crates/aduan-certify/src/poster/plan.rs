//! The plan: where each stage stands, and which way each move takes. No two ways cross.

use aduan_core::{CommandKind, Stage};

/// The drawing's size, in the proportion of a sheet of A paper.
pub(super) const SHEET: (i32, i32) = (3940, 2786);

/// The free space at the edge.
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
}

/// The room of a stage.
pub(super) const fn room(stage: Stage) -> Rect {
    let (x, y, width, height) = match stage {
        Stage::New => (80, 270, 340, 155),
        Stage::Intake => (80, 590, 340, 230),
        Stage::AwaitingData => (80, 900, 340, 770),
        Stage::Verification => (850, 590, 360, 1080),
        Stage::WithPyb => (1560, 590, 560, 370),
        Stage::WithInspectorate => (1580, 1160, 420, 390),
        Stage::Assessment => (2470, 590, 520, 370),
        Stage::FollowUp => (2550, 1160, 370, 390),
        Stage::Closed => (80, 2000, 3780, 330),
    };
    Rect { x, y, width, height }
}

/// The side of its way on which a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
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
    pub(super) side: Side,
}

/// A way from one room to another, with the place of its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) path: &'static [(i32, i32)],
    pub(super) spot: Spot,
}

const fn above(path: &'static [(i32, i32)], x: i32, y: i32, width: i32) -> Route {
    Route { path, spot: Spot { x, y: y - 10, width, side: Side::Above } }
}

const fn right(path: &'static [(i32, i32)], y: i32, width: i32) -> Route {
    Route { path, spot: Spot { x: path[0].0 + 20, y, width, side: Side::Right } }
}

const fn left(path: &'static [(i32, i32)], y: i32, width: i32) -> Route {
    Route { path, spot: Spot { x: path[0].0 - 20, y, width, side: Side::Left } }
}

/// The way of a move. Every move that the procedure's table has a row for has one.
pub(super) const fn route(from: Stage, to: Stage, command: CommandKind) -> Option<Route> {
    use Stage::{
        Assessment, AwaitingData, Closed, FollowUp, Intake, New, Verification, WithInspectorate, WithPyb,
    };
    Some(match (from, to) {
        (New, Intake) => right(&[(160, 425), (160, 590)], 507, 420),
        (New, Verification) => above(&[(420, 350), (930, 350), (930, 590)], 440, 350, 470),
        (Intake, Verification) => above(&[(420, 740), (850, 740)], 440, 740, 390),
        (Verification, AwaitingData) => above(&[(850, 1110), (420, 1110)], 440, 1110, 390),
        (AwaitingData, Verification) if matches!(command, CommandKind::ExpireDataWindow) => {
            above(&[(420, 1650), (850, 1650)], 440, 1650, 390)
        }
        (AwaitingData, Verification) => above(&[(420, 1490), (850, 1490)], 440, 1490, 390),
        (AwaitingData, Closed) => right(&[(110, 1670), (110, 2000)], 1835, 240),
        (Closed, AwaitingData) => right(&[(390, 2000), (390, 1670)], 1835, 380),
        (Verification, Closed) => right(&[(880, 1670), (880, 2000)], 1835, 250),
        (Closed, Verification) => right(&[(1160, 2000), (1160, 1670)], 1835, 380),
        (Verification, WithPyb) => above(&[(1210, 740), (1560, 740)], 1230, 740, 310),
        (WithPyb, Verification) => above(&[(1560, 910), (1210, 910)], 1230, 910, 310),
        (Verification, Assessment) => {
            above(&[(1060, 590), (1060, 350), (2880, 350), (2880, 590)], 1600, 350, 900)
        }
        (Assessment, Verification) => {
            above(&[(2600, 590), (2600, 545), (1160, 545), (1160, 590)], 1600, 545, 900)
        }
        (WithPyb, Assessment) => above(&[(2120, 672), (2470, 672)], 2140, 672, 310),
        (Assessment, WithPyb) => above(&[(2470, 925), (2120, 925)], 2140, 925, 310),
        (WithPyb, WithInspectorate) => left(&[(1640, 960), (1640, 1160)], 1060, 380),
        (WithInspectorate, WithPyb) => right(&[(1740, 1160), (1740, 960)], 1060, 290),
        (WithInspectorate, Closed) => right(&[(1740, 1550), (1740, 2000)], 1715, 290),
        (WithPyb, Closed) => right(&[(2070, 960), (2070, 2000)], 1320, 400),
        (Assessment, FollowUp) => right(&[(2680, 960), (2680, 1160)], 1060, 245),
        (FollowUp, Closed) => right(&[(2680, 1550), (2680, 2000)], 1715, 245),
        (Assessment, Closed) => right(&[(2965, 960), (2965, 2000)], 1320, 380),
        (Closed, Assessment) => left(&[(2510, 2000), (2510, 960)], 1640, 380),
        _ => return None,
    })
}

/// The places of the texts below the plan: commands allowed in many rooms, the legend, the proven invariants.
pub(super) const BELOW: [Rect; 3] = [
    Rect { x: 80, y: 2365, width: 1720, height: 325 },
    Rect { x: 1880, y: 2365, width: 440, height: 325 },
    Rect { x: 2400, y: 2365, width: 1460, height: 325 },
];
