//! The complaint procedure of the Indonesian customs authority (DJBC) as an event-sourced core: pure, total,
//! without a clock, a disk or a network.
//!
//! - [`Rules::decide`] answers whether a [`Command`] may be done by an [`Actor`] now, and what has happened then;
//!   [`Rules::permits`] whether it may be given at all, without giving it.
//! - [`Complaint::evolve`] folds [`Event`]s into the state that `decide` asks.
//! - [`due`] says what falls due and must be recorded; [`overdue`] what should have happened and has not.
//! - [`procedure::TABLE`] is the procedure: who may do what, when, by which [`Rule`].
//! - [`Rulebook`], [`Calendar`] and [`Directory`] are what may differ, as data.
//! - [`decode`] and [`Record::to_line`] are the wire format `aduan/1`; [`json_schema`] describes it.
//! - [`ComplainantView`] is what the complainant may see of it all.
//!
//! No event holds a written word: texts, names and files are [`ContentRef`]s to a vault outside.

#[macro_use]
mod token;
#[macro_use]
mod wire;

pub mod command;
pub mod event;
pub mod procedure;

mod actor;
mod administration;
mod calendar;
mod canonical;
mod check;
mod complaint;
mod content;
mod decode;
mod directory;
mod due;
mod edition;
mod facts;
mod field;
mod form;
mod givers;
mod hex;
mod holidays;
mod id;
mod office;
mod record;
mod reference;
mod register;
mod rejection;
mod rule;
mod rulebook;
mod rules;
mod schema;
mod separation;
mod shape;
mod ticket;
mod time;
mod two_people;
mod upcast;
mod view;

/// The README's example is run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

pub use actor::{Actor, Role, Roles};
pub use administration::{
    AdminEvent, AdminEventKind, AdminRecord, Administration, Digest, EditionRecorded, MasterKeyChanged,
    MasterKeyId, MessageGivenUp, OfficialSearched, OtherEdition, Outgoing, RecordedEdition, ReferenceData,
    Undelivered,
};
pub use calendar::{Calendar, CalendarId, Counting, Deadline, Skipped, Term};
pub use command::{Command, CommandKind, Receive, Review};
pub use complaint::{Awaited, Complaint, IssuedTicket, OutcomeNotice, PlacedHold, Proposal, Telling};
pub use content::{Commitment, ContentRef};
pub use decode::{Corrupt, Decoded, Known, MAX_LINE, Unknown, decode, peek_complaint};
pub use directory::{Directory, DirectoryEntry, DirectoryError, DirectoryId};
pub use due::{Due, awaited, due, overdue};
pub use edition::{EditionId, RulebookId};
pub use event::{DeadlineKind, Event, EventKind};
pub use facts::{
    Action, Actions, Channel, Channels, Clarity, Confidentiality, Deliveries, Delivery, DisclosureGround,
    Element, Elements, ErasureBasis, Finding, Following, Ground, Identity, IdentityPart, IdentityParts,
    Matter, Media, Notice, NoticeChannel, Officer, Official, Outcome, Outcomes, ProposedAct, Purpose,
    Reported, Revocation, Sender, Share, Shares, Standing, Step, Steps, TicketKind, WiseNumber, WiseOutcome,
};
pub use field::Field;
pub use form::{Form, Sealed, Source, Translate};
pub use givers::Givers;
pub use id::{Alias, CommandId, ComplaintId, ContentId, CorrelationId, EventId, HoldId, PersonId};
pub use office::{Office, OfficeCode, OfficeKind, OfficeKinds};
pub use procedure::{Stage, Stages};
pub use record::{FORMAT, Record, Trace};
pub use reference::Edition;
pub use register::RegisterNumber;
pub use rejection::{Conflict, Rejection};
pub use rule::Rule;
pub use rulebook::{
    DisciplineRoute, ExpiryDecision, OwnOffice, PublicReason, Rulebook, RulebookError, Targets, WindowFrom,
};
pub use rules::{Context, DecideBy, Decision, Rules};
pub use schema::json_schema;
pub use separation::{HouseNumber, Separation, SeparationError};
pub use ticket::{ParseTicketError, Ticket};
pub use time::{Timestamp, Zone};
pub use token::{FieldKind, FieldValue, Language, ParseTokenError, Token};
pub use two_people::{TwoOf, TwoPeople, TwoPeopleCase, TwoPeopleError};
pub use view::{ComplainantView, Milestone, Seen};
