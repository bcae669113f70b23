//! What mail servers send back: delivery status notifications (RFC 3464).

use aduan_store::MessageId;
use mailparse::{MailHeaderMap, ParsedMail, parse_headers, parse_mail};
use uuid::Uuid;

/// Maximum size of a notification.
pub const MAX_BYTES: usize = 1 << 20;

/// What a notification tells of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounce {
    /// The letter.
    pub message: MessageId,
    /// What became of it.
    pub fate: Fate,
    /// The status, such as 5.1.1 (RFC 3463): class, subject, detail.
    pub status: Option<(u8, u16, u16)>,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Fate {
    /// No server will try again: the complainant was not told.
    Failed,
    /// Still being tried: nothing follows from it.
    Delayed,
    /// Delivered, or handed on to a system that tells no more.
    Delivered,
}

/// Why a mail tells nothing of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum BounceError {
    /// Larger than [`MAX_BYTES`].
    #[error("the mail is larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// No delivery status notification: an automatic reply, say, or a person's.
    #[error("the mail is no delivery status notification (RFC 3464)")]
    NoNotification,
    /// It does not say what became of the letter.
    #[error("the notification does not say what became of the letter")]
    NoFate,
    /// It names no letter, or more than one.
    #[error("the notification does not name one letter")]
    NoLetter,
}

/// Reads a notification. The letter is known by the address that it came back to, by the name that the server was given for it
/// (`ENVID`), or by the `Message-ID` of the returned head. Any bytes are answered.
///
/// Anybody may send such a mail. Who sends one must know the letter's id, 74 random bits that only its receiver has seen.
///
/// ```
/// use aduan_relay::bounces::{Fate, read};
/// let mail = "To: kembali+0192f0c1a2b37c4d8e5f60718293a4b5@contoh.example\r\n\
///     Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
///     --b\r\n\r\nWe could not deliver it.\r\n\
///     --b\r\nContent-Type: message/delivery-status\r\n\r\n\
///     Reporting-MTA: dns; mail.contoh.example\r\n\r\n\
///     Final-Recipient: rfc822; budi@contoh.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n";
/// let bounce = read(mail.as_bytes())?;
/// assert_eq!((bounce.fate, bounce.status), (Fate::Failed, Some((5, 1, 1))));
/// assert_eq!(bounce.message.0.to_string(), "0192f0c1-a2b3-7c4d-8e5f-60718293a4b5");
/// # Ok::<_, aduan_relay::bounces::BounceError>(())
/// ```
///
/// # Errors
/// [`BounceError`].
pub fn read(mail: &[u8]) -> Result<Bounce, BounceError> {
    if mail.len() > MAX_BYTES {
        return Err(BounceError::TooLarge);
    }
    let mail = parse_mail(mail).map_err(|_| BounceError::NoNotification)?;
    let is_report = mail.ctype.mimetype.eq_ignore_ascii_case("multipart/report");
    let part = |kind: &str| mail.subparts.iter().find(|part| part.ctype.mimetype.eq_ignore_ascii_case(kind));
    let status = part("message/delivery-status").filter(|_| is_report).ok_or(BounceError::NoNotification)?;
    let fields = fields(status);
    let field = |name: &'static str| fields.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name));

    let returned =
        ["text/rfc822-headers", "message/rfc822", "message/rfc822-headers"].into_iter().find_map(part);
    let mut names: Vec<Uuid> = Vec::new();
    for header in ["Delivered-To", "X-Original-To", "Envelope-To", "To"] {
        names.extend(mail.headers.get_all_values(header).iter().filter_map(|value| in_address(value)));
    }
    names.extend(field("Original-Envelope-Id").filter_map(|(_, value)| Uuid::try_parse(value).ok()));
    names.extend(returned.and_then(message_id));
    names.sort_unstable();
    names.dedup();
    let [message] = names[..] else { return Err(BounceError::NoLetter) };

    // One letter has one recipient; where several are told of, the worst counts.
    let fates = field("Action").filter_map(|(_, action)| match action.to_ascii_lowercase().as_str() {
        "failed" => Some(Fate::Failed),
        "delayed" => Some(Fate::Delayed),
        "delivered" | "relayed" | "expanded" => Some(Fate::Delivered),
        _ => None,
    });
    let rank = |fate: &Fate| *fate as u8;
    let fate = fates.min_by_key(rank).ok_or(BounceError::NoFate)?;
    let status = field("Status").find_map(|(_, value)| status_code(value));
    Ok(Bounce { message: MessageId(message), fate, status })
}

/// The fields of a delivery status: those of the message, then those of each recipient.
fn fields(part: &ParsedMail<'_>) -> Vec<(String, String)> {
    let Ok(mut text) = part.get_body() else { return Vec::new() };
    text.retain(|symbol| symbol != '\r');
    let groups = text.split("\n\n").filter_map(|group| {
        let (headers, _) = parse_headers(group.trim_start_matches('\n').as_bytes()).ok()?;
        let fields = headers.iter().map(|header| (header.get_key(), header.get_value().trim().to_owned()));
        Some(fields.collect::<Vec<_>>())
    });
    groups.flatten().collect()
}

/// The letter of a return path: `…+ID@…`.
fn in_address(value: &str) -> Option<Uuid> {
    let ids = value.split('+').skip(1).filter_map(|rest| rest.split_once('@'));
    ids.filter(|(id, _)| id.len() == 32).find_map(|(id, _)| Uuid::try_parse(id).ok())
}

/// The letter of the head that came back.
fn message_id(part: &ParsedMail<'_>) -> Option<Uuid> {
    let body = part.get_body_raw().ok()?;
    let (headers, _) = parse_headers(&body).ok()?;
    let value = headers.get_first_value("Message-ID")?;
    let (id, _) = value.trim().strip_prefix('<')?.split_once('@')?;
    Uuid::try_parse(id).ok()
}

fn status_code(text: &str) -> Option<(u8, u16, u16)> {
    let code = text.split_whitespace().next()?;
    let mut parts = code.split('.');
    let class = parts.next()?.parse().ok().filter(|class| matches!(class, 2 | 4 | 5))?;
    let rest = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some((class, rest.0, rest.1))
}
