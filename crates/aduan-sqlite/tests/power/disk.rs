//! A disk that is cut off: what was synced is there; of the rest, whatever the disk pleases.
//!
//! The model is strict. Bytes are durable when their file was synced after they were written; a name (made, linked,
//! renamed or removed) when its folder was. A write that is not durable may be there or not, each by itself, in any
//! order. Names appear in the order in which they were made, since file systems keep a journal of them.

use super::trace::Call;
use std::collections::{BTreeMap, HashMap};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const SECTOR: usize = 512;

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

struct Unsynced {
    change: Change,
    ended: usize,
}

#[derive(Default)]
struct File {
    durable: Vec<u8>,
    unsynced: Vec<Unsynced>,
}

enum Name {
    Is(PathBuf, usize),
    Gone(PathBuf),
    /// One entry of the journal: after a cut it has the old name or the new one.
    Moved(PathBuf, PathBuf, usize),
}

/// The object behind a descriptor.
#[derive(Clone, Copy)]
enum Open {
    File { inode: usize, append_at: usize },
    Folder,
}

/// The disk's treatment of writes that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    All,
    Nothing,
    Some,
    /// Some, and of one write only some sectors.
    Torn,
}

/// The files of one folder, as the calls of a trace have made them so far.
pub struct Disk {
    folder: PathBuf,
    files: Vec<File>,
    open: HashMap<i64, Open>,
    now: BTreeMap<PathBuf, usize>,
    durable: BTreeMap<PathBuf, usize>,
    unsynced: Vec<(Name, usize)>,
}

