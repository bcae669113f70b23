//! The verdict on a batch, on the recorded path and on the one that the procedure would have taken.

use super::batch::{Batch, UnfinishedBatch};
use super::finding::{AuditFinding, Fault};
use super::rule_set::{Judged, MissingRules, RuleSet};
use aduan_core::{Complaint, Event};

/// The verdict on a batch.
pub(crate) enum Verdict {
    Right,
    /// It would be right but for a fault that was found before.
    Consequence,
    /// Something before it is missing, and so it may be right.
    Blind,
    Missing(MissingRules),
    Waits(UnfinishedBatch),
    Fault(Box<AuditFinding>),
}

/// Takes the decision again on `state`; keeps the right path, where the recorded one has left it, abreast.
pub(super) fn verdict(
    rules: &RuleSet,
    state: &Complaint,
    blind: bool,
    right: &mut Option<Box<Complaint>>,
    batch: &Batch,
) -> Verdict {
    let recorded = &batch.recorded;
    let on = |state: &Complaint, events: &[Event]| {
        let mut state = state.clone();
        for event in events {
            state.apply(recorded.at, &recorded.actor, event);
        }
        Box::new(state)
    };
    if batch.settled {
        *right = None;
        return Verdict::Right;
    }
    if let Some((key, index)) = batch.uneven {
        *right = None;
        return Verdict::Fault(Box::new(batch.finding(Fault::Uneven { key }, index, state, None)));
    }
    let judged = rules.judge(state, recorded);
    // Whether it is right on the path that the procedure would have taken.
    let abreast = right.take().filter(|right| matches!(rules.judge(right, recorded), Judged::Same));
    let abreast = abreast.map(|right| on(&right, &recorded.events));
    match judged {
        Judged::Same => {
            *right = abreast.filter(|right| differs(right, &on(state, &recorded.events)));
            Verdict::Right
        }
        Judged::Missing(missing) => Verdict::Missing(missing),
        Judged::Begun(_) | Judged::Fault(..) if abreast.is_some() => {
            *right = abreast;
            Verdict::Consequence
        }
        Judged::Begun(_) | Judged::Fault(..) if blind => Verdict::Blind,
        Judged::Begun(decision) => {
            let index = recorded.events.len() - 1;
            let fault = Fault::Different { path: "events".to_owned(), rule: recorded.rule() };
            let finding = Box::new(batch.finding(fault, index, state, Some(&decision)));
            let right = on(state, &decision.events);
            Verdict::Waits(UnfinishedBatch {
                command: batch.command,
                finding,
                right,
                line: batch.last_line(),
            })
        }
        // What leads a batch is no command of its giver's: if the rest was cut off, the command is not known yet.
        Judged::Fault(fault @ Fault::Refused(_), None) if recorded.events.iter().all(leads) => {
            Verdict::Waits(UnfinishedBatch {
                command: batch.command,
                finding: Box::new(batch.finding(fault, 0, state, None)),
                right: Box::new(state.clone()),
                line: batch.last_line(),
            })
        }
        Judged::Fault(fault, decision) => {
            let index = match (&fault, &decision) {
                (Fault::Different { .. }, Some(decision)) => batch.parts_at(decision),
                _ => 0,
            };
            let finding = batch.finding(fault, index, state, decision.as_ref());
            *right = Some(match &decision {
                Some(decision) => on(state, &decision.events),
                None => Box::new(state.clone()),
            });
            Verdict::Fault(Box::new(finding))
        }
    }
}

/// Whether any command may have brought this event along (R13, W4).
const fn leads(event: &Event) -> bool {
    matches!(event, Event::DataWindowExpired(_) | Event::OfficeSucceeded(_))
}

/// Whether two states differ in more than how many events led to them.
fn differs(one: &Complaint, other: &Complaint) -> bool {
    let mut one = one.clone();
    one.version = other.version;
    one != *other
}
