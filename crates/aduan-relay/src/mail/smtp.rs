//! E-mail by SMTP (RFC 5321).

use super::{Mailer, Sender};
use crate::letters::Email;
use crate::settings::{Encryption, MailSettings, SmtpSettings, read};
use crate::web_address::is_loopback;
use crate::{Accepted, NotSent, Reason, SettingsError};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Noop, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, MailParameter, RcptParameter};
use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// Maximum number of connections that are kept between letters.
const KEPT: usize = 4;
/// How long one is kept. Servers close idle ones after some minutes.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// Sends e-mails to a mail server, over connections that it keeps.
///
/// The commands are given one by one, since what a refusal means depends on which command it answers: a refused recipient
/// ends a letter, a refused password ends none.
pub struct SmtpMailer {
    sender: Sender,
    host: String,
    port: u16,
    encryption: Encryption,
    tls: Option<TlsParameters>,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
    kept: Mutex<Vec<Session>>,
}

/// A greeted, encrypted, authenticated connection.
struct Session {
    connection: SmtpConnection,
    /// Whether the server takes wishes about delivery status notifications (RFC 3461).
    dsn: bool,
    since: Instant,
}

impl SmtpMailer {
    /// Reads password and authorities; connects nowhere.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn new(settings: &MailSettings, smtp: &SmtpSettings) -> Result<Self, SettingsError> {
        let wrong = |key, why: &str| Err(SettingsError::wrong(key, why));
        if smtp.encryption == Encryption::None && !is_loopback(&smtp.host) {
            return wrong(
                "mail.smtp.encryption",
                "none is for a server on this machine alone: letters hold tickets",
            );
        }
        if smtp.encryption == Encryption::None && smtp.ca_file.is_some() {
            return wrong("mail.smtp.ca_file", "there is no encryption to check an authority for");
        }
        if smtp.timeout_seconds == 0 {
            return wrong("mail.smtp.timeout_seconds", "at least 1");
        }
        let credentials = match (&smtp.user, &smtp.password) {
            (Some(user), Some(password)) => {
                Some(Credentials::new(user.clone(), password.read()?.reveal().to_owned()))
            }
            (None, None) => None,
            _ => return wrong("mail.smtp", "user and password need each other"),
        };
        let hello = match &smtp.hello {
            Some(name) if name.is_empty() || name.bytes().any(|byte| !byte.is_ascii_graphic()) => {
                return wrong("mail.smtp.hello", "a name such as aduan.contoh.example");
            }
            Some(name) => ClientId::Domain(name.clone()),
            None => ClientId::default(),
        };
        let port = smtp.port.unwrap_or(match smtp.encryption {
            Encryption::Starttls => 587,
            Encryption::Tls => 465,
            Encryption::None => 25,
        });
        Ok(Self {
            sender: Sender::new(settings)?,
            host: smtp.host.clone(),
            port,
            encryption: smtp.encryption,
            tls: if smtp.encryption == Encryption::None { None } else { Some(tls_parameters(smtp)?) },
            credentials,
            hello,
            timeout: Duration::from_secs(smtp.timeout_seconds),
            kept: Mutex::default(),
        })
    }

    fn connect(&self) -> Result<Session, Reason> {
        let wrapped = self.tls.as_ref().filter(|_| self.encryption == Encryption::Tls);
        let server = (self.host.as_str(), self.port);
        let begun = SmtpConnection::connect(server, Some(self.timeout), &self.hello, wrapped, None);
        let mut connection = begun.map_err(|error| opening(&error))?;
        if let (Encryption::Starttls, Some(tls)) = (self.encryption, &self.tls) {
            if !connection.can_starttls() {
                return Err(Reason::Tls);
            }
            connection.starttls(tls, &self.hello).map_err(|error| opening(&error))?;
        }
        if let Some(credentials) = &self.credentials {
            let refused = |error: Error| match error.status().map(u16::from) {
                Some(code) if code < 500 => Reason::Smtp(code),
                Some(_) => Reason::Authentication,
                None if error.is_client() => Reason::Authentication,
                None => reason(&error),
            };
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).map_err(refused)?;
        }
        // Asked again, because lettre does not show this extension.
        let answer = connection.command(Ehlo::new(self.hello.clone())).map_err(|error| reason(&error))?;
        let dsn = answer.message().any(|line| line.trim().eq_ignore_ascii_case("DSN"));
        Ok(Session { connection, dsn, since: Instant::now() })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Session>> {
        // A panic leaves the list as it is: whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> Option<Session> {
        let mut kept = self.lock();
        kept.retain(|session| session.since.elapsed() < KEPT_FOR);
        kept.pop()
    }

    fn keep(&self, mut session: Session) {
        let mut kept = self.lock();
        if kept.len() < KEPT {
            session.since = Instant::now();
            kept.push(session);
        }
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, email: &Email) -> Result<Accepted, NotSent> {
        // The address was parsed before; what does not format now never will.
        let unfit = NotSent::ForGood(Reason::Letter);
        let bytes = self.sender.format(email).ok_or(unfit)?;
        let body = std::str::from_utf8(&bytes).map(transparent).map_err(|_| unfit)?;
        let from = self.sender.envelope_sender(email.id).ok_or(unfit)?;
        let to: Address = email.to.reveal().parse().map_err(|_| unfit)?;
        let mut session = loop {
            let Some(mut kept) = self.kept() else {
                let mut fresh = self.connect().map_err(NotSent::ForNow)?;
                fresh.begin(&from, email).map_err(NotSent::ForNow)?;
                break fresh;
            };
            match kept.begin(&from, email) {
                Ok(()) => break kept,
                // Closed while it was kept, and the others with it. Nothing of the letter was said: a fresh one is tried.
                Err(Reason::Closed | Reason::TimedOut | Reason::Smtp(421)) => self.lock().clear(),
                Err(reason) => return Err(NotSent::ForNow(reason)),
            }
        };
        let sent = session.transfer(&to, &body);
        let refused = sent.err().map(NotSent::reason);
        let sound = match refused {
            None => true,
            Some(Reason::Smtp(421)) => false,
            Some(Reason::Smtp(_)) => session.connection.command(Rset).is_ok(),
            Some(_) => false,
        };
        if sound {
            self.keep(session);
        }
        sent.map(|()| Accepted::default())
    }

    fn check(&self) -> Result<String, Reason> {
        let mut session = self.connect()?;
        session.connection.command(Noop).map_err(|error| reason(&error))?;
        let dsn = if session.dsn {
            "returns only the head of what fails (DSN)"
        } else {
            "may return whole letters"
        };
        let encrypted = if session.connection.is_encrypted() { "encrypted" } else { "not encrypted" };
        let user = if self.credentials.is_some() { "authenticated" } else { "without a user" };
        let _ = session.connection.quit();
        Ok(format!("{}:{} answers; {encrypted}; {user}; {dsn}", self.host, self.port))
    }
}

