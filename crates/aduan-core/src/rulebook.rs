//! A rulebook (peraturan): what may differ between one regime and another, as data.

use crate::calendar::Term;
use crate::facts::{Channel, Element, IdentityPart, Outcome, R15_TARGETS, Step};
use crate::{
    Channels, CommandKind, Counting, Elements, HouseNumber, IdentityParts, Matter, OfficeKind, OfficeKinds,
    Outcomes, Rule, RulebookId, Separation, SeparationError, Stage, TwoPeople, TwoPeopleError,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

tokens! {
    /// Where a rulebook sends complaints about ethics and discipline (K1).
    pub enum DisciplineRoute {
        /// Handled by DJBC: the PYB disposes to an assessor (R15). The 2012 regime.
        Pyb = "pyb", "ditangani PYB", "handled by the PYB";
        /// Not received here but pointed to WISE; one that turns out to be such in verification goes to the
        /// PYB, who forwards it to WISE and disposes only what WISE hands back. The 2025 regime, under PMK 205/PMK.09/2022.
        Wise = "wise", "melalui WISE", "through WISE";
    }
}

tokens! {
    /// Who may decide ground (b) of R14 once the window has run out.
    pub enum ExpiryDecision {
        /// A verifier alone.
        Verifier = "verifier", "verifikator", "a verifier";
        /// A verifier, or the system by itself.
        System = "system", "verifikator atau sistem", "a verifier or the system";
    }
}

tokens! {
    /// From what the window for additional data runs (R13).
    pub enum WindowFrom {
        /// From the instant at which the complainant was told of the request. The default.
        Told = "told", "sejak pengadu diberi tahu", "from the telling";
        /// From the request, whether or not the complainant knows of it.
        Request = "request", "sejak permintaan", "from the request";
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that declares it takes no attribute of a word")]
impl Default for WindowFrom {
    fn default() -> Self {
        Self::Told
    }
}

impl WindowFrom {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

tokens! {
    /// Whether who declares a complaint not actionable writes a second reason, for its complainant (P3).
    pub enum PublicReason {
        /// They must. The default; inferred.
        Demanded = "demanded", "wajib", "demanded";
        /// They may.
        Optional = "optional", "boleh tidak ada", "optional";
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that declares it takes no attribute of a word")]
impl Default for PublicReason {
    fn default() -> Self {
        Self::Demanded
    }
}

impl PublicReason {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

tokens! {
    /// Whether a discipline complaint may be handled by the office at which the reported official works (T6).
    pub enum OwnOffice {
        /// Refused.
        Refused = "refused", "ditolak", "refused";
        /// Allowed.
        Allowed = "allowed", "diperbolehkan", "allowed";
    }
}

/// A target for the age of each stage (R24, R26); `None` where the rulebook sets none.
///
/// A missed target forces nothing: it shows that a complaint waits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Targets {
    /// From reception to the request for verification.
    pub intake: Option<Term>,
    /// For the verifier.
    pub verification: Option<Term>,
    /// From a request for data to the instant at which the complainant is told of it (R12).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaiting_data: Option<Term>,
    /// For the PYB.
    pub with_pyb: Option<Term>,
    /// For the assessor.
    pub assessment: Option<Term>,
    /// For the follow-up.
    pub follow_up: Option<Term>,
    /// For the Inspectorate.
    pub with_inspectorate: Option<Term>,
}

impl Targets {
    /// The target of `stage`.
    pub const fn of(&self, stage: Stage) -> Option<Term> {
        match stage {
            Stage::Intake => self.intake,
            Stage::Verification => self.verification,
            Stage::AwaitingData => self.awaiting_data,
            Stage::WithPyb => self.with_pyb,
            Stage::Assessment => self.assessment,
            Stage::FollowUp => self.follow_up,
            Stage::WithInspectorate => self.with_inspectorate,
            Stage::New | Stage::Closed => None,
        }
    }
}

/// A regime as data. Two are shipped; an embedder loads their own from JSON, TOML or any serde format.
///
/// ```
/// use aduan_core::Rulebook;
/// let mut json = serde_json::to_value(Rulebook::kep_154_2012())?;
/// json["id"] = "house-rules-1".into();
/// json["data_window"]["days"] = 10.into();
/// json["data_window"]["counting"] = "working_days".into();
/// let own: Rulebook = serde_json::from_value(json.clone())?;
/// assert_eq!(own.data_window.days, 10);
///
/// json["data_window"]["days"] = 0.into();
/// let refused = serde_json::from_value::<Rulebook>(json).unwrap_err();
/// assert!(refused.to_string().contains("data_window: a term has 1 to 3650 days, not 0"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
#[non_exhaustive]
pub struct Rulebook {
    /// Its name, stamped on every record.
    pub id: RulebookId,
    /// What it is, for people.
    pub title: String,
    /// The first local date on which a complaint may be received under it.
    pub effective_from: NaiveDate,
    /// The channels it knows (R1).
    pub channels: Channels,
    /// The parts of their identity that a complainant must give; empty if anonymity is allowed.
    pub identity_required: IdentityParts,
    /// The elements that a review looks at (R8, R10).
    pub elements: Elements,
    /// Where discipline goes (K1, R11).
    pub discipline: DisciplineRoute,
    /// The window for additional data (R13).
    pub data_window: Term,
    /// From what that window runs (R13).
    #[serde(skip_serializing_if = "WindowFrom::is_default")]
    pub window_from: WindowFrom,
    /// How long a mail that was accepted for sending must go without a failure before it counts as read (R13).
    #[serde(skip_serializing_if = "is_mail_days")]
    pub mail_days: Term,
    /// How long a ticket that went to a contact that an officer typed waits for its powers (R7). Inferred.
    #[serde(skip_serializing_if = "is_quiet_days")]
    pub quiet_days: Term,
    /// Within which the complainant is told something (R23).
    pub response: Option<Term>,
    /// Targets for the stages.
    pub targets: Targets,
    /// Within which a complaint should have ended, counted from reception, whoever has it (R26). `None` sets no such end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overall: Option<Term>,
    /// Who may decide on an expired window (R14).
    pub expiry_decision: ExpiryDecision,
    /// Whether the complainant gets a reason of their own where it is not actionable (P3).
    #[serde(skip_serializing_if = "PublicReason::is_default")]
    pub public_reason: PublicReason,
    /// Whom the PYB may dispose to (R15).
    pub disposition_targets: OfficeKinds,
    /// Whether the reported official's own office may handle a discipline case (T6).
    pub own_office: OwnOffice,
    /// The steps that a discipline case must have gone through, in order, before it is concluded (R18).
    pub discipline_steps: Vec<Step>,
    /// The same for every other case.
    pub other_steps: Vec<Step>,
    /// The outcomes from which a complaint may be reopened on new facts (R19).
    pub reopenable: Outcomes,
    /// After how long the system may erase a closed complaint's personal data by itself (R30).
    pub retention: Option<Term>,
    /// Which commands one officer does not give on the same complaint (S1); none where the office separates no duties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub separate: Vec<Separation>,
    /// What one person does not do alone (S2). A rulebook that does not say has the shipped rules; an empty list asks for no second
    /// person.
    pub two_people: Vec<TwoPeople>,
    /// After how long a proposal lapses that nobody confirmed (S2).
    pub proposal_term: Term,
}

/// The contents of the file, before they are checked. A list may have any order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    id: RulebookId,
    title: String,
    effective_from: NaiveDate,
    channels: Vec<Channel>,
    identity_required: Vec<IdentityPart>,
    elements: Vec<Element>,
    discipline: DisciplineRoute,
    data_window: Term,
    #[serde(default)]
    window_from: WindowFrom,
    #[serde(default = "mail_days")]
    mail_days: Term,
    #[serde(default = "quiet_days")]
    quiet_days: Term,
    #[serde(default)]
    response: Option<Term>,
    #[serde(default)]
    targets: Targets,
    #[serde(default)]
    overall: Option<Term>,
    expiry_decision: ExpiryDecision,
    #[serde(default)]
    public_reason: PublicReason,
    disposition_targets: Vec<OfficeKind>,
    own_office: OwnOffice,
    discipline_steps: Vec<Step>,
    other_steps: Vec<Step>,
    reopenable: Vec<Outcome>,
    #[serde(default)]
    retention: Option<Term>,
    #[serde(default)]
    separate: Vec<Separation>,
    #[serde(default = "TwoPeople::shipped")]
    two_people: Vec<TwoPeople>,
    #[serde(default = "proposal_term")]
    proposal_term: Term,
}

/// Why a rulebook is not sound. Its text names the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum RulebookError {
    /// A term outside of 1 to 3,650 days.
    #[error("{field}: a term has 1 to 3650 days, not {days}")]
    Term {
        /// The field.
        field: &'static str,
        /// What it says.
        days: u16,
    },
    /// A list that must not be empty.
    #[error("{field}: at least one is needed, or no complaint could pass")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// Assessment steps out of their order, or repeated.
    #[error("{field}: steps go confirmation, clarification, examination, each at most once (R18)")]
    Steps {
        /// The field.
        field: &'static str,
    },
    /// A separation of duties that separates nothing, or says nothing.
    #[error("separate {number}: {why}")]
    Separation {
        /// Its number.
        number: HouseNumber,
        /// Why.
        why: SeparationError,
    },
    /// A rule of two people for what nobody proposes, or one that says nothing.
    #[error("two_people {number}: {why}")]
    TwoPeople {
        /// Its number.
        number: HouseNumber,
        /// Why.
        why: TwoPeopleError,
    },
}

impl TryFrom<Unchecked> for Rulebook {
    type Error = RulebookError;

    fn try_from(raw: Unchecked) -> Result<Self, RulebookError> {
        let book = Self {
            id: raw.id,
            title: raw.title,
            effective_from: raw.effective_from,
            channels: raw.channels.into_iter().collect(),
            identity_required: raw.identity_required.into_iter().collect(),
            elements: raw.elements.into_iter().collect(),
            discipline: raw.discipline,
            data_window: raw.data_window,
            window_from: raw.window_from,
            mail_days: raw.mail_days,
            quiet_days: raw.quiet_days,
            response: raw.response,
            targets: raw.targets,
            overall: raw.overall,
            expiry_decision: raw.expiry_decision,
            public_reason: raw.public_reason,
            disposition_targets: raw.disposition_targets.into_iter().collect(),
            own_office: raw.own_office,
            discipline_steps: raw.discipline_steps,
            other_steps: raw.other_steps,
            reopenable: raw.reopenable.into_iter().collect(),
            retention: raw.retention,
            separate: raw.separate,
            two_people: raw.two_people,
            proposal_term: raw.proposal_term,
        };
        book.check().map(|()| book)
    }
}

impl Rulebook {
    /// Whether it is sound: what loading one demands, for one that was changed in memory.
    ///
    /// # Errors
    /// [`RulebookError`], which names the field.
    pub fn check(&self) -> Result<(), RulebookError> {
        let Targets {
            intake,
            verification,
            awaiting_data,
            with_pyb,
            assessment,
            follow_up,
            with_inspectorate,
        } = &self.targets;
        let terms = [
            ("data_window", &Some(self.data_window)),
            ("mail_days", &Some(self.mail_days)),
            ("quiet_days", &Some(self.quiet_days)),
            ("proposal_term", &Some(self.proposal_term)),
            ("response", &self.response),
            ("retention", &self.retention),
            ("overall", &self.overall),
            ("targets.intake", intake),
            ("targets.verification", verification),
            ("targets.awaiting_data", awaiting_data),
            ("targets.with_pyb", with_pyb),
            ("targets.assessment", assessment),
            ("targets.follow_up", follow_up),
            ("targets.with_inspectorate", with_inspectorate),
        ];
        for (field, term) in terms {
            if let Some(Term { days, .. }) = term
                && !(1..=3650).contains(days)
            {
                return Err(RulebookError::Term { field, days: *days });
            }
        }
        let lists = [
            ("channels", self.channels.is_empty()),
            ("elements", self.elements.is_empty()),
            ("disposition_targets", self.disposition_targets.is_empty()),
        ];
        if let Some((field, _)) = lists.into_iter().find(|(_, empty)| *empty) {
            return Err(RulebookError::Empty { field });
        }
        for (field, steps) in
            [("discipline_steps", &self.discipline_steps), ("other_steps", &self.other_steps)]
        {
            if !steps.is_sorted_by(|earlier, later| earlier < later) {
                return Err(RulebookError::Steps { field });
            }
        }
        Separation::check(&self.separate)
            .map_err(|(number, why)| RulebookError::Separation { number, why })?;
        let taken: Vec<HouseNumber> = self.separate.iter().map(|one| one.number).collect();
        TwoPeople::check(&self.two_people, &taken)
            .map_err(|(number, why)| RulebookError::TwoPeople { number, why })
    }

    /// The rulebook as compact JSON, in one spelling: the SHA-256 of it is the [digest](crate::Digest) of this edition.
    pub fn to_json(&self) -> String {
        // Writing to memory, of numbers and texts, has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The rulebook under which a complaint is received on `date`: of those that have begun, the latest (W1).
    pub fn in_force(books: &[Self], date: NaiveDate) -> Option<&Self> {
        books.iter().filter(|book| book.effective_from <= date).max_by_key(|book| book.effective_from)
    }
}

/// The separations that both shipped rulebooks have: inferred.
fn separations() -> Vec<Separation> {
    use CommandKind::{
        Close, ConcludeAssessment, DecideFollowUp, DecideMatter, DeclareNotActionable, DisposeToAssessor,
        IssueTicket, Receive, ReissueTicket, ReviewMaterial, SupplyData, Transfer, Withdraw,
    };
    vec![
        Separation {
            number: HouseNumber::fixed("PT-1"),
            who_gave: vec![Receive, IssueTicket, ReissueTicket, SupplyData, Withdraw],
            does_not_give: vec![
                DisposeToAssessor,
                ConcludeAssessment,
                DecideFollowUp,
                DeclareNotActionable,
                Close,
            ],
            matter: None,
            indonesian:
                "Yang menerima pengaduan, mengirim tiketnya, atau menjawab atau mencabut untuk pengadu, tidak memutuskannya."
                    .to_owned(),
            english:
                "Who received a complaint, had its ticket sent, or answered or withdrew for its complainant, does not decide it."
                    .to_owned(),
        },
        Separation {
            number: HouseNumber::fixed("PT-2"),
            who_gave: vec![ReviewMaterial],
            does_not_give: vec![DeclareNotActionable, Close],
            matter: Some(Matter::Discipline),
            indonesian: "Yang menelaah pengaduan kode etik dan/atau disiplin tidak mengakhirinya sendiri."
                .to_owned(),
            english: "Who reviewed a complaint about ethics or discipline does not end it alone.".to_owned(),
        },
        Separation {
            number: HouseNumber::fixed("PT-7"),
            who_gave: vec![Transfer, DecideMatter],
            does_not_give: vec![
                DisposeToAssessor,
                ConcludeAssessment,
                DecideFollowUp,
                DeclareNotActionable,
                Close,
            ],
            matter: None,
            indonesian: "Yang memindahkan berkas, atau memutuskan materi yang disanggah, tidak memutuskan pengaduannya."
                .to_owned(),
            english: "Who moved a file, or decided what it is about, does not decide the complaint.".to_owned(),
        },
    ]
}

const fn term(days: u16, counting: Counting, rule: Rule) -> Term {
    Term { days, counting, rule }
}

/// What a rulebook has that says nothing of mails.
const fn mail_days() -> Term {
    term(3, Counting::CalendarDays, Rule::R13)
}

/// The same of proposals.
const fn proposal_term() -> Term {
    term(14, Counting::CalendarDays, Rule::S2)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_mail_days(term: &Term) -> bool {
    *term == mail_days()
}

/// What a rulebook has that says nothing of tickets whose contact an officer typed. Shorter than the window for additional
/// data, so that their holder can still answer.
const fn quiet_days() -> Term {
    term(7, Counting::CalendarDays, Rule::R7)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_quiet_days(term: &Term) -> bool {
    *term == quiet_days()
}

impl Rulebook {
    /// KEP-154/BC/2012, the regime of the seed: anonymity allowed, discipline handled by DJBC. The default.
    ///
    /// The day in 2012 on which it took effect, the targets and the retention are inferred.
    pub fn kep_154_2012() -> Self {
        let all_but_wise_form =
            Channel::ALL.iter().copied().filter(|channel| *channel != Channel::WiseForm).collect();
        Self {
            id: RulebookId::fixed("kep-154-2012"),
            title: "KEP-154/BC/2012".to_owned(),
            effective_from: date(2012, 1),
            channels: all_but_wise_form,
            identity_required: IdentityParts::EMPTY,
            elements: Elements::of(&[
                Element::What,
                Element::Who,
                Element::When,
                Element::Where,
                Element::How,
            ]),
            discipline: DisciplineRoute::Pyb,
            data_window: term(14, Counting::CalendarDays, Rule::R13),
            window_from: WindowFrom::Told,
            mail_days: mail_days(),
            quiet_days: quiet_days(),
            response: Some(term(30, Counting::CalendarDays, Rule::R23)),
            targets: Targets {
                intake: Some(term(3, Counting::WorkingDays, Rule::R24)),
                verification: Some(term(5, Counting::WorkingDays, Rule::R24)),
                awaiting_data: Some(term(3, Counting::WorkingDays, Rule::R13)),
                with_pyb: Some(term(5, Counting::WorkingDays, Rule::R24)),
                assessment: Some(term(30, Counting::CalendarDays, Rule::R26)),
                follow_up: Some(term(10, Counting::WorkingDays, Rule::R24)),
                with_inspectorate: Some(term(90, Counting::CalendarDays, Rule::R26)),
            },
            overall: Some(term(90, Counting::CalendarDays, Rule::R26)),
            expiry_decision: ExpiryDecision::Verifier,
            public_reason: PublicReason::Demanded,
            disposition_targets: R15_TARGETS.into_iter().collect(),
            own_office: OwnOffice::Refused,
            discipline_steps: Step::ALL.to_vec(),
            other_steps: Vec::new(),
            reopenable: Outcomes::of(&[Outcome::Unsubstantiated, Outcome::NotActionable, Outcome::Withdrawn]),
            retention: Some(term(1825, Counting::CalendarDays, Rule::R30)),
            separate: separations(),
            two_people: TwoPeople::shipped(),
            proposal_term: proposal_term(),
        }
    }

    /// PER-13/BC/2025: identity required, discipline goes through WISE, other channels and elements.
    ///
    /// Its deadlines are not public in what we read: these are those of 2012, unconfirmed, as is the day in
    /// 2025 on which it took effect.
    pub fn per_13_2025() -> Self {
        use IdentityPart::{Address, Email, Name, Telephone};
        Self {
            id: RulebookId::fixed("per-13-2025"),
            title: "PER-13/BC/2025".to_owned(),
            effective_from: date(2025, 11),
            channels: Channels::of(&[
                Channel::Website,
                Channel::Helpdesk,
                Channel::Letter,
                Channel::WiseForm,
                Channel::Other,
            ]),
            identity_required: IdentityParts::of(&[Name, Address, Telephone, Email]),
            elements: Element::ALL.iter().copied().collect(),
            discipline: DisciplineRoute::Wise,
            ..Self::kep_154_2012()
        }
    }

    /// The shipped rulebooks, the default first.
    pub fn shipped() -> [Self; 2] {
        [Self::kep_154_2012(), Self::per_13_2025()]
    }

    /// The steps that a case of this kind must have gone through.
    pub fn steps(&self, matter: crate::Matter) -> &[Step] {
        match matter {
            crate::Matter::Discipline => &self.discipline_steps,
            crate::Matter::Duties | crate::Matter::Other => &self.other_steps,
        }
    }
}

fn date(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}
