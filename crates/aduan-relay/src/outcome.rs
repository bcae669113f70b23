//! What became of one attempt to send.

use std::fmt;

/// The other side took the letter over. That it arrived is another question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Accepted {
    /// The gateway's name for it, by which a delivery report speaks of it.
    pub reference: Option<Reference>,
}

/// A gateway's name for a message: at most 128 printable characters of ASCII. Its `Debug` shows nothing, since a gateway may
/// have put the number into it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// `None` if it is empty, too long, or has a character that is not printable ASCII.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// As the gateway wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reference(…)")
    }
}

/// Why a letter was not accepted, and what follows from it. It holds no word of the other side's answer: answers quote
/// addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum NotSent {
    /// It was not accepted; try again later. Also whatever is wrong with the server or the settings and not with this letter: a
    /// wrong password must not end letters.
    #[error("not sent for now: {0}")]
    ForNow(Reason),
    /// It was handed over and no answer came: it may have been accepted. Send it again with the same id; a letter twice harms
    /// nobody, none does.
    #[error("perhaps sent: {0}")]
    Unknown(Reason),
    /// It is refused for good: trying again gives the same answer.
    #[error("refused for good: {0}")]
    ForGood(Reason),
}

impl NotSent {
    /// The reason.
    pub const fn reason(self) -> Reason {
        match self {
            Self::ForNow(reason) | Self::Unknown(reason) | Self::ForGood(reason) => reason,
        }
    }
}

/// Why. Each is a word of its own for lists and metrics ([`code`](Self::code)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Reason {
    /// The settings name no way for such a letter.
    #[error("no way of this kind is set up")]
    NotSetUp,
    /// The name does not resolve, or nothing answers at the address.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No answer within the time limit.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The connection was closed in the middle.
    #[error("the server closed the connection")]
    Closed,
    /// No TLS session: no STARTTLS, a certificate of an authority that is not trusted, another name.
    #[error("no encrypted connection could be made")]
    Tls,
    /// The user or the password is refused, or the server offers no method that is known.
    #[error("the server refused the user or the password")]
    Authentication,
    /// An SMTP server's refusal.
    #[error("the mail server answered {0}")]
    Smtp(u16),
    /// A gateway's refusal.
    #[error("the gateway answered with status {0}")]
    Http(u16),
    /// A gateway's answer that says that it failed.
    #[error("the gateway's answer says that it failed")]
    Gateway,
    /// An answer that is none of the protocol or not what the settings say.
    #[error("the answer cannot be understood")]
    Answer,
    /// The letter cannot be written in the form of its way.
    #[error("the letter cannot be written in the form of its way")]
    Letter,
    /// The file of the letter cannot be written.
    #[error("the folder cannot be written to")]
    Folder,
}

impl Reason {
    /// The word for programs, without the number.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSetUp => "not_set_up",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Closed => "closed",
            Self::Tls => "tls",
            Self::Authentication => "authentication",
            Self::Smtp(_) => "smtp",
            Self::Http(_) => "http",
            Self::Gateway => "gateway",
            Self::Answer => "answer",
            Self::Letter => "letter",
            Self::Folder => "folder",
        }
    }

    /// The number of an SMTP or HTTP answer.
    pub const fn number(self) -> Option<u16> {
        match self {
            Self::Smtp(number) | Self::Http(number) => Some(number),
            _ => None,
        }
    }
}
