//! The forms in which a command stands: as its giver has it, and as it is decided.

use crate::{ContentRef, Field, FieldValue, HoldId, Identity, Officer, Official, PersonId, RegisterNumber};
use std::fmt::Debug;

/// In which form a command holds what differs between its giver and the procedure: words and numbers.
///
/// [`Sealed`] is the form that is decided. The giver's form (`Draft`, in `aduan-store`) has the words themselves.
pub trait Form {
    /// Free text.
    type Text: Clone + Debug + Eq;
    /// A contact or an identity.
    type Contact: Clone + Debug + Eq;
    /// A file.
    type Upload: Clone + Debug + Eq;
    /// The register number of a new complaint.
    type Register: Clone + Debug + Eq;
    /// The pseudonym of a new complainant.
    type Person: Clone + Debug + Eq;
    /// The id of a new legal hold.
    type Hold: Clone + Debug + Eq;
    /// The official complained of.
    type Official: Clone + Debug + Eq;
    /// An officer who is to have the file, or to learn something.
    type Officer: Clone + Debug + Eq;
}

/// The form that is decided: words are sealed and referred to, numbers are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {}

impl Form for Sealed {
    type Text = ContentRef;
    type Contact = Identity;
    type Upload = ContentRef;
    type Register = RegisterNumber;
    type Person = PersonId;
    type Hold = HoldId;
    type Official = Official;
    type Officer = Officer;
}

/// Takes a command from one form to another: the desk seals words and gives numbers by it.
///
/// # Errors
/// Each method gives the translator's own.
#[allow(clippy::missing_errors_doc, reason = "above, once for all")]
pub trait Translate<F: Form, T: Form> {
    /// What can go wrong.
    type Error;

    /// Translates words.
    fn text(&mut self, text: &F::Text) -> Result<T::Text, Self::Error>;

    /// Translates a contact that was left for a ticket (R7).
    fn contact(&mut self, contact: &F::Contact) -> Result<T::Contact, Self::Error>;

    /// Translates an identity.
    fn identity(&mut self, identity: &F::Contact) -> Result<T::Contact, Self::Error>;

    /// Translates a file.
    fn upload(&mut self, upload: &F::Upload) -> Result<T::Upload, Self::Error>;

    /// Translates a register number.
    fn register(&mut self, register: &F::Register) -> Result<T::Register, Self::Error>;

    /// Translates the pseudonym of a new complainant.
    fn person(&mut self, person: &F::Person) -> Result<T::Person, Self::Error>;

    /// Translates the id of a new legal hold.
    fn hold(&mut self, hold: &F::Hold) -> Result<T::Hold, Self::Error>;

    /// Translates the official complained of.
    fn official(&mut self, official: &F::Official) -> Result<T::Official, Self::Error>;

    /// Translates an officer who is to have the file, or to learn something.
    fn officer(&mut self, officer: &F::Officer) -> Result<T::Officer, Self::Error>;
}

/// A source of a command's fields, by name: a JSON body, a form, a row of a sheet.
///
/// [`Command::read`](crate::Command::read) asks for one field after the other.
///
/// # Errors
/// Each method gives the source's own.
#[allow(clippy::missing_errors_doc, reason = "above, once for all")]
pub trait Source<F: Form> {
    /// What can go wrong.
    type Error;

    /// Words; `None` if the field is not given.
    fn text(&mut self, field: &'static Field) -> Result<Option<F::Text>, Self::Error>;

    /// A contact that was left for a ticket (R7); `None` if the field is not given.
    fn contact(&mut self, field: &'static Field) -> Result<Option<F::Contact>, Self::Error>;

    /// An identity; `None` if the field is not given.
    fn identity(&mut self, field: &'static Field) -> Result<Option<F::Contact>, Self::Error>;

    /// A file; `None` if the field is not given.
    fn upload(&mut self, field: &'static Field) -> Result<Option<F::Upload>, Self::Error>;

    /// The official complained of; `None` if the field is not given.
    fn official(&mut self, field: &'static Field) -> Result<Option<F::Official>, Self::Error>;

    /// An officer; `None` if the field is not given.
    fn officer(&mut self, field: &'static Field) -> Result<Option<F::Officer>, Self::Error>;

    /// A fact; `None` if the field is not given.
    fn fact<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, Self::Error>;

    /// The register number of a new complaint.
    fn register(&mut self) -> Result<F::Register, Self::Error>;

    /// The pseudonym of a new complainant.
    fn person(&mut self) -> Result<F::Person, Self::Error>;

    /// The id of a new legal hold.
    fn hold(&mut self) -> Result<F::Hold, Self::Error>;

    /// The error for a required field that is not given.
    fn missing(&self, field: &'static Field) -> Self::Error;
}

/// A field of a command, recovered from the field of an event that has the same name.
pub(crate) trait Recover<T> {
    fn recover(&self) -> Option<T>;
}

impl<T: Clone> Recover<T> for T {
    fn recover(&self) -> Option<T> {
        Some(self.clone())
    }
}

impl<T: Clone> Recover<Option<T>> for T {
    fn recover(&self) -> Option<Option<T>> {
        Some(Some(self.clone()))
    }
}

impl<T: Clone> Recover<T> for Option<T> {
    fn recover(&self) -> Option<T> {
        self.clone()
    }
}
