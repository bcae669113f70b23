//! A command by the words of its fields: so the small world's commands are made, and so a written test says them.

use crate::fixtures::{COMPLAINANT, alias, content, hold};
use aduan_core::{
    Command, CommandKind, ContentRef, Field, FieldValue, HoldId, Identity, IdentityParts, Officer, Official,
    ParseTokenError, PersonId, RegisterNumber, Sealed, Source,
};

/// Makes a command out of the words of its fields; those of a set stand apart by spaces.
///
/// Sealed words that a command needs, a register number and a pseudonym are the small world's. Optional words are
/// there if the field is named.
///
/// # Errors
/// The first field that is missing, unknown or has words that are no value of it.
///
/// ```
/// use aduan_certify::command;
/// use aduan_core::{Command, CommandKind};
/// let forward = command(CommandKind::ForwardToPyb, &[("office", "KANWIL-1")])?;
/// assert!(matches!(forward, Command::ForwardToPyb { office } if office.to_string() == "KANWIL-1"));
/// assert!(command(CommandKind::ForwardToPyb, &[]).is_err());
/// # Ok::<_, aduan_certify::FieldError>(())
/// ```
pub fn command(kind: CommandKind, fields: &[(&str, &str)]) -> Result<Command, FieldError> {
    let known = |name: &str| name == "hold" || kind.fields().iter().any(|field| field.name == name);
    if let Some((name, _)) = fields.iter().find(|(name, _)| !known(name)) {
        return Err(FieldError::Unknown((*name).to_owned()));
    }
    Command::read(kind, &mut Words(fields))
}

/// Why fields make no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum FieldError {
    /// The command has no such field.
    #[error("there is no field {0}")]
    Unknown(String),
    /// The command cannot be without it.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The words are no value of it.
    #[error("{field}: {source}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What would be right.
        source: ParseTokenError,
    },
}

struct Words<'a>(&'a [(&'a str, &'a str)]);

impl Words<'_> {
    fn value<T: FieldValue>(&self, name: &'static str) -> Result<Option<T>, FieldError> {
        let Some((_, words)) = self.0.iter().find(|(given, _)| *given == name) else { return Ok(None) };
        let words: Vec<&str> = words.split_whitespace().collect();
        T::from_words(&words).map(Some).map_err(|source| FieldError::Invalid { field: name, source })
    }

    fn sealed(&self, field: &Field) -> Option<ContentRef> {
        (field.required || self.0.iter().any(|(given, _)| *given == field.name)).then(content)
    }
}

impl Source<Sealed> for Words<'_> {
    type Error = FieldError;

    fn text(&mut self, field: &'static Field) -> Result<Option<ContentRef>, FieldError> {
        Ok(self.sealed(field))
    }

    fn contact(&mut self, field: &'static Field) -> Result<Option<Identity>, FieldError> {
        let parts = self.value::<IdentityParts>(field.name)?;
        Ok(parts.map(|parts| Identity { content: content(), parts }))
    }

    fn identity(&mut self, field: &'static Field) -> Result<Option<Identity>, FieldError> {
        self.contact(field)
    }

    fn upload(&mut self, field: &'static Field) -> Result<Option<ContentRef>, FieldError> {
        Ok(self.sealed(field))
    }

    fn fact<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, FieldError> {
        self.value(field.name)
    }

    fn official(&mut self, field: &'static Field) -> Result<Option<Official>, FieldError> {
        let person = self.value::<PersonId>(field.name)?;
        Ok(person.map(|person| Official { alias: alias(person), content: None }))
    }

    fn officer(&mut self, field: &'static Field) -> Result<Option<Officer>, FieldError> {
        Ok(self.value::<PersonId>(field.name)?.map(|id| Officer { id, alias: alias(id) }))
    }

    fn register(&mut self) -> Result<RegisterNumber, FieldError> {
        RegisterNumber::new(2026, 1).ok_or(FieldError::Missing("register"))
    }

    fn person(&mut self) -> Result<PersonId, FieldError> {
        Ok(COMPLAINANT)
    }

    fn hold(&mut self) -> Result<HoldId, FieldError> {
        Ok(self.value("hold")?.unwrap_or(hold(1)))
    }

    fn missing(&self, field: &'static Field) -> FieldError {
        FieldError::Missing(field.name)
    }
}