impl Drop for SmtpMailer {
    fn drop(&mut self) {
        let kept = std::mem::take(self.kept.get_mut().unwrap_or_else(PoisonError::into_inner));
        for mut session in kept {
            let _ = session.connection.set_timeout(Some(Duration::from_secs(1)));
            let _ = session.connection.quit();
        }
    }
}

impl Session {
    /// Names the sender. What is refused here is refused to every letter.
    fn begin(&mut self, from: &Address, email: &Email) -> Result<(), Reason> {
        let other = |keyword: &str, value: String| MailParameter::Other {
            keyword: keyword.to_owned(),
            value: Some(value),
        };
        // A returned letter is read by whoever reads returned letters: its head alone, so that no ticket comes back.
        let wishes = if self.dsn {
            vec![other("RET", "HDRS".to_owned()), other("ENVID", email.id.0.simple().to_string())]
        } else {
            Vec::new()
        };
        self.connection.command(Mail::new(Some(from.clone()), wishes)).map_err(|error| reason(&error))?;
        Ok(())
    }

    fn transfer(&mut self, to: &Address, body: &str) -> Result<(), NotSent> {
        let failure =
            RcptParameter::Other { keyword: "NOTIFY".to_owned(), value: Some("FAILURE".to_owned()) };
        let wishes = if self.dsn { vec![failure] } else { Vec::new() };
        self.connection.command(Rcpt::new(to.clone(), wishes)).map_err(|error| refusal(&error))?;
        self.connection.command(Data).map_err(|error| refusal(&error))?;
        // In one write: lettre's own way takes two, and the second waits for the other side's delayed acknowledgement, 40 ms.
        match self.connection.command(body) {
            Ok(_) => Ok(()),
            Err(error) if error.status().is_some() => Err(refusal(&error)),
            Err(error) => Err(NotSent::Unknown(reason(&error))),
        }
    }
}

