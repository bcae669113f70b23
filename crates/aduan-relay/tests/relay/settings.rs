//! Settings that are refused.

use crate::{parse, read};
use aduan_relay::Channels;

#[test]
fn an_unknown_key_is_told() {
    for settings in [
        "folow = 'x'",
        "[mail]\nfrom = 'a@contoh.example'\nfoldr = '/tmp'",
        "[mail]\nfrom = 'a@contoh.example'\nsmtp = { host = 'mail', encryption = 'ssl' }",
        "[mail]\nfrom = 'a@contoh.example'\nsmtp = { host = 'mail', password = 'written here' }",
        "[mail]\nfrom = 'a@contoh.example'\nsmtp = { host = 'mail', password = { file = 'a', env = 'b' } }",
        "[sms.gateway]\nurl = 'https://sms.example/'",
    ] {
        assert!(parse(settings).is_err(), "{settings}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_key() {
    let mail = |more: &str| format!("[mail]\nfrom = 'a@contoh.example'\n{more}");
    let smtp = |more: &str| mail(&format!("[mail.smtp]\nhost = 'mail.contoh.example'\n{more}"));
    for (settings, key) in [
        (mail(""), "relay.mail:"),
        (mail("folder = '/tmp'\nsmtp = { host = 'mail' }"), "relay.mail:"),
        ("[mail]\nfrom = 'Pengaduan'\nfolder = '/tmp'".to_owned(), "relay.mail.from:"),
        (mail("return_path = 'kembali'\nfolder = '/tmp'"), "relay.mail.return_path:"),
        (mail("return_path = 'kembali+x@contoh.example'\nfolder = '/tmp'"), "relay.mail.return_path:"),
        (
            mail(&format!("return_path = '{}@contoh.example'\nfolder = '/tmp'", "x".repeat(32))),
            "relay.mail.return_path:",
        ),
        (smtp("encryption = 'none'"), "relay.mail.smtp.encryption:"),
        (smtp("user = 'aduan'"), "relay.mail.smtp:"),
        (smtp("password = { env = 'PATH' }"), "relay.mail.smtp:"),
        (smtp("timeout_seconds = 0"), "relay.mail.smtp.timeout_seconds:"),
        (smtp("hello = 'two words'"), "relay.mail.smtp.hello:"),
        (smtp("ca_file = '/etc/hostname'"), "relay.mail.smtp.ca_file:"),
        (smtp("user = 'aduan'\npassword = { file = '/nowhere' }"), "the secret in the file /nowhere:"),
        (
            smtp("user = 'aduan'\npassword = { env = 'NO_SUCH_VARIABLE' }"),
            "the secret in the variable NO_SUCH_VARIABLE:",
        ),
        ("letters = '/nowhere'".to_owned(), "/nowhere cannot be read"),
        ("[sms]".to_owned(), "relay.sms:"),
        ("[sms]\nparts = 3\nfolder = '/tmp'".to_owned(), "relay.sms.parts:"),
        ("[sms]\nparts = 0\nfolder = '/tmp'".to_owned(), "relay.sms.parts:"),
    ] {
        let error =
            Channels::open(&read(&settings)).err().unwrap_or_else(|| panic!("{settings}")).to_string();
        assert!(error.starts_with(key), "{settings}: {error}");
    }
}

#[test]
fn a_secret_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let source = aduan_relay::SecretSource::File(file.clone());
    for text in ["", "\n", "two\nlines\n", "a\u{0}b", &"x".repeat(4097)] {
        std::fs::write(&file, text).unwrap();
        assert!(source.read().is_err(), "{text:?}");
    }
    std::fs::write(&file, " a pass phrase \r\n").unwrap();
    assert_eq!(source.read().unwrap().reveal(), " a pass phrase ");
}
