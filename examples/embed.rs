//! A complaint desk in ten lines: open it, receive a complaint, give a command, let the complainant follow it.

use aduan::core::{Actor, Channel, Command, Element, Elements, Matter, Office};
use aduan::desk::{Reception, Source, TicketSecret};
use aduan::store::OsEntropy;

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let desk = aduan::open(folder.path())?;

    // A citizen complains on the website. The ticket is shown to them, once.
    let unit: Office = "KPPBC-050500".parse()?;
    let reception = Reception::new(Channel::Website, Matter::Duties, "three hours in the queue", unit);
    let (done, ticket) = desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;

    // They add when it was. The words are sealed; the event refers to them.
    let complainant = Actor::complainant(done.complaint.complainant);
    let more =
        Command::AmendMaterial { content: "on 3 December".into(), elements: Elements::of(&[Element::When]) };
    desk.act(&desk.trace()?, &complainant, done.complaint.id, more)?;

    let view = desk.follow(&ticket.reveal(), &Source::from("192.0.2.7"))?;
    println!("{:?}: its complainant sees {} steps", view.register, view.steps.len());
    Ok(())
}
