//! SMS, and who takes them.

mod body;
mod gateway;

pub use gateway::GatewayTexter;

use crate::letters::Sms;
use crate::mail::{check_folder, write_new};
use crate::{Accepted, NotSent, Reason};
use std::path::{Path, PathBuf};

/// Takes SMS. Implement it for a way of one's own.
///
/// A call blocks until there is an answer or a time limit is over. It may be made from several threads at once.
pub trait Texter: Send + Sync {
    /// Hands an SMS over.
    ///
    /// # Errors
    /// [`NotSent`], which says whether to try again.
    fn send(&self, sms: &Sms) -> Result<Accepted, NotSent>;

    /// Connects and says what it found, in one line without a secret.
    ///
    /// # Errors
    /// [`Reason`].
    fn check(&self) -> Result<String, Reason>;
}

/// Writes each SMS as `ID.txt` into a folder, for its owner alone, for trying out.
pub struct FolderTexter {
    folder: PathBuf,
}

impl FolderTexter {
    /// Writes into this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl Texter for FolderTexter {
    fn send(&self, sms: &Sms) -> Result<Accepted, NotSent> {
        let parts = [sms.to.international(), "\n\n", sms.text.reveal(), "\n"];
        write_new(&self.folder, &format!("{}.txt", sms.id.0), parts.concat().as_bytes())
    }

    fn check(&self) -> Result<String, Reason> {
        check_folder(&self.folder)
    }
}
