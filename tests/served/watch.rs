//! Watches over confidential data: the words, names, contacts and tickets that a test has sent must be found nowhere but
//! in the answers to callers who may read them.

use crate::client::{Answer, Call};
use crate::server::logs;
use memchr::memmem::Finder;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The keys under which words stand in a body.
const WORDS: [&str; 17] = [
    "material",
    "content",
    "name",
    "address",
    "telephone",
    "mobile",
    "email",
    "request",
    "reason",
    "note",
    "report",
    "decision",
    "facts",
    "purpose",
    "instruction",
    "ticket",
    "secret",
];

/// The secrets that were sent, and the output that the world sees.
#[derive(Default)]
pub(crate) struct Watch {
    secrets: BTreeSet<String>,
    tickets: BTreeSet<String>,
    /// Addresses, headers and problems.
    told: String,
    /// What officers, auditors and operators were answered.
    to_officers: String,
}

impl Watch {
    /// A request and its answer.
    pub(crate) fn heard(&mut self, call: &Call, answer: &Answer) {
        let body: Option<Value> = call.body.as_ref().and_then(|body| serde_json::from_slice(body).ok());
        if let Some(body) = body {
            self.words(&body, false);
        }
        if call.method == "POST" && call.path == "/v1/complaints" && answer.status == 201 {
            self.ticket(answer.json()["ticket"].as_str().unwrap());
        }
        let told = &mut self.told;
        writeln!(told, "{} {}\n{:?}", call.method, call.path, answer.headers).unwrap();
        if answer.status >= 400 {
            told.push_str(&answer.text());
        }
        if call.headers.iter().any(|(_, value)| value.starts_with("Bearer ")) {
            self.to_officers.push_str(&answer.text());
        }
    }

    /// A ticket that was made, in every form in which it could be written.
    pub(crate) fn ticket(&mut self, ticket: &str) {
        self.tickets.insert(ticket.to_owned());
        self.tickets.insert(ticket.replace('-', ""));
    }

    /// Something that stands nowhere as a whole, though its parts may.
    pub(crate) fn whole(&mut self, text: String) {
        self.secrets.insert(text);
    }

    /// Something that was said, whole and word by word. Shorter words are in every text.
    pub(crate) fn said(&mut self, text: &str) {
        self.secrets.insert(text.to_owned());
        let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '@' && letter != '.');
        self.secrets.extend(words.filter(|word| word.len() > 5).map(str::to_owned));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        self.secrets.extend(Some(digits).filter(|digits| digits.len() > 7));
    }

    fn words(&mut self, value: &Value, under: bool) {
        match value {
            Value::String(text) if under => self.said(text),
            Value::Array(values) => values.iter().for_each(|value| self.words(value, under)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.words(value, WORDS.contains(&key.as_str()));
                }
            }
            _ => {}
        }
    }

    /// Everything that was found where it must not be: in addresses, headers, problems, logs, figures, and files.
    pub(crate) fn found(&self, place: &Path, metrics: &str) -> Vec<String> {
        let mut found = Vec::new();
        let spread = [("told", self.told.as_str()), ("logged", &logs(place)), ("counted", metrics)];
        for (where_, text) in spread {
            let text = text.to_lowercase();
            for secret in self.secrets.iter().chain(&self.tickets) {
                if text.contains(&secret.to_lowercase()) {
                    found.push(format!("{where_}: {secret}"));
                }
            }
        }
        for ticket in &self.tickets {
            if self.to_officers.contains(ticket) {
                found.push(format!("to officers: {ticket}"));
            }
        }
        for path in files(&place.join("desk")) {
            let bytes = fs::read(&path).unwrap();
            for secret in self.secrets.iter().chain(&self.tickets) {
                if Finder::new(secret).find(&bytes).is_some() {
                    found.push(format!("{}: {secret}", path.display()));
                }
            }
        }
        found
    }

    /// The secrets that are among these bytes.
    #[cfg(feature = "otel")]
    pub(crate) fn among(&self, bytes: &[u8]) -> Vec<&str> {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let all = self.secrets.iter().chain(&self.tickets).map(String::as_str);
        all.filter(|secret| text.contains(&secret.to_lowercase())).collect()
    }

    /// How many words and tickets are looked for.
    pub(crate) fn count(&self) -> usize {
        self.secrets.len() + self.tickets.len()
    }
}

/// Every file under a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}
