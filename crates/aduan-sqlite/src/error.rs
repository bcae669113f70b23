//! SQLite's errors in the words of the contract.

use aduan_store::StoreError;
use rusqlite::{Error, ErrorCode};
use std::sync::Arc;

/// The meaning of an error that does not depend on the operation; `None` if it does.
fn plain(error: &Error) -> Option<fn(Arc<Error>) -> StoreError> {
    // No version of aduan wrote this value: another program changed the file.
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
        // Conflicts of a commit were checked before, so the tables contradict each other.
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

/// An error while writing. After an I/O error it is not known which bytes have reached the disk.
pub(crate) fn writing(error: Error) -> StoreError {
    match plain(&error) {
        Some(meant) => meant(Arc::new(error)),
        None => StoreError::Unknown(Arc::new(error)),
    }
}

/// The error for a value that no version of aduan wrote.
pub(crate) fn damaged(what: impl Into<String>) -> StoreError {
    StoreError::Corrupt { what: what.into() }
}
