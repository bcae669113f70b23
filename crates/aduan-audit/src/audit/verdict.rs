//! What is to be said of a batch, on the recorded path and on the one that the procedure would have taken.

use super::case::{Case, Run, Waiting};
use super::fault::{Fault, Finding};
use super::judge::{Judged, Law, Missing};
use aduan_core::{Complaint, Event, Timestamp};

/// What is to be said of a batch.
pub(super) enum Verdict {
    Right,
    /// It would be right but for a fault that was found before.
    Consequence,
    /// Something before it is missing, and so it may be right.
    Blind,
    Missing(Missing),
    Waits(Waiting),
    Fault(Box<Finding>),
}

/// Takes the decision again; keeps the right path, where the recorded one has left it, abreast.
pub(super) fn verdict(law: &Law, case: &mut Case, run: &Run) -> Verdict {
    let at: Timestamp = run.recorded.at;
    let state = &case.complaint;
    let on = |state: &Complaint, events: &[Event]| {
        let mut state = state.clone();
        for event in events {
            state.apply(at, &run.recorded.actor, event);
        }
        Box::new(state)
    };
    if run.settled {
        case.right = None;
        return Verdict::Right;
    }
    if let Some((key, index)) = run.uneven {
        case.right = None;
        return Verdict::Fault(Box::new(run.finding(Fault::Uneven { key }, index, state, None)));
    }
    let judged = law.judge(state, &run.recorded);
    // Whether it is right on the path that the procedure would have taken.
    let right = case.right.take().filter(|right| matches!(law.judge(right, &run.recorded), Judged::Same));
    let right = right.map(|right| on(&right, &run.recorded.events));
    match judged {
        Judged::Same => {
            case.right = right.filter(|right| differs(right, &on(state, &run.recorded.events)));
            Verdict::Right
        }
        Judged::Missing(missing) => Verdict::Missing(missing),
        Judged::Begun(_) | Judged::Fault(..) if right.is_some() => {
            case.right = right;
            Verdict::Consequence
        }
        Judged::Begun(_) | Judged::Fault(..) if case.blind => Verdict::Blind,
        Judged::Begun(decision) => {
            let index = run.ids.len() - 1;
            let fault = Fault::Different { path: "events".to_owned(), rule: run.recorded.rule() };
            let finding = Box::new(run.finding(fault, index, state, Some(&decision)));
            let right = on(state, &decision.events);
            Verdict::Waits(Waiting { command: run.command, finding, right, line: run.last_line() })
        }
        Judged::Fault(fault, decision) => {
            let index = match (&fault, &decision) {
                (Fault::Different { .. }, Some(decision)) => run.parts_at(decision),
                _ => 0,
            };
            let finding = run.finding(fault, index, state, decision.as_ref());
            case.right = Some(match &decision {
                Some(decision) => on(state, &decision.events),
                None => Box::new(state.clone()),
            });
            Verdict::Fault(Box::new(finding))
        }
    }
}

/// Whether two states differ in more than how many events led to them.
fn differs(one: &Complaint, other: &Complaint) -> bool {
    let mut one = one.clone();
    one.version = other.version;
    one != *other
}
