//! Shrinking by leaving out whole commands, as many at once as possible, until none can go.

use crate::History;
use proptest::strategy::ValueTree;
use std::fmt::Debug;
use std::ops::Range;

/// A value with steps that can be left out.
pub trait Removable: Debug + Clone {
    fn count(&self) -> usize;
    /// Without these; `None` if it would not be the same kind of case any more.
    fn without(&self, steps: Range<usize>) -> Option<Self>;
}

impl Removable for History {
    fn count(&self) -> usize {
        self.commands().len()
    }

    fn without(&self, steps: Range<usize>) -> Option<Self> {
        Some(Self::without(self, steps))
    }
}

/// A case that fails, and the shorter one that is tried next.
#[derive(Debug)]
pub struct Removal<T> {
    best: T,
    trial: Option<T>,
    at: usize,
    width: usize,
    shorter: bool,
}

impl<T: Removable> Removal<T> {
    pub(super) fn new(value: T) -> Self {
        let width = value.count().max(1);
        Self { best: value, trial: None, at: 0, width, shorter: false }
    }

    /// The next shorter case; none if nothing can be left out any more.
    fn next(&mut self) -> bool {
        loop {
            let count = self.best.count();
            if self.at >= count {
                if self.width > 1 {
                    self.width /= 2;
                } else if !std::mem::take(&mut self.shorter) {
                    return false;
                }
                self.at = 0;
                if count == 0 {
                    return false;
                }
            }
            let trial = self.best.without(self.at..self.at + self.width);
            self.trial = trial.filter(|trial| trial.count() < count);
            if self.trial.is_some() {
                return true;
            }
            self.at += self.width;
        }
    }
}

impl<T: Removable> ValueTree for Removal<T> {
    type Value = T;

    fn current(&self) -> T {
        self.trial.as_ref().unwrap_or(&self.best).clone()
    }

    fn simplify(&mut self) -> bool {
        if let Some(fails_too) = self.trial.take() {
            self.best = fails_too;
            self.shorter = true;
        }
        self.next()
    }

    fn complicate(&mut self) -> bool {
        self.trial = None;
        self.at += self.width;
        self.next()
    }
}
