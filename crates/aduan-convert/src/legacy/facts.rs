//! The facts that a command needs, by the names that the events give them.

use super::map::{Columns, Field, FromColumn, Map, Step, Value};
use super::pseudonym::{Key, nothing};
use super::reason::Reason;
use super::sheet::Sheet;
use super::text::{fold, shown};
use aduan_core::{
    Action, Channel, Clarity, Command, CommandKind, ComplaintId, Confidentiality, ContentRef, Deliveries,
    Delivery, DisclosureGround, Element, ErasureBasis, Finding, Following, Ground, Identity, Matter, Media,
    Notice, NoticeChannel, Office, Outcome, ParseTokenError, PersonId, Receive, RegisterNumber, Reported,
    Review, Role, Share, Standing, Step as AssessmentStep, WiseNumber, WiseOutcome, Zone,
};
use csv::ByteRecord;
use std::str::FromStr;

/// What a fact is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Action,
    Channel,
    Clarity,
    Confidentiality,
    Delivery,
    DisclosureGround,
    Element,
    ErasureBasis,
    Finding,
    Following,
    Ground,
    Matter,
    Media,
    Notice,
    NoticeChannel,
    Office,
    Outcome,
    Person,
    Reported,
    Role,
    Share,
    Standing,
    Step,
    Text,
    WiseNumber,
    WiseOutcome,
    Zone,
}

impl Kind {
    /// Whether a word is one of this kind; what would be, if not.
    pub(super) fn check(self, word: &str) -> Result<(), String> {
        fn is<T: FromStr<Err = ParseTokenError>>(word: &str) -> Result<(), String> {
            word.parse::<T>().map(drop).map_err(|error| error.to_string())
        }
        match self {
            Self::Action => is::<Action>(word),
            Self::Channel => is::<Channel>(word),
            Self::Clarity => is::<Clarity>(word),
            Self::Confidentiality => is::<Confidentiality>(word),
            Self::Delivery => is::<Delivery>(word),
            Self::DisclosureGround => is::<DisclosureGround>(word),
            Self::Element => is::<Element>(word),
            Self::ErasureBasis => is::<ErasureBasis>(word),
            Self::Finding => is::<Finding>(word),
            Self::Following => is::<Following>(word),
            Self::Ground => is::<Ground>(word),
            Self::Matter => is::<Matter>(word),
            Self::Media => is::<Media>(word),
            Self::Notice => is::<Notice>(word),
            Self::NoticeChannel => is::<NoticeChannel>(word),
            Self::Office => is::<Office>(word),
            Self::Outcome => is::<Outcome>(word),
            Self::Reported => is::<Reported>(word),
            Self::Role => is::<Role>(word),
            Self::Share => is::<Share>(word),
            Self::Standing => is::<Standing>(word),
            Self::Step => is::<AssessmentStep>(word),
            Self::WiseNumber => is::<WiseNumber>(word),
            Self::WiseOutcome => is::<WiseOutcome>(word),
            Self::Zone => is::<Zone>(word),
            Self::Person | Self::Text => Ok(()),
        }
    }
}

/// The facts of a command: the name, what it is of, and whether the command cannot be without it.
pub(super) const fn of(command: CommandKind) -> &'static [(&'static str, Kind, bool)] {
    match command {
        CommandKind::Receive => &[
            ("channel", Kind::Channel, true),
            ("matter", Kind::Matter, true),
            ("unit", Kind::Office, true),
            ("standing", Kind::Standing, false),
            ("confidentiality", Kind::Confidentiality, false),
            ("following", Kind::Following, false),
            ("elements", Kind::Element, false),
            ("reported_office", Kind::Office, false),
            ("zone", Kind::Zone, false),
        ],
        CommandKind::IssueTicket => &[("deliveries", Kind::Delivery, true)],
        CommandKind::AmendMaterial | CommandKind::SupplyData => &[("elements", Kind::Element, false)],
        CommandKind::AttachEvidence => &[("media", Kind::Media, false)],
        CommandKind::ReviewMaterial => &[
            ("clarity", Kind::Clarity, true),
            ("matter", Kind::Matter, true),
            ("reported", Kind::Reported, true),
            ("elements", Kind::Element, false),
            ("official", Kind::Person, false),
            ("office", Kind::Office, false),
        ],
        CommandKind::ForwardToPyb => &[("office", Kind::Office, true)],
        CommandKind::ForwardToAssessor | CommandKind::DisposeToAssessor => {
            &[("office", Kind::Office, true), ("assessor", Kind::Person, false)]
        }
        CommandKind::ForwardToWise => &[("shares", Kind::Share, false)],
        CommandKind::AcknowledgeWise => &[("number", Kind::WiseNumber, true)],
        CommandKind::ReturnFromWise => {
            &[("number", Kind::WiseNumber, true), ("outcome", Kind::WiseOutcome, true)]
        }
        CommandKind::RecordAssessmentStep => {
            &[("step", Kind::Step, true), ("official", Kind::Person, false), ("office", Kind::Office, false)]
        }
        CommandKind::ConcludeAssessment => &[("finding", Kind::Finding, true)],
        CommandKind::DecideFollowUp => &[("actions", Kind::Action, true)],
        CommandKind::DeclareNotActionable => &[("ground", Kind::Ground, true)],
        CommandKind::Close => &[("outcome", Kind::Outcome, false)],
        CommandKind::ChooseConfidentiality => &[("choice", Kind::Confidentiality, true)],
        CommandKind::DiscloseIdentity => &[
            ("ground", Kind::DisclosureGround, true),
            ("recipient", Kind::Person, true),
            ("recipient_role", Kind::Role, true),
        ],
        CommandKind::NotifyComplainant => {
            &[("notice", Kind::Notice, true), ("channel", Kind::NoticeChannel, true)]
        }
        CommandKind::PlaceLegalHold | CommandKind::ReleaseLegalHold => &[("hold", Kind::Text, true)],
        CommandKind::ErasePersonalData => &[("basis", Kind::ErasureBasis, true)],
        CommandKind::RequestVerification
        | CommandKind::RequestData
        | CommandKind::ExpireDataWindow
        | CommandKind::ReturnMisdirected
        | CommandKind::Reopen
        | CommandKind::Withdraw => &[],
    }
}

