//! What of a complaint's tickets can still matter to a decision.

use crate::fixtures::{ACCUSED, officer};
use aduan_core::{Complaint, Delivery, IssuedTicket, Notice, PersonId, Role, Timestamp};
use chrono::TimeDelta;

/// The first two tickets; the small world issues no third.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct TicketsClass {
    first: Option<TicketClass>,
    second: Option<TicketClass>,
    /// Whether another ticket may go where the complainant wished to be reached.
    own_way: bool,
    /// Who typed the contact of the ticket with which the complainant opened their identity.
    consent: Typist,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct TicketClass {
    alive: bool,
    typist: Typist,
    quiet: Quiet,
}

/// Who typed a contact. All of them sit at one office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
enum Typist {
    /// The complainant, or nobody.
    #[default]
    NoOfficer,
    Receiver,
    Accused,
    Another,
}

/// Until when a ticket waits for its powers, by the moments at which something is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Quiet {
    /// It has them.
    Over,
    /// It has them an hour after the last event.
    Soon,
    /// It has them by the next deadline.
    ByDue,
    /// It has them a day after the next deadline.
    AfterDue,
    Later,
}

impl TicketsClass {
    pub(crate) fn of(complaint: &Complaint) -> Self {
        let ticket = |place: usize| complaint.tickets.get(place).map(|one| TicketClass::of(one, complaint));
        Self {
            first: ticket(0),
            second: ticket(1),
            own_way: complaint.own_ways.contains(Delivery::Email),
            consent: complaint.consent_typed_by().map_or(Typist::NoOfficer, |(person, _)| Typist::of(person)),
        }
    }
}

impl TicketClass {
    fn of(ticket: &IssuedTicket, complaint: &Complaint) -> Self {
        let typist = ticket.typed_by.map_or(Typist::NoOfficer, |(person, _)| Typist::of(person));
        // Nothing is asked of a dead one.
        let quiet = ticket.quiet.filter(|_| ticket.alive);
        let quiet = quiet.map_or(Quiet::Over, |quiet| Quiet::of(quiet, complaint));
        Self { alive: ticket.alive, typist, quiet }
    }
}

impl Typist {
    fn of(person: PersonId) -> Self {
        match person {
            ACCUSED => Self::Accused,
            person if person == officer(Role::Receiver) => Self::Receiver,
            _ => Self::Another,
        }
    }
}

impl Quiet {
    fn of(quiet: Timestamp, complaint: &Complaint) -> Self {
        let last = complaint.last_at;
        let due =
            complaint.window.or_else(|| complaint.mail_of(Notice::DataRequest)).filter(|due| *due > last);
        match due {
            _ if quiet <= last => Self::Over,
            // Its end is itself what is waited for.
            None => Self::ByDue,
            Some(_) if quiet <= last.plus(TimeDelta::hours(1)) => Self::Soon,
            Some(due) if quiet <= due => Self::ByDue,
            Some(due) if quiet <= due.plus(TimeDelta::days(1)) => Self::AfterDue,
            Some(_) => Self::Later,
        }
    }
}
