//! Forgetting: key and content are destroyed, the record stays and still verifies.

use aduan::core::{
    Actor, Channel, Clarity, Command, Elements, ErasureBasis, Event, Matter, Office, PersonId, Reported,
    Review, Role,
};
use aduan::desk::{Reception, TicketSecret};
use aduan::store::{EventLog, OsEntropy};
use aduan::vault::{KeyRing, MasterKey};
use aduan::{Desk, DeskError, SqliteStore};
use std::sync::Arc;

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db"))?);
    let desk = Desk::open(store.clone(), Arc::new(KeyRing::new(MasterKey::generate(&OsEntropy)?)))?;
    let unit: Office = "KPPBC-050500".parse()?;
    let reception = Reception::new(Channel::Website, Matter::Duties, "it was Tuti at counter 4", unit);
    let (done, _) = desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let verifier = Actor::officer(PersonId::default(), Role::Verifier, unit);
    let protector = Actor::officer(PersonId::default(), Role::DataProtectionOfficer, unit);
    let colleague = Actor { id: "0195a3f0-0000-7000-8000-000000000002".parse()?, ..protector.clone() };
    let act = |actor: &Actor, command| desk.act(&desk.trace()?, actor, id, command);

    act(&complainant, Command::Withdraw { reason: None, told_by: None, evidence: None })?;
    let review = Review {
        elements: Elements::EMPTY,
        clarity: Clarity::Sufficient,
        matter: Matter::Duties,
        reported: Reported::NotNamed,
        official: None,
        office: None,
        note: None,
    };
    act(&verifier, Command::ReviewMaterial(Box::new(review)))?;
    act(&verifier, Command::Close)?;

    // While a hold is in force, nothing is erased.
    let held = act(&protector, Command::PlaceLegalHold { hold: (), reason: "case 7".into() })?;
    let [placed] = held.complaint.holds[..] else { return Err("one hold was placed".into()) };
    let erase = |officer| act(officer, Command::ErasePersonalData { basis: ErasureBasis::Request });
    assert!(matches!(erase(&protector), Err(DeskError::Rejected(_))));
    act(&protector, Command::ReleaseLegalHold { hold: placed.hold, reason: "dismissed".into() })?;
    // Before the retention is over, one person proposes it and another does it.
    assert!(!erase(&protector)?.complaint.erased);
    erase(&colleague)?;

    let Event::Received(received) = &done.records[0].event else { return Ok(()) };
    match desk.read(&complainant, id, received.material.id) {
        Err(error) => println!("{error}"),
        Ok(words) => return Err(format!("still readable: {words:?}").into()),
    }
    assert_eq!(store.integrity()?.problems, []);
    println!("{} events stand, root unchanged but for the last", store.head()?.size());
    Ok(())
}
