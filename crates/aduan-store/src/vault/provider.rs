//! Master keys and their providers.

use super::{KeyId, MasterKey, VaultError};
use crate::Entropy;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::SystemTime;
use zeroize::Zeroizing;

/// Gives master keys. Ours read a file or a variable; an embedder asks their own hardware or service.
pub trait KeyProvider: Send + Sync {
    /// The key to wrap with.
    ///
    /// # Errors
    /// Those of where it comes from.
    fn current(&self) -> Result<MasterKey, VaultError>;

    /// The key of this name, current or older.
    ///
    /// # Errors
    /// [`VaultError::WrongMasterKey`] if it is not among them, and those of where it comes from.
    fn of(&self, id: KeyId) -> Result<MasterKey, VaultError>;
}

/// Master keys in memory, the newest last.
///
/// ```
/// use aduan_store::vault::{KeyProvider, KeyRing, MasterKey};
/// let (old, new) = (MasterKey::from_bytes([1; 32]), MasterKey::from_bytes([2; 32]));
/// let (old_id, new_id) = (old.id(), new.id());
/// let ring = KeyRing::new(old).rotated(new);
/// assert_eq!(ring.current()?.id(), new_id);
/// assert!(ring.of(old_id).is_ok());
/// # Ok::<_, aduan_store::vault::VaultError>(())
/// ```
#[derive(Clone)]
pub struct KeyRing {
    older: Vec<MasterKey>,
    current: MasterKey,
}

impl KeyRing {
    /// One key.
    pub const fn new(key: MasterKey) -> Self {
        Self { older: Vec::new(), current: key }
    }

    /// A newer key before the others, which are kept.
    #[must_use]
    pub fn rotated(mut self, key: MasterKey) -> Self {
        self.older.push(std::mem::replace(&mut self.current, key));
        self
    }

    /// Reads keys of 64 lower-case hexadecimal digits, one a word; text behind a `#` is a comment.
    fn parse(text: &str, place: &str) -> Result<Self, VaultError> {
        let mut ring: Option<Self> = None;
        for (index, line) in text.lines().enumerate() {
            let written = line.split('#').next().unwrap_or_default();
            for word in written.split_whitespace() {
                let key = parse_key(word);
                let key =
                    key.ok_or_else(|| VaultError::NotAKey { place: place.to_owned(), line: index + 1 })?;
                ring = Some(match ring {
                    Some(ring) => ring.rotated(key),
                    None => Self::new(key),
                });
            }
        }
        ring.ok_or_else(|| VaultError::NoMasterKey { place: place.to_owned() })
    }
}

fn parse_key(digits: &str) -> Option<MasterKey> {
    let mut bytes = Zeroizing::new([0; 32]);
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = (value(pair[0])? << 4) | value(pair[1])?;
    }
    Some(MasterKey::from_bytes(*bytes))
}

impl KeyRing {
    fn keys(&self) -> impl Iterator<Item = &MasterKey> {
        std::iter::once(&self.current).chain(&self.older)
    }

    fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.keys().map(MasterKey::id)
    }
}

impl KeyProvider for KeyRing {
    fn current(&self) -> Result<MasterKey, VaultError> {
        Ok(self.current.clone())
    }

    fn of(&self, id: KeyId) -> Result<MasterKey, VaultError> {
        self.keys().find(|key| key.id() == id).cloned().ok_or(VaultError::WrongMasterKey { needed: id })
    }
}

