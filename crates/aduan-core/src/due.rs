//! Deadlines that fall due, and complaints that are overdue.

use crate::{Awaited, Command, CommandKind, Complaint, NoticeChannel, Rule, Stage, Timestamp, procedure};

/// A deadline that falls due for a complaint, when, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// From which instant on.
    pub at: Timestamp,
    /// The command that the system must then give; a sweep gives exactly this one.
    pub command: Command,
    /// Why.
    pub rule: Rule,
}

/// The deadline of this complaint that must be recorded when it falls due; `None` if there is none.
///
/// A data window that ran out is recorded (R13), and that a mail whose days are over without a failure was read (R13). A complaint that lies in intake past its target goes to the verifier (R10): a
/// receiver who does nothing must not be able to hold it back (C35). A proposal that nobody confirmed lapses (S2).
///
/// It does not cover what a rulebook merely permits the system: to decide on an expired window (R14), which needs a
/// reason, and to erase by retention (R30), which `decide` allows from a date on.
///
/// The instant is read from the state, where the event that set the deadline stored it. It is not computed again.
pub fn due(complaint: &Complaint) -> Option<Due> {
    let window = complaint.window.map(|at| Due { at, command: Command::ExpireDataWindow, rule: Rule::R13 });
    let mail = complaint.mail_due().map(|(notice, at)| {
        let command = Command::RecordTold { notice, channel: NoticeChannel::Email };
        Due { at, command, rule: Rule::R13 }
    });
    let intake = complaint.target.filter(|_| complaint.stage == Stage::Intake).map(|target| Due {
        at: target.due,
        command: Command::RequestVerification,
        rule: Rule::R10,
    });
    let lapse = complaint.proposals.iter().map(|open| open.proposed.lapse.due).min();
    let lapse = lapse.map(|at| Due { at, command: Command::LapseProposals, rule: Rule::S2 });
    // A window that has ended comes before a mail that falls due with it: after its end, nothing is told of the request.
    let mail = mail.filter(|mail| window.as_ref().is_none_or(|window| mail.at < window.at));
    [window, mail, intake, lapse].into_iter().flatten().min_by_key(|due| due.at)
}

/// What is waited for in a complaint, each with its instant and its rule: the end of a data window (R13), the target of the stage
/// (R24, R26), a word to the complainant (R23), its end (R26), an answer to their message (R23); in a closed one, that somebody looks
/// at what came in after it was closed (W6), and that the complainant is told of the outcome by another way, where the notice did not
/// reach them (R22); that somebody confirms a proposal, from the instant at which it was made (S2); and that a coordinator decides
/// what it is about, where the complainant contests that, or a review made less of what was about discipline (W7).
pub fn awaited(complaint: &Complaint) -> impl Iterator<Item = Awaited> + use<> {
    let awaited = |due: Option<Timestamp>, rule| due.map(|due| Awaited { due, rule });
    let proposed = awaited(complaint.proposals.iter().map(|open| open.since).min(), Rule::S2);
    let contested = awaited(complaint.contested, Rule::W7);
    let open = [
        awaited(complaint.window, Rule::R13),
        complaint.target,
        awaited(complaint.response_due, Rule::R23),
        awaited(complaint.overall_due, Rule::R26),
        proposed,
        contested,
        awaited(complaint.answer_due.filter(|_| conversed(complaint.stage)), Rule::R23),
    ];
    let closed = [
        awaited(complaint.late_material, Rule::W6),
        awaited(complaint.outcome_untold(), Rule::R22),
        proposed,
        contested,
        None,
        None,
        None,
    ];
    (if complaint.is_open() { open } else { closed }).into_iter().flatten()
}

/// Whether somebody there may answer a message of the complainant.
fn conversed(stage: Stage) -> bool {
    procedure::rows(CommandKind::MarkMessagesRead).any(|row| row.stages.contains(stage))
}

/// The earliest thing [awaited](awaited) in a complaint that `now` has reached; `None` if it is not overdue.
pub fn overdue(complaint: &Complaint, now: Timestamp) -> Option<Awaited> {
    awaited(complaint).filter(|awaited| awaited.due <= now).min_by_key(|awaited| awaited.due)
}
