//! T3, T7: after all cases have run, no word, name, contact or ticket is anywhere but where it belongs.

use crate::cases::ALL;
use crate::client::get;
use crate::server::logs;
use crate::site::{Kind, OFFICIAL, Site, filing};
use aduan_core::PersonId;
use uuid::Uuid;

#[test]
fn nothing_that_was_said_is_found_after_the_whole_case_set_ran() {
    let mut looked_for = 0;
    for kind in [Kind::Plain, Kind::Under2025, Kind::Clocked, Kind::WorkingDays] {
        let site = Site::start(kind);
        for case in ALL.iter().filter(|(needs, _)| *needs == kind) {
            if kind != Kind::Plain && kind != Kind::Under2025 {
                site.set("2025-03-01T01:00:00.000000Z");
            }
            case.1(&site);
        }
        // Nor who is complained of: the log has an alias.
        site.watch.lock().unwrap().whole(PersonId::new(Uuid::from_u128(OFFICIAL)).to_string());
        looked_for += site.secret();
    }
    assert!(looked_for > 100, "{looked_for}");
}

#[test]
fn the_search_finds_what_is_there() {
    let site = Site::start(Kind::Plain);
    let filed = site.file(&filing("duties"));
    let found = |word: &str| {
        let mut watch = site.watch.lock().unwrap();
        watch.said(word);
        watch.found(site.place(), "").iter().any(|found| found.ends_with(word))
    };
    site.settled();
    // Of each place, something that stands there.
    assert!(!found("Bimasakti") && found(&filed.register) && found("answered") && found("CREATE TABLE"));
    assert!(logs(site.place()).lines().count() > 0);
    site.send(get(format!("/v1/{}", filed.ticket)));
    let watch = site.watch.lock().unwrap();
    assert!(watch.found(site.place(), "").contains(&format!("told: {}", filed.ticket)), "one in an address");
}
