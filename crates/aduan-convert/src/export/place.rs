//! A file that has its name only when it is whole.

use super::ExportError;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Where a file is to be; what stands beside it in the meantime goes when this is dropped.
pub(super) struct Place {
    path: PathBuf,
    partial: PathBuf,
}

impl Place {
    pub(super) fn new(path: &Path) -> Result<Self, ExportError> {
        if path.exists() {
            return Err(ExportError::Exists(path.to_owned()));
        }
        let mut partial = path.to_owned().into_os_string();
        partial.push(".partial");
        let place = Self { path: path.to_owned(), partial: partial.into() };
        // An export that was killed may have left one.
        match fs::remove_file(&place.partial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ExportError::Write(error)),
            _ => Ok(place),
        }
    }

    pub(super) fn partial(&self) -> &Path {
        &self.partial
    }

    /// Gives the file its name, once all of it is on the disk.
    pub(super) fn keep(self) -> Result<(), ExportError> {
        let file = File::options().read(true).write(true).open(&self.partial);
        file.and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.partial, &self.path))
            .map_err(ExportError::Write)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // After `keep` there is none.
        let _ = fs::remove_file(&self.partial);
    }
}
