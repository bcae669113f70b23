//! What aduan sends outside: letters, and the ways by which they leave the house.
//!
//! - [`Letters`] makes a [`Letter`] of a message of the outbox: Indonesian and English in one e-mail, Indonesian in an SMS.
//!   Its texts stand in a file that an office may replace. They hold no word of a complaint and no name.
//! - [`Mailer`] and [`Texter`] take letters: [`SmtpMailer`], [`GatewayTexter`], [`FolderMailer`] for trying out, or one of your
//!   own. What became of an attempt is [`Accepted`] or [`NotSent`], a closed reason without a word of the other side.
//! - [`Forwarder`] takes what goes to the Inspectorate: [`CloudEventForwarder`], or one of your own.
//! - [`bounces`] reads what mail servers send back.
//! - [`Channels`] is all of it as the [`Settings`] say.
//!
//! - [`Relay`] is the loop over all of it: it claims what waits in a desk's outbox, hands it over, and records what became of it.
//!
//! ```
//! use aduan_relay::{Channels, Relay, Settings};
//! # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
//! # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
//! # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
//! # let folder = tempfile::tempdir()?;
//! # let settings = format!("follow = 'https://pengaduan.contoh.example/pantau'\n[mail]\nfrom = 'a@contoh.example'\nfolder = '{}'", folder.path().display());
//! let settings: Settings = toml::from_str(&settings)?;
//! let channels = Channels::open(&settings)?;
//! let relay = Relay::new(std::sync::Arc::new(desk), channels);
//! assert!(relay.round(&|| false)?.is_idle());
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

pub mod bounces;
mod error;
mod http;
mod letters;
mod mail;
mod outcome;
mod placeholder;
mod relay;
mod secret;
mod settings;
mod sms;
mod template;
mod web_address;
mod wise;

pub use error::SettingsError;
pub use letters::{Email, Letter, LetterKind, Letters, NotRendered, Sms};
pub use mail::{FolderMailer, Mailer, SmtpMailer};
pub use outcome::{Accepted, NotSent, Reason, Reference};
pub use placeholder::{Placeholder, TextError};
pub use relay::{Pace, Relay, Round};
pub use secret::SecretSource;
pub use settings::{
    AnswerSettings, Encryption, GatewaySettings, MailSettings, NumberForm, Settings, SmsSettings,
    SmtpSettings, WiseSettings,
};
pub use sms::{FolderTexter, GatewayTexter, Texter};
pub use template::TemplateError;
pub use web_address::FollowUrl;
pub use wise::{CloudEventForwarder, Forward, Forwarder, data as shared_data, signer as wise_signer};

/// The ways of an office, as its settings say.
pub struct Channels {
    letters: Letters,
    mailer: Option<Box<dyn Mailer>>,
    texter: Option<Box<dyn Texter>>,
    forwarder: Option<Box<dyn Forwarder>>,
}

impl Channels {
    /// Checks the settings and the letters, and reads the secrets; connects nowhere.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn open(settings: &Settings) -> Result<Self, SettingsError> {
        let parts = settings.sms.as_ref().map_or(2, |sms| sms.parts);
        if !(1..=2).contains(&parts) {
            return Err(SettingsError::wrong("sms.parts", "1 (160 characters) or 2 (306)"));
        }
        let letters = match &settings.letters {
            None => Letters::shipped(settings.follow.clone(), parts)?,
            Some(file) => Letters::read(file, settings.follow.clone(), parts)?,
        };
        let mailer: Option<Box<dyn Mailer>> = match &settings.mail {
            None => None,
            Some(mail) => match (&mail.smtp, &mail.folder) {
                (Some(smtp), None) => Some(Box::new(SmtpMailer::new(mail, smtp)?)),
                (None, Some(folder)) => Some(Box::new(FolderMailer::new(mail, folder)?)),
                _ => return Err(SettingsError::wrong("mail", "either smtp or folder")),
            },
        };
        let texter: Option<Box<dyn Texter>> = match &settings.sms {
            None => None,
            Some(sms) => match (&sms.gateway, &sms.folder) {
                (Some(gateway), None) => Some(Box::new(GatewayTexter::new(gateway)?)),
                (None, Some(folder)) => Some(Box::new(FolderTexter::new(folder))),
                _ => return Err(SettingsError::wrong("sms", "either gateway or folder")),
            },
        };
        let forwarder: Option<Box<dyn Forwarder>> = match &settings.wise {
            None => None,
            Some(wise) => Some(Box::new(CloudEventForwarder::new(wise)?)),
        };
        Ok(Self { letters, mailer, texter, forwarder })
    }

    /// Letters, and no way yet.
    pub const fn new(letters: Letters) -> Self {
        Self { letters, mailer: None, texter: None, forwarder: None }
    }

    /// With another way for e-mails.
    #[must_use]
    pub fn with_mailer(self, mailer: Box<dyn Mailer>) -> Self {
        Self { mailer: Some(mailer), ..self }
    }

    /// With another way for SMS.
    #[must_use]
    pub fn with_texter(self, texter: Box<dyn Texter>) -> Self {
        Self { texter: Some(texter), ..self }
    }

    /// With another way to the Inspectorate.
    #[must_use]
    pub fn with_forwarder(self, forwarder: Box<dyn Forwarder>) -> Self {
        Self { forwarder: Some(forwarder), ..self }
    }

    /// The letters.
    pub const fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Sends a letter by its way.
    ///
    /// # Errors
    /// [`NotSent`]; [`Reason::NotSetUp`] for now, if there is no such way.
    pub fn send(&self, letter: &Letter) -> Result<Accepted, NotSent> {
        let missing = NotSent::ForNow(Reason::NotSetUp);
        match letter {
            Letter::Email(email) => self.mailer.as_ref().ok_or(missing)?.send(email),
            Letter::Sms(sms) => self.texter.as_ref().ok_or(missing)?.send(sms),
        }
    }

    /// Forwards to the Inspectorate.
    ///
    /// # Errors
    /// [`NotSent`]; [`Reason::NotSetUp`] for now, if there is no such way.
    pub fn forward(&self, forward: &Forward) -> Result<Accepted, NotSent> {
        self.forwarder.as_ref().ok_or(NotSent::ForNow(Reason::NotSetUp))?.forward(forward)
    }

    /// Connects to each way that is set up, by its name in the settings, and says what it found.
    pub fn check(&self) -> Vec<(&'static str, Result<String, Reason>)> {
        let mail = self.mailer.as_ref().map(|mailer| ("relay.mail", mailer.check()));
        let sms = self.texter.as_ref().map(|texter| ("relay.sms", texter.check()));
        let wise = self.forwarder.as_ref().map(|forwarder| ("relay.wise", forwarder.check()));
        mail.into_iter().chain(sms).chain(wise).collect()
    }
}