/// Master keys in a file that only its owner may read: one key a line, the newest last.
///
/// No key is ever removed, and the file is never overwritten: [`create`](Self::create) refuses if it exists;
/// [`rotate`](Self::rotate) writes a longer file beside it and replaces it in one step.
///
/// The file is read again if it has changed, or if an unknown key is asked for. So a running server notices that another
/// process rotated the key, and wraps under the new one from then on. A file that is gone, cannot be read, or lacks a key
/// that was there before is ignored: the keys in memory stay in use.
///
/// ```
/// use aduan_store::OsEntropy;
/// use aduan_store::vault::{FileKeys, KeyProvider};
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let path = folder.path().join("aduan.keys");
/// let keys = FileKeys::create(&path, &OsEntropy)?;
/// assert!(FileKeys::create(&path, &OsEntropy).is_err(), "never overwritten");
/// let rotated = FileKeys::open(&path)?.rotate(&OsEntropy)?;
/// assert!(rotated.of(keys.current()?.id()).is_ok(), "the old key is still there");
/// # Ok::<_, aduan_store::vault::VaultError>(())
/// ```
#[derive(Clone)]
pub struct FileKeys {
    path: PathBuf,
    /// The keys in the file when it was last read; all clones share them.
    held: Arc<RwLock<Held>>,
}

struct Held {
    ring: KeyRing,
    /// The file's stamp when it was last read.
    stamp: Option<Stamp>,
}

/// The properties of a file that show whether it was replaced or written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// `None` where there is no file.
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Some(Self { inode, length: metadata.len(), modified: metadata.modified().ok() })
    }
}

impl FileKeys {
    /// Reads the keys.
    ///
    /// # Errors
    /// [`VaultError::KeyFileMissing`], [`VaultError::KeyFileOpen`], [`VaultError::NotAKey`],
    /// [`VaultError::NoMasterKey`], [`VaultError::KeyFile`].
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        // Before it is read: what is written in between is seen the next time.
        let stamp = Stamp::of(path);
        Ok(Self::holding(path, read(path)?, stamp))
    }

    fn holding(path: &Path, ring: KeyRing, stamp: Option<Stamp>) -> Self {
        Self { path: path.to_owned(), held: Arc::new(RwLock::new(Held { ring, stamp })) }
    }

    fn held(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn hold(&self, ring: KeyRing, stamp: Option<Stamp>) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { ring, stamp };
    }

    /// Takes over what the file holds now, if it has every key that is held.
    fn look_again(&self) -> Result<(), VaultError> {
        let stamp = Stamp::of(&self.path);
        let read = read(&self.path);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.stamp = stamp;
        let ring = read?;
        if held.ring.ids().all(|id| ring.of(id).is_ok()) {
            held.ring = ring;
        }
        Ok(())
    }

    /// Makes a file with one new key.
    ///
    /// # Errors
    /// [`VaultError::KeyFileExists`] if there is a file, [`VaultError::KeyFile`], [`VaultError::Entropy`].
    pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<Self, VaultError> {
        let ring = KeyRing::new(MasterKey::generate(entropy)?);
        let _locked = locked(path)?;
        // Write it under another name first. If the process is killed here, no half-written key file is left at `path`.
        let beside = written_beside(path, &ring)?;
        let named = fs::hard_link(&beside, path).or_else(|error| match error.kind() {
            ErrorKind::AlreadyExists => Err(error),
            // The file system has no hard links.
            _ if path.exists() => Err(ErrorKind::AlreadyExists.into()),
            _ => fs::rename(&beside, path),
        });
        let _is_gone_or_goes_next_time = fs::remove_file(&beside);
        named.and_then(|()| sync_folder(path)).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => VaultError::KeyFileExists { path: path.to_owned() },
            _ => failed(path)(error),
        })?;
        Ok(Self::holding(path, ring, Stamp::of(path)))
    }

    /// Adds a new key and makes it the current one. The keys of complaints stay under the old one until the desk
    /// [rewraps](crate::Desk::rewrap_keys) them; keep the file's older keys as long as any backup needs them.
    ///
    /// It adds to the file as it is now: what another process has added since this one read it stays. Of two that
    /// rotate at the same time one waits for the other.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), [`VaultError::Entropy`]. The file is as it was then.
    pub fn rotate(self, entropy: &dyn Entropy) -> Result<Self, VaultError> {
        let _locked = locked(&self.path)?;
        let ring = read(&self.path)?.rotated(MasterKey::generate(entropy)?);
        let beside = written_beside(&self.path, &ring)?;
        fs::rename(&beside, &self.path).and_then(|()| sync_folder(&self.path)).map_err(failed(&self.path))?;
        self.hold(ring, Stamp::of(&self.path));
        Ok(self)
    }
}

