//! Values that several commands take.

use aduan_audit::Wanted;
use aduan_core::Language;
use std::num::NonZeroUsize;

/// A language by its code.
pub(super) fn language(text: &str) -> Result<Language, String> {
    match text {
        "id" => Ok(Language::Indonesian),
        "en" => Ok(Language::English),
        _ => Err("expected id or en".to_owned()),
    }
}

/// A complaint by its register number, or by its id or the beginning of one.
pub(super) fn complaint(text: &str) -> Result<Wanted, String> {
    let wanted = Wanted::from(text);
    if let Wanted::Id(id) = &wanted {
        let plausible = !id.is_empty()
            && id.len() <= 36
            && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        // `2025-000124-E` with another letter, say, is a register number and no id.
        let register = text.trim().len() == 13 && text.trim().find('-') == Some(4);
        if !plausible || register {
            return Err(
                "it is neither a register number with a right check symbol (2025-000124-E) nor the beginning of an id"
                    .to_owned(),
            );
        }
    }
    Ok(wanted)
}

/// A number of threads.
pub(super) fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let threads = text.parse().ok().filter(|threads: &NonZeroUsize| threads.get() <= 256);
    threads.ok_or_else(|| "expected a number from 1 to 256".to_owned())
}
