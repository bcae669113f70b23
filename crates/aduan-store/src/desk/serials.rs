//! Register numbers: drawn for a reception that was decided, given back when it was not recorded (R5, R6).

use super::DeskError;
use crate::EventLog;
use crate::clock::{Entropy, random};
use aduan_core::RegisterNumber;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The serials that this desk has drawn, by year.
#[derive(Default)]
pub(super) struct Serials(Mutex<HashMap<u16, Year>>);

/// The serials, while nobody else draws. Hold it until the reception is submitted, and not while it is waited for.
pub(super) struct Drawing<'a>(MutexGuard<'a, HashMap<u16, Year>>);

#[derive(Default)]
struct Year {
    /// The highest that was drawn; none before the store was asked.
    last: Option<u32>,
    /// Drawn below it and given back: they go out next. A restart forgets them, and then they are missing.
    returned: BTreeSet<u32>,
}

impl Serials {
    /// Waits until nobody else draws.
    pub(super) fn drawing(&self) -> Drawing<'_> {
        Drawing(self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drawing<'_> {
    /// The next number of a year. `conflicts` counts how often a number of this reception was already another's.
    ///
    /// Between processes the claim in the store settles it. After a conflict this desk goes on behind the other's last number
    /// and, if they keep colliding, a random step further. So numbers are left out only where processes race.
    ///
    /// # Errors
    /// [`DeskError::RegisterFull`], those of the store, and [`DeskError::Entropy`].
    pub(super) fn draw(
        &mut self,
        year: u16,
        conflicts: u32,
        store: &dyn EventLog,
        entropy: &dyn Entropy,
    ) -> Result<RegisterNumber, DeskError> {
        let drawn = self.0.entry(year).or_default();
        let number = |serial| RegisterNumber::new(year, serial).ok_or(DeskError::RegisterFull { year });
        if conflicts == 0
            && let Some(serial) = drawn.returned.pop_first()
        {
            return number(serial);
        }
        let last = if let Some(last) = drawn.last.filter(|_| conflicts == 0) {
            last
        } else {
            let step = u32::from_be_bytes(random(entropy)?) % (1 << conflicts.saturating_sub(1).min(8));
            // Never back: what lies between is on its way to the store.
            store.last_serial(year)?.saturating_add(step).max(drawn.last.unwrap_or(0))
        };
        let next = number(last.saturating_add(1))?;
        drawn.last = Some(next.serial());
        Ok(next)
    }

    /// Takes back the number of a reception that was certainly not recorded.
    pub(super) fn give_back(&mut self, number: RegisterNumber) {
        self.0.entry(number.year()).or_default().returned.insert(number.serial());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MemoryStore, OsEntropy};

    #[test]
    fn what_was_given_back_goes_out_first_and_the_lowest_of_it() {
        let (serials, store) = (Serials::default(), MemoryStore::default());
        let draw = || serials.drawing().draw(2025, 0, &store, &OsEntropy).unwrap().serial();
        assert_eq!([draw(), draw(), draw(), draw()], [1, 2, 3, 4]);
        for serial in [3, 2] {
            serials.drawing().give_back(RegisterNumber::new(2025, serial).unwrap());
        }
        assert_eq!([draw(), draw(), draw()], [2, 3, 5]);
        let other_year = serials.drawing().draw(2026, 0, &store, &OsEntropy).unwrap();
        assert_eq!(other_year.serial(), 1, "each year by itself");
    }
}
