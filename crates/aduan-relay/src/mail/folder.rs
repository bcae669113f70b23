//! Letters written into a folder, for trying out.

use super::{Mailer, Sender};
use crate::letters::Email;
use crate::settings::MailSettings;
use crate::{Accepted, NotSent, Reason, SettingsError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes each e-mail as `ID.eml` into a folder, for its owner alone. Whoever reads the folder reads the tickets: never use it
/// for real complaints.
pub struct FolderMailer {
    sender: Sender,
    folder: PathBuf,
}

impl FolderMailer {
    /// Takes the sender from the settings.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: &MailSettings, folder: &Path) -> Result<Self, SettingsError> {
        Ok(Self { sender: Sender::new(settings)?, folder: folder.to_owned() })
    }
}

impl Mailer for FolderMailer {
    fn send(&self, email: &Email) -> Result<Accepted, NotSent> {
        let bytes = self.sender.format(email).ok_or(NotSent::ForGood(Reason::Letter))?;
        write_new(&self.folder, &format!("{}.eml", email.id.0), &bytes)
    }

    fn check(&self) -> Result<String, Reason> {
        check_folder(&self.folder)
    }
}

/// Writes a file under a temporary name, and gives it its own name if nothing has it. A file that is there was written by an
/// earlier attempt, and stays.
pub(crate) fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> Result<Accepted, NotSent> {
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(folder.join(name)) {
            Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
            _ => Ok(()),
        }
    });
    written.map(|()| Accepted::default()).map_err(|_| NotSent::ForNow(Reason::Folder))
}

pub(crate) fn check_folder(folder: &Path) -> Result<String, Reason> {
    let writable = tempfile::NamedTempFile::new_in(folder).map_err(|_| Reason::Folder)?;
    drop(writable);
    Ok(format!("{} can be written to; nothing is sent", folder.display()))
}
