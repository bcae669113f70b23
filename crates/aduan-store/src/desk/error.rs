//! The errors of the desk.

use crate::desk::InvalidContact;
use crate::vault::VaultError;
use crate::{EntropyError, StoreError};
use aduan_core::{
    CommandId, ComplaintId, ContentId, OtherEdition, ParseTicketError, Rejection, RulebookError, RulebookId,
    Timestamp,
};

/// Why the desk did not do what was asked. No text of it holds content, a contact or a ticket.
#[derive(Debug, Clone, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum DeskError {
    /// The procedure does not allow it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// There is no such complaint.
    #[error("there is no complaint {complaint}")]
    NoSuchComplaint {
        /// What was asked for.
        complaint: ComplaintId,
    },
    /// No rulebook of this name came with the program, was added to the database or was given to this desk.
    #[error("rulebook {rulebook} is not known: add it to the database first")]
    UnknownRulebook {
        /// Which.
        rulebook: RulebookId,
    },
    /// A rulebook that cannot work.
    #[error(transparent)]
    UnsoundRulebook(#[from] RulebookError),
    /// A rulebook of this id is known with other content: give the new one an id of its own.
    #[error("rulebook {rulebook} is known with other content: give the new one an id of its own")]
    OtherRulebook {
        /// Which.
        rulebook: RulebookId,
    },
    /// A rulebook, calendar or directory of this name was recorded with other content.
    #[error(transparent)]
    OtherEdition(#[from] OtherEdition),
    /// The command id was used before, for something else.
    #[error("command id {command} was used before, for another command")]
    CommandReused {
        /// The id.
        command: CommandId,
    },
    /// The complaint is not at the version that the command was meant for. Nothing was recorded.
    #[error(
        "the complaint is at version {actual}, and the command was meant for version {expected}: look again"
    )]
    Stale {
        /// The version that was asked for.
        expected: u32,
        /// The version that it has.
        actual: u32,
    },
    /// Others were quicker every time. Trying again with the same command id is safe.
    #[error("others changed the complaint {tries} times meanwhile: try again")]
    Contended {
        /// How often it was tried.
        tries: u32,
    },
    /// An address that nothing can be sent to.
    #[error(transparent)]
    InvalidContact(#[from] InvalidContact),
    /// A ticket is to be sent on a way for which no address was given.
    #[error("no address was given for sending the ticket {delivery}")]
    NoAddress {
        /// The way.
        delivery: aduan_core::Delivery,
    },
    /// A text or an identity is longer than is taken (T13).
    #[error("it has {bytes} bytes, and at most {limit} are taken: attach what is longer as a file")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
    /// The typed text is no ticket, or has a typing error. The text alone shows that, without a look-up (C26).
    #[error(transparent)]
    NotATicket(#[from] ParseTicketError),
    /// No complaint has this ticket. Every wrong ticket gives this same error (T15).
    #[error("no complaint has this ticket")]
    WrongTicket,
    /// The ticket was revoked, or another took its place (R7, C49).
    #[error("this ticket was revoked or replaced")]
    RevokedTicket,
    /// Too many wrong tickets from there (C26). Right and wrong ones alike are refused until then.
    #[error("too many wrong tickets: try again after {until}")]
    TooManyTickets {
        /// When it may be tried again.
        until: Timestamp,
    },
    /// This person may not read this content.
    #[error("you may not read content {content}")]
    MayNotRead {
        /// Which.
        content: ContentId,
    },
    /// Nobody of the officer's office has read a message that they would mark as read (P3).
    #[error("nobody of your office has read message {content}: read it before you mark it as read")]
    Unread {
        /// The message.
        content: ContentId,
    },
    /// An identity is read by the disclosure rule alone, and none was disclosed to this person (R27).
    #[error("the identity was not disclosed to you (R27)")]
    NotDisclosed,
    /// Only a coordinator of PUSKI and the Inspectorate may search for an official, and nobody for themselves (T6).
    #[error(
        "only a coordinator of PUSKI and the Inspectorate search for an official, and nobody for themselves (T6)"
    )]
    MayNotSearch,
    /// All register numbers of the year were given out.
    #[error("the year {year} has no register number left")]
    RegisterFull {
        /// The year.
        year: u16,
    },
    /// Sealing or opening failed.
    #[error(transparent)]
    Vault(VaultError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

impl From<VaultError> for DeskError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Store(error) => Self::Store(error),
            VaultError::Entropy(error) => Self::Entropy(error),
            error => Self::Vault(error),
        }
    }
}
