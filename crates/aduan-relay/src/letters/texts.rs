//! The texts of the letters: read from a file, and checked when they are.

use super::gsm7;
use crate::error::SettingsError;
use crate::placeholder::{Placeholder, TextError};
use crate::template::Template;
use crate::web_address::FollowUrl;
use aduan_core::Notice;
use aduan_store::Topic;
use serde::Deserialize;

use Placeholder::{Follow, Register, Ticket, Within};

/// Which letter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum LetterKind {
    /// A ticket (R4, R7).
    Ticket,
    /// That another ticket went elsewhere (R7).
    NewTicket,
    /// The register number (R5).
    Register,
    /// That there is something new, a withdrawal that was recorded among it (R22).
    Progress,
    /// That data are asked for (R12).
    DataRequest,
    /// That the handling has ended.
    Outcome,
    /// That there is a message (P3).
    Message,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Ticket,
        Self::NewTicket,
        Self::Register,
        Self::Progress,
        Self::DataRequest,
        Self::Outcome,
        Self::Message,
    ];

    /// The letter of a topic; `None` for WISE, which gets no letter. A new topic has no letter until it is named here.
    pub const fn of(topic: Topic) -> Option<Self> {
        match topic {
            Topic::Ticket(_) => Some(Self::Ticket),
            Topic::NewTicket(_) | Topic::Notice(Notice::NewTicket) => Some(Self::NewTicket),
            Topic::Notice(Notice::Register) => Some(Self::Register),
            Topic::Notice(Notice::Progress) => Some(Self::Progress),
            Topic::Notice(Notice::DataRequest) => Some(Self::DataRequest),
            Topic::Notice(Notice::Outcome) => Some(Self::Outcome),
            Topic::Notice(Notice::Message) => Some(Self::Message),
            Topic::Wise => None,
            #[cfg(not(aduan_workspace))]
            _ => None,
        }
    }

    /// The name of its section in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::NewTicket => "new_ticket",
            Self::Register => "register",
            Self::Progress => "progress",
            Self::DataRequest => "data_request",
            Self::Outcome => "outcome",
            Self::Message => "message",
        }
    }

    /// What each of its texts must hold, and what it may hold beside.
    const fn placeholders(self) -> (&'static [Placeholder], &'static [Placeholder]) {
        match self {
            Self::Ticket => (&[Ticket, Follow], &[Register]),
            Self::NewTicket | Self::Progress | Self::Outcome | Self::Message => (&[Follow], &[Register]),
            Self::Register => (&[Register], &[Follow]),
            Self::DataRequest => (&[Within, Follow], &[Register]),
        }
    }
}

/// A text in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    id: String,
    en: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    subject: Both,
    mail: Both,
    sms: String,
}

/// The file. A letter that it lacks or that does not exist is an error by its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    closing: Both,
    ticket: Section,
    new_ticket: Section,
    register: Section,
    progress: Section,
    data_request: Section,
    outcome: Section,
    message: Section,
}

/// The checked texts of one letter.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) subject: String,
    pub(super) indonesian: Template<Placeholder>,
    pub(super) english: Template<Placeholder>,
    pub(super) sms: Template<Placeholder>,
}

/// The checked texts of all letters.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    pub(super) closing: String,
    ticket: Text,
    new_ticket: Text,
    register: Text,
    progress: Text,
    data_request: Text,
    outcome: Text,
    message: Text,
}

impl Texts {
    /// Reads a file's text. `name` is what an error calls it.
    pub(super) fn parse(name: &str, file: &str, follow: &FollowUrl, most: u8) -> Result<Self, SettingsError> {
        let file: File = toml::from_str(file)
            .map_err(|error| SettingsError::Letters { file: name.to_owned(), error: Box::new(error) })?;
        let text = |kind, section| Text::check(kind, section, follow, most);
        Ok(Self {
            closing: format!("{}\n\n{}", file.closing.id.trim(), file.closing.en.trim()),
            ticket: text(LetterKind::Ticket, file.ticket)?,
            new_ticket: text(LetterKind::NewTicket, file.new_ticket)?,
            register: text(LetterKind::Register, file.register)?,
            progress: text(LetterKind::Progress, file.progress)?,
            data_request: text(LetterKind::DataRequest, file.data_request)?,
            outcome: text(LetterKind::Outcome, file.outcome)?,
            message: text(LetterKind::Message, file.message)?,
        })
    }

    pub(super) const fn of(&self, kind: LetterKind) -> &Text {
        match kind {
            LetterKind::Ticket => &self.ticket,
            LetterKind::NewTicket => &self.new_ticket,
            LetterKind::Register => &self.register,
            LetterKind::Progress => &self.progress,
            LetterKind::DataRequest => &self.data_request,
            LetterKind::Outcome => &self.outcome,
            LetterKind::Message => &self.message,
        }
    }
}

impl Text {
    fn check(
        kind: LetterKind,
        section: Section,
        follow: &FollowUrl,
        most: u8,
    ) -> Result<Self, SettingsError> {
        let part = |part, error| SettingsError::Letter { letter: kind.as_str(), part, error };
        let Section { subject: Both { id, en }, mail, sms } = section;
        let plain = |text: &str| {
            !text.trim().is_empty() && !text.contains(['{', '}']) && !text.chars().any(char::is_control)
        };
        if !plain(&id) || !plain(&en) {
            return Err(part("subject", TextError::Subject));
        }
        let text = Self {
            subject: format!("{id} / {en}"),
            indonesian: checked(kind, &mail.id).map_err(|error| part("mail.id", error))?,
            english: checked(kind, &mail.en).map_err(|error| part("mail.en", error))?,
            sms: checked(kind, &sms).map_err(|error| part("sms", error))?,
        };
        fits(&text.sms, follow, most).map_err(|error| part("sms", error))?;
        Ok(text)
    }
}

fn checked(kind: LetterKind, text: &str) -> Result<Template<Placeholder>, TextError> {
    let (needed, beside) = kind.placeholders();
    let all = || needed.iter().chain(beside);
    let known = all().map(|placeholder| format!("{{{}}}", placeholder.name())).collect::<Vec<_>>().join(", ");
    let template = Template::parse(text.trim(), &known, |name| {
        all().find(|placeholder| placeholder.name() == name).copied()
    })?;
    if text.trim().is_empty() {
        return Err(TextError::Empty);
    }
    if let Some(missing) = needed.iter().find(|needed| !template.slots().any(|slot| slot == *needed)) {
        return Err(TextError::Missing(*missing));
    }
    // A word with the ticket in it is the ticket.
    let is_apart = |word: &str| word.trim_end_matches(['.', ',', ';']) == "{ticket}";
    if !text.split_whitespace().filter(|word| word.contains("{ticket}")).all(is_apart) {
        return Err(TextError::TicketInAddress);
    }
    Ok(template)
}

fn fits(sms: &Template<Placeholder>, follow: &FollowUrl, most: u8) -> Result<(), TextError> {
    let Ok(text) = sms.fill(|slot| Ok::<_, std::convert::Infallible>(longest(*slot, follow)));
    match gsm7::parts(&text).map_err(TextError::NotGsm7)? {
        parts if parts > usize::from(most) => Err(TextError::TooLong { parts, most }),
        _ => Ok(()),
    }
}

/// The longest value that there is, for how long an SMS can get.
fn longest(placeholder: Placeholder, follow: &FollowUrl) -> &str {
    match placeholder {
        Ticket => "XXXXXX-XXXXXX-XXXXXX",
        Register => "9999-99999999-X",
        Within => "3650 hari kalender sejak Anda menerima pemberitahuan ini",
        Follow => follow.as_str(),
    }
}
