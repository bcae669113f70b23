//! The cases that the procedure must decide, C1 to C28, C31 to C36 and C41, each by its number, as far as they are the core's.
//!
//! C22 (the same command sent again) is a store's; C29 and C30 are the auditor's and the sweep's.
#![allow(clippy::wildcard_imports, reason = "a story names many things")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod assessment;
mod conversation;
mod identity;
mod insiders;
mod matter;
mod places;
mod pyb;
mod reception;
mod telling;
mod tickets;
mod time;
mod two_people;
mod verification;

use support::Case;

/// Nothing moved from `before` to `after`, except that something was recorded.
#[track_caller]
fn nothing_moved(before: &Case, after: &Case) {
    assert!(after.state.version > before.state.version, "nothing was recorded");
    let mut state = after.state.clone();
    (state.version, state.last_at) = (before.state.version, before.state.last_at);
    (state.decided, state.givers) = (before.state.decided, before.state.givers.clone());
    // That somebody has to look at what came in moves nothing.
    state.late_material = before.state.late_material;
    assert_eq!(state, before.state);
}
