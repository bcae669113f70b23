//! Tables for people.

use crate::style::HEAD;
use std::io::{self, Write};

/// A terminal of the usual width.
const WIDTH: usize = 80;
const GAP: usize = 2;

/// Prints a table that is at most [`WIDTH`] wide: what stands in the first column goes over several lines where it must.
/// The other columns are numbers, which stay whole.
pub(crate) fn print<const N: usize>(
    out: &mut dyn Write,
    head: [&str; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].chars().count()]).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let numbers: usize = widths.iter().skip(1).map(|width| width + GAP).sum();
    let first = widths[0].min(WIDTH.saturating_sub(numbers));
    write!(out, "\n{HEAD}")?;
    print_row(out, first, &widths, &head)?;
    write!(out, "{HEAD:#}")?;
    rows.iter().try_for_each(|row| print_row(out, first, &widths, &row.each_ref().map(String::as_str)))
}

fn print_row(out: &mut dyn Write, first: usize, widths: &[usize], cells: &[&str]) -> io::Result<()> {
    let mut lines = folded(cells[0], first).into_iter();
    write!(out, "{:<first$}", lines.next().unwrap_or_default())?;
    for (cell, width) in cells.iter().zip(widths).skip(1) {
        write!(out, "{cell:>0$}", width + GAP)?;
    }
    writeln!(out)?;
    lines.try_for_each(|line| writeln!(out, "{line}"))
}

/// A text in lines of at most so many symbols, cut between words.
pub(crate) fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{WIDTH, print};

    #[test]
    fn a_wide_table_folds_its_first_column() {
        let label = "Tindak lanjut atas pengaduan yang terbukti diputuskan oleh pejabat yang berwenang";
        let rows = [[label.to_owned(), "1,234,567".to_owned(), "12,345.6 jam".to_owned()]];
        let mut out = Vec::new();
        print(&mut out, ["Aturan", "ditepati", "median"], &rows).unwrap();
        let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().count() > 3 && text.contains("1,234,567  12,345.6 jam"), "{text}");
        assert_eq!(text.split_whitespace().filter(|word| *word == "berwenang").count(), 1, "{text}");
    }
}
