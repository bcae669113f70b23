//! A trace as a test in Rust: given, when, then, to be copied and run.

use crate::trace::{Trace, TraceCommand};
use aduan_core::{Actor, Role, Rule};
use std::fmt::Write as _;

/// The imports that a test written by [`Trace::to_test`] needs above it. It also needs a function `rulebook()` that gives the
/// rulebook under test.
pub const PRELUDE: &str = "use aduan_certify::command;
use aduan_core::*;
use aduan_testkit::people::person;
use aduan_testkit::{Refusal, given};
";

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

fn said(text: &mut String, given: &TraceCommand, word: &str) {
    let TraceCommand { now, actor, command, fields, who, name } = given;
    let kind = command.kind();
    let fields = fields.iter().map(|(name, words)| format!("(\"{name}\", \"{words}\")"));
    let fields = fields.collect::<Vec<_>>().join(", ");
    let _infallible = write!(
        text,
        "        // {who}: {name}\n        .at(\"{now}\".parse().unwrap())\n        .as_actor({})\n        \
         .{word}(command(CommandKind::{kind:?}, &[{fields}]).unwrap())\n",
        speaker(actor),
    );
}

fn speaker(actor: &Actor) -> String {
    let person = format!("person({:#x})", actor.id.uuid().as_u128());
    match (actor.role, actor.office) {
        (Role::System, _) => "Actor::system()".to_owned(),
        (Role::Complainant, _) => format!("Actor::complainant({person})"),
        (role, Some(at)) => format!("Actor::officer({person}, Role::{role:?}, \"{at}\".parse().unwrap())"),
        (role, None) => {
            format!("Actor {{ id: {person}, role: Role::{role:?}, office: None, alias: None, ticket: None }}")
        }
    }
}