impl KeyProvider for FileKeys {
    fn current(&self) -> Result<MasterKey, VaultError> {
        let seen = self.held().stamp;
        let now = Stamp::of(&self.path);
        if now.is_some() && now != seen {
            let _goes_on_with_what_it_has = self.look_again();
        }
        self.held().ring.current()
    }

    fn of(&self, id: KeyId) -> Result<MasterKey, VaultError> {
        let known = self.held().ring.of(id);
        known.or_else(|_| {
            self.look_again()?;
            self.held().ring.of(id)
        })
    }
}

/// Master keys in an environment variable: one or more, separated by white space, the newest last.
///
/// ```
/// use aduan_store::vault::{EnvKeys, KeyProvider};
/// assert!(EnvKeys::read("ADUAN_NO_SUCH_VARIABLE").is_err());
/// ```
#[derive(Clone)]
pub struct EnvKeys(KeyRing);

impl EnvKeys {
    /// Reads the variable.
    ///
    /// # Errors
    /// [`VaultError::NoMasterKey`] if it is not set or empty, [`VaultError::NotAKey`].
    pub fn read(variable: &str) -> Result<Self, VaultError> {
        let place = format!("the environment variable {variable}");
        let text = Zeroizing::new(std::env::var(variable).unwrap_or_default());
        KeyRing::parse(&text, &place).map(Self)
    }
}

impl KeyProvider for EnvKeys {
    fn current(&self) -> Result<MasterKey, VaultError> {
        self.0.current()
    }

    fn of(&self, id: KeyId) -> Result<MasterKey, VaultError> {
        self.0.of(id)
    }
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> VaultError {
    move |error| VaultError::KeyFile { path: path.to_owned(), source: Arc::new(error) }
}

fn read(path: &Path) -> Result<KeyRing, VaultError> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => VaultError::KeyFileMissing { path: path.to_owned() },
        _ => failed(path)(error),
    })?;
    check_mode(path, &file)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    // Allocated at its final size: growing would leave a copy of the keys behind.
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(length).unwrap_or(0) + 64));
    file.read_to_string(&mut text).map_err(failed(path))?;
    KeyRing::parse(&text, &format!("the key file {}", path.display()))
}

/// The folder is locked and not the file, which is another one after each rotation. Closing it unlocks it.
fn locked(path: &Path) -> Result<File, VaultError> {
    let folder = File::open(folder_of(path)).map_err(failed(path))?;
    folder.lock().map_err(failed(path))?;
    Ok(folder)
}

/// Writes keys under the name that they have until they are whole.
fn written_beside(path: &Path, ring: &KeyRing) -> Result<PathBuf, VaultError> {
    let mut beside = path.to_owned().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // A file that an interrupted run left was never in use.
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&beside)(error)),
        _ => {}
    }
    write(&beside, ring).map_err(failed(&beside))?;
    Ok(beside)
}

