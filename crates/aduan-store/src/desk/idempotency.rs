//! Repeated commands: is a command the one that was recorded under its id (C22)?

use super::alias::known_as;
use super::seal::{LONGEST_IDENTITY, LONGEST_TEXT, no_longer, numbered};
use super::{Attachment, Desk, DeskError, Done, Draft, Effect, IdentityWords, Trace};
use crate::vault::{ContentKind, DataKey, VaultError, Words};
use aduan_core::event::{Event, EvidenceAttached};
use aduan_core::{
    Actor, Alias, Command, Commitment, Complaint, ComplaintId, ContentId, ContentRef, Elements, HoldId,
    Identity, Officer, Official, PersonId, Purpose, Record, RegisterNumber, Sealed, Translate,
};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Replaces every reference when two commands are compared.
const BLANK: ContentRef =
    ContentRef { id: ContentId::new(uuid::Uuid::nil()), commitment: Commitment::new([0; 32]) };

impl Desk {
    /// Gives the first result of a command that was recorded before (C22).
    ///
    /// Two commands are the same if the actor, the facts and the bytes of every content are the same. The recorded
    /// contents are decrypted for this comparison and shown to nobody. No digest of them is stored, since a guess of a
    /// content could be tested against it. Contents that can no longer be opened (erased, or not included in an import)
    /// are not compared. A command that differs is refused: its id was used twice.
    pub(super) fn first_result(
        &self,
        trace: &Trace,
        actor: &Actor,
        command: &Command<Draft>,
        id: ComplaintId,
    ) -> Result<Done, DeskError> {
        let reused = DeskError::CommandReused { command: trace.command };
        let Some(receipt) = self.store.receipt(trace.command)?.filter(|receipt| receipt.complaint == id)
        else {
            return Err(reused);
        };
        let (_, history) = self.load(id)?;
        let mut complaint = Complaint::new(id);
        for record in history.iter().filter(|record| record.version <= receipt.last_version) {
            complaint.apply_record(record);
        }
        // Once the key is destroyed, nobody has an alias any more.
        let key = match self.key(id) {
            Ok(key) => Some(key),
            Err(VaultError::Erased { .. } | VaultError::NeverSealed { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let giver = known_as(actor, None);
        let first = |record: &&Record| record.command == trace.command;
        let records: Vec<Record> = history.iter().filter(first).cloned().collect();
        let events: Vec<Event> = records.iter().map(|record| record.event.clone()).collect();
        if records.iter().all(|record| known_as(&record.actor, None) == giver)
            && self.same(command, &complaint, &events, key)?
        {
            Ok(Done { complaint, records, receipt, effect: Effect::RecordedBefore })
        } else {
            Err(reused)
        }
    }

    fn same(
        &self,
        command: &Command<Draft>,
        complaint: &Complaint,
        recorded: &[Event],
        key: Option<DataKey>,
    ) -> Result<bool, DeskError> {
        let Some(mut first) = Command::of(recorded) else { return Ok(false) };
        let readable = key.is_some();
        let mut now = Digests::new(complaint, &first, key);
        let mut again = command.translate(&mut now)?;
        forget_what_no_event_keeps(&mut again, recorded);
        let before = taken_out(&mut first);
        if first != again || before.len() != now.found.len() {
            return Ok(false);
        }
        if !readable {
            return Ok(true);
        }
        for (before, said) in before.iter().zip(&now.found) {
            match self.digest_of(complaint.id, before) {
                Ok(first) if first != *said => return Ok(false),
                // It is damaged or missing. Its next reader gets that error, not this caller.
                Ok(_) | Err(DeskError::Vault(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    fn digest_of(&self, complaint: ComplaintId, reference: &ContentRef) -> Result<[u8; 32], DeskError> {
        use ContentKind::{Attachment, Contact, Identity, Official, Text};
        let mut hasher = Hasher(Sha256::new());
        let kinds = [Text, Attachment, Identity, Contact, Official];
        self.open_to(complaint, reference, &kinds, &mut hasher, &mut || Ok(()))?;
        Ok(hasher.0.finalize().into())
    }
}

/// Takes the references out of a command.
fn taken_out(command: &mut Command) -> Vec<ContentRef> {
    command.contents_mut().into_iter().map(|content| std::mem::replace(content, BLANK)).collect()
}

/// A message that the complainant wrote while a request was open is its answer. A late answer keeps neither a list of elements nor how it was said (C4). A complaint about its own unit was sent to the fallback
/// unit (C33).
fn forget_what_no_event_keeps(command: &mut Command, recorded: &[Event]) {
    let late = |event: &Event| {
        matches!(event, Event::EvidenceAttached(EvidenceAttached { purpose: Purpose::LateAnswer, .. }))
    };
    let answers = |event: &Event| matches!(event, Event::DataSupplied(_));
    match command {
        Command::SupplyData { elements, told_by, .. } if recorded.iter().any(late) => {
            (*elements, *told_by) = (Elements::EMPTY, None);
        }
        Command::WriteMessage { message } if recorded.iter().any(answers) => {
            let (content, elements) = (message.clone(), Elements::EMPTY);
            *command = Command::SupplyData { content, elements, told_by: None };
        }
        Command::Receive(receive) if receive.reported_office == Some(receive.unit) => {
            let unit = recorded.iter().find_map(|event| match event {
                Event::Received(received) => Some(received.unit),
                _ => None,
            });
            receive.unit = unit.unwrap_or(receive.unit);
        }
        _ => {}
    }
}

struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Puts a blank for every content and keeps its SHA-256; gives the numbers that were given the first time.
struct Digests {
    found: Vec<[u8; 32]>,
    register: Option<RegisterNumber>,
    person: PersonId,
    hold: HoldId,
    key: Option<DataKey>,
    /// The person whom the command named the first time.
    named: Alias,
}

impl Digests {
    fn new(complaint: &Complaint, first: &Command, key: Option<DataKey>) -> Self {
        let hold = match first {
            Command::PlaceLegalHold { hold, .. } => *hold,
            _ => HoldId::default(),
        };
        let (register, person) = (complaint.register, complaint.complainant);
        let named = first.named().unwrap_or(Alias::NOBODY);
        Self { found: Vec::new(), register, person, hold, key, named }
    }

    fn alias(&self, person: PersonId) -> Alias {
        self.key.as_ref().map_or(self.named, |key| key.alias(person))
    }

    fn parts(&mut self, words: &IdentityWords) -> Result<Identity, DeskError> {
        no_longer(words.length(), LONGEST_IDENTITY)?;
        let understood = words.understood()?;
        self.found.push(Sha256::digest(&*understood.to_bytes()).into());
        Ok(Identity { content: BLANK, parts: understood.given() })
    }
}

impl Translate<Draft, Sealed> for Digests {
    type Error = DeskError;

    fn text(&mut self, text: &Words) -> Result<ContentRef, DeskError> {
        no_longer(text.reveal().len(), LONGEST_TEXT)?;
        self.found.push(Sha256::digest(text.reveal()).into());
        Ok(BLANK)
    }

    fn contact(&mut self, contact: &IdentityWords) -> Result<Identity, DeskError> {
        self.parts(contact)
    }

    fn identity(&mut self, identity: &IdentityWords) -> Result<Identity, DeskError> {
        self.parts(identity)
    }

    fn upload(&mut self, upload: &Attachment) -> Result<ContentRef, DeskError> {
        self.found.push(upload.sealed.digest);
        Ok(BLANK)
    }

    fn register(&mut self, (): &()) -> Result<RegisterNumber, DeskError> {
        numbered(self.register)
    }

    fn person(&mut self, (): &()) -> Result<PersonId, DeskError> {
        Ok(self.person)
    }

    fn hold(&mut self, (): &()) -> Result<HoldId, DeskError> {
        Ok(self.hold)
    }

    fn official(&mut self, official: &PersonId) -> Result<Official, DeskError> {
        self.found.push(Sha256::digest(official.to_string()).into());
        Ok(Official { alias: self.alias(*official), content: Some(BLANK) })
    }

    fn officer(&mut self, officer: &PersonId) -> Result<Officer, DeskError> {
        Ok(Officer { id: *officer, alias: self.alias(*officer) })
    }
}
