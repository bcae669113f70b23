//! `aduan serve --check-config`.

use std::fs;
use std::process::Command;

#[test]
fn traces_are_refused_by_a_program_that_was_built_without_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("aduan.toml");
    // The check does not connect to this endpoint.
    fs::write(&file, "[traces]\nendpoint = 'http://127.0.0.1:9/v1/traces'").unwrap();
    let checked = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aduan-under-test"));
        command.args(["serve", "--bind", "127.0.0.1:0", "--db"]).arg(folder.path().join("desk"));
        let output = command.arg("--config").arg(&file).args(more).env_clear().output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    if cfg!(feature = "otel") {
        assert_eq!(checked(&["--check-config"]), (Some(0), String::new()));
    } else {
        for more in [&["--check-config"][..], &[]] {
            let (code, said) = checked(more);
            assert!(code == Some(2) && said.contains("built without the feature `otel`"), "{code:?} {said}");
        }
    }
    assert!(!folder.path().join("desk").exists(), "it made a database");
}