impl Disk {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            files: Vec::new(),
            open: HashMap::new(),
            now: BTreeMap::new(),
            durable: BTreeMap::new(),
            unsynced: Vec::new(),
        }
    }

    /// Applies a call that begins: its writes may be on the disk from now on.
    pub fn begins(&mut self, call: &Call) {
        match call.name.as_str() {
            "write" | "pwrite64" => {
                let Some(Open::File { inode, append_at }) = self.open.get_mut(&call.number(0)) else {
                    return;
                };
                let bytes = call.bytes(0);
                assert_eq!(call.gave, Some(bytes.len() as i64), "a short write is not in this model");
                let at =
                    if call.name == "write" { *append_at } else { usize::try_from(call.number(3)).unwrap() };
                *append_at = at + bytes.len();
                let change = Change::Write { at, bytes };
                self.files[*inode].unsynced.push(Unsynced { change, ended: call.ended });
            }
            "ftruncate" => {
                let Some(Open::File { inode, .. }) = self.open.get(&call.number(0)) else { return };
                let change = Change::Length(usize::try_from(call.number(1)).unwrap());
                self.files[*inode].unsynced.push(Unsynced { change, ended: call.ended });
            }
            "unlink" | "unlinkat" if call.gave == Some(0) => {
                let path = call.path(0);
                if self.now.remove(&path).is_some() {
                    self.unsynced.push((Name::Gone(path), call.ended));
                }
            }
            "link" | "linkat" if call.gave == Some(0) => {
                let (from, to) = (call.path(0), call.path(1));
                let inode = self.now[&from];
                self.now.insert(to.clone(), inode);
                self.unsynced.push((Name::Is(to, inode), call.ended));
            }
            "rename" | "renameat" | "renameat2" if call.gave == Some(0) => {
                let (from, to) = (call.path(0), call.path(1));
                let Some(inode) = self.now.remove(&from) else {
                    assert_ne!(
                        to.parent(),
                        Some(&*self.folder),
                        "a file from elsewhere is not in this model"
                    );
                    return;
                };
                self.now.insert(to.clone(), inode);
                self.unsynced.push((Name::Moved(from, to, inode), call.ended));
            }
            "close" => drop(self.open.remove(&call.number(0))),
            "openat" | "open" | "fsync" | "fdatasync" => {}
            // Memory that is mapped is the index of the WAL, which a restart throws away, and programs.
            "mmap" => {
                let file = call.number(4);
                let ours = file >= 0 && call.says("PROT_WRITE") && call.says("MAP_SHARED");
                if ours && let Some(Open::File { inode, .. }) = self.open.get(&file) {
                    let (name, _) = self.now.iter().find(|(_, of)| *of == inode).expect("it has a name");
                    assert!(name.to_string_lossy().ends_with("-shm"), "{} is mapped", name.display());
                }
            }
            name if call.gave.is_none_or(|gave| gave < 0) => assert_ne!(name, "fallocate"),
            name => {
                let touched =
                    ["dup", "dup2", "dup3", "fallocate", "writev", "pwritev", "pwritev2", "sync_file_range"];
                let ours = touched.contains(&name) && self.open.contains_key(&call.number(0));
                let by_path = call.says(&hex(&self.folder));
                assert!(!ours && !by_path, "the model does not know {call:?}");
            }
        }
    }

    /// Applies a call that has ended.
    pub fn ends(&mut self, call: &Call) {
        match call.name.as_str() {
            "openat" | "open" => self.opened(call),
            "fsync" | "fdatasync" if call.gave == Some(0) => match self.open.get(&call.number(0)) {
                Some(Open::File { inode, .. }) => self.files[*inode].sync(call.began),
                Some(Open::Folder) => {
                    while self.unsynced.first().is_some_and(|(_, ended)| *ended < call.began) {
                        apply(&mut self.durable, &self.unsynced.remove(0).0);
                    }
                }
                None => {}
            },
            _ => {}
        }
    }

    fn opened(&mut self, call: &Call) {
        let Some(descriptor) = call.gave.filter(|gave| *gave >= 0) else { return };
        let path = call.path(0);
        let open = if path == self.folder {
            Open::Folder
        } else if path.parent() == Some(&self.folder) {
            let inode = *self.now.entry(path.clone()).or_insert_with(|| {
                self.files.push(File::default());
                self.unsynced.push((Name::Is(path, self.files.len() - 1), call.ended));
                self.files.len() - 1
            });
            if call.says("O_TRUNC") {
                self.files[inode].unsynced.push(Unsynced { change: Change::Length(0), ended: call.ended });
            }
            Open::File { inode, append_at: 0 }
        } else {
            return;
        };
        self.open.insert(descriptor, open);
    }

    /// Writes into `to` what is found after the power was cut now.
    pub fn cut(&self, loss: Loss, random: &mut Random, to: &Path) {
        let mut names = self.durable.clone();
        let kept = match loss {
            Loss::All => 0,
            Loss::Nothing => self.unsynced.len(),
            Loss::Some | Loss::Torn => random.below(self.unsynced.len() + 1),
        };
        self.unsynced[..kept].iter().for_each(|(name, _)| apply(&mut names, name));
        for (path, inode) in names {
            let name = path.file_name().unwrap();
            if !name.to_string_lossy().ends_with("-shm") {
                let found = to.join(name);
                std::fs::write(&found, self.files[inode].found(loss, random)).unwrap();
                // Modes are not in this model; all that we make are for their owner.
                std::fs::set_permissions(&found, std::fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
    }
}

impl File {
    fn sync(&mut self, began: usize) {
        let (synced, rest) = std::mem::take(&mut self.unsynced).into_iter().partition(|it| it.ended < began);
        self.unsynced = rest;
        let synced: Vec<Unsynced> = synced;
        for it in synced {
            it.change.apply(&mut self.durable);
        }
    }

    fn found(&self, loss: Loss, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let torn = (loss == Loss::Torn).then(|| random.below(self.unsynced.len().max(1)));
        for (index, Unsynced { change, .. }) in self.unsynced.iter().enumerate() {
            if torn == Some(index) {
                change.tear(&mut bytes, random);
            } else if loss == Loss::Nothing || (loss != Loss::All && random.below(2) == 0) {
                change.apply(&mut bytes);
            }
        }
        bytes
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                file.resize(file.len().max(at + bytes.len()), 0);
                file[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Self::Length(length) => file.resize(*length, 0),
        }
    }

    /// Only some sectors arrive; the file may have its new length all the same, with nothing in it.
    fn tear(&self, file: &mut Vec<u8>, random: &mut Random) {
        let Self::Write { at, bytes } = self else { return };
        if random.below(2) == 0 {
            file.resize(file.len().max(at + bytes.len()), 0);
        }
        let end = at + bytes.len();
        let mut from = *at;
        while from < end {
            let to = ((from / SECTOR + 1) * SECTOR).min(end);
            if random.below(2) == 0 {
                let part = Self::Write { at: from, bytes: bytes[from - at..to - at].to_vec() };
                part.apply(file);
            }
            from = to;
        }
    }
}

fn apply(names: &mut BTreeMap<PathBuf, usize>, name: &Name) {
    match name {
        Name::Is(path, inode) => drop(names.insert(path.clone(), *inode)),
        Name::Gone(path) => drop(names.remove(path)),
        Name::Moved(from, to, inode) => {
            names.remove(from);
            names.insert(to.clone(), *inode);
        }
    }
}

fn hex(path: &Path) -> String {
    let digits = |hex: String, byte: u8| format!("{hex}\\x{byte:02x}");
    path.to_string_lossy().bytes().fold(String::new(), digits)
}

/// Numbers that repeat from a seed: `SplitMix64`.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}
