//! Letters: what leaves the house, in words.

mod gsm7;
mod texts;

pub use texts::LetterKind;

use crate::error::SettingsError;
use crate::placeholder::Placeholder;
use crate::web_address::FollowUrl;
use aduan_core::{Delivery, Language, NoticeChannel};
use aduan_store::desk::OpenedMessage;
use aduan_store::vault::Words;
use aduan_store::{AddressError, EmailAddress, MessageId, PhoneNumber, Topic};
use std::path::Path;
use texts::Texts;
use zeroize::Zeroizing;

const SHIPPED: &str = include_str!("letters.toml");

/// An e-mail, ready to be sent. Its `Debug` shows neither address nor text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Email {
    /// The message: `Message-ID` and return path come from it, so a repetition is known as one.
    pub id: MessageId,
    /// Where it goes.
    pub to: EmailAddress,
    /// One line, with nothing of the complaint.
    pub subject: String,
    /// Plain text: Indonesian, then English.
    pub text: Words,
}

/// An SMS, ready to be sent. Its `Debug` shows neither number nor text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sms {
    /// The message.
    pub id: MessageId,
    /// Where it goes.
    pub to: PhoneNumber,
    /// Indonesian, in the GSM 7-bit alphabet.
    pub text: Words,
}

/// A rendered message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Letter {
    /// By e-mail.
    Email(Email),
    /// By SMS.
    Sms(Sms),
}

impl Letter {
    /// The message that it is.
    pub const fn id(&self) -> MessageId {
        match self {
            Self::Email(email) => email.id,
            Self::Sms(sms) => sms.id,
        }
    }

    /// The way that it goes.
    pub const fn channel(&self) -> NoticeChannel {
        match self {
            Self::Email(_) => NoticeChannel::Email,
            Self::Sms(_) => NoticeChannel::Sms,
        }
    }

    /// What is sealed before the first attempt, so that each attempt sends the same words.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let (way, to, subject, text) = match self {
            Self::Email(email) => ("email", email.to.reveal(), email.subject.as_str(), &email.text),
            Self::Sms(sms) => ("sms", sms.to.international(), "", &sms.text),
        };
        let parts = [way, "\n", to, "\n", subject, "\n", text.reveal()];
        let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
        for part in parts {
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) gave; `None` for other bytes.
    pub fn from_bytes(id: MessageId, bytes: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(bytes).ok()?.splitn(4, '\n');
        let (way, to, subject, text) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        match way {
            "email" => {
                let to = EmailAddress::parse(to).ok()?;
                Some(Self::Email(Email { id, to, subject: subject.to_owned(), text: text.into() }))
            }
            "sms" => Some(Self::Sms(Sms { id, to: PhoneNumber::parse(to).ok()?, text: text.into() })),
            _ => None,
        }
    }
}

/// Why a message becomes no letter. None of it passes by waiting, but for a letter of which something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum NotRendered {
    /// It goes to the Inspectorate, not to a person (R16).
    #[error("a message to WISE is no letter")]
    Wise,
    /// There is no address: none was left, or it was erased.
    #[error("there is no address")]
    NoAddress,
    /// It is to be told by a way that no program has.
    #[error("no letter is sent by the way {}", .0.as_str())]
    NoSuchWay(NoticeChannel),
    /// A ticket is for the screen alone.
    #[error("a ticket that is shown is not sent")]
    Shown,
    /// Nobody can be reached at the address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The message lacks what its text says.
    #[error("the message has nothing for {{{}}}", .0.name())]
    Missing(Placeholder),
}

impl NotRendered {
    /// The word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wise => "wise",
            Self::NoAddress => "no_address",
            Self::NoSuchWay(_) => "no_such_way",
            Self::Shown => "shown",
            Self::Address(_) => "address",
            Self::Missing(_) => "missing",
        }
    }
}

/// The letters of an office.
#[derive(Debug, Clone)]
pub struct Letters {
    texts: Texts,
    follow: FollowUrl,
}

#[derive(Clone, Copy)]
enum Way {
    Email,
    Sms,
}

