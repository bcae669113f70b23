//! Callers, and the routes that they may use.
//!
//! [`route_access`] says which callers may use which route; it is checked before any handler runs. The desk decides which
//! complaints an officer may see and act on; the core's table decides which commands they may give.

pub mod issuer;
pub mod keys;
pub mod route_access;
pub mod verifier;

pub use crate::principal::{Principal, TokenRole};
pub use issuer::{Issuer, IssuerError};
pub use keys::KeySetError;
pub use route_access::{Admission, Callers, RouteAccess};
pub use verifier::TokenVerifier;
