//! Files that the program writes: there under their names only when they are whole, for their owner alone, and never over
//! another file or the program's own input.

use crate::failure::Failure;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Whether a file may be replaced.
#[derive(Default, clap::Args)]
pub(crate) struct ForceArg {
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

/// A file under a random name beside its own. It is removed if it is dropped before it is kept.
pub(crate) struct OutputFile<'a> {
    path: &'a Path,
    force: bool,
    out: BufWriter<NamedTempFile>,
}

impl<'a> OutputFile<'a> {
    /// Fails at once where it cannot be kept later, before any work is done for it.
    pub(crate) fn create(path: &'a Path, force: &ForceArg, inputs: &[PathBuf]) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(failure(path, ErrorKind::IsADirectory.into()));
        }
        if !force.force && path.symlink_metadata().is_ok() {
            return Err(failure(path, ErrorKind::AlreadyExists.into()));
        }
        let place = fs::canonicalize(path).ok();
        if place.is_some() && inputs.iter().any(|input| fs::canonicalize(input).ok() == place) {
            return Err(Failure::Usage(format!("{} is read; name another file", path.display())));
        }
        let partial = tempfile::Builder::new().prefix(".aduan-").suffix(".partial").tempfile_in(folder(path));
        let partial = partial.map_err(|cause| failure(path, cause))?;
        Ok(Self { path, force: force.force, out: BufWriter::with_capacity(1 << 17, partial) })
    }

    /// Gives it its name, once all of it is on the disk.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        let Self { path, force, out } = self;
        let kept = out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|partial| {
            partial.as_file().sync_all()?;
            if force { partial.persist(path) } else { partial.persist_noclobber(path) }?;
            #[cfg(unix)]
            File::open(folder(path))?.sync_all()?;
            Ok(())
        });
        kept.map_err(|cause| failure(path, cause))
    }
}

impl Write for OutputFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a whole file.
pub(crate) fn write(
    mut file: OutputFile<'_>,
    print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    print(&mut file).map_err(|cause| failure(file.path, cause))?;
    file.keep()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn failure(path: &Path, cause: io::Error) -> Failure {
    match cause.kind() {
        ErrorKind::AlreadyExists => {
            Failure::Input(format!("{} exists; it is not overwritten", path.display()))
        }
        _ => Failure::output(&path.display().to_string(), cause),
    }
}