/// What the placeholders stand for in one letter.
struct Values<'a> {
    ticket: Option<&'a str>,
    register: Option<&'a str>,
    within: Option<&'a str>,
    follow: &'a str,
}

impl Letters {
    /// The shipped letters. An SMS takes at most `sms_parts` parts: one has 160 characters, two have 306.
    ///
    /// # Errors
    /// [`SettingsError::Letter`] if `follow` is so long that an SMS gets longer.
    pub fn shipped(follow: FollowUrl, sms_parts: u8) -> Result<Self, SettingsError> {
        Self::parse("the shipped letters", SHIPPED, follow, sms_parts)
    }

    /// The letters of an office's own file: all of them, as in the shipped one.
    ///
    /// # Errors
    /// [`SettingsError::Unreadable`], [`SettingsError::Letters`] if the file lacks a letter or has one that does not exist,
    /// [`SettingsError::Letter`] if one of them may not be so.
    pub fn read(file: &Path, follow: FollowUrl, sms_parts: u8) -> Result<Self, SettingsError> {
        let text = std::fs::read_to_string(file)
            .map_err(|source| SettingsError::Unreadable { path: file.to_owned(), source })?;
        Self::parse(&file.display().to_string(), &text, follow, sms_parts)
    }

    fn parse(name: &str, text: &str, follow: FollowUrl, sms_parts: u8) -> Result<Self, SettingsError> {
        Ok(Self { texts: Texts::parse(name, text, &follow, sms_parts)?, follow })
    }

    /// The letter of a message.
    ///
    /// # Errors
    /// [`NotRendered`].
    pub fn render(&self, message: &OpenedMessage) -> Result<Letter, NotRendered> {
        let kind = LetterKind::of(message.topic).ok_or(NotRendered::Wise)?;
        let way = match (message.topic, message.channel) {
            (Topic::Ticket(Delivery::Email), _) | (_, Some(NoticeChannel::Email)) => Way::Email,
            (Topic::Ticket(Delivery::Sms), _) | (_, Some(NoticeChannel::Sms)) => Way::Sms,
            (Topic::Ticket(Delivery::Screen), _) => return Err(NotRendered::Shown),
            (_, Some(channel)) => return Err(NotRendered::NoSuchWay(channel)),
            (_, None) => return Err(NotRendered::NoAddress),
        };
        let address = message.address.as_ref().ok_or(NotRendered::NoAddress)?;
        let register = message.register.map(|register| register.to_string());
        let within = |language| message.answer_within.map(|term| term.from_receipt(language));
        let (indonesian, english) = (within(Language::Indonesian), within(Language::English));
        let values = Values {
            ticket: message.ticket.as_ref().map(Words::reveal),
            register: register.as_deref(),
            within: indonesian.as_deref(),
            follow: self.follow.as_str(),
        };
        let text = self.texts.of(kind);
        let id = message.id;
        if let Way::Sms = way {
            let text = text.sms.fill(|slot| values.of(*slot))?;
            return Ok(Letter::Sms(Sms {
                id,
                to: PhoneNumber::parse(address.reveal())?,
                text: text.as_str().into(),
            }));
        }
        let in_indonesian = text.indonesian.fill(|slot| values.of(*slot))?;
        let values = Values { within: english.as_deref(), ..values };
        let in_english = text.english.fill(|slot| values.of(*slot))?;
        let rule = "\n\n----------\n\n";
        let parts = [in_indonesian.as_str(), rule, in_english.as_str(), rule, &self.texts.closing, "\n"];
        let to = EmailAddress::parse(address.reveal())?;
        Ok(Letter::Email(Email { id, to, subject: text.subject.clone(), text: parts.concat().into() }))
    }
}

impl<'a> Values<'a> {
    fn of(&self, placeholder: Placeholder) -> Result<&'a str, NotRendered> {
        let value = match placeholder {
            Placeholder::Ticket => self.ticket,
            Placeholder::Register => self.register,
            Placeholder::Within => self.within,
            Placeholder::Follow => Some(self.follow),
        };
        value.ok_or(NotRendered::Missing(placeholder))
    }
}
