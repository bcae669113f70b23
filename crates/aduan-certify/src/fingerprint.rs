//! The fingerprint: SHA-256 of every answer in every state.
//!
//! An answer is written whole the first time, and by its number from then on, since millions of answers are only some thousands
//! of different ones. Each item shows where it ends, so that two different searches never write the same bytes.

use crate::timing::Timing;
use aduan_core::{Decision, Event, Rejection, Rule, Timestamp};
use sha2::{Digest, Sha256};

const STATE: u8 = 1;
const ASKED: u8 = 2;
const REFUSED: u8 = 3;
const ACCEPTED: u8 = 4;
const WHOLE: u8 = 5;

/// A refusal, as far as it is told apart.
#[derive(Clone, Copy)]
struct Refusal {
    code: &'static str,
    rule: Rule,
}

impl PartialEq for Refusal {
    fn eq(&self, other: &Self) -> bool {
        // By its address first, which is quicker than by its letters.
        self.rule == other.rule && (std::ptr::eq(self.code, other.code) || self.code == other.code)
    }
}

/// The events that an act ever led to, with their number.
#[derive(Clone, Default)]
struct KnownEvents {
    all: Vec<(Vec<Event>, u32)>,
    /// By the hour: where in the list those are that were met last; events of one hour mostly are the same.
    near: [u16; 32],
}

impl KnownEvents {
    /// Finds the index of these events, if they were met before.
    fn find(&mut self, decision: &Decision) -> Option<usize> {
        let hour = usize::try_from(decision.at.micros() / 3_600_000_000 % 32).unwrap_or(0);
        let these = |(events, _): &(Vec<Event>, u32)| *events == decision.events;
        let near = usize::from(self.near[hour]);
        if self.all.get(near).is_some_and(these) {
            return Some(near);
        }
        let place = self.all.iter().rposition(these);
        self.near[hour] = u16::try_from(place.unwrap_or(self.all.len())).unwrap_or(u16::MAX);
        place
    }
}

/// Writes down what is answered.
pub(crate) struct Fingerprint {
    digest: Sha256,
    /// The bytes of this state that are not digested yet.
    heard: Vec<u8>,
    refusals: Vec<Refusal>,
    /// By group and act: the number of the refusal that it last met; mostly it is the next one too.
    last: Vec<Vec<u16>>,
    /// By group and act: the events that it ever led to.
    events: Vec<Vec<KnownEvents>>,
    known: u32,
}

impl Fingerprint {
    /// For a world with so many acts in each group.
    pub(crate) fn new(variants: impl Iterator<Item = usize>) -> Self {
        let (last, events) =
            variants.map(|variants| (vec![0; variants], vec![KnownEvents::default(); variants])).unzip();
        Self { digest: Sha256::new(), heard: Vec::new(), refusals: Vec::new(), last, events, known: 0 }
    }

    /// Begins a state: the following answers belong to it.
    pub(crate) fn state(&mut self, number: u32) {
        self.heard.push(STATE);
        self.heard.extend_from_slice(&number.to_le_bytes());
    }

    /// Begins a group: the following answers are given to it.
    pub(crate) fn asked(&mut self, group: u16, timing: Timing) {
        let [low, high] = group.to_le_bytes();
        self.heard.extend_from_slice(&[ASKED, low, high, timing as u8]);
    }

    /// Writes a refusal; gives its number.
    pub(crate) fn refused(&mut self, (group, variant): (u16, u16), rejection: &Rejection) -> u16 {
        let refusal = Refusal { code: rejection.code(), rule: rejection.rule() };
        let last = &mut self.last[usize::from(group)][usize::from(variant)];
        if self.refusals.get(usize::from(*last)) != Some(&refusal) {
            let known = self.refusals.iter().position(|known| *known == refusal);
            let number = known.unwrap_or_else(|| {
                self.refusals.push(refusal);
                whole(&mut self.heard, &format!("{} {}", refusal.code, refusal.rule));
                self.refusals.len() - 1
            });
            *last = u16::try_from(number).unwrap_or(u16::MAX);
        }
        let [low, high] = last.to_le_bytes();
        self.heard.extend_from_slice(&[REFUSED, low, high]);
        *last
    }

    /// The code of each refusal, by its number.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.refusals.clone().into_iter().map(|refusal| refusal.code)
    }

    /// Writes an accepted decision and the state that it leads to.
    pub(crate) fn accepted(
        &mut self,
        (group, variant): (u16, u16),
        now: Timestamp,
        decision: &Decision,
        to: u32,
    ) {
        let known = &mut self.events[usize::from(group)][usize::from(variant)];
        let place = known.find(decision).unwrap_or_else(|| {
            self.known += 1;
            known.all.push((decision.events.clone(), self.known));
            whole(&mut self.heard, &format!("{:?}", decision.events));
            known.all.len() - 1
        });
        let number = known.all[place].1;
        let mut said = [ACCEPTED; 20];
        said[1..3].copy_from_slice(&variant.to_le_bytes());
        said[3..7].copy_from_slice(&number.to_le_bytes());
        said[7..15].copy_from_slice(&(decision.at.micros() - now.micros()).to_le_bytes());
        said[15] = u8::from(decision.clock.is_some());
        said[16..].copy_from_slice(&to.to_le_bytes());
        self.heard.extend_from_slice(&said);
    }

    /// The state is done with.
    pub(crate) fn digest(&mut self) {
        self.digest.update(&self.heard);
        self.heard.clear();
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.digest.finalize().into()
    }
}

fn whole(heard: &mut Vec<u8>, text: &str) {
    heard.push(WHOLE);
    heard.extend_from_slice(&(text.len() as u64).to_le_bytes());
    heard.extend_from_slice(text.as_bytes());
}
