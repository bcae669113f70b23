//! The fields of a command, described once for forms, JSON bodies and sheets.

use crate::token::one_word;
use crate::{
    FieldKind, FieldValue, HoldId, IdentityPart, Language, Office, ParseTokenError, PersonId, Token,
};
use serde_json::{Map, Value, json};

/// A field of a command that its giver fills in.
///
/// ```
/// use aduan_core::{CommandKind, FieldKind, Language};
/// let [request] = CommandKind::RequestData.fields() else { panic!("one field") };
/// assert_eq!((request.name, request.kind), ("request", FieldKind::Text));
/// assert_eq!(request.label(Language::Indonesian), "pertanyaan");
/// assert!(request.required);
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Field {
    /// Its name in code, in JSON and in the map of a sheet.
    pub name: &'static str,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether the command cannot be without it.
    pub required: bool,
    check: Check,
}

/// Whether words are a value of a field.
pub(crate) type Check = fn(&[&str]) -> Result<(), ParseTokenError>;

impl FieldKind {
    /// Whether it takes what only the vault may keep.
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Text | Self::Contact | Self::Identity | Self::Upload)
    }

    /// The parts that it takes, if it is a contact or an identity; none otherwise. A contact is where a ticket can be
    /// sent (R4).
    pub const fn parts(&self) -> &'static [IdentityPart] {
        match self {
            Self::Contact => &[IdentityPart::Mobile, IdentityPart::Email],
            Self::Identity => IdentityPart::ALL,
            _ => &[],
        }
    }
}

impl Field {
    /// Evaluated when the program is compiled.
    pub(crate) const fn sealed(name: &'static str, kind: FieldKind, required: bool) -> Self {
        Self::new(name, kind, required, |_| Ok(()))
    }

    /// A field that takes a fact, for what no command asks: so an importer reads it in the same way.
    ///
    /// Its name must have a label; one that has none does not compile in a constant.
    pub const fn fact<T: FieldValue>(name: &'static str, required: bool) -> Self {
        Self::new(name, T::KIND, required, |words| T::from_words(words).map(drop))
    }

    const fn new(name: &'static str, kind: FieldKind, required: bool, check: Check) -> Self {
        assert!(!label(name).word.is_empty(), "the field has no label in LABELS");
        Self { name, kind, required, check }
    }

    /// Its label.
    pub const fn label(&self, language: Language) -> &'static str {
        label(self.name).label(language)
    }

    /// Whether these words are a value of it.
    ///
    /// # Errors
    /// [`ParseTokenError`] says what would have been right.
    ///
    /// ```
    /// let [office] = aduan_core::CommandKind::ForwardToPyb.fields() else { panic!("one field") };
    /// assert!(office.check(&["KANWIL-070000"]).is_ok());
    /// assert!(office.check(&["Kanwil Jakarta"]).is_err());
    /// ```
    pub fn check(&self, words: &[&str]) -> Result<(), ParseTokenError> {
        (self.check)(words)
    }

    /// The JSON Schema of its value in a body: words are strings, an upload has none.
    pub fn schema(&self) -> Value {
        let any =
            |tokens: &[Token]| json!({ "enum": tokens.iter().map(|token| token.word).collect::<Vec<_>>() });
        let text = || json!({ "type": "string", "pattern": r"^[^\u0000]*[^\u0000\s][^\u0000]*$" });
        let parts = || {
            let parts: Map<_, _> =
                self.kind.parts().iter().map(|part| (part.as_str().to_owned(), text())).collect();
            json!({ "type": "object", "properties": parts, "additionalProperties": false })
        };
        match self.kind {
            FieldKind::Text => text(),
            FieldKind::Contact | FieldKind::Identity => parts(),
            FieldKind::Upload => json!(false),
            FieldKind::OneOf(tokens) => any(tokens),
            FieldKind::AnyOf(tokens) => json!({ "type": "array", "items": any(tokens) }),
            FieldKind::Office => <Office as crate::shape::Shape>::shape(),
            FieldKind::Person => <PersonId as crate::shape::Shape>::shape(),
            FieldKind::Hold => <HoldId as crate::shape::Shape>::shape(),
            FieldKind::Code(schema) => schema(),
        }
    }
}

