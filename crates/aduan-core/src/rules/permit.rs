//! The first step: what the table says, and what holds for every command.

use super::Judge;
use crate::procedure::{self, Place, Row};
use crate::rulebook::OwnOffice;
use crate::{
    Alias, CommandKind, Conflict, Matter, Office, Rejection, Role, Roles, Rule, Stage, Stages, TwoPeople,
};

impl Judge<'_> {
    pub(super) fn permit(&self, command: CommandKind) -> Result<(), Rejection> {
        let actor = self.actor();
        let stage = self.state.stage;
        let here = || procedure::rows(command).filter(|row| row.stages.contains(stage));
        if actor.role == Role::Complainant && !here().any(|row| row.roles.contains(Role::Complainant)) {
            return Err(Self::not_now(command));
        }
        let leading = |row: &Row| row.rules.first().copied();
        let Some(rule) = here().next().and_then(leading) else {
            let allowed =
                procedure::rows(command).fold(Stages::EMPTY, |stages, row| stages.union(row.stages));
            let rule = procedure::rows(command).next().and_then(leading).unwrap_or(Rule::W2);
            return Err(Rejection::Stage { command, stage, allowed, rule });
        };
        let Some(row) = here().find(|row| row.roles.contains(actor.role)) else {
            let allowed = here().fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
            return Err(Rejection::Role { command, role: actor.role, allowed, rule });
        };
        let officer = matches!(actor.role, Role::Verifier | Role::Pyb | Role::Assessor);
        if officer
            && row.place == Place::Holder
            && (actor.office.is_none() || actor.office != self.state.holder)
        {
            return Err(Rejection::Place { holder: self.state.holder, rule });
        }
        let own_complaint = stage == Stage::New || actor.id == self.state.complainant;
        if actor.role == Role::Complainant && !own_complaint {
            return Err(Rejection::NotTheComplainant);
        }
        if actor.role != Role::Complainant {
            self.not_the_reported(actor.alias, Conflict::Actor)?;
        }
        if self.state.erased {
            return Err(Rejection::Erased);
        }
        self.by_ticket(command)?;
        self.separated(command)?;
        // What the state alone says of these is asked here, so that they are not offered in vain.
        if actor.role == Role::Coordinator {
            self.overseen()?;
        }
        if actor.role == Role::Inspectorate && CommandKind::OVERSIGHT.contains(&command) {
            self.above_puski()?;
        }
        if TwoPeople::only_confirms(command, actor.role) {
            self.may_confirm(command)?;
        }
        match command {
            CommandKind::Withdraw => {
                self.withdraws_themselves()?;
                self.speaks_for_the_complainant(command, Rule::R21)
            }
            CommandKind::SupplyData => self.speaks_for_the_complainant(command, Rule::R13),
            CommandKind::WriteMessage | CommandKind::MarkMessagesRead => self.converses(command),
            CommandKind::Recall => self.recall(),
            CommandKind::ReissueTicket => self.reissuable(),
            CommandKind::ContestMatter => self.contest(),
            CommandKind::DecideMatter => self.contested(),
            CommandKind::ReviewMaterial | CommandKind::RequestData | CommandKind::CancelRequest => {
                self.before_the_telling()
            }
            _ => Ok(()),
        }
    }

    /// What a complainant is told where the table has no row for them. It says neither where the file is nor who may do it there:
    /// a return or a recall, which they do not see, changes that (C44).
    fn not_now(command: CommandKind) -> Rejection {
        let rows = || procedure::rows(command);
        let rule = rows().next().and_then(|row| row.rules.first().copied()).unwrap_or(Rule::W2);
        let theirs = rows().filter(|row| row.roles.contains(Role::Complainant));
        let stages = theirs.fold(Stages::EMPTY, |stages, row| stages.union(row.stages));
        if stages.is_empty() {
            let allowed = rows().fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
            return Rejection::Role { command, role: Role::Complainant, allowed, rule };
        }
        Rejection::NotNow { command, allowed: stages, rule }
    }

    /// Refuses where `person` is the reported official (T6).
    pub(super) fn not_the_reported(
        &self,
        person: Option<Alias>,
        conflict: Conflict,
    ) -> Result<(), Rejection> {
        if person.is_some_and(|person| self.state.names(person)) {
            return Err(Rejection::Conflict { conflict });
        }
        Ok(())
    }

    /// Refuses where a discipline case would be handled by the reported official's own office (T6). Another word for the
    /// matter in a later review changes nothing: what was about discipline once is not that office's.
    pub(super) fn not_the_reported_office(&self, office: Option<Office>) -> Result<(), Rejection> {
        let own = office.is_some_and(|office| self.state.names_office(office));
        let refused = self.rulebook.own_office == OwnOffice::Refused;
        if own && refused && self.state.is_or_was(Matter::Discipline) {
            return Err(Rejection::Conflict { conflict: Conflict::Office });
        }
        Ok(())
    }

    pub(super) fn role_only(&self, command: CommandKind, allowed: Role, rule: Rule) -> Result<(), Rejection> {
        let role = self.actor().role;
        if role == allowed {
            Ok(())
        } else {
            Err(Rejection::Role { command, role, allowed: Roles::of(&[allowed]), rule })
        }
    }
}
