//! The settings that come along.

use aduan_http::Config;

#[test]
fn the_settings_that_come_along_are_right_and_name_every_key() {
    let text = include_str!("../../../../deploy/aduan.toml");
    let config = Config::parse(text, []).unwrap();
    assert_eq!(config.auth.roles.len(), aduan_http::auth::TokenRole::ALL.len());
    let table: toml::Table = text.parse().unwrap();
    for section in ["server", "limits", "auth", "reception", "sweep", "log", "traces"] {
        let nonsense = format!("[{section}]\nnonsense = 1");
        let refused = Config::parse(&nonsense, []).unwrap_err().to_string();
        // The error lists the known keys, each in backticks.
        let known = refused.rsplit_once("expected").unwrap().1;
        for key in known.split('`').skip(1).step_by(2) {
            assert!(table[section].get(key).is_some(), "{section}.{key} is not in deploy/aduan.toml");
        }
    }
}

#[test]
fn a_rulebook_of_the_settings_is_in_force() {
    let config = Config::parse("[reception]\nrulebook = 'per-13-2025'", []).unwrap();
    let books = config.rulebooks().unwrap();
    assert_eq!(books.last().unwrap().id.to_string(), "per-13-2025");
    assert_eq!(books.len(), 2);
    assert_eq!(Config::default().rulebooks().unwrap().last().unwrap().id.to_string(), "kep-154-2012");
    let nowhere = Config::parse("[reception]\nrulebook = 'per-99-2099'", []).unwrap();
    assert!(nowhere.rulebooks().is_err());
    let no_directory = Config::parse("[reception]\ndirectory_files = ['/nowhere.json']", []).unwrap();
    assert!(no_directory.directory().is_err());
    assert!(Config::default().directory().unwrap().is_none(), "the desk has the shipped one");
    let missing = Config::parse("[reception]\nrulebook_files = ['/nowhere.json']", []).unwrap();
    assert!(missing.rulebooks().is_err());
}