impl FieldValue for Office {
    const KIND: FieldKind = FieldKind::Office;

    fn from_words(words: &[&str]) -> Result<Self, ParseTokenError> {
        one_word("Office", words)?.parse()
    }
}

impl FieldValue for PersonId {
    const KIND: FieldKind = FieldKind::Person;

    fn from_words(words: &[&str]) -> Result<Self, ParseTokenError> {
        one_word("PersonId", words)?.parse()
    }
}

impl FieldValue for HoldId {
    const KIND: FieldKind = FieldKind::Hold;

    fn from_words(words: &[&str]) -> Result<Self, ParseTokenError> {
        one_word("HoldId", words)?.parse()
    }
}

/// The labels of all fields. One name means one thing, so it has one label.
const LABELS: &[Token] = &[
    Token::new("actions", "tindak lanjut", "follow-up"),
    Token::new("assessor", "pengkaji", "assessor"),
    Token::new("basis", "dasar penghapusan", "basis of the erasure"),
    Token::new("channel", "saluran", "channel"),
    Token::new("choice", "pilihan", "choice"),
    Token::new("clarity", "kejelasan materi", "clarity of the material"),
    Token::new("conclusion", "kesimpulan", "what follows"),
    Token::new("confidentiality", "kerahasiaan identitas", "confidentiality of the identity"),
    Token::new("contact", "kontak pengadu", "the complainant's contact"),
    Token::new("content", "isi", "content"),
    Token::new("decision", "keputusan", "decision"),
    Token::new("deliveries", "cara pengiriman", "ways of sending"),
    Token::new("elements", "unsur pengaduan", "elements of the complaint"),
    Token::new("facts", "fakta baru", "new facts"),
    Token::new("finding", "hasil pengkajian", "finding"),
    Token::new("following", "pemantauan oleh pengadu", "followed by the complainant"),
    Token::new("ground", "dasar", "ground"),
    Token::new("hold", "penahanan", "legal hold"),
    Token::new("identity", "identitas pengadu", "the complainant's identity"),
    Token::new("instruction", "instruksi", "instruction"),
    Token::new("material", "materi pengaduan", "the complaint itself"),
    Token::new("matter", "perihal", "matter"),
    Token::new("media", "jenis berkas", "kind of file"),
    Token::new("message", "pesan", "message"),
    Token::new("note", "catatan", "note"),
    Token::new("notice", "pemberitahuan", "notice"),
    Token::new("number", "nomor WISE", "WISE number"),
    Token::new("office", "kantor", "office"),
    Token::new("official", "terlapor", "official complained of"),
    Token::new("outcome", "hasil", "outcome"),
    Token::new("purpose", "keperluan", "purpose"),
    Token::new("reason", "alasan", "reason"),
    Token::new("public_reason", "alasan untuk pengadu", "reason for the complainant"),
    Token::new("evidence", "bukti", "what shows it"),
    Token::new("told_by", "disampaikan pengadu melalui", "told by the complainant by"),
    Token::new("recipient", "penerima", "recipient"),
    Token::new("recipient_role", "peran penerima", "role of the recipient"),
    Token::new("report", "laporan", "report"),
    Token::new("reported", "kejelasan terlapor", "what is known of the official"),
    Token::new("reported_office", "kantor terlapor", "office complained of"),
    Token::new("request", "pertanyaan", "question"),
    Token::new("shares", "bagian yang diteruskan", "what goes along"),
    Token::new("standing", "status pengadu", "what the complainant is to DJBC"),
    Token::new("step", "langkah", "step"),
    Token::new("unit", "unit kepatuhan internal", "compliance unit"),
    Token::new("which", "nomor tiket yang mana", "which ticket"),
    Token::new("zone", "zona waktu", "time zone"),
];

/// The label of a field; a name that has none gets an empty one.
pub(crate) const fn label(name: &str) -> Token {
    let mut at = 0;
    while at < LABELS.len() {
        if same(LABELS[at].word, name) {
            return LABELS[at];
        }
        at += 1;
    }
    Token::new("", "", "")
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
