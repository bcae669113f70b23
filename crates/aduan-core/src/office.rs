//! Offices of DJBC and of the Inspectorate.

use crate::ParseTokenError;
use std::fmt;

tokens! {
    /// The kind of an office.
    pub enum OfficeKind {
        /// Pusat Kepatuhan Internal Kepabeanan dan Cukai: the compliance centre at headquarters.
        Puski = "PUSKI", "PUSKI KC", "headquarters compliance centre";
        /// Kantor Pelayanan Utama Bea dan Cukai.
        Kpu = "KPU", "KPU BC", "prime service office";
        /// Kantor Wilayah DJBC.
        Kanwil = "KANWIL", "Kanwil DJBC", "regional office";
        /// Kantor Pengawasan dan Pelayanan Bea dan Cukai.
        Kppbc = "KPPBC", "KPPBC", "customs supervision and service office";
        /// Any other unit at headquarters (kantor pusat): a directorate, a laboratory, a marine base.
        Pusat = "PUSAT", "kantor pusat", "headquarters unit";
        /// Inspektorat Jenderal, Kementerian Keuangan.
        Itjen = "ITJEN", "Itjen", "Inspectorate General";
    }
}

token_set! {
    /// A set of kinds of office.
    pub struct OfficeKinds of OfficeKind
}

codes! {
    /// The number of an office within its kind, such as `050500`.
    pub struct OfficeCode(6) accepts |byte| byte.is_ascii_digit() || byte.is_ascii_uppercase(), "[A-Z0-9]";
}

/// An office: its kind and its code. As text and on the wire, `KPPBC-050500`.
///
/// ```
/// use aduan_core::{Office, OfficeKind};
/// let office: Office = "KPPBC-050500".parse()?;
/// assert_eq!(office.kind, OfficeKind::Kppbc);
/// assert!("WARUNG-1".parse::<Office>().is_err());
/// # Ok::<_, aduan_core::ParseTokenError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Office {
    /// What kind of office it is; rules ask for this.
    pub kind: OfficeKind,
    /// Which one of its kind.
    pub code: OfficeCode,
}

impl fmt::Display for Office {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.spell(&mut [0; 13]))
    }
}

impl Office {
    /// Writes `KIND-CODE` into `buffer`; the longest kind and code take 13 characters.
    fn spell(self, buffer: &mut [u8; 13]) -> &str {
        let (kind, code) = (self.kind.as_str().as_bytes(), self.code.as_str().as_bytes());
        let end = kind.len() + 1 + code.len();
        buffer[..kind.len()].copy_from_slice(kind);
        buffer[kind.len()] = b'-';
        buffer[kind.len() + 1..end].copy_from_slice(code);
        std::str::from_utf8(&buffer[..end]).unwrap_or_default()
    }
}

impl std::str::FromStr for Office {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once('-')
            .and_then(|(kind, code)| Some(Self { kind: kind.parse().ok()?, code: code.parse().ok()? }))
            .ok_or_else(|| ParseTokenError::new("Office", "`KIND-CODE`, such as `KPPBC-050500`", text))
    }
}

impl serde::Serialize for Office {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.spell(&mut [0; 13]))
    }
}

impl<'de> serde::Deserialize<'de> for Office {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(crate::token::FromStrVisitor(std::marker::PhantomData))
    }
}

impl crate::shape::Shape for Office {
    fn shape() -> serde_json::Value {
        let kinds: Vec<&str> = OfficeKind::ALL.iter().map(|kind| kind.as_str()).collect();
        serde_json::json!({ "type": "string", "pattern": format!("^({})-[A-Z0-9]{{1,6}}$", kinds.join("|")) })
    }
}
