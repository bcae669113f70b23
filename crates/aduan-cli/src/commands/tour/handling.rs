//! The handling: from the review to the outcome.

use super::{ASSESSMENT, Cast, Tour, five, title};
use crate::failure::Failure;
use crate::output::{self, bilingual};
use crate::style::{BAD, DIM};
use aduan_core::{
    Action, Actions, Actor, Clarity, Command, CommandKind, ComplaintId, Event, Finding, Ground, Language,
    Matter, Notice, NoticeChannel, Reported, Review, Step,
};
use aduan_store::DeskError;
use aduan_store::desk::DraftCommand;

impl Tour {
    /// From the review to the outcome; whether the insider who tried to bury it on the way was refused.
    pub(super) fn handle(&self, cast: &Cast, id: ComplaintId) -> Result<bool, Failure> {
        output::write(|out| title(out, 4, "Penanganan", "the handling"))?;
        let (kanwil, assessor) = (cast.kanwil, cast.assessor.id);
        self.step(
            &cast.verifier,
            id,
            0,
            Command::ReviewMaterial(Box::new(Review {
                elements: five(),
                clarity: Clarity::Sufficient,
                matter: Matter::Discipline,
                reported: Reported::Identified,
                official: Some(cast.reported),
                office: Some(cast.kppbc),
                note: Some("Lima unsur lengkap".into()),
            })),
        )?;
        let refused = self.try_to_bury(&cast.verifier, id)?;
        self.step(&cast.verifier, id, 0, Command::ForwardToPyb { office: kanwil })?;
        self.step(
            &cast.pyb,
            id,
            2,
            Command::DisposeToAssessor {
                office: kanwil,
                assessor: Some(assessor),
                instruction: Some("Mohon dikaji".into()),
            },
        )?;
        for (days, step) in [(1, Step::Confirmation), (3, Step::Clarification), (4, Step::Examination)] {
            self.step(
                &cast.assessor,
                id,
                days,
                Command::RecordAssessmentStep {
                    step,
                    official: None,
                    office: None,
                    note: Some(ASSESSMENT.into()),
                },
            )?;
        }
        self.step(
            &cast.assessor,
            id,
            3,
            Command::ConcludeAssessment { finding: Finding::Substantiated, report: ASSESSMENT.into() },
        )?;
        self.step(
            &cast.pyb,
            id,
            4,
            Command::DecideFollowUp {
                actions: Actions::of(&[Action::Discipline]),
                decision: "Hukuman disiplin sedang".into(),
            },
        )?;
        self.step(&cast.pyb, id, 0, Command::Close)?;
        self.step(
            &cast.pyb,
            id,
            0,
            Command::RecordTold { notice: Notice::Outcome, channel: NoticeChannel::Email },
        )?;
        for letter in self.desk.outbox(0, 9)?.ready {
            self.desk.sent(letter.id)?;
        }
        Ok(refused)
    }

    /// The verifier who reviewed it tries to end it alone.
    fn try_to_bury(&self, verifier: &Actor, id: ComplaintId) -> Result<bool, Failure> {
        let end = Command::DeclareNotActionable {
            ground: Ground::ReportedUnclear,
            reason: Some("Terlapor tidak jelas".into()),
            public_reason: Some("Terlapor tidak jelas".into()),
        };
        let rejection = match self.desk.act(&self.desk.trace()?, verifier, id, end) {
            Ok(_) => return Ok(false),
            Err(DeskError::Rejected(rejection)) => rejection,
            Err(error) => return Err(error.into()),
        };
        output::write(|out| {
            let who = verifier.role.label(Language::Indonesian);
            let what = bilingual!(CommandKind::DeclareNotActionable);
            writeln!(
                out,
                "   {:<30} {DIM}{who:<12}{DIM:#} {BAD}ditolak (refused){BAD:#}: {what}",
                self.now()
            )?;
            for sentence in [Language::Indonesian, Language::English].map(|one| rejection.sentence(one)) {
                writeln!(out, "   {:<30} {:<12} {BAD}{sentence}{BAD:#}", "", "")?;
            }
            Ok(())
        })?;
        Ok(true)
    }

    fn step(&self, actor: &Actor, id: ComplaintId, days: i64, command: DraftCommand) -> Result<(), Failure> {
        self.pass(days);
        let done = self.desk.act(&self.desk.trace()?, actor, id, command)?;
        output::write(|out| {
            for record in &done.records {
                let (what, who) = (bilingual!(record.event.kind()), actor.role.label(Language::Indonesian));
                let step = match &record.event {
                    Event::AssessmentStepRecorded(recorded) => format!(": {}", bilingual!(recorded.step)),
                    _ => String::new(),
                };
                writeln!(out, "   {:<30} {DIM}{who:<12}{DIM:#} {what}{step}", self.now())?;
            }
            Ok(())
        })
    }
}
