//! A complaint desk in one file: receive a complaint, work on it, let its complainant follow it.

use aduan::core::{
    Actor, Channel, Clarity, Command, Elements, Matter, Office, PersonId, Reported, Review, Role,
};
use aduan::desk::{Reception, Source, TicketSecret};
use aduan::store::{OsEntropy, Worklist};
use aduan::vault::FileKeys;
use aduan::{Desk, SqliteStore};
use std::sync::Arc;

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(&folder.path().join("aduan.db"))?;
    let keys = FileKeys::create(&folder.path().join("aduan.keys"), &OsEntropy)?;
    let desk = Desk::open(Arc::new(store), Arc::new(keys))?;

    // A citizen complains on the website. The ticket is shown to them, once.
    let unit: Office = "KPPBC-050100".parse()?;
    let reception = Reception::new(Channel::Website, Matter::Duties, "three days in the queue", unit);
    let (_, ticket) = desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;

    // The verifier finds it on their list and reviews it.
    let verifier = Actor::officer(PersonId::default(), Role::Verifier, unit);
    let waiting = desk.store().worklist(&Worklist::of_role(Role::Verifier).at(unit))?;
    let done = desk.act(
        &desk.trace()?,
        &verifier,
        waiting[0].complaint,
        Command::ReviewMaterial(Box::new(Review {
            elements: Elements::EMPTY,
            clarity: Clarity::Sufficient,
            matter: Matter::Duties,
            reported: Reported::NotNamed,
            official: None,
            office: None,
            note: Some("clear enough".into()),
        })),
    )?;

    let view = desk.follow(&ticket.reveal(), &Source::from("192.0.2.7"))?;
    println!(
        "{:?} is at {}; its complainant sees {} steps",
        done.complaint.register,
        done.complaint.stage,
        view.steps.len()
    );
    Ok(())
}
