//! Sources of a history.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a file is packed. Told by its first bytes, not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    Plain,
    /// gzip, one member or several.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// Why a history cannot be opened or read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {name}")]
pub struct SourceError {
    /// The file's path, or `standard input`.
    pub name: String,
    /// The error of the system or the unpacker.
    #[source]
    pub cause: io::Error,
}

/// A history to be read, once.
pub struct Source {
    name: String,
    size: Option<u64>,
    consumed: Arc<AtomicU64>,
    state: State,
}

/// A file is opened when its turn comes: a year of them may be more than may be open at once.
enum State {
    Closed(PathBuf),
    Open { compression: Compression, reader: Box<dyn Read + Send> },
}

impl Source {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// [`SourceError`] if it is not there, not a file, not readable, or not what its first bytes say.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        if path == Path::new("-") {
            return Self::new("standard input".to_owned(), None, io::stdin());
        }
        let failed = |cause| SourceError { name: path.display().to_string(), cause };
        let file = File::open(path).map_err(failed)?;
        let meta = file.metadata().map_err(failed)?;
        if meta.is_dir() {
            return Err(failed(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a directory; name a file in it",
            )));
        }
        let name = path.display().to_string();
        if meta.is_file() {
            let (size, consumed) = (Some(meta.len()), Arc::default());
            return Ok(Self { name, size, consumed, state: State::Closed(path.to_owned()) });
        }
        Self::new(name, None, file)
    }

    /// A history in memory, as it would be in a file of this name.
    ///
    /// # Errors
    /// [`SourceError`] if it is packed and its first bytes are not right.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, SourceError> {
        Self::new(name.to_owned(), Some(bytes.len() as u64), Cursor::new(bytes))
    }

    /// A history that a reader gives, of so many bytes if that is known.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes), and if the reader fails.
    ///
    /// ```
    /// let source = aduan_audit::Source::from_reader("a stream", None, std::io::empty())?;
    /// assert_eq!(source.name(), "a stream");
    /// # Ok::<_, aduan_audit::SourceError>(())
    /// ```
    pub fn from_reader(
        name: &str,
        size: Option<u64>,
        reader: impl Read + Send + 'static,
    ) -> Result<Self, SourceError> {
        Self::new(name.to_owned(), size, reader)
    }

    fn new(name: String, size: Option<u64>, raw: impl Read + Send + 'static) -> Result<Self, SourceError> {
        let consumed = Arc::default();
        match State::open(raw, &consumed) {
            Ok(state) => Ok(Self { name, size, consumed, state }),
            Err(cause) => Err(SourceError { name, cause }),
        }
    }

    /// Its name in a message.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size in bytes as it lies on the disk, where that is known.
    pub const fn size(&self) -> Option<u64> {
        self.size
    }

    /// How it is packed; `None` if it has not been opened yet.
    pub const fn compression(&self) -> Option<Compression> {
        match &self.state {
            State::Closed(_) => None,
            State::Open { compression, .. } => Some(*compression),
        }
    }

    /// How many bytes have been taken from it, as it lies on the disk.
    pub fn consumed(&self) -> u64 {
        self.consumed.load(Ordering::Relaxed)
    }

    /// Reads into `buffer` until it is full or the history ends, and says how much was read.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(SourceError { name: self.name.clone(), cause }),
            }
        }
        Ok(filled)
    }
}

/// The lines as bytes, unpacked.
impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let State::Closed(path) = &self.state {
            self.state = State::open(File::open(path)?, &self.consumed)?;
        }
        let State::Open { reader, .. } = &mut self.state else { return Ok(0) };
        reader.read(buffer)
    }
}

impl State {
    /// Finds out by the first bytes how it is packed.
    fn open(raw: impl Read + Send + 'static, consumed: &Arc<AtomicU64>) -> io::Result<Self> {
        let mut raw = Counting { raw, consumed: Arc::clone(consumed) };
        let mut magic = Vec::with_capacity(4);
        raw.by_ref().take(4).read_to_end(&mut magic)?;
        let compression = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            // A frame, or one that is to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Compression::Zstd,
            _ => Compression::Plain,
        };
        let whole = Cursor::new(magic).chain(raw);
        let reader: Box<dyn Read + Send> = match compression {
            Compression::Plain => Box::new(whole),
            Compression::Gzip => {
                Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole)))
            }
            Compression::Zstd => Box::new(Zstd {
                source: BufReader::with_capacity(1 << 16, whole),
                frame: FrameDecoder::new(),
                within: false,
            }),
        };
        Ok(Self::Open { compression, reader })
    }
}

impl TryFrom<PathBuf> for Source {
    type Error = SourceError;
    fn try_from(path: PathBuf) -> Result<Self, SourceError> {
        Self::open(&path)
    }
}

struct Counting<R> {
    raw: R,
    consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(buffer)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Zstandard, frame after frame: the decoder reads one, a file may hold several.
struct Zstd<R> {
    source: R,
    frame: FrameDecoder,
    within: bool,
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.within {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                match self.frame.reset(&mut self.source) {
                    Ok(()) => self.within = true,
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                        length,
                        ..
                    })) => {
                        io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                    }
                    Err(error) => return Err(io::Error::other(error)),
                }
            } else if self.frame.can_collect() > 0 {
                return self.frame.read(buffer);
            } else if self.frame.is_finished() {
                let (told, found) =
                    (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum());
                if told.is_some() && told != found {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "zstd: the checksum is wrong"));
                }
                self.within = false;
            } else {
                let some = BlockDecodingStrategy::UptoBlocks(1);
                self.frame.decode_blocks(&mut self.source, some).map_err(io::Error::other)?;
            }
        }
    }
}
