//! The parts that every page shares.

use std::fmt::Write;

/// How pages look.
pub(crate) const STYLE: &str = include_str!("page.css");

/// Escapes characters that HTML and SVG do not allow in a text.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for symbol in text.chars() {
        match symbol {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

pub(crate) fn section(
    out: &mut String,
    title: &str,
    body: impl FnOnce(&mut String) -> std::fmt::Result,
) -> std::fmt::Result {
    write!(out, "<section><h2>{title}</h2>")?;
    body(out)?;
    out.push_str("</section>");
    Ok(())
}

pub(crate) fn grouped(number: u64, by: char) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(by);
        }
        text.push(digit);
    }
    text
}
