//! E-mail: how a letter becomes one, and who takes it.

mod folder;
mod smtp;

pub use folder::FolderMailer;
pub(crate) use folder::{check_folder, write_new};
pub use smtp::SmtpMailer;

use crate::letters::Email;
use crate::settings::MailSettings;
use crate::{Accepted, NotSent, Reason, SettingsError};
use aduan_store::{EmailAddress, MessageId};
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, SinglePart};
use std::time::{Duration, SystemTime};

/// Takes e-mails. Implement it for a way of one's own.
///
/// A call blocks until there is an answer or a time limit is over. It may be made from several threads at once.
pub trait Mailer: Send + Sync {
    /// Hands an e-mail over.
    ///
    /// # Errors
    /// [`NotSent`], which says whether to try again.
    fn send(&self, email: &Email) -> Result<Accepted, NotSent>;

    /// Connects and says what it found, in one line without a secret.
    ///
    /// # Errors
    /// [`Reason`].
    fn check(&self) -> Result<String, Reason>;
}

/// What every e-mail of an office has in common.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    from: Mailbox,
    return_path: Option<(String, String)>,
}

impl Sender {
    pub(crate) fn new(settings: &MailSettings) -> Result<Self, SettingsError> {
        let wrong =
            |_| SettingsError::wrong("mail.from", "a sender such as Pengaduan <pengaduan@contoh.example>");
        let from: Mailbox = settings.from.parse().map_err(wrong)?;
        EmailAddress::parse(from.email.as_ref())
            .map_err(|error| SettingsError::wrong("mail.from", error.to_string()))?;
        let return_path = settings.return_path.as_deref().map(|text| {
            let wrong = |why: &str| SettingsError::wrong("mail.return_path", why);
            let address =
                EmailAddress::parse(text).map_err(|_| wrong("an address such as kembali@contoh.example"))?;
            // 64 are allowed before the `@`; the mark and the id take 33.
            match address.reveal().split_once('@') {
                Some((local, domain)) if local.len() <= 31 && !local.contains('+') => {
                    Ok((local.to_owned(), domain.to_owned()))
                }
                _ => Err(wrong("at most 31 characters before the @, without a +")),
            }
        });
        Ok(Self { from, return_path: return_path.transpose()? })
    }

    /// The sender of the envelope: a path of the letter's own, so that what comes back names it.
    fn envelope_sender(&self, id: MessageId) -> Option<Address> {
        match &self.return_path {
            Some((local, domain)) => Address::new(format!("{local}+{}", id.0.simple()), domain).ok(),
            None => Some(self.from.email.clone()),
        }
    }

    /// The e-mail as bytes, the same each time: its date is when the message was promised.
    fn format(&self, email: &Email) -> Option<Vec<u8>> {
        let id = email.id.0;
        let promised = id.get_timestamp().map_or_else(SystemTime::now, |at| {
            let (seconds, nanos) = at.to_unix();
            SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos)
        });
        // RFC 3834: no answering machine answers it.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, email.to.reveal().parse().ok()?))
            .subject(&email.subject)
            .date(promised)
            .message_id(Some(format!("<{}@{}>", id.hyphenated(), self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .singlepart(SinglePart::plain(email.text.reveal().to_owned()))
            .ok()?;
        Some(message.formatted())
    }
}
