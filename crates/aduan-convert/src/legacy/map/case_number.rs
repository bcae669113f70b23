//! The numbers of an old system's cases, of which register numbers are made.

use super::super::cell_text::fold;
use super::{MapError, wrong};
use aduan_core::RegisterNumber;

/// The form of a case's number, of which year and serial make its register number.
#[derive(Debug, Clone)]
pub(in super::super) struct CaseNumberForm(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Year,
    Serial,
}

impl CaseNumberForm {
    pub(super) fn parse(text: &str) -> Result<Self, MapError> {
        let expected =
            "expected {year} and {serial} once each, with text between them: \"P-{serial}/{year}\"";
        let folded = fold(text);
        let (mut pieces, mut rest) = (Vec::new(), folded.as_str());
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("{year}") {
                pieces.push(Piece::Year);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("{serial}") {
                pieces.push(Piece::Serial);
                rest = after;
            } else {
                let opens = rest.char_indices().skip(1).find(|(_, symbol)| *symbol == '{');
                let end = opens.map_or(rest.len(), |(end, _)| end);
                let piece = &rest[..end];
                if piece.contains(['{', '}']) {
                    return Err(wrong("case.register", expected));
                }
                pieces.push(Piece::Text(piece.to_owned()));
                rest = &rest[end..];
            }
        }
        let count = |piece: &Piece| pieces.iter().filter(|other| *other == piece).count();
        let apart = pieces.windows(2).all(|two| two.iter().any(|piece| matches!(piece, Piece::Text(_))));
        if count(&Piece::Year) != 1 || count(&Piece::Serial) != 1 || !apart {
            return Err(wrong("case.register", expected));
        }
        Ok(Self(pieces))
    }

    /// Year and serial of a case's number of this form.
    pub(in super::super) fn read(&self, text: &str) -> Option<RegisterNumber> {
        let folded = fold(text);
        let (mut rest, mut year, mut serial) = (folded.as_str(), 0, 0);
        for piece in &self.0 {
            if let Piece::Text(text) = piece {
                rest = rest.strip_prefix(text.as_str())?;
                continue;
            }
            let end = rest.find(|symbol: char| !symbol.is_ascii_digit()).unwrap_or(rest.len());
            let digits = &rest[..end];
            rest = &rest[end..];
            if *piece == Piece::Year {
                year = digits.parse().ok().filter(|_| digits.len() == 4)?;
            } else {
                serial = digits.parse().ok()?;
            }
        }
        if rest.is_empty() { RegisterNumber::new(year, serial) } else { None }
    }
}
