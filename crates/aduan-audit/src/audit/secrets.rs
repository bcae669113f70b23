//! Looks for tickets and words where only references belong, in lines whose data is not checked otherwise.
//!
//! A known record has no room for either: its strings are codes. The data of an unknown event and the bytes of a
//! corrupt line may hold anything.

use super::finding::Fault;
use aduan_core::Ticket;

/// A code without a space has at most this many bytes; a commitment has 64. A longer one is taken for words without
/// spaces.
const LONGEST_CODE: usize = 128;
/// How many words in a row, outside quotes, are taken for a text.
const WORDS: usize = 4;

/// Finds a ticket or, if there is none, words in this line.
pub(super) fn search(line: &[u8]) -> Option<Fault> {
    ticket(line).map(|offset| Fault::Ticket { offset }).or_else(|| words(line))
}

/// Finds the start of a ticket: 18 symbols, in three groups of six or all together, with right check symbols.
fn ticket(line: &[u8]) -> Option<usize> {
    let is_symbol = |byte: u8| byte.is_ascii_alphanumeric();
    let mut at = 0;
    while at < line.len() {
        if !is_symbol(line[at]) || at > 0 && is_symbol(line[at - 1]) {
            at += 1;
            continue;
        }
        let run = line[at..].iter().take_while(|byte| is_symbol(**byte)).count();
        let length = if run == 18 { 18 } else { 20 };
        if let Some(found) = line.get(at..at + length)
            && (run == 18 || run == 6 && grouped(found))
            && line.get(at + length).is_none_or(|next| !is_symbol(*next))
            && std::str::from_utf8(found).is_ok_and(|text| Ticket::parse(text).is_ok())
        {
            return Some(at);
        }
        at += run;
    }
    None
}

fn grouped(found: &[u8]) -> bool {
    found.iter().enumerate().all(|(i, byte)| match i {
        6 | 13 => matches!(byte, b'-' | b' '),
        _ => byte.is_ascii_alphanumeric(),
    })
}

/// Finds words: a string with a space between letters, or longer than any code; or, if quotes are broken, several words
/// in a row.
fn words(line: &[u8]) -> Option<Fault> {
    let mut start = None;
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'"', &line[from..]) {
        let quote = from + found;
        from = quote + 1;
        if quote > 0 && line[quote - 1] == b'\\' {
            continue;
        }
        match start.take() {
            None => start = Some(quote + 1),
            Some(start) => {
                let text = &line[start..quote];
                let packed = text.len() > LONGEST_CODE && !text.iter().any(|byte| b"{}[]:,".contains(byte));
                if packed || spaced(text) > 0 {
                    return Some(Fault::Words { offset: start, bytes: text.len() });
                }
            }
        }
    }
    // Outside of strings, or in one that does not end.
    let mut at = 0;
    for part in
        line.split(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b' ' | b',' | b'.' | 0x80..))
    {
        if spaced(part) >= WORDS {
            return Some(Fault::Words { offset: at, bytes: part.len() });
        }
        at += part.len() + 1;
    }
    None
}

/// How many spaces stand between letters or punctuation and letters.
fn spaced(text: &[u8]) -> usize {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
    text.windows(3)
        .filter(|three| {
            three[1] == b' ' && letter(three[2]) && (letter(three[0]) || three[0].is_ascii_punctuation())
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &str) -> Option<&'static str> {
        search(line.as_bytes()).map(|fault| fault.code())
    }

    #[test]
    fn a_ticket_is_found_however_it_is_written_and_a_code_is_none() {
        let ticket = Ticket::from_random([0x5a; 10]).reveal();
        for written in
            [ticket.clone(), ticket.replace('-', ""), ticket.to_lowercase(), ticket.replace('-', " ")]
        {
            let line = format!("{{\"data\":{{\"note\":\"{written}\"}}}}");
            let found = search(line.as_bytes());
            assert_eq!(found, Some(Fault::Ticket { offset: 17 }), "{line}");
        }
        let mut mistyped = ticket;
        mistyped.replace_range(0..1, "7");
        assert_eq!(code(&mistyped), None);
        assert_eq!(code("\"0190b5a0-0000-7000-8000-000000000001\""), None);
    }

    #[test]
    fn words_are_found_in_strings_and_outside_of_them() {
        assert_eq!(code("{\"note\":\"petugas meminta uang\"}"), Some("words"));
        assert_eq!(code("petugas di loket meminta uang tunai"), Some("words"));
        assert_eq!(code(&format!("{{\"x\":\"{}\"}}", "a".repeat(129))), Some("words"));
        assert_eq!(code("{\"kind\":\"KPPBC-050500\",\"at\":\"2025-03-01T03:00:00.000000Z\"}"), None);
    }

    #[test]
    fn no_generated_line_has_either() {
        for record in aduan_generate::Generator::new(aduan_generate::Options::new(500, 3)) {
            assert_eq!(search(record.to_line().as_bytes()), None, "{}", record.to_line());
        }
    }
}
