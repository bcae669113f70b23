//! SQLite's errors in the words of the contract.

use aduan_store::StoreError;
use rusqlite::{Error, ErrorCode};
use std::sync::Arc;

/// What an error means wherever it comes from; `None` if that depends on what was being done.
fn plain(error: &Error) -> Option<fn(Arc<Error>) -> StoreError> {
    // A value that no version of ours has written, in a file that somebody else has.
    if let Error::FromSqlConversionFailure(..)
    | Error::IntegralValueOutOfRange(..)
    | Error::InvalidColumnType(..)
    | Error::Utf8Error(..) = error
    {
        return Some(|cause| StoreError::Corrupt { what: cause.to_string() });
    }
    Some(match error.sqlite_error_code()? {
        ErrorCode::DiskFull => |cause| StoreError::Full(cause),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => |cause| StoreError::Busy(cause),
        // Whatever a commit may contradict was asked before: only tables that contradict each other are left.
        ErrorCode::DatabaseCorrupt | ErrorCode::ConstraintViolation => {
            |cause| StoreError::Corrupt { what: cause.to_string() }
        }
        ErrorCode::NotADatabase => |cause| StoreError::NotOurs { what: cause.to_string() },
        _ => return None,
    })
}

/// An error while reading.
pub(crate) fn reading(error: Error) -> StoreError {
    match plain(&error) {
        Some(meant) => meant(Arc::new(error)),
        None => StoreError::Read(Arc::new(error)),
    }
}

/// An error while writing: after an I/O error nobody knows what has reached the disk.
pub(crate) fn writing(error: Error) -> StoreError {
    match plain(&error) {
        Some(meant) => meant(Arc::new(error)),
        None => StoreError::Unknown(Arc::new(error)),
    }
}

/// A value that no version of ours has written.
pub(crate) fn damaged(what: impl Into<String>) -> StoreError {
    StoreError::Corrupt { what: what.into() }
}
