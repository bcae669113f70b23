//! Addresses as people type them (C59).

use crate::vault::Words;
use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_normalization::UnicodeNormalization;

/// Why a text is no address. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum AddressError {
    /// It is no e-mail address, or one with characters beyond ASCII, which few servers take.
    #[error("this is no e-mail address to which a letter can be sent")]
    Email,
    /// It is no telephone number.
    #[error("this is no number to which an SMS can be sent")]
    Number,
}

/// An e-mail address.
///
/// ```
/// use aduan_store::EmailAddress;
/// for typed in ["budi@contoh.example", " mailto:budi@contoh.example, ", "Budi <budi@contoh.example>", "budi@contoh.example."] {
///     assert_eq!(EmailAddress::parse(typed)?.reveal(), "budi@contoh.example");
/// }
/// assert!(EmailAddress::parse("budi@contoh.example, ani@contoh.example").is_err());
/// # Ok::<_, aduan_store::AddressError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(Words);

impl EmailAddress {
    /// Reads an address: invisible marks, `mailto:`, `<…>` and closing punctuation are left out.
    ///
    /// # Errors
    /// [`AddressError::Email`].
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        let visible = visible(typed);
        let mut text = visible.reveal().trim();
        if let Some((name, inner)) = text.split_once('<') {
            let (address, rest) = inner.split_once('>').ok_or(AddressError::Email)?;
            // One address: none before it, none after it.
            let is_name = !name.contains('@') && !name.chars().any(char::is_control);
            if !is_name || !rest.trim_matches([' ', ',', ';', '.']).is_empty() {
                return Err(AddressError::Email);
            }
            text = address.trim();
        }
        let scheme = text.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:"));
        let text = text[scheme.map_or(0, str::len)..].trim().trim_end_matches(['.', ',', ';', ':', ' ']);
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::Email)?;
        // No quoted local parts: nothing that an SMTP command could be read into.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&byte);
        let dots = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
        let fits = dots && (1..=64).contains(&local.len()) && local.bytes().all(plain);
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let reachable = domain.contains('.') && domain.len() <= 253 && domain.split('.').all(label);
        if fits && reachable { Ok(Self(text.into())) } else { Err(AddressError::Email) }
    }

    /// The address.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// A telephone number, by its country. Without a country it is Indonesia's.
///
/// ```
/// use aduan_store::PhoneNumber;
/// for typed in ["0812 3456-7890", "(0812) 3456.7890", "+62 (0)812 3456 7890", "0062 81234567890", "62812-3456-7890"] {
///     assert_eq!(PhoneNumber::parse(typed)?.international(), "+6281234567890");
/// }
/// assert_eq!(PhoneNumber::parse("0812 3456-7890")?.national(), "081234567890");
/// # Ok::<_, aduan_store::AddressError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(Words);

impl PhoneNumber {
    /// Reads a number: invisible marks, spaces, dots, hyphens, slashes, brackets and closing punctuation are left out. A number
    /// with words beside it is none, nor are two: it may be told which was meant, but not guessed.
    ///
    /// # Errors
    /// [`AddressError::Number`].
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        let visible = visible(typed);
        let text = visible.reveal().replace("(0)", "");
        let text = text.trim();
        let text =
            text.get(..4).filter(|start| start.eq_ignore_ascii_case("tel:")).map_or(text, |_| &text[4..]);
        let text = text.trim_end_matches([',', ';']).trim_start_matches(['(', ' ']);
        let (plus, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
        let mut digits = zeroize::Zeroizing::new(String::with_capacity(rest.len() + 2));
        for symbol in rest.chars() {
            match symbol {
                '0'..='9' => digits.push(symbol),
                ' ' | '.' | '-' | '/' | '(' | ')' | '[' | ']' => {}
                _ => return Err(AddressError::Number),
            }
        }
        let own = |national: &str| ["62", national.trim_start_matches('0')].concat();
        let whole = match () {
            () if plus => digits.to_string(),
            () if digits.starts_with("00") => digits[2..].to_owned(),
            () if digits.starts_with('0') => own(&digits[1..]),
            () if digits.starts_with('8') => own(&digits),
            () => digits.to_string(),
        };
        let whole = whole.strip_prefix("620").map_or(whole.clone(), own);
        let fits = (8..=15).contains(&whole.len()) && !whole.starts_with('0');
        if fits { Ok(Self(format!("+{whole}").into())) } else { Err(AddressError::Number) }
    }

