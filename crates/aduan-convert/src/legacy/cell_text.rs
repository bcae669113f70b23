//! Cells as people type them.

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// The same words however they are spaced and written: lower case, one space between two.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(|symbol: char| symbol.is_whitespace() || symbol == '\u{feff}') {
        if word.is_empty() {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// A person's name or number, however it is written (C61): `Ma’ruf` as `Ma'ruf`, `S.H.` as `SH`, a number without its spaces.
/// `None`: a number that a spreadsheet has rounded, since it may be several people's.
pub(super) fn fold_person(text: &str) -> Option<String> {
    let plain = text.nfkc().filter(|symbol| get_general_category(*symbol) != GeneralCategory::Format);
    let plain: String =
        plain.filter(|symbol| !is_apostrophe(*symbol) && !matches!(symbol, '.' | ',')).collect();
    let words = fold(&plain);
    let digits: String = words.split(' ').collect();
    if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) {
        // It keeps fifteen digits; a NIP ends in a serial from 001.
        return (digits.len() < 18 || !digits.ends_with("000")).then_some(digits);
    }
    (!is_scientific(&text.trim().to_ascii_lowercase())).then_some(words)
}

/// Marks that stand for an apostrophe, or are left out in its place.
const fn is_apostrophe(symbol: char) -> bool {
    matches!(symbol, '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{2bb}' | '\u{2032}')
}

/// A number as a spreadsheet writes one that is too long for it: `1.97001e+17`.
fn is_scientific(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    text.split_once('e').is_some_and(|(number, power)| {
        digits(&number.replacen(['.', ','], "", 1)) && digits(power.strip_prefix('+').unwrap_or(power))
    })
}

/// The beginning of a cell, fit to be shown on a line.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().take(40).map(|symbol| if symbol.is_control() { ' ' } else { symbol }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::fold_person;

    #[test]
    fn c61_a_person_is_one_however_their_name_is_written() {
        for (one, other) in [
            ("Ma\u{2019}ruf Amin", "Ma'ruf  amin"),
            ("Ma\u{2bc}ruf Amin", "Maruf Amin"),
            ("Jos\u{e9}", "Jose\u{301}"),
            ("Budi Santoso, S.H.", "BUDI SANTOSO SH"),
            ("19700101 199003 1 001", "197001011990031001"),
            ("１９７００１０１１９９００３１００１", "197001011990031001"),
            ("\u{200e}Budi\u{200b} Santoso", "Budi Santoso"),
        ] {
            assert_eq!(fold_person(one), fold_person(other), "{one} and {other}");
            assert!(fold_person(one).is_some(), "{one}");
        }
        assert_ne!(fold_person("Budi Santoso"), fold_person("Budi Santosa"));
    }

    #[test]
    fn c61_a_number_that_a_spreadsheet_rounded_is_nobodys() {
        for damaged in ["1.97001E+17", "1,97001E+17", "2E+17", " 1.97001e17 ", "197001011990031000"] {
            assert_eq!(fold_person(damaged), None, "{damaged}");
        }
        for sound in ["197001011990031001", "Eko", "2E", "E17", "060079123", "1 e 5 e"] {
            assert!(fold_person(sound).is_some(), "{sound}");
        }
    }
}
