//! How long an SMS is: septets of the GSM 7-bit alphabet (3GPP TS 23.038).

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How many septets a character takes; `None` if the alphabet does not have it.
pub(crate) fn septets(symbol: char) -> Option<usize> {
    match symbol {
        _ if BASIC.contains(symbol) => Some(1),
        _ if EXTENSION.contains(symbol) => Some(2),
        _ => None,
    }
}

/// In how many parts a text is sent: one of 160 septets, or several of 153 each; `Err` with the first character that the
/// alphabet does not have.
pub(crate) fn parts(text: &str) -> Result<usize, char> {
    let (mut whole, mut parts, mut part) = (0, 1, 0);
    for symbol in text.chars() {
        let size = septets(symbol).ok_or(symbol)?;
        whole += size;
        // A character of two septets is not cut in two.
        if part + size > 153 {
            parts += 1;
            part = 0;
        }
        part += size;
    }
    Ok(if whole <= 160 { 1 } else { parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sms_has_160_septets_two_have_306() {
        assert_eq!(BASIC.chars().count(), 127);
        for (text, count) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            // 76 characters of two septets fill 152 of the 153.
            ("€".repeat(152), 2),
            ("€".repeat(153), 3),
            (String::new(), 1),
        ] {
            assert_eq!(parts(&text), Ok(count), "{} characters", text.chars().count());
        }
        assert_eq!(parts("tidak – begitu"), Err('–'));
    }
}
