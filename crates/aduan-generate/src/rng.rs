//! Chance with a seed. The arithmetic is ours, so that a seed means the same history for ever.

use aduan_core::{Commitment, ContentId, ContentRef, Timestamp};
use chrono::TimeDelta;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::{Builder, Uuid};

pub(crate) struct SeededRng(ChaCha8Rng);

impl SeededRng {
    /// The rng of one complaint, or of the generator itself: independent streams of one seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number below `bound`, which is not 0. The bias is below one in 2^32.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(bound.max(1));
        u32::try_from(product >> 32).unwrap_or_default()
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn permille(&mut self, times: u32) -> bool {
        self.below(1000) < times
    }

    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let bound = u32::try_from(choices.len()).ok().filter(|bound| *bound > 0)?;
        choices.get(self.below(bound) as usize).copied()
    }

    /// One of the choices, each with its weight; the last if all weights are 0.
    pub(crate) fn weighted<T: Copy>(&mut self, choices: &[(u32, T)], otherwise: T) -> T {
        let sum: u64 = choices.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut left = self.below(u32::try_from(sum).unwrap_or(u32::MAX));
        for (weight, choice) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        otherwise
    }

    /// Some time between two spans, both in minutes.
    pub(crate) fn minutes(&mut self, from: u32, to: u32) -> TimeDelta {
        let seconds = from * 60 + self.below((to - from) * 60);
        TimeDelta::seconds(seconds.into()) + TimeDelta::microseconds(self.below(1_000_000).into())
    }

    /// Some time between two spans, both in days.
    pub(crate) fn days(&mut self, from: u32, to: u32) -> TimeDelta {
        self.minutes(from * 1440, to * 1440)
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A UUID of version 7, as a store would give at that instant.
    pub(crate) fn ordered(&mut self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.micros() / 1000).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A UUID of version 4: a pseudonym.
    pub(crate) fn random(&mut self) -> Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// Another reference, for content beside this one: drawn from it, so that all else of a history stays as it is.
    pub(crate) fn content_beside(content: &ContentRef, at: Timestamp) -> ContentRef {
        let seed =
            content.commitment.bytes().iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte));
        Self::new(seed, 1).content(at)
    }

    /// A reference to content that was never written.
    pub(crate) fn content(&mut self, at: Timestamp) -> ContentRef {
        ContentRef { id: ContentId::new(self.ordered(at)), commitment: Commitment::new(self.bytes()) }
    }
}
