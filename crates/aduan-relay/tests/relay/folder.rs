//! Letters into a folder.

use crate::{channels, email, sms};
use aduan_relay::{NotSent, Reason};
use std::fs;

#[test]
fn each_letter_is_a_file_that_nothing_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let settings = format!(
        "[mail]\nfrom = 'Pengaduan <pengaduan@contoh.example>'\nfolder = '{place}'\n[sms]\nfolder = '{place}'"
    );
    let ways = channels(&settings);
    ways.send(&email(1, "budi@contoh.example")).unwrap();
    ways.send(&sms(2)).unwrap();
    let read = |name: String| fs::read_to_string(folder.path().join(name)).unwrap();
    let letter = read(format!("{}.eml", crate::id(1).0));
    assert!(letter.contains("To: budi@contoh.example\r\n") && letter.contains("XXXXXX-XXXXXX-XXXXXX"));
    let text = read(format!("{}.txt", crate::id(2).0));
    assert_eq!(text, "+6281234567890\n\nTiket Anda: XXXXXX-XXXXXX-XXXXXX\n");

    ways.send(&email(1, "lain@contoh.example")).expect("it was written before");
    assert_eq!(read(format!("{}.eml", crate::id(1).0)), letter);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
    #[cfg(unix)]
    for entry in fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(ways.check().iter().all(|(_, found)| found.as_ref().unwrap().contains("nothing is sent")));
    drop(folder);
    assert_eq!(ways.send(&email(3, "budi@contoh.example")), Err(NotSent::ForNow(Reason::Folder)));
    assert!(ways.check().iter().all(|(_, found)| *found == Err(Reason::Folder)));
}

#[test]
fn what_is_not_set_up_waits() {
    let ways = channels("");
    assert_eq!(ways.send(&email(1, "budi@contoh.example")), Err(NotSent::ForNow(Reason::NotSetUp)));
    assert_eq!(ways.send(&sms(1)), Err(NotSent::ForNow(Reason::NotSetUp)));
    assert_eq!(ways.check(), []);
}
