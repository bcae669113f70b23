//! The complainant's identity as they gave it, and whether a message can be sent to it.

use crate::vault::Words;
use aduan_core::{Delivery, IdentityPart, IdentityParts};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use zeroize::Zeroizing;

/// An address or number that nothing can be sent to. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no valid {}", part.label(aduan_core::Language::English))]
pub struct InvalidContact {
    /// Which part.
    pub part: IdentityPart,
}

/// The parts of an identity or contact, as far as they were given. A `Debug` that shows nothing.
///
/// ```
/// use aduan_store::desk::IdentityWords;
/// let mut identity = IdentityWords::default();
/// identity.mobile = Some("+62 812-3456-7890".into());
/// assert!(identity.parts().is_ok());
/// identity.email = Some("nobody at nowhere".into());
/// assert!(identity.parts().is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdentityWords {
    /// Nama.
    pub name: Option<Words>,
    /// Alamat.
    pub address: Option<Words>,
    /// Nomor telepon.
    pub telephone: Option<Words>,
    /// Nomor telepon genggam: 8 to 15 digits, with a plus, spaces and hyphens as people write it.
    pub mobile: Option<Words>,
    /// Alamat surat elektronik.
    pub email: Option<Words>,
}

/// The identity as the vault stores it.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    telephone: Option<Cow<'a, str>>,
    #[serde(borrow)]
    mobile: Option<Cow<'a, str>>,
    #[serde(borrow)]
    email: Option<Cow<'a, str>>,
}

impl IdentityWords {
    /// One part.
    pub const fn part_mut(&mut self, part: IdentityPart) -> &mut Option<Words> {
        match part {
            IdentityPart::Name => &mut self.name,
            IdentityPart::Address => &mut self.address,
            IdentityPart::Telephone => &mut self.telephone,
            IdentityPart::Mobile => &mut self.mobile,
            IdentityPart::Email => &mut self.email,
        }
    }

    /// Which parts there are. A mobile number or e-mail address must be one (R4).
    ///
    /// # Errors
    /// [`InvalidContact`] names the part.
    pub fn parts(&self) -> Result<IdentityParts, InvalidContact> {
        let filled =
            |words: &Option<Words>| words.as_ref().is_some_and(|words| !words.reveal().trim().is_empty());
        let given = [
            (IdentityPart::Name, &self.name, None),
            (IdentityPart::Address, &self.address, None),
            (IdentityPart::Telephone, &self.telephone, None),
            (IdentityPart::Mobile, &self.mobile, Some(is_mobile as fn(&str) -> bool)),
            (IdentityPart::Email, &self.email, Some(is_email as fn(&str) -> bool)),
        ];
        let mut parts = IdentityParts::EMPTY;
        for (part, words, valid) in given.into_iter().filter(|(_, words, _)| filled(words)) {
            if let (Some(valid), Some(words)) = (valid, words)
                && !valid(words.reveal())
            {
                return Err(InvalidContact { part });
            }
            parts = parts.union(IdentityParts::of(&[part]));
        }
        Ok(parts)
    }

    /// The address for a way of delivery.
    pub fn address_for(&self, delivery: Delivery) -> Option<&Words> {
        match delivery {
            Delivery::Email => self.email.as_ref(),
            Delivery::Sms => self.mobile.as_ref(),
            Delivery::Screen => None,
        }
    }

    /// How many bytes its parts have.
    pub(super) fn length(&self) -> usize {
        let words = [&self.name, &self.address, &self.telephone, &self.mobile, &self.email];
        words.into_iter().flatten().map(|words| words.reveal().len()).sum()
    }

    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Borrowed: no copy of a name is left behind in memory.
        let stored = Stored {
            name: borrowed(self.name.as_ref()),
            address: borrowed(self.address.as_ref()),
            telephone: borrowed(self.telephone.as_ref()),
            mobile: borrowed(self.mobile.as_ref()),
            email: borrowed(self.email.as_ref()),
        };
        // Allocated at its maximum size, each byte escaped as six: growing would leave a copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(128 + 6 * self.length()));
        // Strings as JSON have no way to fail.
        let _never_fails = serde_json::to_writer(&mut *bytes, &stored);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let stored: Stored<'_> = serde_json::from_slice(bytes).ok()?;
        let part = |words: Option<Cow<'_, str>>| words.map(|words| Words::from(words.into_owned()));
        Some(Self {
            name: part(stored.name),
            address: part(stored.address),
            telephone: part(stored.telephone),
            mobile: part(stored.mobile),
            email: part(stored.email),
        })
    }
}

fn borrowed(words: Option<&Words>) -> Option<Cow<'_, str>> {
    words.map(|words| Cow::Borrowed(words.reveal()))
}

/// Whether a gateway can send to this number. It does not show that a person is reached there.
fn is_mobile(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix('+').unwrap_or(text);
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    (8..=15).contains(&count)
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-'))
}

fn is_email(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|symbol| !symbol.is_whitespace() && !symbol.is_control() && symbol != '@')
    };
    let Some((local, domain)) = text.trim().rsplit_once('@') else { return false };
    text.len() <= 254
        && plain(local)
        && plain(domain)
        && domain.split('.').count() > 1
        && domain.split('.').all(plain)
}
