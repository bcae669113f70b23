//! Every command of the small world, in every variant that a rule tells apart.

use crate::command::command;
use crate::fixtures::{ACCUSED, ANOTHER, alias, hold, office, officer};
use aduan_core::{
    Channel, Clarity, Command, CommandKind, DisclosureGround, Element, FieldKind, Following, Ground,
    IdentityPart, Matter, Notice, NoticeChannel, OfficeKind, PersonId, Reported, Revocation, Role, Step,
};
use std::sync::Arc;

/// A command with its names.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) command: Command,
    /// The words that the command is made of.
    pub(crate) fields: Vec<(&'static str, String)>,
    /// Its own: no two variants of a kind share it.
    pub(crate) name: String,
    /// The difference that a rule owner sees; variants that differ only in a detail share a label.
    pub(crate) label: String,
    /// The number of the label among those of its kind.
    pub(crate) label_number: u16,
    /// Whether it is tried only once a complaint is closed for good.
    pub(crate) at_the_end: bool,
}

/// The offices that may be complained of.
const NAMED: [OfficeKind; 2] = [OfficeKind::Kppbc, OfficeKind::Kanwil];

/// The variants of one kind, gathered.
struct Variants {
    kind: CommandKind,
    all: Vec<Variant>,
}

impl Variants {
    /// A variant with what a rule owner tells apart, and a further detail.
    #[expect(clippy::expect_used, reason = "a test makes them all")]
    fn add(&mut self, label: &str, detail: &str, fields: &[(&'static str, &str)]) {
        let kind = self.kind;
        let called = |words: &[&str]| {
            let words: Vec<&str> = words.iter().filter(|word| !word.is_empty()).copied().collect();
            if words.is_empty() { kind.to_string() } else { format!("{kind}: {}", words.join(", ")) }
        };
        let (name, label) = (called(&[label, detail]), called(&[label]));
        let known =
            self.all.iter().find(|variant| variant.label == label).map(|variant| variant.label_number);
        let fresh = self.all.iter().map(|variant| variant.label_number + 1).max().unwrap_or(0);
        let label_number = known.unwrap_or(fresh);
        let command = command(kind, fields).expect("fields of a command");
        let fields = fields.iter().map(|(name, words)| (*name, (*words).to_owned())).collect();
        self.all.push(Variant { command, fields, name, label, label_number, at_the_end: false });
    }

    /// To each of these offices.
    fn to(&mut self, kinds: &[OfficeKind]) {
        for kind in kinds {
            self.add(&format!("to {kind}"), "", &[("office", &at(*kind))]);
        }
    }

    fn hand_to_the_accused(&mut self) {
        let assessor = id(ACCUSED);
        self.add("to the accused", "", &[("office", &at(OfficeKind::Puski)), ("assessor", &assessor)]);
    }
}

fn at(kind: OfficeKind) -> String {
    office(kind).to_string()
}

fn id(person: PersonId) -> String {
    person.to_string()
}

/// Whether this says that the accused is the official complained of, and nothing of where they work.
pub(crate) fn names_the_accused(command: &Command) -> bool {
    match command {
        Command::ReviewMaterial(review) if review.office.is_none() => command.named() == Some(alias(ACCUSED)),
        Command::RecordAssessmentStep { office: None, .. } => command.named() == Some(alias(ACCUSED)),
        _ => false,
    }
}

/// Every variant, by kind. All who try one share it: the search reads them all in every state.
pub(crate) fn all() -> Vec<(CommandKind, Vec<Arc<Variant>>)> {
    let of = |kind: &CommandKind| {
        let mut variants = Variants { kind: *kind, all: Vec::new() };
        fill(&mut variants);
        (*kind, variants.all.into_iter().map(Arc::new).collect())
    };
    CommandKind::ALL.iter().map(of).collect()
}

fn fill(variants: &mut Variants) {
    match variants.kind {
        CommandKind::Receive => receptions(variants),
        CommandKind::ReviewMaterial => reviews(variants),
        CommandKind::DiscloseIdentity => disclosures(variants),
        CommandKind::RecordTold => notices(variants),
        CommandKind::RecordNotTold => failures(variants),
        CommandKind::RecordAssessmentStep => steps(variants),
        CommandKind::IssueTicket => {
            variants.add("email", "", &[("deliveries", "email"), ("contact", "email")]);
            variants.add("screen", "", &[("deliveries", "screen"), ("contact", "")]);
        }
        CommandKind::ReissueTicket => {
            variants.add("to their own contact", "", &[("deliveries", "email")]);
            variants.add("to another contact", "", &[("deliveries", "email"), ("contact", "email")]);
        }
        CommandKind::RevokeTicket => {
            for which in Revocation::ALL {
                variants.add(which.as_str(), "", &[("which", which.as_str())]);
            }
        }
        CommandKind::SupplyData => {
            variants.add("", "", &[]);
            variants.add("as told by telephone", "", &[("told_by", "telephone")]);
        }
        CommandKind::Withdraw => {
            variants.add("", "", &[]);
            variants.add("as told by letter", "", &[("told_by", "letter"), ("evidence", "")]);
        }
        CommandKind::AttachEvidence => variants.add("", "", &[("media", "photo")]),
        CommandKind::ForwardToPyb | CommandKind::Transfer => {
            variants.to(&[OfficeKind::Kanwil, OfficeKind::Puski, OfficeKind::Itjen]);
        }
        CommandKind::ForwardToAssessor => {
            variants.to(&[OfficeKind::Kppbc, OfficeKind::Kanwil, OfficeKind::Puski, OfficeKind::Itjen]);
            variants.hand_to_the_accused();
        }
        CommandKind::DisposeToAssessor => {
            variants.to(OfficeKind::ALL);
            variants.hand_to_the_accused();
        }
        CommandKind::ForwardToWise => {
            variants.add("", "", &[("shares", "material")]);
            variants.add("sharing nothing", "", &[("shares", "")]);
        }
        CommandKind::AcknowledgeWise => variants.add("", "", &[("number", "W-1")]),
        CommandKind::ReturnFromWise => {
            for (label, number, outcome) in [
                ("transferred", "W-1", "transferred"),
                ("discipline", "W-1", "discipline"),
                ("under another number", "W-2", "discipline"),
            ] {
                variants.add(label, "", &[("number", number), ("outcome", outcome)]);
            }
        }
        CommandKind::DecideMatter => decisions(variants),
        CommandKind::ClearName => {
            variants.add("the accused", "", &[("official", &id(ACCUSED))]);
            variants.add("nobody", "", &[]);
        }
        CommandKind::DecideFollowUp => {
            variants.add("discipline", "", &[("actions", "discipline")]);
            variants.add("guidance", "", &[("actions", "guidance")]);
            variants.add("nothing", "", &[("actions", "")]);
        }
        CommandKind::DeclareNotActionable => {
            for ground in Ground::ALL.iter().map(|ground| ground.as_str()) {
                variants.add(ground, "", &[("ground", ground), ("reason", ""), ("public_reason", "")]);
                let unsaid = format!("{ground} without a reason");
                variants.add(&unsaid, "", &[("ground", ground), ("public_reason", "")]);
                let untold = format!("{ground} without a reason for the complainant");
                variants.add(&untold, "", &[("ground", ground), ("reason", "")]);
            }
        }
        CommandKind::PlaceLegalHold => {
            variants.add("", "", &[]);
            variants.add("a second", "", &[("hold", &hold(2).to_string())]);
            variants.all[1].at_the_end = true;
        }
        CommandKind::ReleaseLegalHold => {
            variants.add("", "", &[("hold", &hold(1).to_string())]);
            variants.add("of another hold", "", &[("hold", &hold(2).to_string())]);
        }
        kind => {
            // All words of a vocabulary that the giver must choose from, if there is one.
            let vocabulary = kind.fields().iter().find_map(|field| match field.kind {
                FieldKind::OneOf(tokens) if field.required => Some((field.name, tokens)),
                _ => None,
            });
            match vocabulary {
                Some((name, tokens)) => {
                    for token in tokens {
                        variants.add(token.word, "", &[(name, token.word)]);
                    }
                }
                None => variants.add("", "", &[]),
            }
        }
    }
}

/// For the matters that a reception and a review may find here: any other is treated as one about duties.
fn decisions(variants: &mut Variants) {
    for matter in [Matter::Discipline, Matter::Duties] {
        variants.add(matter.as_str(), "", &[("matter", matter.as_str())]);
    }
}

fn receptions(variants: &mut Variants) {
    let everything = IdentityPart::ALL.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
    let elements = Element::ALL.iter().map(|element| element.as_str()).collect::<Vec<_>>().join(" ");
    let unit = at(OfficeKind::Kppbc);
    variants.add(
        "with every element there is",
        "",
        &[
            ("channel", "letter"),
            ("matter", "duties"),
            ("identity", &everything),
            ("elements", &elements),
            ("unit", &unit),
        ],
    );
    // None, a name that leads nowhere, everything.
    let identities = [("anonymous", ""), ("name only", "name"), ("full identity", &everything)];
    for channel in Channel::ALL {
        // One channel of each way with everything that may differ, the rest plain: their way is all that is read.
        let plain = !matches!(channel, Channel::Website | Channel::Letter);
        for matter in [Matter::Discipline, Matter::Duties] {
            for (who, parts) in identities {
                // PUSKI is complained of in a world of its own.
                let reported = std::iter::once(None).chain(NAMED.map(Some)).chain([Some(OfficeKind::Puski)]);
                for (reported, following) in
                    reported.flat_map(|kind| Following::ALL.iter().map(move |following| (kind, *following)))
                {
                    let wanted = following == Following::Wanted;
                    let ordinary = reported.is_none() && !wanted && parts != "name";
                    let puski =
                        reported == Some(OfficeKind::Puski) && (!channel.is_online() || parts != everything);
                    if plain && !ordinary || channel.is_online() && wanted || puski {
                        continue;
                    }
                    let mut details = Vec::new();
                    let mut fields = vec![("channel", channel.as_str()), ("matter", matter.as_str())];
                    let office = reported.map(at).unwrap_or_default();
                    let against = reported.map(|kind| format!("against {kind}")).unwrap_or_default();
                    if !parts.is_empty() {
                        fields.push(("identity", parts));
                    }
                    if reported.is_some() {
                        fields.push(("reported_office", &office));
                        details.push(against.as_str());
                    }
                    if wanted {
                        fields.push(("following", following.as_str()));
                        details.push("wants a ticket");
                    }
                    fields.push(("unit", &unit));
                    variants.add(&format!("by {channel}, {matter}, {who}"), &details.join(", "), &fields);
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
                let official = official.map(id);
                // The office is kept, whoever the official is and whatever is found next. So only three of the seven
                // findings name an office.
                let offices = NAMED.map(Some).into_iter().filter(|_| number < 3);
                for kind in std::iter::once(None).chain(offices) {
                    let office = kind.map(at);
                    let mut fields = vec![
                        ("elements", ""),
                        ("clarity", clarity.as_str()),
                        ("matter", matter.as_str()),
                        ("reported", reported.as_str()),
                    ];
                    fields.extend(official.as_deref().map(|id| ("official", id)));
                    fields.extend(office.as_deref().map(|office| ("office", office)));
                    let place = kind.map(|kind| format!(" at {kind}")).unwrap_or_default();
                    variants.add(&format!("{clarity}, {matter}"), &format!("{what}{place}"), &fields);
                }
            }
        }
    }
}

fn steps(variants: &mut Variants) {
    for step in Step::ALL.iter().map(|step| step.as_str()) {
        variants.add(step, "", &[("step", step)]);
        for kind in std::iter::once(None).chain(NAMED.map(Some)) {
            let (official, office) = (id(ACCUSED), kind.map(at));
            let mut fields = vec![("step", step), ("official", &*official)];
            fields.extend(office.as_deref().map(|office| ("office", office)));
            let place = kind.map(|kind| format!(" at {kind}")).unwrap_or_default();
            variants.add(step, &format!("identifies the accused{place}"), &fields);
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
            // In a small office the receiver is a verifier, too.
            ("to the receiver as a verifier", officer(Role::Receiver), Role::Verifier),
        ] {
            let recipient = id(recipient);
            let fields = [
                ("ground", ground.as_str()),
                ("recipient", recipient.as_str()),
                ("recipient_role", role.as_str()),
            ];
            variants.add(&format!("{ground}, {name}"), "", &fields);
        }
    }
}

fn notices(variants: &mut Variants) {
    for notice in Notice::ALL {
        // A contact is a contact: the letter stands for telephone and SMS too.
        for channel in
            [NoticeChannel::Letter, NoticeChannel::Email, NoticeChannel::InPerson, NoticeChannel::Ticket]
        {
            let fields = [("notice", notice.as_str()), ("channel", channel.as_str())];
            variants.add(notice.as_str(), channel.as_str(), &fields);
        }
    }
}

/// The system knows of mails and SMS alone; the mail stands for both.
fn failures(variants: &mut Variants) {
    for notice in Notice::ALL {
        let channel = NoticeChannel::Email.as_str();
        variants.add(notice.as_str(), channel, &[("notice", notice.as_str()), ("channel", channel)]);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_variants_and_each_says_something_else() {
        for (kind, variants) in super::all() {
            assert!(!variants.is_empty(), "{kind}");
            let names: BTreeSet<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
            let commands: BTreeSet<String> =
                variants.iter().map(|variant| format!("{:?}", variant.command)).collect();
            assert_eq!((names.len(), commands.len()), (variants.len(), variants.len()), "{kind}");
        }
    }
}
