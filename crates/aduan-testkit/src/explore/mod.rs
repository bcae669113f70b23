//! The explorer: everything that can happen under a rulebook, in a small world, by trying everything.
//!
//! ```
//! use aduan_core::Rulebook;
//! use aduan_testkit::explore::{Explorer, Invariant, World};
//!
//! // A discipline complaint disposed to a KPPBC: would a rulebook that allows it be found out?
//! let mut json = serde_json::to_value(Rulebook::kep_154_2012())?;
//! json["disposition_targets"] = serde_json::json!(["KPPBC"]);
//! let mistaken: Rulebook = serde_json::from_value(json)?;
//! let invariants = Invariant::standard(&mistaken);
//! let found = Explorer::new(World::new(mistaken)).invariants(invariants).first_only().run();
//! assert_eq!(found.broken[0].invariant, "a_kppbc_is_no_disposition_target");
//! assert_eq!(found.broken[0].trace.steps.len(), 4, "{}", found.broken[0].trace);
//! # Ok::<_, serde_json::Error>(())
//! ```

mod certificate;
mod difference;
mod draw;
mod exploration;
mod explorer;
mod fingerprint;
mod invariant;
mod invariants;
mod memory;
mod moment;
mod moves;
mod rules;
mod search;
mod situation;
mod source;
mod svg;
mod telling;
mod trace;
mod world;

pub use certificate::{Behaviour, Certificate, Counterexample, FORMAT, Never, Proven};
pub use difference::Difference;
pub use exploration::{Broken, By, Exploration};
pub use explorer::Explorer;
pub use invariant::{Invariant, Step};
pub use moment::Moment;
pub use rules::Rules;
pub use situation::Situation;
pub use source::PRELUDE;
pub use telling::Blurred;
pub use trace::{Trace, Tried};
pub use world::World;

#[cfg(test)]
mod tests;
