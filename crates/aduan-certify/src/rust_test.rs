//! A trace as a test in Rust: given, when, then, to be copied and run.

use crate::trace::{Trace, TraceCommand};
use aduan_core::{
    Actor, Command, ContentRef, HoldId, Identity, Office, PersonId, Receive, Review, Role, Rule,
};
use std::fmt::{Debug, Write as _};

/// What a test written by [`Trace::to_test`] needs above it, beside a function `rulebook()` that gives the rulebook under test.
pub const PRELUDE: &str = "use aduan_core::*;\nuse aduan_testkit::commands::content;\nuse aduan_testkit::people::person;\nuse aduan_testkit::{Refusal, given};\n";

impl Trace {
    /// The trace as a test: what led there is given, and the last step is refused, by whichever rule. It fails as long as the rules
    /// have the mistake, and stays as a test of the repaired ones. It needs [`PRELUDE`] above it, and a function `rulebook()`.
    ///
    /// For a trace found under rules of one's own ([`Explorer::rules`](super::Explorer::rules)), `rules` names them: they are asked
    /// instead of the shipped ones. `None` for a trace without a step.
    ///
    /// ```
    /// use aduan_core::{Rulebook, Rule};
    /// use aduan_certify::{Explorer, Invariant, Model};
    ///
    /// let mut json = serde_json::to_value(Rulebook::kep_154_2012())?;
    /// json["disposition_targets"] = serde_json::json!(["KPPBC"]);
    /// let mistaken: Rulebook = serde_json::from_value(json)?;
    /// let invariants = Invariant::standard(&mistaken);
    /// let found = Explorer::new(Model::new(mistaken)).invariants(invariants).first_only().run();
    /// let broken = &found.violations[0];
    /// let test = broken.trace.to_test(broken.invariant, broken.rule, None).unwrap_or_default();
    /// assert!(test.contains("fn a_kppbc_is_no_disposition_target() {"));
    /// assert!(test.ends_with("        // R15\n        .refused(Refusal::Any);\n}\n"));
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub fn to_test(&self, name: &str, rule: Rule, rules: Option<&str>) -> Option<String> {
        let (last, before) = self.commands.split_last()?;
        let mut text = format!("#[test]\nfn {name}() {{\n    given(rulebook())\n");
        let _infallible = rules.map_or(Ok(()), |rules| writeln!(text, "        .rules({rules})"));
        for step in before {
            said(&mut text, step, "and");
        }
        said(&mut text, last, "when");
        // Repaired rules may well refuse it for another reason, before they come to this one.
        let _infallible = write!(text, "        // {rule}\n        .refused(Refusal::Any);\n}}\n");
        Some(text)
    }
}

fn said(text: &mut String, step: &TraceCommand, word: &str) {
    let TraceCommand { now, actor, command, who, name } = step;
    let _infallible = write!(
        text,
        "        // {who}: {name}\n        .at(\"{now}\".parse().unwrap())\n        .as_actor({})\n        .{word}({})\n",
        speaker(actor),
        spelled(command)
    );
}

fn speaker(actor: &Actor) -> String {
    match (actor.role, actor.office) {
        (Role::System, _) => "Actor::system()".to_owned(),
        (Role::Complainant, _) => format!("Actor::complainant({})", person(actor.id)),
        (role, Some(at)) => format!("Actor::officer({}, Role::{role:?}, {})", person(actor.id), office(at)),
        (role, None) => {
            format!("Actor {{ id: {}, role: Role::{role:?}, office: None }}", person(actor.id))
        }
    }
}

fn person(id: PersonId) -> String {
    format!("person({:#x})", id.uuid().as_u128())
}

fn office(office: Office) -> String {
    format!("\"{office}\".parse().unwrap()")
}

/// Some content: the core never looks inside.
fn content(_: &ContentRef) -> String {
    "content(1)".to_owned()
}

