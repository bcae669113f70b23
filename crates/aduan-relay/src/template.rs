//! Texts with placeholders in braces.

/// Why a template is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum TemplateError {
    /// A brace that nothing closes or opens.
    #[error("a brace is not closed or not opened; a brace of the text itself is written twice")]
    Brace,
    /// A placeholder that does not exist, or not here.
    #[error("there is no placeholder {{{found}}} here; there is {known}")]
    Unknown {
        /// What stands between the braces, at most 32 characters of it.
        found: String,
        /// What may stand there.
        known: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<S> {
    Text(String),
    Slot(S),
}

/// A text cut at its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template<S>(Vec<Piece<S>>);

impl<S> Template<S> {
    /// `slot` says which placeholder a name is; `known` lists them for the error.
    pub(crate) fn parse(
        text: &str,
        known: &str,
        slot: impl Fn(&str) -> Option<S>,
    ) -> Result<Self, TemplateError> {
        let (mut pieces, mut plain) = (Vec::new(), String::new());
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
                plain.push_str(&rest[..1]);
                rest = after;
                continue;
            }
            let inner = rest.strip_prefix('{').ok_or(TemplateError::Brace)?;
            let (name, after) = inner.split_once('}').ok_or(TemplateError::Brace)?;
            if name.contains(|symbol: char| symbol == '{' || symbol.is_whitespace()) {
                return Err(TemplateError::Brace);
            }
            let unknown = || TemplateError::Unknown {
                found: name.chars().filter(|symbol| !symbol.is_control()).take(32).collect(),
                known: known.to_owned(),
            };
            let slot = slot(name).ok_or_else(unknown)?;
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
            pieces.push(Piece::Slot(slot));
            rest = after;
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Ok(Self(pieces))
    }

    pub(crate) fn slots(&self) -> impl Iterator<Item = &S> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Slot(slot) => Some(slot),
            Piece::Text(_) => None,
        })
    }

    /// The text with each placeholder as `value` gives it. `E` is what a value that is not there is.
    pub(crate) fn fill<'a, E>(
        &'a self,
        value: impl Fn(&'a S) -> Result<&'a str, E>,
    ) -> Result<zeroize::Zeroizing<String>, E> {
        let parts = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => Ok(text.as_str()),
            Piece::Slot(slot) => value(slot),
        });
        let parts = parts.collect::<Result<Vec<_>, E>>()?;
        // Allocated at its final size: growing would leave a copy behind.
        let mut text =
            zeroize::Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
        for part in parts {
            text.push_str(part);
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Template<char>, TemplateError> {
        Template::parse(text, "{a}", |name| (name == "a").then_some('a'))
    }

    #[test]
    fn placeholders_are_filled_and_double_braces_stay() {
        let filled = parse("{a}x{{a}}{a}").unwrap().fill(|_| Ok::<_, ()>("1")).unwrap();
        assert_eq!(*filled, "1x{a}1");
    }

    #[test]
    fn what_is_no_placeholder_is_refused() {
        for text in ["{b}", "{}", "{A}"] {
            assert!(matches!(parse(text), Err(TemplateError::Unknown { .. })), "{text}");
        }
        for text in ["{a", "a}", "{", "}", "{{a}", "{ a }", "{\n{a}"] {
            assert_eq!(parse(text), Err(TemplateError::Brace), "{text}");
        }
    }
}