/// A letter as it is sent after DATA: a line that begins with a dot gets another one, and a line with a dot alone ends it (RFC
/// 5321, 4.5.2).
fn transparent(letter: &str) -> Zeroizing<String> {
    let stuffed = letter.trim_end_matches("\r\n").replace("\r\n.", "\r\n..");
    Zeroizing::new(stuffed + "\r\n.\r\n")
}

/// What a refusal of a recipient or of a letter means.
fn refusal(error: &Error) -> NotSent {
    let reason = reason(error);
    match reason {
        // Asked in the wrong order, or not authenticated enough: our fault, not the letter's.
        Reason::Smtp(503 | 530..=538) => NotSent::ForNow(reason),
        Reason::Smtp(500..) => NotSent::ForGood(reason),
        _ => NotSent::ForNow(reason),
    }
}

/// Why no connection came to be.
fn opening(error: &Error) -> Reason {
    match (reason(error), io_kind(error)) {
        // Bytes that are no TLS, or a certificate that is not believed.
        (_, Some(ErrorKind::InvalidData)) => Reason::Tls,
        (Reason::Answer, None) if !error.is_response() => Reason::Unreachable,
        (reason, _) => reason,
    }
}

/// The reason alone: the server's words stay here.
fn reason(error: &Error) -> Reason {
    if let Some(code) = error.status() {
        return Reason::Smtp(code.into());
    }
    if error.is_tls() {
        return Reason::Tls;
    }
    match io_kind(error) {
        Some(ErrorKind::TimedOut | ErrorKind::WouldBlock) => Reason::TimedOut,
        Some(
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected,
        ) => Reason::Closed,
        Some(ErrorKind::InvalidData) => Reason::Answer,
        Some(_) => Reason::Unreachable,
        // lettre tells the end of the connection by this text alone.
        None if error.source().is_some_and(|source| source.to_string() == "incomplete response") => {
            Reason::Closed
        }
        None => Reason::Answer,
    }
}

fn io_kind(error: &Error) -> Option<ErrorKind> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return Some(error.kind());
        }
        source = error.source();
    }
    None
}

fn tls_parameters(smtp: &SmtpSettings) -> Result<TlsParameters, SettingsError> {
    let builder = TlsParameters::builder(smtp.host.clone());
    let builder = match &smtp.ca_file {
        None => builder.certificate_store(CertificateStore::WebpkiRoots),
        Some(path) => {
            let pem = read(path)?;
            let wrong = || SettingsError::wrong("mail.smtp.ca_file", "certificates of authorities (PEM)");
            let has_one = pem.windows(27).any(|bytes| bytes == b"-----BEGIN CERTIFICATE-----");
            let certificate = Certificate::from_pem(&pem).ok().filter(|_| has_one).ok_or_else(wrong)?;
            builder.certificate_store(CertificateStore::None).add_root_certificate(certificate)
        }
    };
    builder.build().map_err(|_| SettingsError::wrong("mail.smtp.host", "no TLS can be set up for this name"))
}