fn hold(hold: HoldId) -> String {
    format!("aduan_testkit::commands::hold({})", hold.uuid().as_u128() & 0xff)
}

fn option<T>(value: Option<&T>, spelled: impl Fn(&T) -> String) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", spelled(value)))
}

/// A word of a closed vocabulary.
fn word(kind: &str, value: impl Debug) -> String {
    format!("{kind}::{value:?}")
}

/// A set of such words.
fn words<T: Debug>(set: &str, kind: &str, members: impl Iterator<Item = T>) -> String {
    let members: Vec<String> = members.map(|member| word(kind, member)).collect();
    format!("{set}::of(&[{}])", members.join(", "))
}

fn fields(name: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{name} {{ {} }}", fields.join(", "))
}

/// The command as Rust.
pub(crate) fn spelled(command: &Command) -> String {
    let elements = |set: &aduan_core::Elements| words("Elements", "Element", set.iter());
    let kind = format!("Command::{:?}", command.kind());
    let plain = |list: &[(&str, String)]| fields(&kind, list);
    match command {
        Command::Receive(receive) => format!("{kind}(Box::new({}))", reception(receive)),
        Command::ReviewMaterial(review) => format!("{kind}(Box::new({}))", reviewed(review)),
        Command::IssueTicket { deliveries, contact } => plain(&[
            ("deliveries", words("Deliveries", "Delivery", deliveries.iter())),
            ("contact", identity(contact)),
        ]),
        Command::AmendMaterial { content: said, elements: touched }
        | Command::SupplyData { content: said, elements: touched } => {
            plain(&[("content", content(said)), ("elements", elements(touched))])
        }
        Command::AttachEvidence { content: attached, media } => {
            plain(&[("content", content(attached)), ("media", word("Media", media))])
        }
        Command::RequestData { request } => plain(&[("request", content(request))]),
        Command::ForwardToPyb { office: to } => plain(&[("office", office(*to))]),
        Command::ForwardToAssessor { office: to, assessor } => {
            plain(&[("office", office(*to)), ("assessor", option(assessor.as_ref(), |id| person(*id)))])
        }
        Command::DisposeToAssessor { office: to, assessor, instruction } => plain(&[
            ("office", office(*to)),
            ("assessor", option(assessor.as_ref(), |id| person(*id))),
            ("instruction", option(instruction.as_ref(), content)),
        ]),
        Command::ForwardToWise { reason, shares } => {
            plain(&[("reason", content(reason)), ("shares", words("Shares", "Share", shares.iter()))])
        }
        Command::AcknowledgeWise { number } => plain(&[("number", format!("\"{number}\".parse().unwrap()"))]),
        Command::ReturnFromWise { number, outcome, note } => plain(&[
            ("number", format!("\"{number}\".parse().unwrap()")),
            ("outcome", word("WiseOutcome", outcome)),
            ("note", option(note.as_ref(), content)),
        ]),
        Command::RecordAssessmentStep { step, official, office: at, note } => plain(&[
            ("step", word("Step", step)),
            ("official", option(official.as_ref(), |id| person(*id))),
            ("office", option(at.as_ref(), |at| office(*at))),
            ("note", option(note.as_ref(), content)),
        ]),
        Command::ReturnMisdirected { reason } => plain(&[("reason", content(reason))]),
        Command::ConcludeAssessment { finding, report } => {
            plain(&[("finding", word("Finding", finding)), ("report", content(report))])
        }
        Command::DecideFollowUp { actions, decision } => {
            plain(&[("actions", words("Actions", "Action", actions.iter())), ("decision", content(decision))])
        }
        Command::DeclareNotActionable { ground, reason } => {
            plain(&[("ground", word("Ground", ground)), ("reason", option(reason.as_ref(), content))])
        }
        Command::Reopen { facts } => plain(&[("facts", content(facts))]),
        Command::Withdraw { reason } => plain(&[("reason", option(reason.as_ref(), content))]),
        Command::ChooseConfidentiality { choice } => plain(&[("choice", word("Confidentiality", choice))]),
        Command::DiscloseIdentity { ground, recipient, recipient_role, purpose } => plain(&[
            ("ground", word("DisclosureGround", ground)),
            ("recipient", person(*recipient)),
            ("recipient_role", word("Role", recipient_role)),
            ("purpose", content(purpose)),
        ]),
        Command::NotifyComplainant { notice, channel } => {
            plain(&[("notice", word("Notice", notice)), ("channel", word("NoticeChannel", channel))])
        }
        Command::PlaceLegalHold { hold: id, reason } | Command::ReleaseLegalHold { hold: id, reason } => {
            plain(&[("hold", hold(*id)), ("reason", content(reason))])
        }
        Command::ErasePersonalData { basis } => plain(&[("basis", word("ErasureBasis", basis))]),
        // Request verification, record the end of the window, close: nothing more to say.
        _ => kind,
    }
}

