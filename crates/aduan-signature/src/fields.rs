//! The structured fields (RFC 9651) of signatures, in the form that senders write: what has another form is refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A header that is longer is refused.
const LONGEST: usize = 4096;

/// The members of a dictionary. `None` if a name stands twice or a member has no value.
pub(crate) fn dictionary(text: &str) -> Option<Vec<(&str, &str)>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut members: Vec<(&str, &str)> = Vec::new();
    let (mut from, mut quoted) = (0, false);
    let ends = text.char_indices().filter_map(|(place, found)| {
        quoted ^= found == '"';
        (found == ',' && !quoted).then_some(place)
    });
    for end in ends.chain([text.len()]) {
        let (name, value) = text[from..end].trim_matches([' ', '\t']).split_once('=')?;
        let known = members.iter().any(|(other, _)| *other == name);
        if !is_key(name) || known {
            return None;
        }
        members.push((name, value));
        from = end + 1;
    }
    Some(members)
}

fn is_key(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'.' | b'*')
        })
}

/// A byte sequence: `:base64:`.
pub(crate) fn bytes(value: &str) -> Option<Vec<u8>> {
    STANDARD.decode(value.strip_prefix(':')?.strip_suffix(':')?).ok()
}

/// What a signature covers, and its parameters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Input<'a> {
    pub(crate) covers: Vec<&'a str>,
    pub(crate) created: Option<u64>,
    pub(crate) expires: Option<u64>,
    pub(crate) key_id: Option<&'a str>,
    pub(crate) algorithm: Option<&'a str>,
}

/// A member of `Signature-Input`. `None` for what has a form that no signature of ours needs: a component with parameters, an escaped
/// character, a parameter twice.
pub(crate) fn input(value: &str) -> Option<Input<'_>> {
    let (list, parameters) = value.strip_prefix('(')?.split_once(')')?;
    let quoted = |text: &'_ str| -> Option<()> { (!text.contains(['"', '\\'])).then_some(()) };
    let mut covers = Vec::new();
    for name in list.split(' ') {
        let name = name.strip_prefix('"')?.strip_suffix('"')?;
        quoted(name)?;
        covers.push(name);
    }
    let mut input = Input { covers, created: None, expires: None, key_id: None, algorithm: None };
    let mut rest = parameters;
    let mut seen = Vec::new();
    while let Some(parameter) = rest.strip_prefix(';') {
        let (name, after) = parameter.split_once('=')?;
        if !is_key(name) || seen.contains(&name) {
            return None;
        }
        seen.push(name);
        if let Some(text) = after.strip_prefix('"') {
            let (text, left) = text.split_once('"')?;
            quoted(text)?;
            match name {
                "keyid" => input.key_id = Some(text),
                "alg" => input.algorithm = Some(text),
                "created" | "expires" => return None,
                _ => {}
            }
            rest = left;
        } else {
            let end = after.find(';').unwrap_or(after.len());
            let number = &after[..end];
            // Of 15 digits at most, without a sign or a leading zero.
            let digits = (1..=15).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
            let number: u64 = number.parse().ok().filter(|_| digits)?;
            match name {
                "created" => input.created = Some(number),
                "expires" => input.expires = Some(number),
                _ => return None,
            }
            rest = &after[end..];
        }
    }
    rest.is_empty().then_some(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_has_its_members() {
        let two = "a=(\"x\" \"y\");keyid=\"p,q\" ,\tb=:AA==:";
        assert_eq!(dictionary(two), Some(vec![("a", "(\"x\" \"y\");keyid=\"p,q\""), ("b", ":AA==:")]));
        for wrong in ["", "a", "a=1,", "a=1,a=2", "A=1", "=1", &format!("a={}", "1".repeat(LONGEST))] {
            assert_eq!(dictionary(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_input_has_its_parameters() {
        let whole =
            input("(\"@path\");created=7;expires=9;keyid=\"k\";alg=\"ed25519\";nonce=\"n\";tag=\"t\"");
        let right = Input {
            covers: vec!["@path"],
            created: Some(7),
            expires: Some(9),
            key_id: Some("k"),
            algorithm: Some("ed25519"),
        };
        assert_eq!(whole, Some(right));
        for wrong in [
            "()",
            "\"@path\"",
            "(\"@path\"",
            "(\"@path\";req)",
            "(\"@path\")x",
            "(\"@path\");created",
            "(\"@path\");created=-7",
            "(\"@path\");created=\"7\"",
            "(\"@path\");created=7;created=8",
            "(\"@path\");created=7777777777777777",
            "(\"@path\");keyid=k",
            "(\"@path\");keyid=\"k",
            "(\"@path\");keyid=\"a\\\"b\"",
        ] {
            assert_eq!(input(wrong), None, "{wrong}");
        }
    }
}
