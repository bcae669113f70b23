//! Every command of the small world, in every variant that a rule tells apart.

use crate::fixtures::{ACCUSED, ANOTHER, COMPLAINANT, content, hold, office, officer};
use aduan_core::{
    Action, Actions, Channel, Clarity, Command, CommandKind, Confidentiality, Deliveries, Delivery,
    DisclosureGround, Element, Elements, ErasureBasis, Finding, Following, Ground, Identity, IdentityPart,
    IdentityParts, Matter, Media, Notice, NoticeChannel, OfficeKind, Receive, RegisterNumber, Reported,
    Review, Role, Share, Shares, Step, Timestamp, WiseNumber, WiseOutcome,
};
use std::sync::Arc;

/// A command with its names.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) command: Command,
    /// Its own: no two acts of a kind share it.
    pub(crate) name: String,
    /// What a rule owner tells apart; acts that differ in a detail share it.
    pub(crate) label: String,
    /// The number of the brief among those of its kind.
    pub(crate) label_number: u16,
    /// Whether it is tried only once a complaint is closed for good.
    pub(crate) at_the_end: bool,
}

#[expect(clippy::expect_used, reason = "literals of a few letters are WISE numbers")]
fn wise(number: &str) -> WiseNumber {
    number.parse().expect("a number")
}

/// The offices that may be complained of.
const NAMED: [OfficeKind; 2] = [OfficeKind::Kppbc, OfficeKind::Kanwil];

