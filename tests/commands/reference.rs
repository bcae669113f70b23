//! Editions of reference data: added, listed, shown, and known to every command of the database.

use crate::support::{Folder, fails, fine, json, stdout};
use aduan_core::{Channel, Directory, Matter, Rulebook};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Reception, TicketSecret};
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, OsEntropy};
use std::fs;
use std::path::Path;
use std::sync::Arc;

const HOLIDAYS: &str =
    "id = 'id-2027'\nfirst_year = 2024\nlast_year = 2027\n[holidays]\n2027-01-01 = 'Tahun Baru'\n";
const OFFICES: &str = "\
id = 'djbc-2027'
title = 'Daftar kantor 2027'
fallback_units = ['PUSKI-001400']
[[offices]]
office = 'PUSKI-001400'
name = 'Pusat Kepatuhan Internal'
zone = 'wib'
[[offices]]
office = 'KPPBC-050500'
name = 'KPPBC Bandung'
zone = 'wib'
from = '2007-01-01'
";

/// Writes a file into the folder; gives its path.
fn file(folder: &Folder, name: &str, content: &str) -> String {
    let path = folder.at(name);
    fs::write(&path, content).unwrap();
    path
}

fn rulebook(folder: &Folder) -> String {
    let mut book = serde_json::to_value(Rulebook::kep_154_2012()).unwrap();
    book["id"] = "house-1".into();
    file(folder, "house-1.json", &book.to_string())
}

/// A complaint that was decided by what the database has, under the rulebook `house-1`.
fn complaint(db: &str) {
    let place = Path::new(db);
    let store = Arc::new(SqliteStore::open_existing(&place.join("data/aduan.db")).unwrap());
    let keys = FileKeys::open(&place.join("keys/aduan.keys")).unwrap();
    let desk = Desk::open(store, Arc::new(keys)).unwrap().with_rulebook("house-1".parse().unwrap()).unwrap();
    let unit = "KPPBC-050500".parse().unwrap();
    let reception = Reception::new(Channel::Website, Matter::Duties, "lama sekali", unit);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    desk.receive_online(&desk.trace().unwrap(), reception, &secret).unwrap();
}

#[test]
fn an_edition_is_known_to_every_command_of_the_database() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let (holidays, offices, book) =
        (file(&folder, "h.toml", HOLIDAYS), file(&folder, "o.toml", OFFICES), rulebook(&folder));
    let added = json(&fine(&["reference", "add", "--db", &db, &holidays, &offices, &book, "--json"]));
    let words: Vec<_> = added["editions"].as_array().unwrap().iter().map(|it| &it["added"]).collect();
    assert_eq!(words, ["recorded"; 3]);
    complaint(&db);

    fine(&["sweep", "--db", &db]);
    fine(&["audit", "--db", &db]);
    fine(&["what-if", "--set", "targets.assessment=30d", "--under", "house-1", "--db", &db]);
    let lines = folder.at("lines.jsonl");
    fine(&["export", "--db", &db, "--output", &lines]);
    let unjudged = crate::support::run(&["audit", &lines]);
    assert_eq!(unjudged.status.code(), Some(1), "its rulebook is not at hand");
    let shown = |name: &str| {
        file(&folder, &format!("{name}.json"), &stdout(&fine(&["reference", "show", "--db", &db, name])))
    };
    let (holidays, offices, book) = (shown("id-2027"), shown("djbc-2027"), shown("house-1"));
    fine(&["audit", &lines, "--rulebook", &book, "--calendar", &holidays, "--directory", &offices]);
}

#[test]
fn editions_are_listed_with_what_is_used() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let used = || -> Vec<String> {
        let list = json(&fine(&["reference", "list", "--db", &db, "--json"]));
        let editions = list["editions"].as_array().unwrap().clone();
        let used = editions.iter().filter(|edition| edition["used"] == true);
        used.map(|edition| edition["edition"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(used(), ["id-2024-2026", "djbc-2026"], "what comes with the program");
    let offices = file(&folder, "o.toml", OFFICES);
    fine(&["reference", "add", "--db", &db, &offices]);
    assert_eq!(used(), ["djbc-2027", "id-2024-2026"]);
    let text = stdout(&fine(&["reference", "list", "--db", &db]));
    assert!(
        text.contains("djbc-2027") && text.contains("in force from") && text.contains("sha256"),
        "{text}"
    );
    let shown = json(&fine(&["reference", "show", "--db", &db, "djbc-2027", "--json"]));
    let directory: Directory = serde_json::from_value(shown["content"].clone()).unwrap();
    assert_eq!((directory.entries().count(), &shown["origin"]), (2, &"added".into()));
    assert!(shown["in_force_from"].is_string());
}

#[test]
fn the_same_content_again_changes_nothing_and_another_is_refused() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let holidays = file(&folder, "h.toml", HOLIDAYS);
    fine(&["reference", "add", "--db", &db, &holidays]);
    let list = || stdout(&fine(&["reference", "list", "--db", &db, "--json"]));
    let before = list();
    let again = stdout(&fine(&["reference", "add", "--db", &db, &holidays]));
    assert!(again.contains("there already, with the same content"), "{again}");
    let other = file(&folder, "other.toml", &HOLIDAYS.replace("2027-01-01", "2027-01-02"));
    fails(&["reference", "add", "--db", &db, &other], 3, "calendar id-2027 was recorded with other content");
    let shipped = file(&folder, "shipped.toml", &HOLIDAYS.replace("id-2027", "id-2024-2026"));
    fails(&["reference", "add", "--db", &db, &shipped], 3, "give it a name of its own");
    assert_eq!(list(), before);
}

#[test]
fn bad_content_is_told_with_its_place_and_nothing_is_added() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let good = file(&folder, "good.toml", HOLIDAYS);
    for (name, content, says) in [
        ("a.toml", HOLIDAYS.replace("2024", "'soon'"), "line 2"),
        ("b.toml", OFFICES.replace("KPPBC-050500", "KPPBC-0505OOO0"), "line 9"),
        (
            "c.toml",
            OFFICES.replace("fallback_units = ['PUSKI-001400']", "fallback_units = ['PUSKI-9']"),
            "PUSKI-9",
        ),
        ("d.json", "{\"offices\": [}".to_owned(), "line 1 column 14"),
        ("e.json", "{\"hello\": 1}".to_owned(), "a rulebook has `data_window`"),
    ] {
        let bad = file(&folder, name, &content);
        fails(&["reference", "add", "--db", &db, &good, &bad], 3, says);
    }
    fails(&["reference", "show", "--db", &db, "id-2027"], 3, "there is no edition id-2027");
    fails(&["reference", "add", "--db", &folder.at("nowhere"), &good], 3, "aduan init");
}