    /// With its country: `+6281234567890` (E.164).
    pub fn international(&self) -> &str {
        self.0.reveal()
    }

    /// As it is written in Indonesia: `081234567890`; one of another country with its country.
    pub fn written(&self) -> Words {
        if self.0.reveal().starts_with("+62") { self.national().into() } else { self.0.clone() }
    }

    /// As it is dialled in Indonesia, `081234567890`; one of another country stays as it is, without `+`.
    pub fn national(&self) -> String {
        let digits = &self.0.reveal()[1..];
        digits.strip_prefix("62").map_or_else(|| digits.to_owned(), |rest| format!("0{rest}"))
    }
}

/// A text as its reader sees it: compatible characters as the plain ones (NFKC), without the characters that nobody sees,
/// every kind of space as one, every kind of dash as a hyphen.
pub(crate) fn visible(typed: &str) -> Words {
    let seen = typed.nfkc().filter(|symbol| get_general_category(*symbol) != GeneralCategory::Format);
    let seen = seen.map(|symbol| match get_general_category(symbol) {
        GeneralCategory::SpaceSeparator => ' ',
        GeneralCategory::DashPunctuation => '-',
        _ if symbol == '\u{2212}' => '-',
        _ => symbol,
    });
    // Allocated at its maximum size: growing would leave a copy behind.
    let mut text = String::with_capacity(4 * typed.len());
    text.extend(seen);
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c59_marks_that_nobody_sees_are_left_out() {
        let typed = "\u{202a}+62\u{a0}812‑3456‑7890\u{202c}\u{200b}";
        assert_eq!(PhoneNumber::parse(typed).unwrap().international(), "+6281234567890");
        let typed = "\u{feff}budi\u{200b}@contoh.example\u{a0}";
        assert_eq!(EmailAddress::parse(typed).unwrap().reveal(), "budi@contoh.example");
    }

    /// As they stand in forms, in signatures, on name cards and in pasted messages.
    #[test]
    fn c59_forty_spellings_of_a_number_are_one() {
        for typed in [
            "081234567890",
            "0812 3456 7890",
            "0812-3456-7890",
            "0812.3456.7890",
            "0812 3456-7890",
            "(0812) 3456-7890",
            "(0812)3456-7890",
            "( 0812 ) 3456 7890",
            "0812/3456/7890",
            "[0812] 3456 7890",
            "08 12 34 56 78 90",
            "0812--3456--7890",
            " 081234567890 ",
            "\t081234567890",
            "081234567890,",
            "081234567890;",
            "081234567890.",
            "+6281234567890",
            "+62 812 3456 7890",
            "+62 812-3456-7890",
            "+62-812-3456-7890",
            "+62.812.3456.7890",
            "+62 (0)812 3456 7890",
            "+62(0)81234567890",
            "+62 0812 3456 7890",
            "+620812-3456-7890",
            "(+62) 812 3456 7890",
            "(62) 812-3456-7890",
            "6281234567890",
            "62 812 3456 7890",
            "62812-3456-7890",
            "006281234567890",
            "0062 812 3456 7890",
            "81234567890",
            "812-3456-7890",
            "tel:+6281234567890",
            "TEL:0812-3456-7890",
            "\u{202a}+62\u{a0}812‑3456‑7890\u{202c}",
            "0812\u{2013}3456\u{2013}7890",
            "\u{feff}0812\u{2009}3456\u{2009}7890",
            "０８１２３４５６７８９０",
            "+６２　８１２　３４５６　７８９０",
        ] {
            let read = PhoneNumber::parse(typed).unwrap_or_else(|error| panic!("{typed:?}: {error}"));
            assert_eq!(read.international(), "+6281234567890", "{typed:?}");
            assert_eq!(read.written().reveal(), "081234567890", "{typed:?}");
        }
        let abroad = PhoneNumber::parse("+65 9123 4567").unwrap();
        assert_eq!((abroad.international(), abroad.written().reveal()), ("+6591234567", "+6591234567"));
    }

    #[test]
    fn c59_a_number_that_may_be_another_is_refused() {
        for typed in [
            "0812 3456 7890 (WA)",
            "WA 081234567890",
            "0812-3456-7890 / 0896-1234-5678",
            "08l2 3456 7890",
            "8.12346E+10",
            "0812 3456 789O",
            "0812 3456 7890 ext 12",
            "tidak ada",
            "-",
        ] {
            assert_eq!(PhoneNumber::parse(typed), Err(AddressError::Number), "{typed:?}");
        }
    }

    #[test]
    fn c59_forty_spellings_of_an_address_are_one() {
        for typed in [
            "budi@contoh.example",
            " budi@contoh.example ",
            "\tbudi@contoh.example",
            "budi@contoh.example,",
            "budi@contoh.example;",
            "budi@contoh.example.",
            "budi@contoh.example:",
            "budi@contoh.example, ",
            "mailto:budi@contoh.example",
            "MAILTO:budi@contoh.example",
            "mailto: budi@contoh.example",
            "<budi@contoh.example>",
            "<budi@contoh.example>,",
            "<budi@contoh.example>;",
            "< budi@contoh.example >",
            "Budi <budi@contoh.example>",
            "Budi Santoso <budi@contoh.example>",
            "\"Budi Santoso\" <budi@contoh.example>",
            "Budi, S.H. <budi@contoh.example>",
            "Budi <budi@contoh.example>.",
            "Budi <mailto:budi@contoh.example>",
            "\u{200b}budi@contoh.example",
            "budi@contoh.example\u{200b}",
            "budi\u{200b}@contoh.example",
            "budi@\u{2060}contoh.example",
            "\u{feff}budi@contoh.example",
            "\u{202a}budi@contoh.example\u{202c}",
            "\u{a0}budi@contoh.example\u{a0}",
            "\u{3000}budi@contoh.example",
            "budi@contoh\u{ad}.example",
            "ｂｕｄｉ@contoh.example",
            "budi＠contoh.example",
            "budi@contoh．example",
            "<budi@contoh.example> ",
            "budi@contoh.example ;",
            "budi@contoh.example\u{2009}",
            "\u{200e}budi@contoh.example\u{200f}",
            "Budi<budi@contoh.example>",
            "budi@contoh.example.,",
            "mailto:<budi@contoh.example>",
        ] {
            let read = EmailAddress::parse(typed).unwrap_or_else(|error| panic!("{typed:?}: {error}"));
            assert_eq!(read.reveal(), "budi@contoh.example", "{typed:?}");
        }
    }

    #[test]
    fn what_could_be_read_as_a_command_is_no_address() {
        for typed in [
            "a@b.example\r\nRCPT TO:<c@d.example>",
            "\"a b\"@c.example",
            "a@b.example> SIZE=1",
            "<a@b.example",
            "<a@b.example>, <c@d.example>",
            "a@@b.example",
            "a..b@c.example",
            ".a@b.example",
            "a.@b.example",
            "a@localhost",
            "a@-b.example",
            "ani@örtlich.example",
            "@b.example",
            "",
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(AddressError::Email), "{typed:?}");
        }
        for typed in ["", "0812", "08123456789012345", "0812x3456789", "++62812345678", "0812\r\n345678"] {
            assert_eq!(PhoneNumber::parse(typed), Err(AddressError::Number), "{typed:?}");
        }
    }
}