/// The identities that complainants give: none, a name that leads nowhere, everything.
fn identities() -> [(&'static str, IdentityParts); 3] {
    let everything = IdentityPart::ALL.iter().copied().collect();
    [
        ("anonymous", IdentityParts::EMPTY),
        ("name only", IdentityParts::of(&[IdentityPart::Name])),
        ("full identity", everything),
    ]
}

/// The commands of one kind, gathered.
struct Variants {
    kind: CommandKind,
    variants: Vec<Variant>,
}

impl Variants {
    fn of(kind: CommandKind) -> Self {
        Self { kind, variants: Vec::new() }
    }

    /// A variant with what a rule owner tells apart, and a further detail.
    fn add(&mut self, label: &str, detail: &str, command: Command) {
        let kind = self.kind;
        let joined = |words: &[&str]| {
            words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(", ")
        };
        let called =
            |words: String| if words.is_empty() { kind.to_string() } else { format!("{kind}: {words}") };
        let (name, label) = (called(joined(&[label, detail])), called(label.to_owned()));
        let known =
            self.variants.iter().find(|variant| variant.label == label).map(|variant| variant.label_number);
        let fresh = self.variants.iter().map(|variant| variant.label_number + 1).max().unwrap_or(0);
        let label_number = known.unwrap_or(fresh);
        self.variants.push(Variant { command, name, label, label_number, at_the_end: false });
    }
}

/// Whether this says that the accused is the official complained of, and nothing of where they work.
pub(crate) fn names_the_accused(command: &Command) -> bool {
    match command {
        Command::ReviewMaterial(review) => review.official == Some(ACCUSED) && review.office.is_none(),
        Command::RecordAssessmentStep { official, office, .. } => {
            *official == Some(ACCUSED) && office.is_none()
        }
        _ => false,
    }
}

/// Every act, by kind. Whoever tries one shares it: the search reads them all in every state.
pub(crate) fn all(start: Timestamp) -> Vec<(CommandKind, Vec<Arc<Variant>>)> {
    CommandKind::ALL
        .iter()
        .map(|kind| {
            let mut variants = Variants::of(*kind);
            fill(&mut variants, start);
            (*kind, variants.variants.into_iter().map(Arc::new).collect())
        })
        .collect()
}

#[expect(clippy::too_many_lines, reason = "one arm a command; apart, they could not be read side by side")]
fn fill(variants: &mut Variants, start: Timestamp) {
    match variants.kind {
        CommandKind::Receive => receptions(variants, start),
        CommandKind::ReviewMaterial => reviews(variants),
        CommandKind::DiscloseIdentity => disclosures(variants),
        CommandKind::NotifyComplainant => notices(variants),
        CommandKind::IssueTicket => {
            for way in [Delivery::Email, Delivery::Screen] {
                let deliveries = Deliveries::of(&[way]);
                variants.add(
                    way.as_str(),
                    "",
                    Command::IssueTicket {
                        deliveries,
                        contact: Identity { content: content(), parts: deliveries.parts() },
                    },
                );
            }
        }
        CommandKind::RequestVerification => variants.add("", "", Command::RequestVerification),
        CommandKind::AmendMaterial => {
            variants.add("", "", Command::AmendMaterial { content: content(), elements: Elements::EMPTY });
        }
        CommandKind::AttachEvidence => {
            variants.add("", "", Command::AttachEvidence { content: content(), media: Media::Photo });
        }
        CommandKind::RequestData => variants.add("", "", Command::RequestData { request: content() }),
        CommandKind::SupplyData => {
            variants.add("", "", Command::SupplyData { content: content(), elements: Elements::EMPTY });
        }
        CommandKind::ExpireDataWindow => variants.add("", "", Command::ExpireDataWindow),
        CommandKind::ForwardToPyb => {
            for kind in [OfficeKind::Kanwil, OfficeKind::Puski, OfficeKind::Itjen] {
                variants.add(&format!("to {kind}"), "", Command::ForwardToPyb { office: office(kind) });
            }
        }
        CommandKind::ForwardToAssessor => {
            for kind in [OfficeKind::Kppbc, OfficeKind::Kanwil, OfficeKind::Puski, OfficeKind::Itjen] {
                let office = office(kind);
                variants.add(
                    &format!("to {kind}"),
                    "",
                    Command::ForwardToAssessor { office, assessor: None },
                );
            }
            let (office, assessor) = (office(OfficeKind::Puski), Some(ACCUSED));
            variants.add("to the accused", "", Command::ForwardToAssessor { office, assessor });
        }
        CommandKind::DisposeToAssessor => {
            for kind in OfficeKind::ALL {
                let (office, instruction) = (office(*kind), None);
                variants.add(
                    &format!("to {kind}"),
                    "",
                    Command::DisposeToAssessor { office, assessor: None, instruction },
                );
            }
            let (office, assessor) = (office(OfficeKind::Puski), Some(ACCUSED));
            variants.add(
                "to the accused",
                "",
                Command::DisposeToAssessor { office, assessor, instruction: None },
            );
        }
        CommandKind::ForwardToWise => {
            let shares = Shares::of(&[Share::Material]);
            variants.add("", "", Command::ForwardToWise { reason: content(), shares });
            variants.add(
                "sharing nothing",
                "",
                Command::ForwardToWise { reason: content(), shares: Shares::EMPTY },
            );
        }
        CommandKind::AcknowledgeWise => {
            variants.add("", "", Command::AcknowledgeWise { number: wise("W-1") })
        }
        CommandKind::ReturnFromWise => {
            for outcome in [WiseOutcome::Transferred, WiseOutcome::Discipline] {
                let number = wise("W-1");
                variants.add(outcome.as_str(), "", Command::ReturnFromWise { number, outcome, note: None });
            }
            let (number, outcome) = (wise("W-2"), WiseOutcome::Discipline);
            variants.add("under another number", "", Command::ReturnFromWise { number, outcome, note: None });
        }
        CommandKind::RecordAssessmentStep => {
            for step in Step::ALL {
                let plain =
                    Command::RecordAssessmentStep { step: *step, official: None, office: None, note: None };
                variants.add(step.as_str(), "", plain);
                let official = Some(ACCUSED);
                for (detail, office) in std::iter::once((String::new(), None))
                    .chain(NAMED.map(|kind| (format!(" at {kind}"), Some(office(kind)))))
                {
                    let named = Command::RecordAssessmentStep { step: *step, official, office, note: None };
                    variants.add(step.as_str(), &format!("identifies the accused{detail}"), named);
                }
            }
        }
        CommandKind::ReturnMisdirected => {
            variants.add("", "", Command::ReturnMisdirected { reason: content() })
        }
        CommandKind::ConcludeAssessment => {
            for finding in Finding::ALL {
                let done = Command::ConcludeAssessment { finding: *finding, report: content() };
                variants.add(finding.as_str(), "", done);
            }
        }
        CommandKind::DecideFollowUp => {
            let [discipline, guidance] =
                [Action::Discipline, Action::Guidance].map(|action| Actions::of(&[action]));
            for (label, actions) in
                [("discipline", discipline), ("guidance", guidance), ("nothing", Actions::EMPTY)]
            {
                variants.add(label, "", Command::DecideFollowUp { actions, decision: content() });
            }
        }
        CommandKind::DeclareNotActionable => {
            for ground in Ground::ALL {
                let ground = *ground;
                variants.add(
                    ground.as_str(),
                    "",
                    Command::DeclareNotActionable { ground, reason: Some(content()) },
                );
                let label = format!("{ground} without a reason");
                variants.add(&label, "", Command::DeclareNotActionable { ground, reason: None });
            }
        }
        CommandKind::Close => variants.add("", "", Command::Close),
        CommandKind::Reopen => variants.add("", "", Command::Reopen { facts: content() }),
        CommandKind::Withdraw => variants.add("", "", Command::Withdraw { reason: None }),
        CommandKind::ChooseConfidentiality => {
            for choice in Confidentiality::ALL {
                variants.add(choice.as_str(), "", Command::ChooseConfidentiality { choice: *choice });
            }
        }
        CommandKind::PlaceLegalHold => {
            variants.add("", "", Command::PlaceLegalHold { hold: hold(1), reason: content() });
            variants.add("a second", "", Command::PlaceLegalHold { hold: hold(2), reason: content() });
            variants.variants[1].at_the_end = true;
        }
        CommandKind::ReleaseLegalHold => {
            variants.add("", "", Command::ReleaseLegalHold { hold: hold(1), reason: content() });
            variants.add(
                "of another hold",
                "",
                Command::ReleaseLegalHold { hold: hold(2), reason: content() },
            );
        }
        CommandKind::ErasePersonalData => {
            for basis in ErasureBasis::ALL {
                variants.add(basis.as_str(), "", Command::ErasePersonalData { basis: *basis });
            }
        }
    }
}

fn receptions(variants: &mut Variants, start: Timestamp) {
    let year = aduan_core::Zone::Wib.date(start).format("%Y").to_string().parse().unwrap_or_default();
    let Some(register) = RegisterNumber::new(year, 1) else { return };
    let mut every = Receive::sealed(
        register,
        Channel::Letter,
        Matter::Duties,
        COMPLAINANT,
        content(),
        office(OfficeKind::Kppbc),
    );
    every.elements = Elements::of(Element::ALL);
    let everything = IdentityPart::ALL.iter().copied().collect();
    every.identity = Some(Identity { content: content(), parts: everything });
    variants.add("with every element there is", "", Command::Receive(Box::new(every)));
    for channel in Channel::ALL {
        // One channel of each way with everything that may differ, the rest plain: their way is all that is read.
        let plain = !matches!(channel, Channel::Website | Channel::Letter);
        for matter in [Matter::Discipline, Matter::Duties] {
            for (who, parts) in identities() {
                let reported = std::iter::once(None).chain(NAMED.map(Some));
                for (reported, following) in
                    reported.flat_map(|kind| Following::ALL.iter().map(move |following| (kind, *following)))
                {
                    let wanted = following == Following::Wanted;
                    let ordinary = reported.is_none()
                        && !wanted
                        && (parts.is_empty() || parts.contains(IdentityPart::Email));
                    if plain && !ordinary || channel.is_online() && wanted {
                        continue;
                    }
                    let receive = Receive {
                        identity: (!parts.is_empty()).then(|| Identity { content: content(), parts }),
                        following,
                        reported_office: reported.map(office),
                        ..Receive::sealed(
                            register,
                            *channel,
                            matter,
                            COMPLAINANT,
                            content(),
                            office(OfficeKind::Kppbc),
                        )
                    };
                    let against = reported.map(|kind| format!(", against {kind}")).unwrap_or_default();
                    let ticket = if wanted { ", wants a ticket" } else { "" };
                    let label = format!("by {channel}, {matter}, {who}");
                    let detail = format!("{against}{ticket}");
                    variants.add(
                        &label,
                        detail.trim_start_matches(", "),
                        Command::Receive(Box::new(receive)),
                    );
                }
            }
        }
    }
}

fn reviews(variants: &mut Variants) {
    let found = [
        ("somebody else is identified", Reported::Identified, Some(ANOTHER)),
        ("the accused is identified", Reported::Identified, Some(ACCUSED)),
        ("names nobody", Reported::NotNamed, None),
        ("identified without a pseudonym", Reported::Identified, None),
        ("the official is unclear", Reported::Unclear, None),
        ("the official has retired", Reported::Retired, None),
        ("the official has died", Reported::Deceased, None),
    ];
    for clarity in Clarity::ALL {
        for matter in [Matter::Discipline, Matter::Duties] {
            for (number, (what, reported, official)) in found.into_iter().enumerate() {
                // Where they work is kept, whoever it is and whatever is found next: three of the seven say it.
                let offices = NAMED.map(Some).into_iter().filter(|_| number < 3);
                for kind in std::iter::once(None).chain(offices) {
                    let review = Review {
                        elements: Elements::EMPTY,
                        clarity: *clarity,
                        matter,
                        reported,
                        official,
                        office: kind.map(office),
                        note: None,
                    };
                    let place = kind.map(|kind| format!(" at {kind}")).unwrap_or_default();
                    let label = format!("{clarity}, {matter}");
                    variants.add(
                        &label,
                        &format!("{what}{place}"),
                        Command::ReviewMaterial(Box::new(review)),
                    );
                }
            }
        }
    }
}

fn disclosures(variants: &mut Variants) {
    for ground in DisclosureGround::ALL {
        for (name, recipient, role) in [
            ("to an assessor", officer(Role::Assessor), Role::Assessor),
            ("to a verifier", officer(Role::Verifier), Role::Verifier),
            ("to a PYB", officer(Role::Pyb), Role::Pyb),
            ("to the Inspectorate", officer(Role::Inspectorate), Role::Inspectorate),
            ("to a receiver", officer(Role::Receiver), Role::Receiver),
            ("to the accused", ACCUSED, Role::Assessor),
        ] {
            let (ground, recipient_role) = (*ground, role);
            let command = Command::DiscloseIdentity { ground, recipient, recipient_role, purpose: content() };
            variants.add(&format!("{ground}, {name}"), "", command);
        }
    }
}

fn notices(variants: &mut Variants) {
    for notice in Notice::ALL {
        // A contact is a contact: the letter stands for telephone and SMS too.
        for channel in
            [NoticeChannel::Ticket, NoticeChannel::Email, NoticeChannel::Letter, NoticeChannel::InPerson]
        {
            let notice = *notice;
            variants.add(notice.as_str(), channel.as_str(), Command::NotifyComplainant { notice, channel });
        }
    }
}
