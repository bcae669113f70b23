//! The complainant's identity as they gave it, and whether a message can be sent to it.

use crate::vault::Words;
use crate::{EmailAddress, PhoneNumber};
use aduan_core::{Delivery, IdentityPart, IdentityParts};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use zeroize::Zeroizing;

/// An address or number that nothing can be sent to. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no valid {}: write one, such as {}, and nothing beside it", part.label(aduan_core::Language::English), self.example())]
pub struct InvalidContact {
    /// Which part.
    pub part: IdentityPart,
}

impl InvalidContact {
    /// One that would be right.
    pub const fn example(&self) -> &'static str {
        match self.part {
            IdentityPart::Email => "budi@contoh.example",
            _ => "0812-3456-7890",
        }
    }
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
    /// Nomor telepon genggam: 8 to 15 digits, as people write it. See [`PhoneNumber`].
    pub mobile: Option<Words>,
    /// Alamat surat elektronik. See [`EmailAddress`].
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
        self.understood().map(|understood| understood.given())
    }

    /// Which parts there are of one that is [understood](Self::understood).
    pub(super) fn given(&self) -> IdentityParts {
        let given = [
            (IdentityPart::Name, &self.name),
            (IdentityPart::Address, &self.address),
            (IdentityPart::Telephone, &self.telephone),
            (IdentityPart::Mobile, &self.mobile),
            (IdentityPart::Email, &self.email),
        ];
        given.into_iter().filter(|(_, words)| words.is_some()).map(|(part, _)| part).collect()
    }

    /// As the desk understands and keeps it (C59): a part in which nobody sees anything is none, a mobile number and an
    /// e-mail address are written plainly.
    ///
    /// ```
    /// use aduan_store::desk::IdentityWords;
    /// let mut typed = IdentityWords::default();
    /// typed.mobile = Some("+62 (0)812-3456-7890".into());
    /// typed.email = Some("Budi <budi@contoh.example>,".into());
    /// let understood = typed.understood()?;
    /// assert_eq!(understood.mobile, Some("081234567890".into()));
    /// assert_eq!(understood.email, Some("budi@contoh.example".into()));
    /// # Ok::<_, aduan_store::desk::InvalidContact>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidContact`] names the part.
    pub fn understood(&self) -> Result<Self, InvalidContact> {
        let said = |words: &Option<Words>| words.clone().filter(|words| !words.is_blank());
        let invalid = |part| move |_| InvalidContact { part };
        let mobile = said(&self.mobile).map(|typed| PhoneNumber::parse(typed.reveal()));
        let email = said(&self.email).map(|typed| EmailAddress::parse(typed.reveal()));
        Ok(Self {
            name: said(&self.name),
            address: said(&self.address),
            telephone: said(&self.telephone),
            mobile: mobile.transpose().map_err(invalid(IdentityPart::Mobile))?.map(|number| number.written()),
            email: email
                .transpose()
                .map_err(invalid(IdentityPart::Email))?
                .map(|email| email.reveal().into()),
        })
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
