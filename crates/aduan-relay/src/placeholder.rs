//! What may stand in a letter, and why a text may not.

use crate::template::TemplateError;

/// What a text may hold beside itself. There is none for a word of the complaint or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Placeholder {
    /// `{ticket}`: the ticket.
    Ticket,
    /// `{register}`: the register number.
    Register,
    /// `{within}`: within how long to answer, from receipt.
    Within,
    /// `{follow}`: the page on which one follows the handling.
    Follow,
}

impl Placeholder {
    /// Its name between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Register => "register",
            Self::Within => "within",
            Self::Follow => "follow",
        }
    }
}

/// Why texts are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum TextError {
    /// A brace or a placeholder.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// What such a letter must say is missing.
    #[error("{{{}}} is missing", .0.name())]
    Missing(Placeholder),
    /// The ticket touches an address: it would get into the logs of proxies and the history of browsers.
    #[error("{{ticket}} must stand apart from any address, between spaces")]
    TicketInAddress,
    /// A subject has placeholders, line breaks, or nothing: it is seen on locked screens.
    #[error("a subject is one line without placeholders")]
    Subject,
    /// The text is empty.
    #[error("the text is empty")]
    Empty,
    /// A character that no SMS of 7 bits has.
    #[error("an SMS cannot hold the character {0:?}")]
    NotGsm7(char),
    /// It can get longer than it may.
    #[error("it can take {parts} SMS; at most {most} are set (160 characters, or 306 in two)")]
    TooLong {
        /// How many it can take.
        parts: usize,
        /// How many are allowed.
        most: u8,
    },
}
