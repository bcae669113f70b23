//! Sorted runs of ids in temporary files, for ids that do not stay in memory. The files end with the program, however
//! it ends.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// The bytes of an entry in a file.
const WIDTH: usize = 16;

/// The place of an id: its line and its complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct IdEntry {
    pub(super) digest: u64,
    pub(super) line: u32,
    pub(super) place: u32,
}

/// A sorted run of ids in a file without a name.
#[derive(Debug)]
pub(super) struct Run {
    file: File,
    count: u64,
}

impl Run {
    pub(super) fn write(sorted: &[IdEntry]) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        for entry in sorted {
            out.write_all(&entry.bytes())?;
        }
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { file, count: sorted.len() as u64 })
    }

    /// Finds the entry of this id and complaint in this run.
    pub(super) fn find(&mut self, digest: u64, place: u32) -> io::Result<Option<IdEntry>> {
        let (mut from, mut to) = (0, self.count);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.at(middle)?.digest < digest {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        while from < self.count {
            let entry = self.at(from)?;
            if entry.digest != digest {
                break;
            }
            if entry.place == place {
                return Ok(Some(entry));
            }
            from += 1;
        }
        Ok(None)
    }

    fn at(&mut self, place: u64) -> io::Result<IdEntry> {
        let mut bytes = [0; WIDTH];
        self.file.seek(SeekFrom::Start(place * WIDTH as u64))?;
        self.file.read_exact(&mut bytes)?;
        Ok(IdEntry::of(&bytes))
    }
}

impl IdEntry {
    fn bytes(self) -> [u8; WIDTH] {
        let whole = u128::from(self.digest) << 64 | u128::from(self.line) << 32 | u128::from(self.place);
        whole.to_le_bytes()
    }

    #[expect(clippy::cast_possible_truncation, reason = "each is the bits of its own")]
    const fn of(bytes: &[u8; WIDTH]) -> Self {
        let whole = u128::from_le_bytes(*bytes);
        Self { digest: (whole >> 64) as u64, line: (whole >> 32) as u32, place: whole as u32 }
    }
}

/// A run, place after place.
pub(super) enum Runs {
    Memory(std::vec::IntoIter<IdEntry>),
    File { reader: BufReader<File>, left: u64 },
}

impl Runs {
    pub(super) fn of_memory(sorted: Vec<IdEntry>) -> Self {
        Self::Memory(sorted.into_iter())
    }

    pub(super) fn of_file(run: Run) -> io::Result<Self> {
        let Run { mut file, count } = run;
        file.rewind()?;
        Ok(Self::File { reader: BufReader::with_capacity(1 << 16, file), left: count })
    }

    pub(super) fn next(&mut self) -> io::Result<Option<IdEntry>> {
        match self {
            Self::Memory(rest) => Ok(rest.next()),
            Self::File { left: 0, .. } => Ok(None),
            Self::File { reader, left } => {
                let mut bytes = [0; WIDTH];
                reader.read_exact(&mut bytes)?;
                *left -= 1;
                Ok(Some(IdEntry::of(&bytes)))
            }
        }
    }
}

/// Says of most ids that were not put aside that they were not, and of none that was.
#[derive(Debug)]
pub(super) struct Bloom {
    bits: Vec<u64>,
}

impl Bloom {
    /// Of 128 bits for each id that stays in memory: of four times as many, one in a thousand is looked up in vain.
    pub(super) fn new(most: usize) -> Self {
        Self { bits: vec![0; most.saturating_mul(2).next_power_of_two()] }
    }

    /// The word and the four bits of an id.
    fn bits(&self, digest: u64) -> (usize, u64) {
        let word = (digest >> 24) as usize & (self.bits.len() - 1);
        let bits = (0..4).fold(0, |bits, number| bits | 1_u64 << (digest >> (6 * number) & 63));
        (word, bits)
    }

    pub(super) fn add(&mut self, digest: u64) {
        let (word, bits) = self.bits(digest);
        if let Some(there) = self.bits.get_mut(word) {
            *there |= bits;
        }
    }

    pub(super) fn may_have(&self, digest: u64) -> bool {
        let (word, bits) = self.bits(digest);
        self.bits.get(word).is_some_and(|there| there & bits == bits)
    }
}
