//! A custom rulebook: ten working days to answer, and two channels.

use aduan::core::{Channel, Command, Counting, Matter, Office, OfficeKind, Rulebook, RulebookId};
use aduan::desk::{Reception, TicketSecret};
use aduan::store::{MemoryStore, OsEntropy};
use aduan::vault::{KeyRing, MasterKey};
use aduan::{Desk, DeskError};
use std::sync::Arc;

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    // In practice this is read from a file; an unsound one is refused with the name of the field.
    let mut data = serde_json::to_value(Rulebook::kep_154_2012())?;
    data["id"] = "house-rules-1".into();
    data["title"] = "Our own".into();
    data["data_window"] = serde_json::json!({ "days": 10, "counting": "working_days", "rule": "R13" });
    data["channels"] = serde_json::json!(["website", "helpdesk"]);
    let own: Rulebook = serde_json::from_value(data)?;
    assert_eq!(own.data_window.counting, Counting::WorkingDays);
    assert!(own.disposition_targets.contains(OfficeKind::Kanwil));

    let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    let desk = Desk::open(Arc::new(MemoryStore::default()), Arc::new(keys))?.with_rules(own)?;
    let unit: Office = "KPPBC-050500".parse()?;
    let receive = |channel| {
        let reception = Reception::new(channel, Matter::Duties, "slow", unit);
        desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)
    };
    let (done, _) = receive(Channel::Website)?;
    let carried: Option<RulebookId> = done.complaint.rulebook;
    println!("received under {}", carried.map_or_else(String::new, |id| id.to_string()));

    // The rules in force refuse what they do not know, and say by which rule.
    match receive(Channel::Portal) {
        Err(DeskError::Rejected(rejection)) => println!("{rejection}"),
        other => println!("expected a refusal, got {:?}", other.map(|(done, _)| done)),
    }
    let actor = aduan::core::Actor::complainant(done.complaint.complainant);
    desk.act(
        &desk.trace()?,
        &actor,
        done.complaint.id,
        Command::Withdraw { reason: None, told_by: None, evidence: None },
    )?;
    Ok(())
}
