//! A command as a caller gives it to the desk: with its words.

use super::{Attachment, IdentityWords};
use crate::vault::Words;
use aduan_core::{Command, Form, PersonId, Receive};

/// The form of a command that a caller gives: words, a contact, a file that was uploaded. Register number, pseudonym,
/// the id of a hold and the aliases of people are the desk's to give.
///
/// Its words are wiped from memory when it is dropped, and no `Debug` shows them.
///
/// ```
/// use aduan_core::Command;
/// use aduan_store::desk::Draft;
/// let command: Command<Draft> = Command::Withdraw { reason: Some("it was settled".into()), told_by: None, evidence: None };
/// assert_eq!(format!("{command:?}"), "Withdraw { reason: Some(Words(…)), told_by: None, evidence: None }");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draft {}

impl Form for Draft {
    type Text = Words;
    type Contact = IdentityWords;
    type Upload = Attachment;
    type Register = ();
    type Person = ();
    type Hold = ();
    type Official = PersonId;
    type Officer = PersonId;
}

/// A command that a caller gives.
pub type DraftCommand = Command<Draft>;

/// A new complaint as the caller gives it, with its words still in the clear.
pub type Reception = Receive<Draft>;
