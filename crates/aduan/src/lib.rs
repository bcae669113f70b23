//! The one crate that an embedder names.
//!
//! - [`Desk`] is the application; [`desk`] has what goes in and comes out. `AsyncDesk` is the same, awaited on tokio
//!   (feature `tokio`).
//! - [`SqliteStore`] keeps complaints in one file (feature `sqlite`, on by default).
//! - [`vault`] has the keys. [`core`] is the procedure itself, pure: rulebooks, commands, events, the wire format.
//! - [`store`] is what a store of your own must promise.
//! - With the feature `audit`, `audit` reads histories back; with `report`, `report` makes measures and pages of them,
//!   with `convert`, `convert` other formats.
//! - With the feature `certify`, `certify` proves what a rulebook lets happen; with `generate`, `generate` makes up
//!   histories; with `testkit`, `testkit` tests rules and stores of your own.
//! - With the feature `relay`, `relay` makes letters of what waits to be sent, and hands them to mail servers and gateways.
//! - `http` is the API over HTTP (feature `http`), `pages` the pages beside it (feature `pages`).
//!
//! ```
//! use aduan::core::{Actor, Channel, Command, Matter, Office};
//! use aduan::desk::{Reception, Source, TicketSecret};
//! use aduan::store::OsEntropy;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let desk = aduan::open(folder.path())?;
//!
//! let unit: Office = "KPPBC-050500".parse()?;
//! let complaint = Reception::new(Channel::Website, Matter::Discipline, "an officer asked for money", unit);
//! let (done, ticket) = desk.receive_online(&desk.trace()?, complaint, &TicketSecret::fresh(&OsEntropy)?)?;
//!
//! let complainant = Actor::complainant(done.complaint.complainant);
//! let reason = Some("it was settled".into());
//! desk.act(&desk.trace()?, &complainant, done.complaint.id, Command::Withdraw { reason, told_by: None, evidence: None })?;
//!
//! let view = desk.follow(&ticket.reveal(), &Source::from("their address"))?;
//! assert_eq!(view.register, done.complaint.register);
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "sqlite")]
mod open;

#[cfg(feature = "audit")]
pub use aduan_audit as audit;
#[cfg(feature = "certify")]
pub use aduan_certify as certify;
#[cfg(feature = "convert")]
pub use aduan_convert as convert;
pub use aduan_core as core;
#[cfg(feature = "generate")]
pub use aduan_generate as generate;
#[cfg(feature = "http")]
pub use aduan_http as http;
#[cfg(feature = "pages")]
pub use aduan_pages as pages;
#[cfg(feature = "relay")]
pub use aduan_relay as relay;
#[cfg(feature = "report")]
pub use aduan_report as report;
#[cfg(feature = "sqlite")]
pub use aduan_sqlite as sqlite;
#[cfg(feature = "sqlite")]
pub use aduan_sqlite::SqliteStore;
pub use aduan_store as store;
#[cfg(feature = "tokio")]
pub use aduan_store::AsyncDesk;
pub use aduan_store::{
    ContentVault, Desk, DeskError, EventLog, EventStore, StoreError, Worklists, desk, vault,
};
#[cfg(feature = "testkit")]
pub use aduan_testkit as testkit;
#[cfg(feature = "sqlite")]
pub use open::{OpenError, open};
