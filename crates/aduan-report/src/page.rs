//! The parts that every page shares.

use std::fmt::Write;

/// How pages look.
pub(crate) const STYLE: &str = include_str!("page.css");

/// Escapes characters that HTML and SVG do not allow in a text.
pub fn escape(text: &str) -> String {
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
