//! A ticket that was typed in the wrong place is not printed again: a screen or a log does not keep a secret.

use aduan_core::{ParseTicketError, Ticket};

/// The replacement for a ticket.
const CONCEALED: &str = "…";

/// The text with every argument of the command line replaced that may be a ticket, whole, mistyped, or in three parts.
pub(crate) fn tickets(text: &str) -> String {
    let given: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    concealed(text, &given)
}

/// Whether an argument of the command line may be a ticket.
pub(crate) fn any_ticket() -> bool {
    let given: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    !secrets(&given).is_empty()
}

fn concealed(text: &str, given: &[String]) -> String {
    secrets(given).into_iter().fold(text.to_owned(), |text, secret| text.replace(secret, CONCEALED))
}

/// The longest first, so that no part of one is left.
fn secrets(given: &[String]) -> Vec<&str> {
    // `--office=TICKET`, too.
    let words: Vec<&str> = given.iter().map(|arg| arg.rsplit('=').next().unwrap_or(arg)).collect();
    let mut secrets: Vec<&str> = words.iter().copied().filter(|word| may_be_a_ticket(word)).collect();
    for parts in words.windows(2).chain(words.windows(3)) {
        if parts.iter().all(|part| matches!(part.len(), 6 | 12)) && may_be_a_ticket(&parts.concat()) {
            secrets.extend(parts);
        }
    }
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// Its 18 symbols, right or mistyped; or as good as all of them, one too few or too many.
fn may_be_a_ticket(word: &str) -> bool {
    let symbols: String = word.chars().filter(|symbol| !matches!(symbol, '-' | ' ' | '\'' | '"')).collect();
    let digits = symbols.bytes().filter(u8::is_ascii_digit).count();
    let plain = symbols.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let close = plain && (15..=21).contains(&symbols.len()) && digits > 1;
    close || matches!(Ticket::parse(word), Ok(_) | Err(ParseTicketError::Mistyped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_concealed_however_it_was_typed_and_nothing_else_is() {
        let ticket = Ticket::from_random([0xA7; 10]).reveal();
        let parts: Vec<&str> = ticket.split('-').collect();
        let plain = ticket.replace('-', "");
        let ways = [
            vec![ticket.clone()],
            vec![plain.clone()],
            vec![plain[1..].to_owned()],
            vec![ticket.to_lowercase()],
            vec![format!("--office={ticket}")],
            parts.iter().map(|part| (*part).to_owned()).collect(),
        ];
        for given in ways {
            let shown = concealed(&format!("invalid value '{}'", given.join("' '")), &given);
            for part in &parts {
                assert!(!shown.to_uppercase().contains(part), "{shown}");
            }
        }
        let others = ["aduan", "show", "--db", "desk", "2025-000124-E", "KPPBC-050500", "0195a3f0"];
        let given: Vec<String> = others.iter().map(ToString::to_string).collect();
        assert_eq!(concealed(&others.join(" "), &given), others.join(" "));
    }
}
