//! Files that stand beside the tests, and how they are made anew.

use std::path::PathBuf;

/// Set to rewrite what is compared, after a change that is meant; then read the diff.
const UPDATE: &str = "UPDATE_GOLDEN";

pub(crate) fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

pub(crate) fn is_update() -> bool {
    std::env::var_os(UPDATE).is_some()
}

/// The file holds exactly this text; with `UPDATE_GOLDEN=1`, it does from now on.
#[track_caller]
pub(crate) fn holds(relative: &str, text: &str) {
    let path = path(relative);
    if is_update() {
        std::fs::write(&path, text).expect("a file that can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{relative} is not what the code says; {UPDATE}=1 rewrites it");
}

#[track_caller]
pub(crate) fn read(relative: &str) -> String {
    match std::fs::read_to_string(path(relative)) {
        Ok(text) => text,
        Err(error) => panic!("{relative}: {error}; {UPDATE}=1 makes it"),
    }
}
