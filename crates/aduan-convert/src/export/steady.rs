//! A file that goes to the disk while it is being written, so that little is left to wait for at its end.
//!
//! What the disk has is taken out of the system's cache, and a history that is being read stays there. It is also faster: memory
//! that is used again is at hand, where a virtual machine may have to ask its host for more.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// After so many bytes the disk is told again.
const STEP: usize = 1 << 24;

/// Writes to a file; another thread has the disk take what was written. Seeking does not change what is to be taken.
pub(super) struct Steady {
    file: File,
    since: usize,
    to: SyncSender<()>,
    syncing: JoinHandle<io::Result<()>>,
}

impl Steady {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let same = file.try_clone()?;
        // One may wait: it will find what was written until then.
        let (to, steps) = sync_channel(1);
        let syncing =
            thread::Builder::new().spawn(move || steps.into_iter().try_for_each(|()| settle(&same)))?;
        Ok(Self { file, since: 0, to, syncing })
    }

    /// Ends the other thread. An error of the disk that it was told is told nobody else: the file is not whole.
    pub(super) fn end(self) -> io::Result<()> {
        drop(self.to);
        self.syncing.join().unwrap_or_else(|_| Err(io::Error::other("the thread that syncs the file died")))
    }
}

/// Waits until the disk has what was written, and takes that out of the cache.
fn settle(file: &File) -> io::Result<()> {
    file.sync_data()?;
    // Advice: where it is not taken, nothing is lost but time.
    #[cfg(target_os = "linux")]
    let _kept = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
    Ok(())
}

impl Write for Steady {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.since += written;
        if self.since >= STEP {
            self.since = 0;
            // Where one waits already, or an error has ended the thread, this one need not.
            let _ = self.to.try_send(());
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Steady {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_and_written_over_is_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut file = Steady::new(File::create(&path).unwrap()).unwrap();
        let block = vec![b'a'; STEP / 2 + 1];
        (0..4).for_each(|_| file.write_all(&block).unwrap());
        file.seek(SeekFrom::Start(1)).unwrap();
        file.write_all(b"b").unwrap();
        file.end().unwrap();
        let mut expected = block.repeat(4);
        expected[1] = b'b';
        assert!(std::fs::read(&path).unwrap() == expected);
    }
}
