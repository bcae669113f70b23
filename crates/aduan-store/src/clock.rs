//! Time and randomness. A desk is given both and never takes them from the system itself.

use aduan_core::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Tells the time.
///
/// ```
/// use aduan_store::{Clock, SystemClock};
/// assert!(SystemClock.now().to_string().ends_with('Z'));
/// ```
pub trait Clock: Send + Sync {
    /// The present time. It may step back; recorded times do not (C23).
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
        };
        Timestamp::from_micros(micros)
    }
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// The source of randomness has failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("no randomness: {0}")]
pub struct EntropyError(pub String);

/// Gives random bytes, fit for keys.
///
/// ```
/// use aduan_store::{Entropy, OsEntropy};
/// let (mut a, mut b) = ([0; 16], [0; 16]);
/// OsEntropy.fill(&mut a)?;
/// OsEntropy.fill(&mut b)?;
/// assert_ne!(a, b);
/// # Ok::<_, aduan_store::EntropyError>(())
/// ```
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`EntropyError`] if there is none; `bytes` must not be used then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// The randomness of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|error| EntropyError(error.to_string()))
    }
}

/// A random array.
pub(crate) fn random<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], EntropyError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// A UUID of version 7: ordered by time, so that indexes grow at their right edge. Behind the millisecond stands its
/// fraction in 4096ths (RFC 9562, 6.2, method 3), since many are made in one; the other 62 bits are random.
pub(crate) fn uuid_v7(now: Timestamp, entropy: &dyn Entropy) -> Result<Uuid, EntropyError> {
    let micros = u64::try_from(now.micros()).unwrap_or_default();
    let mut rest: [u8; 10] = random(entropy)?;
    let [.., high, low] = (micros % 1000 * 4096 / 1000).to_be_bytes();
    rest[..2].copy_from_slice(&[high, low]);
    Ok(uuid::Builder::from_unix_timestamp_millis(micros / 1000, &rest).into_uuid())
}

/// A UUID of version 4: a pseudonym that tells nothing, not even when it was made (T7).
pub(crate) fn uuid_v4(entropy: &dyn Entropy) -> Result<Uuid, EntropyError> {
    Ok(uuid::Builder::from_random_bytes(random(entropy)?).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn an_id_that_is_made_later_comes_later_to_the_microsecond() {
        let mut before = Uuid::nil();
        for micros in [0, 1, 2, 998, 999, 1000, 1001, 1_739_000_000_123_456, 1_739_000_000_123_457] {
            let id = uuid_v7(Timestamp::from_micros(micros), &OsEntropy).unwrap();
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
            assert!(before < id, "{micros}");
            before = id;
        }
    }
}