fn identity(identity: &Identity) -> String {
    let parts = words("IdentityParts", "IdentityPart", identity.parts.iter());
    fields("Identity", &[("content", content(&identity.content)), ("parts", parts)])
}

fn reception(receive: &Receive) -> String {
    fields(
        "Receive",
        &[
            ("register", format!("\"{}\".parse().unwrap()", receive.register)),
            ("channel", word("Channel", receive.channel)),
            ("matter", word("Matter", receive.matter)),
            ("complainant", person(receive.complainant)),
            ("standing", word("Standing", receive.standing)),
            ("identity", option(receive.identity.as_ref(), identity)),
            ("confidentiality", word("Confidentiality", receive.confidentiality)),
            ("following", word("Following", receive.following)),
            ("material", content(&receive.material)),
            ("elements", words("Elements", "Element", receive.elements.iter())),
            ("reported_office", option(receive.reported_office.as_ref(), |at| office(*at))),
            ("unit", office(receive.unit)),
            ("zone", word("Zone", receive.zone)),
        ],
    )
}

fn reviewed(review: &Review) -> String {
    fields(
        "Review",
        &[
            ("elements", words("Elements", "Element", review.elements.iter())),
            ("clarity", word("Clarity", review.clarity)),
            ("matter", word("Matter", review.matter)),
            ("reported", word("Reported", review.reported)),
            ("official", option(review.official.as_ref(), |id| person(*id))),
            ("office", option(review.office.as_ref(), |at| office(*at))),
            ("note", option(review.note.as_ref(), content)),
        ],
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::wildcard_imports, clippy::too_many_lines, reason = "tests")]

    use super::spelled;
    use crate::variants;
    use aduan_core::*;
    use aduan_testkit::commands::content;
    use aduan_testkit::people::person;

    /// The first and the last act of every kind.
    fn variants() -> Vec<Command> {
        let start = "2026-01-05T02:00:00.000000Z".parse().unwrap();
        let variants = variants::all(start).into_iter().flat_map(|(_, variants)| {
            let (first, last) = (variants[0].command.clone(), variants[variants.len() - 1].command.clone());
            if first == last { vec![first] } else { vec![first, last] }
        });
        variants.collect()
    }

    fn written() -> Vec<Command> {
        include!("../tests/counterexamples/commands.rs.in")
    }

    #[test]
    fn every_command_is_spelled_as_rust_that_says_the_same() {
        let source: Vec<String> =
            variants().iter().map(|variant| format!("    {},\n", spelled(variant))).collect();
        let source = format!("vec![\n{}]\n", source.concat());
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/counterexamples/commands.rs.in");
        if std::env::var_os("UPDATE_COUNTEREXAMPLES").is_some() {
            std::fs::write(path, &source).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), source);
        assert_eq!(written(), variants(), "compile again if they were just updated");
        let kinds: std::collections::BTreeSet<_> = written().iter().map(Command::kind).collect();
        assert_eq!(kinds.len(), CommandKind::ALL.len());
    }
}
