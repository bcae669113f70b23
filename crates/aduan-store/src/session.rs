//! Who is signed in at the pages: a row for each session, found by the hash of its cookie.

use aduan_core::Timestamp;

/// The name of a session: the SHA-256 of the secret in its cookie. Whoever reads the database cannot use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 32]);

impl SessionId {
    /// The name of the session whose cookie has this secret.
    ///
    /// ```
    /// use aduan_store::SessionId;
    /// assert_ne!(SessionId::of(&[1; 32]), SessionId::of(&[2; 32]));
    /// ```
    pub fn of(secret: &[u8]) -> Self {
        Self(aduan_log::sha256(secret))
    }
}

/// A session, as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// The first instant at which it is over. A store may give a session that is over: whoever asks compares.
    pub ends: Timestamp,
    /// Who is signed in, in the words of the server that keeps it.
    pub body: Vec<u8>,
}
