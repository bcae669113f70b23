//! The package for WISE that is handed over by hand.

use crate::support::{Folder, fails, fine, json, stdout};
use aduan_core::{Actor, Channel, Command, Matter, Office, PersonId, RegisterNumber, Role, Share, Shares};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Draft, IdentityWords, Reception, TicketSecret};
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, OsEntropy};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

const STORY: &str = "Petugas meminta uang <pelicin> & \"lain\"";
const NAME: &str = "Budi Santoso Wiryawan";
const REVIEW: &str = "hanya untuk verifikator";

fn desk(db: &str) -> Desk {
    let place = Path::new(db);
    let store = Arc::new(SqliteStore::open_existing(&place.join("data/aduan.db")).unwrap());
    Desk::open(store, Arc::new(FileKeys::open(&place.join("keys/aduan.keys")).unwrap())).unwrap()
}

fn officer(number: u128, role: Role, office: Office) -> Actor {
    Actor::officer(PersonId::new(uuid::Uuid::from_u128(number)), role, office)
}

/// A complaint that is with the PYB, or forwarded to WISE: its register number.
fn filed(db: &str, forwarded: bool) -> String {
    let desk = desk(db);
    let (unit, kanwil): (Office, Office) =
        ("KPPBC-050500".parse().unwrap(), "KANWIL-050000".parse().unwrap());
    let mut reception = Reception::new(Channel::Website, Matter::Discipline, STORY, unit);
    let mut identity = IdentityWords::default();
    (identity.name, identity.mobile) = (Some(NAME.into()), Some("0812-3456-7890".into()));
    reception.identity = Some(identity);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let complaint = desk.receive_online(&desk.trace().unwrap(), reception, &secret).unwrap().0.complaint;
    let act = |actor: &Actor, command: Command<Draft>| {
        desk.act(&desk.trace().unwrap(), actor, complaint.id, command).unwrap();
    };
    let review = aduan_core::Review {
        elements: aduan_core::Elements::default(),
        clarity: aduan_core::Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: aduan_core::Reported::Identified,
        official: Some(PersonId::new(uuid::Uuid::from_u128(99))),
        office: None,
        note: Some(REVIEW.into()),
    };
    let (verifier, pyb) = (officer(7, Role::Verifier, unit), officer(8, Role::Pyb, kanwil));
    act(&verifier, Command::ReviewMaterial(Box::new(review)));
    act(&verifier, Command::ForwardToPyb { office: kanwil });
    if forwarded {
        let shares = Shares::of(&[Share::Material]);
        act(&pyb, Command::ForwardToWise { reason: "di luar tugas".into(), shares });
    }
    complaint.register.unwrap().to_string()
}

#[test]
fn the_package_holds_what_was_shared_signed_and_to_be_printed() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let register = filed(&db, true);
    let (key, to) = (folder.at("wise.key"), folder.at("packages"));
    fs::write(&key, "07".repeat(32)).unwrap();
    fs::create_dir(&to).unwrap();
    let args = |more: &[&'static str]| -> Vec<String> {
        let args = [
            "wise",
            "package",
            &register,
            "--db",
            &db,
            "--signing-key",
            &key,
            "--key-id",
            "aduan-2026",
            "--to",
            &to,
        ];
        args.iter().chain(more).map(|arg| (*arg).to_owned()).collect()
    };
    let all = args(&["--json"]);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let made = json(&fine(&all));
    assert_eq!((&made["register"], made["texts"].as_u64()), (&register.as_str().into(), Some(2)));
    let place = |name: &str| made[name].as_str().unwrap().to_owned();
    for file in [place("document"), place("page")] {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
    let text = fs::read(place("document")).unwrap();
    let summed = std::process::Command::new("sha256sum").arg(place("document")).output().unwrap();
    assert!(stdout(&summed).starts_with(made["sha256"].as_str().unwrap()));
    // A library that is not ours believes it, by the key that was printed, and by no other.
    let document: Value = serde_json::from_slice(&text).unwrap();
    let part = |name: &str| document[name].as_str().unwrap();
    let compact = format!("{}.{}.{}", part("protected"), part("payload"), part("signature"));
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.required_spec_claims.clear();
    (rules.validate_exp, rules.validate_aud) = (false, false);
    let read = |key: &[u8]| jsonwebtoken::decode::<Value>(&compact, &DecodingKey::from_ed_der(key), &rules);
    let event = read(&hex::decode(place("public_key")).unwrap()).unwrap();
    assert_eq!(event.header.kid.as_deref(), Some("aduan-2026"));
    assert!(read(&[1; 32]).is_err());
    let event = event.claims;
    assert_eq!((&event["subject"], &event["id"]), (&register.as_str().into(), &made["message"]));
    let texts = event["data"]["texts"].as_array().unwrap();
    let words: Vec<_> = texts.iter().map(|text| text["text"].as_str().unwrap()).collect();
    assert_eq!(words, [STORY, "di luar tugas"]);
    // The machine would send it under the same id.
    let waiting = json(&fine(&["outbox", "--db", &db, "--json"]));
    let listed = waiting["messages"].as_array().unwrap().iter();
    assert!(listed.clone().any(|row| row["message"] == made["message"]), "{waiting}");

    let page = fs::read_to_string(place("page")).unwrap();
    assert!(page.contains("Petugas meminta uang &lt;pelicin&gt; &amp; &quot;lain&quot;"), "{page}");
    assert!(page.contains(made["sha256"].as_str().unwrap()) && page.contains(&register));
    for secret in [NAME, "0812", REVIEW, &uuid::Uuid::from_u128(99).to_string(), "<script"] {
        assert!(!page.contains(secret) && !event.to_string().contains(secret), "{secret}");
    }
    // The reading is on record, once; nothing that is there is overwritten.
    let id = desk(&db).numbered(register.parse().unwrap()).unwrap().unwrap();
    let readings =
        || desk(&db).accesses(id).unwrap().iter().filter(|access| access.actor.role == Role::System).count();
    assert_eq!(readings(), 2);
    fails(&all, 3, "exists");
    fs::remove_file(place("document")).unwrap();
    fails(&all, 3, "exists");
    fs::remove_file(place("page")).unwrap();
    assert_eq!(json(&fine(&all)), made);
    assert_eq!(readings(), 2);
}

#[test]
fn what_was_not_forwarded_gives_no_package() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let register = filed(&db, false);
    let (key, to) = (folder.at("wise.key"), folder.at("."));
    fs::write(&key, "07".repeat(32)).unwrap();
    let package = |register: &str, key: &str, says: &str| {
        fails(&["wise", "package", register, "--db", &db, "--signing-key", key, "--to", &to], 3, says);
    };
    package(&register, &key, "nothing of");
    package(&RegisterNumber::new(2026, 99).unwrap().to_string(), &key, "nothing of");
    package(&register, &folder.at("nowhere"), "nowhere");
    fs::write(&key, "short").unwrap();
    package(&register, &key, "64 hexadecimal digits");
    assert!(!Path::new(&folder.at(&format!("{register}.json"))).exists());
    let help = stdout(&fine(&["wise", "package", "--help"]));
    assert!(help.contains("openssl rand -hex 32") && help.contains("PT-5"), "{help}");
}