fn write(path: &Path, ring: &KeyRing) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(
        b"# aduan master keys, the newest last. Without this file nothing in the vault can be read.\n",
    )?;
    for key in ring.older.iter().chain([&ring.current]) {
        file.write_all(key.digits().as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.sync_all()?;
    sync_folder(path)
}

/// A new name is durable when its folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn check_mode(path: &Path, file: &File) -> Result<(), VaultError> {
    use std::os::unix::fs::MetadataExt;
    let mode = file.metadata().map_err(failed(path))?.mode() & 0o7777;
    let others = mode & 0o077;
    if others == 0 { Ok(()) } else { Err(VaultError::KeyFileOpen { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path, _: &File) -> Result<(), VaultError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn a_missing_open_or_garbled_key_file_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        assert!(matches!(FileKeys::open(&path), Err(VaultError::KeyFileMissing { .. })));
        FileKeys::create(&path, &OsEntropy).unwrap();
        assert!(matches!(FileKeys::create(&path, &OsEntropy), Err(VaultError::KeyFileExists { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(FileKeys::open(&path), Err(VaultError::KeyFileOpen { mode: 0o640, .. })));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        fs::write(&path, "# nothing\n").unwrap();
        assert!(matches!(FileKeys::open(&path), Err(VaultError::NoMasterKey { .. })));
        fs::write(&path, "# one\nABC\n").unwrap();
        assert!(matches!(FileKeys::open(&path), Err(VaultError::NotAKey { line: 2, .. })));
    }

    #[test]
    fn rotation_keeps_every_older_key_through_an_interruption() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let first = FileKeys::create(&path, &OsEntropy).unwrap();
        fs::write(path.with_extension("new"), "half a li").unwrap();
        let second = FileKeys::open(&path).unwrap().rotate(&OsEntropy).unwrap();
        let read = FileKeys::open(&path).unwrap();
        assert_eq!(read.current().unwrap().id(), second.current().unwrap().id());
        assert!(read.of(first.current().unwrap().id()).is_ok());
    }

    #[test]
    fn a_rotation_by_another_process_is_seen_when_its_key_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let server = FileKeys::create(&path, &OsEntropy).unwrap();
        let rotated = FileKeys::open(&path).unwrap().rotate(&OsEntropy).unwrap().current().unwrap().id();
        assert_eq!(server.of(rotated).unwrap().id(), rotated);
        assert_eq!(server.clone().current().unwrap().id(), rotated, "and wrapped under from then on");
        let nobodys = KeyId([9; 16]);
        assert!(
            matches!(server.of(nobodys), Err(VaultError::WrongMasterKey { needed }) if needed == nobodys)
        );
    }

    #[test]
    fn a_creation_that_was_interrupted_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        fs::write(folder.path().join("keys.new"), "half a li").unwrap();
        FileKeys::create(&path, &OsEntropy).unwrap();
        assert!(FileKeys::open(&path).is_ok());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_server_that_only_receives_wraps_under_a_rotated_key_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let server = FileKeys::create(&path, &OsEntropy).unwrap();
        let first = server.current().unwrap().id();
        let rotated = FileKeys::open(&path).unwrap().rotate(&OsEntropy).unwrap().current().unwrap().id();
        assert_eq!(server.current().unwrap().id(), rotated);
        fs::remove_file(&path).unwrap();
        assert_eq!(server.current().unwrap().id(), rotated, "it goes on without the file");
        assert!(server.of(first).is_ok());
    }

    #[test]
    fn a_file_that_was_exchanged_for_another_is_not_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("keys"), folder.path().join("other"));
        let server = FileKeys::create(&path, &OsEntropy).unwrap();
        let foreign = FileKeys::create(&other, &OsEntropy).unwrap().current().unwrap().id();
        let own = server.current().unwrap().id();
        fs::rename(&other, &path).unwrap();
        assert!(matches!(server.of(foreign), Err(VaultError::WrongMasterKey { .. })));
        assert_eq!(server.current().unwrap().id(), own);
    }

    #[test]
    fn those_who_rotate_without_knowing_of_each_other_lose_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.new");
        let stale = FileKeys::create(&path, &OsEntropy).unwrap();
        let all: Vec<KeyId> = std::thread::scope(|scope| {
            let rotate = || stale.clone().rotate(&OsEntropy).unwrap().current().unwrap().id();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(rotate)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let read = FileKeys::open(&path).unwrap();
        assert!(all.iter().chain([&stale.current().unwrap().id()]).all(|id| read.of(*id).is_ok()));
    }
}