/// A row in front of the map.
pub(super) struct Facts<'a> {
    pub(super) map: &'a Map,
    pub(super) key: &'a Key,
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) cells: &'a ByteRecord,
    pub(super) step: &'a Step,
    pub(super) complaint: ComplaintId,
}

impl Facts<'_> {
    /// The command that the row gives, and the outcome that it says a closing had.
    pub(super) fn command(&self) -> Result<(Command, Option<Outcome>), Reason> {
        let mut outcome = None;
        let command = match self.step.command {
            CommandKind::Receive => Command::Receive(Box::new(self.receive()?)),
            CommandKind::IssueTicket => {
                let deliveries: Deliveries = self.set::<Delivery, _>("deliveries")?;
                Command::IssueTicket { deliveries, contact: self.content()? }
            }
            CommandKind::RequestVerification => Command::RequestVerification,
            CommandKind::AmendMaterial => Command::AmendMaterial {
                content: self.content()?,
                elements: self.set::<Element, _>("elements")?,
            },
            CommandKind::AttachEvidence => Command::AttachEvidence {
                content: self.content()?,
                media: self.token("media")?.unwrap_or(Media::File),
            },
            CommandKind::ReviewMaterial => Command::ReviewMaterial(Box::new(Review {
                elements: self.set::<Element, _>("elements")?,
                clarity: self.need("clarity")?,
                matter: self.need("matter")?,
                reported: self.need("reported")?,
                official: self.person("official")?,
                office: self.office("office")?,
                note: self.note()?,
            })),
            CommandKind::RequestData => Command::RequestData { request: self.content()? },
            CommandKind::SupplyData => Command::SupplyData {
                content: self.content()?,
                elements: self.set::<Element, _>("elements")?,
            },
            CommandKind::ExpireDataWindow => Command::ExpireDataWindow,
            CommandKind::ForwardToPyb => Command::ForwardToPyb { office: self.need_office("office")? },
            CommandKind::ForwardToAssessor => Command::ForwardToAssessor {
                office: self.need_office("office")?,
                assessor: self.person("assessor")?,
            },
            CommandKind::DisposeToAssessor => Command::DisposeToAssessor {
                office: self.need_office("office")?,
                assessor: self.person("assessor")?,
                instruction: self.note()?,
            },
            CommandKind::ForwardToWise => {
                Command::ForwardToWise { reason: self.content()?, shares: self.set::<Share, _>("shares")? }
            }
            CommandKind::AcknowledgeWise => Command::AcknowledgeWise { number: self.need("number")? },
            CommandKind::ReturnFromWise => Command::ReturnFromWise {
                number: self.need("number")?,
                outcome: self.need("outcome")?,
                note: self.note()?,
            },
            CommandKind::RecordAssessmentStep => Command::RecordAssessmentStep {
                step: self.need("step")?,
                official: self.person("official")?,
                office: self.office("office")?,
                note: self.note()?,
            },
            CommandKind::ReturnMisdirected => Command::ReturnMisdirected { reason: self.content()? },
            CommandKind::ConcludeAssessment => {
                Command::ConcludeAssessment { finding: self.need("finding")?, report: self.content()? }
            }
            CommandKind::DecideFollowUp => Command::DecideFollowUp {
                actions: self.set::<Action, _>("actions")?,
                decision: self.content()?,
            },
            CommandKind::DeclareNotActionable => Command::DeclareNotActionable {
                ground: self.need("ground")?,
                // A sheet that has a place for the reason, and none in it, says that there was none (R14, R17).
                reason: if self.step.content.is_some() { self.note()? } else { Some(self.content()?) },
            },
            CommandKind::Close => {
                outcome = self.token("outcome")?;
                Command::Close
            }
            CommandKind::Reopen => Command::Reopen { facts: self.content()? },
            CommandKind::Withdraw => Command::Withdraw { reason: self.note()? },
            CommandKind::ChooseConfidentiality => {
                Command::ChooseConfidentiality { choice: self.need("choice")? }
            }
            CommandKind::DiscloseIdentity => Command::DiscloseIdentity {
                ground: self.need("ground")?,
                recipient: self.person("recipient")?.ok_or_else(|| self.missing("recipient"))?,
                recipient_role: self.need("recipient_role")?,
                purpose: self.content()?,
            },
            CommandKind::NotifyComplainant => {
                Command::NotifyComplainant { notice: self.need("notice")?, channel: self.need("channel")? }
            }
            CommandKind::PlaceLegalHold => {
                Command::PlaceLegalHold { hold: self.hold()?, reason: self.content()? }
            }
            CommandKind::ReleaseLegalHold => {
                Command::ReleaseLegalHold { hold: self.hold()?, reason: self.content()? }
            }
            CommandKind::ErasePersonalData => Command::ErasePersonalData { basis: self.need("basis")? },
        };
        Ok((command, outcome))
    }

    fn receive(&self) -> Result<Receive, Reason> {
        // The number is given when all cases are known.
        let register = RegisterNumber::new(0, 0).ok_or(Reason::CaseMissing)?;
        let (channel, matter) = (self.need("channel")?, self.need("matter")?);
        let complainant = self.key.complainant(self.complaint);
        let unit = self.need_office("unit")?;
        let receive = Receive::new(register, channel, matter, complainant, self.content()?, unit);
        Ok(Receive {
            standing: self.token("standing")?.unwrap_or(receive.standing),
            confidentiality: self.token("confidentiality")?.unwrap_or(receive.confidentiality),
            following: self.token("following")?.unwrap_or(receive.following),
            identity: self.identity()?,
            elements: self.set::<Element, _>("elements")?,
            reported_office: self.office("reported_office")?,
            zone: self.token("zone")?.unwrap_or(self.map.zone),
            ..receive
        })
    }

    fn identity(&self) -> Result<Option<Identity>, Reason> {
        let (mut words, mut parts) = (Vec::new(), Vec::new());
        for (part, column) in &self.step.identity {
            let cell = self.cell(column)?;
            if !cell.is_empty() {
                words.push(cell);
                parts.push(*part);
            }
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let content = self.key.content(self.complaint, &words);
        Ok((!parts.is_empty()).then(|| Identity { content, parts: parts.into_iter().collect() }))
    }

    /// In which role it was done. A reception's own is that of its channel, where the map says none (R2, R3).
    pub(super) fn role(&self, command: &Command) -> Result<Role, Reason> {
        if let Some(field) = &self.step.role {
            let word = self.word("role", field)?.ok_or_else(|| self.empty("role", field))?;
            return parse("role", field, &word);
        }
        Ok(match command {
            Command::Receive(receive) if receive.channel.is_online() => Role::Complainant,
            Command::Receive(_) => Role::Receiver,
            other => aduan_core::procedure::rows(other.kind())
                .find_map(|row| row.roles.iter().next())
                .unwrap_or(Role::System),
        })
    }

    /// A cell's text, trimmed.
    pub(super) fn cell(&self, column: &super::map::Column) -> Result<String, Reason> {
        super::rows::cell(self.sheet, self.cells, column)
    }

    /// What a field says; `None` if the cell is empty and the map does not say what that means.
    fn word(&self, fact: &str, field: &Field) -> Result<Option<Value>, Reason> {
        let from = match field {
            Field::Said(value) => return Ok(Some(value.clone())),
            Field::Column(from) => from,
        };
        let cell = self.cell(&from.column)?;
        if cell.is_empty() {
            return Ok(from.empty.clone());
        }
        if let Some(value) = from.values.get(&fold(&cell)).or(from.otherwise.as_ref()) {
            return Ok(Some(value.clone()));
        }
        // Without a list of values, the sheet's are the procedure's own.
        if from.values.is_empty() {
            return Ok(Some(Value::Word(cell)));
        }
        Err(unknown(fact, from, &cell))
    }

    fn value(&self, fact: &str) -> Result<Option<(Value, &Field)>, Reason> {
        let Some(field) = self.step.facts.get(fact) else { return Ok(None) };
        Ok(self.word(fact, field)?.map(|value| (value, field)))
    }

    fn token<T: FromStr<Err = ParseTokenError>>(&self, fact: &str) -> Result<Option<T>, Reason> {
        self.value(fact)?.map(|(value, field)| parse(fact, field, &value)).transpose()
    }

    fn need<T: FromStr<Err = ParseTokenError>>(&self, fact: &str) -> Result<T, Reason> {
        self.token(fact)?.ok_or_else(|| self.missing(fact))
    }

    fn set<T: FromStr<Err = ParseTokenError>, S: FromIterator<T>>(&self, fact: &str) -> Result<S, Reason> {
        let Some((value, field)) = self.value(fact)? else { return Ok(std::iter::empty().collect()) };
        let one = |word: &str| parse(fact, field, &Value::Word(word.to_owned()));
        value
            .words()
            .into_iter()
            .flat_map(|word| word.split([',', ';', '+']))
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(one)
            .collect()
    }

    fn office(&self, fact: &str) -> Result<Option<Office>, Reason> {
        self.step.facts.get(fact).map_or(Ok(None), |field| self.office_in(fact, field))
    }

    fn need_office(&self, fact: &str) -> Result<Office, Reason> {
        self.office(fact)?.ok_or_else(|| self.missing(fact))
    }

    /// An office by the name that the map gives it, or by its code.
    pub(super) fn office_in(&self, fact: &str, field: &Field) -> Result<Option<Office>, Reason> {
        let Some(value) = self.word(fact, field)? else { return Ok(None) };
        let words = value.words();
        let named = words.first().and_then(|word| self.map.offices.get(&fold(word)));
        named.map_or_else(|| parse(fact, field, &value).map(Some), |office| Ok(Some(*office)))
    }

    fn person(&self, fact: &str) -> Result<Option<PersonId>, Reason> {
        let Some((value, _)) = self.value(fact)? else { return Ok(None) };
        Ok(value.words().first().map(|name| self.key.person(name)))
    }

    fn hold(&self) -> Result<aduan_core::HoldId, Reason> {
        let (value, _) = self.value("hold")?.ok_or_else(|| self.missing("hold"))?;
        Ok(self.key.hold(self.complaint, &value.words().concat()))
    }

    /// The words of the content columns; `None` if there are none.
    fn words(&self) -> Result<Option<Vec<String>>, Reason> {
        let columns = self.step.content.as_ref().map_or(&[][..], Columns::all);
        let words = columns.iter().map(|column| self.cell(column)).collect::<Result<Vec<_>, _>>()?;
        Ok(words.iter().any(|word| !word.is_empty()).then_some(words))
    }

    /// A reference to words, where the event may be without.
    fn note(&self) -> Result<Option<ContentRef>, Reason> {
        let words = self.words()?;
        Ok(words.map(|words| {
            self.key.content(self.complaint, &words.iter().map(String::as_str).collect::<Vec<_>>())
        }))
    }

    /// A reference to words, where the event must have one: to nothing, where the sheet has a place for them and
    /// nothing in it; to no words, where it has no place for them.
    fn content(&self) -> Result<ContentRef, Reason> {
        if self.step.content.is_none() {
            return Ok(self.key.content(self.complaint, &[]));
        }
        Ok(self.note()?.unwrap_or_else(nothing))
    }

    fn missing(&self, fact: &str) -> Reason {
        match self.step.facts.get(fact) {
            Some(field) => self.empty(fact, field),
            None => Reason::FactMissing { fact: fact.to_owned(), column: String::new() },
        }
    }

    #[expect(clippy::unused_self, reason = "beside those that need it")]
    fn empty(&self, fact: &str, field: &Field) -> Reason {
        let column = match field {
            Field::Column(from) => from.column.name.clone(),
            Field::Said(_) => String::new(),
        };
        Reason::FactMissing { fact: fact.to_owned(), column }
    }
}

fn unknown(fact: &str, from: &FromColumn, cell: &str) -> Reason {
    Reason::FactUnknown { fact: fact.to_owned(), column: from.column.name.clone(), found: shown(cell) }
}

fn parse<T: FromStr<Err = ParseTokenError>>(fact: &str, field: &Field, value: &Value) -> Result<T, Reason> {
    let words = value.words();
    let word = words.first().copied().unwrap_or_default();
    word.parse().map_err(|_| match field {
        Field::Column(from) => unknown(fact, from, word),
        Field::Said(_) => {
            Reason::FactUnknown { fact: fact.to_owned(), column: String::new(), found: shown(word) }
        }
    })
}
