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
