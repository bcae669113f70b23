//! Everything that can happen under a rulebook, in a small world, by trying everything.
//!
//! [`Explorer`] searches, [`Invariant`]s say what must hold, [`Exploration::certificate`] keeps the result: counts, a
//! fingerprint, what is proven, every behaviour. A [`Certificate`] draws the procedure ([`Certificate::to_svg`]) and is compared
//! with another ([`Difference`]).
//!
//! ```
//! use aduan_core::Rulebook;
//! use aduan_certify::{Explorer, Invariant, Model};
//!
//! // A discipline complaint disposed to a KPPBC: would a rulebook that allows it be found out?
//! let mut json = serde_json::to_value(Rulebook::kep_154_2012())?;
//! json["disposition_targets"] = serde_json::json!(["KPPBC"]);
//! let mistaken: Rulebook = serde_json::from_value(json)?;
//! let invariants = Invariant::standard(&mistaken);
//! let found = Explorer::new(Model::new(mistaken)).invariants(invariants).first_only().run();
//! assert_eq!(found.violations[0].invariant, "a_kppbc_is_no_disposition_target");
//! assert_eq!(found.violations[0].trace.commands.len(), 4, "{}", found.violations[0].trace);
//! # Ok::<_, serde_json::Error>(())
//! ```

mod abstract_state;
mod abstraction_check;
mod certificate;
mod command;
mod diagram;
mod difference;
mod exploration;
mod explorer;
mod fingerprint;
mod fixtures;
mod invariant;
mod invariants;
mod model;
mod monitor;
mod people;
mod poster;
mod random;
mod rust_test;
mod search;
mod tickets;
mod timing;
mod trace;
mod variants;
mod world;

pub use abstract_state::AbstractState;
pub use certificate::{Behaviour, Certificate, Counterexample, FORMAT, ProvenInvariant, UnusedRow};
pub use command::{FieldError, command};
pub use difference::Difference;
pub use exploration::{AbstractionMismatch, Exploration, Participants, Violation};
pub use explorer::Explorer;
pub use invariant::{Invariant, Transition};
pub use model::Model;
pub use rust_test::PRELUDE;
pub use timing::Timing;
pub use trace::{Trace, TraceCommand};
pub use world::World;

#[cfg(test)]
mod tests;
