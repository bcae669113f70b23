//! Who calls, and which routes are theirs.
//!
//! [`route_access`] says which callers may use which route; it is checked before any handler runs. What an officer may see
//! and do with a complaint is decided by the desk, which command by the core's table.

pub mod issuer;
pub mod keys;
pub mod route_access;
pub mod verifier;

pub use crate::principal::{Principal, TokenRole};
pub use issuer::{Issuer, IssuerError};
pub use keys::KeySetError;
pub use route_access::{Admission, Callers, RouteAccess};
pub use verifier::TokenVerifier;
