//! The ticket (nomor tiket): the secret with which a complainant follows their complaint (R3, R7).

use crate::check;
use std::fmt;

/// A ticket: 80 random bits and two check symbols, written `XXXXXX-XXXXXX-XXXXXX`.
///
/// Only the complainant may know it, so it has no `Display`, no serialisation and a `Debug` that shows
/// nothing; it is written out by [`Ticket::reveal`] alone, once, on its way to the complainant. It is not
/// `PartialEq` either: a store compares keyed digests, never tickets. Its bits are overwritten when it is dropped, as far
/// as that goes without `unsafe`: what [`reveal`](Ticket::reveal) gave, and copies on the stack, are not.
///
/// ```
/// use aduan_core::{ParseTicketError, Ticket};
/// let ticket = Ticket::from_random([7; 10]);
/// let shown = ticket.reveal();
/// assert_eq!(Ticket::parse(&shown.to_lowercase())?.secret(), ticket.secret());
/// assert_eq!(format!("{ticket:?}"), "Ticket(…)");
/// # Ok::<_, ParseTicketError>(())
/// ```
#[derive(Clone)]
pub struct Ticket([u8; 10]);

/// Why a text is no ticket. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseTicketError {
    /// It does not have 18 symbols of the alphabet.
    #[error("a ticket has 18 letters and digits, without U: XXXXXX-XXXXXX-XXXXXX")]
    Malformed,
    /// The check symbols are not those of the rest: it was mistyped (C26).
    #[error("the ticket is mistyped: compare it with what you were given, symbol by symbol")]
    Mistyped,
}

impl Ticket {
    /// Makes a ticket of 10 bytes from a cryptographic source of randomness.
    pub const fn from_random(random: [u8; 10]) -> Self {
        Self(random)
    }

    /// The 80 secret bits, for a keyed digest.
    pub const fn secret(&self) -> &[u8; 10] {
        &self.0
    }

    /// The ticket as the complainant reads it. Send it to them and to nobody else.
    pub fn reveal(&self) -> String {
        let values = self.values();
        let mut text = String::with_capacity(20);
        for (i, value) in values.into_iter().chain(check::two(values)).enumerate() {
            if i > 0 && i % 6 == 0 {
                text.push('-');
            }
            text.push(check::symbol(value));
        }
        text
    }

    /// Reads a ticket as people type and paste it: either case, O for 0, I and L for 1, with whatever stands between the
    /// symbols, as hyphens of any kind, spaces and marks that nobody sees; and with words around it (C60).
    ///
    /// ```
    /// # use aduan_core::{ParseTicketError, Ticket};
    /// let ticket = Ticket::from_random([7; 10]);
    /// let pasted = format!("Nomor tiket: {}.", ticket.reveal().replace('-', "\u{2011}"));
    /// assert_eq!(Ticket::parse(&pasted)?.secret(), ticket.secret());
    /// # Ok::<_, ParseTicketError>(())
    /// ```
    ///
    /// # Errors
    /// [`ParseTicketError::Malformed`] and [`ParseTicketError::Mistyped`].
    pub fn parse(text: &str) -> Result<Self, ParseTicketError> {
        if symbols(text).count() == 18 {
            return Self::of_symbols(symbols(text));
        }
        // Words stand around it: it begins and ends where a word does.
        let mut before = ' ';
        for (at, first) in text.char_indices() {
            let begins = first.is_alphanumeric() && !before.is_alphanumeric();
            before = first;
            // Only from a word's beginning: from every space of a long text it would take forever.
            if !begins {
                continue;
            }
            let mut rest = text[at..].char_indices().filter(|(_, symbol)| symbol.is_alphanumeric());
            let Some((last, symbol)) = rest.nth(17) else { break };
            let (end, behind) = (at + last + symbol.len_utf8(), text[at + last..].chars().nth(1));
            if behind.is_none_or(|behind| !behind.is_alphanumeric())
                && let Ok(ticket) = Self::of_symbols(symbols(&text[at..end]))
            {
                return Ok(ticket);
            }
        }
        Err(ParseTicketError::Malformed)
    }

    /// Reads a ticket of its 18 symbols.
    fn of_symbols(mut symbols: impl Iterator<Item = char>) -> Result<Self, ParseTicketError> {
        let mut values = [0; 18];
        for value in &mut values {
            *value = symbols.next().and_then(check::value).ok_or(ParseTicketError::Malformed)?;
        }
        let bits = values[..16].iter().fold(0_u128, |bits, value| (bits << 5) | u128::from(*value));
        let mut random = [0; 10];
        random.copy_from_slice(&bits.to_be_bytes()[6..]);
        let ticket = Self(random);
        if check::two(ticket.values()) == values[16..] { Ok(ticket) } else { Err(ParseTicketError::Mistyped) }
    }

