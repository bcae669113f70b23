//! The memory of the invariants about the way to a state.

use crate::invariant::{Invariant, Transition};
use rustc_hash::FxHashMap;

/// A byte for each invariant, or [`BROKEN`].
pub(crate) type MonitorState = Vec<u16>;

/// The memory of an invariant that was broken on the way: it is no longer judged.
const BROKEN: u16 = u16::MAX;

/// The memory of an invariant after a step, and whether the step breaks it.
pub(crate) fn judged(invariant: &Invariant, memory: u16, step: &Transition<'_>) -> (u16, bool) {
    let Ok(before) = u8::try_from(memory) else { return (BROKEN, false) };
    invariant.judge(before, step).map_or((BROKEN, true), |after| (after.into(), false))
}

/// Each combination once.
#[derive(Default)]
pub(crate) struct MonitorStates {
    pub(crate) all: Vec<MonitorState>,
    pub(crate) index: FxHashMap<MonitorState, u32>,
}

impl MonitorStates {
    pub(crate) fn intern(&mut self, memory: &[u16]) -> u32 {
        if let Some(known) = self.index.get(memory) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(memory.to_vec());
        self.index.insert(memory.to_vec(), number);
        number
    }
}
