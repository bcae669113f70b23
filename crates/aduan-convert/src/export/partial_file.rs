//! A file that has its name only when it is whole.

use super::ExportError;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// A file being written beside its place under a random name. It is removed if this is dropped.
pub(super) struct PartialFile {
    path: PathBuf,
    partial: TempPath,
}

impl PartialFile {
    pub(super) fn new(path: &Path) -> Result<Self, ExportError> {
        if path.symlink_metadata().is_ok() {
            return Err(ExportError::Exists(path.to_owned()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let partial = tempfile::Builder::new().prefix(".aduan-").suffix(".partial").tempfile_in(folder);
        let partial = partial.map_err(ExportError::Write)?.into_temp_path();
        Ok(Self { path: path.to_owned(), partial })
    }

    pub(super) fn path(&self) -> &Path {
        &self.partial
    }

    /// Gives the file its name, once all of it is on the disk.
    pub(super) fn keep(self) -> Result<(), ExportError> {
        let Self { path, partial } = self;
        let file = File::options().read(true).write(true).open(&partial);
        file.and_then(|file| file.sync_all()).map_err(ExportError::Write)?;
        partial.persist_noclobber(&path).map_err(|failed| match failed.error.kind() {
            ErrorKind::AlreadyExists => ExportError::Exists(path),
            _ => ExportError::Write(failed.error),
        })
    }
}
