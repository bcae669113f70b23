//! Cells as people type them.

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

/// The beginning of a cell, fit to be shown on a line.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().take(40).map(|symbol| if symbol.is_control() { ' ' } else { symbol }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}
