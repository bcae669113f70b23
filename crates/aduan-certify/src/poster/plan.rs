//! The plan: where each stage stands, and which way each move takes. No two ways cross.

use aduan_core::{CommandKind, Stage};

/// The drawing's size, in the proportion of a sheet of A paper.
pub(super) const SHEET: (i32, i32) = (5084, 3595);

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
        Stage::New => (80, 430, 340, 155),
        Stage::Intake => (80, 750, 340, 230),
        Stage::AwaitingData => (80, 1060, 340, 980),
        Stage::Verification => (850, 750, 360, 1290),
        Stage::WithPyb => (1560, 750, 560, 680),
        Stage::WithInspectorate => (1580, 1650, 420, 480),
        Stage::Assessment => (2470, 750, 520, 680),
        Stage::FollowUp => (2600, 1650, 520, 830),
        Stage::Closed => (80, 2600, 4924, 420),
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
        (New, Intake) => right(&[(160, 585), (160, 750)], 667, 420),
        (New, Verification) => above(&[(420, 510), (930, 510), (930, 750)], 440, 510, 470),
        (Intake, Verification) => above(&[(420, 900), (850, 900)], 440, 900, 390),
        (Verification, AwaitingData) => above(&[(850, 1270), (420, 1270)], 440, 1270, 390),
        (AwaitingData, Verification) if matches!(command, CommandKind::ExpireDataWindow) => {
            above(&[(420, 2020), (850, 2020)], 440, 2020, 390)
        }
        (AwaitingData, Verification) => above(&[(420, 1860), (850, 1860)], 440, 1860, 390),
        (AwaitingData, Closed) => right(&[(110, 2040), (110, 2600)], 2205, 240),
        (Closed, AwaitingData) => right(&[(390, 2600), (390, 2040)], 2205, 380),
        (Verification, Closed) => right(&[(880, 2040), (880, 2600)], 2205, 250),
        (Closed, Verification) => right(&[(1160, 2600), (1160, 2040)], 2205, 380),
        (Verification, WithPyb) => above(&[(1210, 900), (1560, 900)], 1230, 900, 310),
        (WithPyb, Verification) => above(&[(1560, 1070), (1210, 1070)], 1230, 1070, 310),
        (Verification, Assessment) => {
            above(&[(1060, 750), (1060, 400), (2880, 400), (2880, 750)], 2300, 400, 550)
        }
        (Assessment, Verification) => {
            above(&[(2600, 750), (2600, 705), (1160, 705), (1160, 750)], 1600, 705, 900)
        }
        // Around all others.
        (FollowUp, Verification) => Route {
            path: &[(3120, 1840), (3200, 1840), (3200, 290), (980, 290), (980, 750)],
            spot: Spot { x: 3220, y: 1060, width: 700, side: Side::Right },
        },
        (WithPyb, Assessment) => above(&[(2120, 832), (2470, 832)], 2140, 832, 310),
        (Assessment, WithPyb) => above(&[(2470, 1085), (2120, 1085)], 2140, 1085, 310),
        (WithPyb, WithInspectorate) => left(&[(1640, 1430), (1640, 1650)], 1540, 380),
        (WithInspectorate, WithPyb) => right(&[(1740, 1650), (1740, 1430)], 1540, 290),
        (WithInspectorate, Closed) => right(&[(1740, 2130), (1740, 2600)], 2300, 290),
        (WithPyb, Closed) => right(&[(2070, 1430), (2070, 2600)], 1640, 400),
        (Assessment, FollowUp) => right(&[(2760, 1430), (2760, 1650)], 1540, 245),
        (FollowUp, Closed) => right(&[(2760, 2480), (2760, 2600)], 2540, 345),
        (Assessment, Closed) => left(&[(2520, 1430), (2520, 2600)], 1800, 380),
        (Closed, Assessment) => Route {
            path: &[(2560, 2600), (2560, 1430)],
            spot: Spot { x: 2500, y: 2120, width: 380, side: Side::Left },
        },
        _ => return None,
    })
}

/// The places of the texts below the plan: commands allowed in many rooms, the legend, the proven invariants.
pub(super) const BELOW: [Rect; 3] = [
    Rect { x: 80, y: 3055, width: 1720, height: 470 },
    Rect { x: 1880, y: 3055, width: 440, height: 470 },
    Rect { x: 2400, y: 3055, width: 2604, height: 470 },
];