    fn overwrite(&mut self) {
        self.0 = [0; 10];
        // Otherwise the compiler would remove a write that is never read.
        std::hint::black_box(&mut self.0);
    }

    fn values(&self) -> [u8; 16] {
        let bits = self.0.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        std::array::from_fn(|i| u8::try_from((bits >> (75 - 5 * i)) & 31).unwrap_or_default())
    }
}

/// What of a text may be a symbol: its letters and digits, those of full width (U+FF01 to U+FF5E) as the plain ones.
fn symbols(text: &str) -> impl Iterator<Item = char> {
    let plain = |symbol: char| match symbol {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(symbol) - 0xfee0).unwrap_or(symbol),
        symbol => symbol,
    };
    text.chars().filter(|symbol| symbol.is_alphanumeric()).map(plain)
}

impl fmt::Debug for Ticket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Ticket(…)")
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.overwrite();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_ticket_is_left_where_it_was() {
        let mut ticket = Ticket::from_random([7; 10]);
        ticket.overwrite();
        assert_eq!(ticket.secret(), &[0; 10]);
        assert!(std::mem::needs_drop::<Ticket>(), "and that happens when it is dropped");
    }

    #[test]
    fn a_ticket_is_read_back_as_people_type_it() {
        let ticket = Ticket::from_random([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x11, 0x22]);
        let shown = ticket.reveal();
        assert_eq!(shown.len(), 20);
        for typed in [
            shown.clone(),
            shown.replace('-', ""),
            shown.replace('-', " ").to_lowercase(),
            shown.replace('0', "o"),
        ] {
            assert_eq!(Ticket::parse(&typed).unwrap().secret(), ticket.secret());
        }
    }

    #[test]
    fn c60_a_pasted_ticket_is_found() {
        let ticket = Ticket::from_random([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x11, 0x22]);
        let shown = ticket.reveal();
        let full: String = shown
            .chars()
            .map(
                |symbol| {
                    if symbol == '-' { '－' } else { char::from_u32(u32::from(symbol) + 0xfee0).unwrap() }
                },
            )
            .collect();
        for pasted in [
            shown.replace('-', "\u{2011}"),
            shown.replace('-', "\u{2013}"),
            shown.replace('-', "\u{2212}"),
            shown.replace('-', "\u{a0}"),
            shown.replace('-', "\u{200b}-\u{200b}"),
            format!("\u{feff}{shown}\u{200e}"),
            format!("{shown}."),
            format!("\"{shown}\","),
            format!("<{shown}>"),
            format!("Nomor tiket: {shown}"),
            format!("nomor tiket {}", shown.to_lowercase()),
            format!("Tiket Anda {shown}. Simpan baik-baik."),
            format!("ticket={shown}\r\n"),
            full,
        ] {
            let read = Ticket::parse(&pasted).unwrap_or_else(|error| panic!("{pasted:?}: {error}"));
            assert_eq!(read.secret(), ticket.secret(), "{pasted:?}");
        }
        // Two million spaces are read once, not once for each of them.
        assert_eq!(Ticket::parse(&" ".repeat(2_000_000)).unwrap_err(), ParseTicketError::Malformed);
        // A slip in it is no other ticket, and a longer word has none in it.
        let slip = format!("Nomor tiket {}", shown.replace('0', "1"));
        assert_eq!(Ticket::parse(&slip).unwrap_err(), ParseTicketError::Malformed);
        assert_eq!(Ticket::parse(&format!("{shown}{shown}")).unwrap_err(), ParseTicketError::Malformed);
    }

    #[test]
    fn every_single_slip_is_told_as_mistyped() {
        let shown = Ticket::from_random([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]).reveal();
        for (at, right) in shown.char_indices().filter(|(_, symbol)| *symbol != '-') {
            for wrong in (0..32).map(check::symbol).filter(|wrong| *wrong != right) {
                let mut typed = shown.clone();
                typed.replace_range(at..=at, &wrong.to_string());
                assert_eq!(Ticket::parse(&typed).unwrap_err(), ParseTicketError::Mistyped);
            }
        }
    }

    #[test]
    fn what_is_no_ticket_is_malformed() {
        for text in ["", "ABC", "UUUUUU-UUUUUU-UUUUUU", "0000000000000000000", "é00000-000000-000000"] {
            assert_eq!(Ticket::parse(text).unwrap_err(), ParseTicketError::Malformed, "{text}");
        }
    }
}
