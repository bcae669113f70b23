//! What is owed to the complainant throughout: P1, R21, R22, R27, R30.

use super::Judge;
use crate::{
    CommandKind, Complaint, Confidentiality, Conflict, DisclosureGround, ErasureBasis, HoldId, NoticeChannel,
    Officer, Rejection, Role, Roles, Rule,
};

/// Who may learn an identity.
const RECIPIENTS: Roles = Roles::of(&[Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate]);

impl Judge<'_> {
    pub(super) fn withdraw(&self, told_by: Option<NoticeChannel>, shown: bool) -> Result<(), Rejection> {
        if self.state.withdrawn {
            return Err(Rejection::Already { command: CommandKind::Withdraw, rule: Rule::R21 });
        }
        self.says_how(CommandKind::Withdraw, Rule::R21, told_by)?;
        if shown != (self.actor().role == Role::Receiver) {
            return Err(Rejection::HowItWasSaid {
                command: CommandKind::Withdraw,
                by: self.actor().role,
                rule: Rule::R21,
            });
        }
        Ok(())
    }

    /// Refuses a withdrawal with a ticket whose contact an officer typed: it may have gone to that officer, and what may end a
    /// complaint is shown (T2, T10).
    pub(in crate::rules) fn withdraws_themselves(&self) -> Result<(), Rejection> {
        match self.state.ticket_typed_by(self.actor()) {
            Some(_) => Err(Rejection::WithdrawnByTypedTicket),
            None => Ok(()),
        }
    }

    /// A receiver who speaks for a complainant says how the complainant told them, and nobody else does (C40). Not with a
    /// ticket: with one, the complainant speaks for themselves.
    pub(super) fn says_how(
        &self,
        command: CommandKind,
        rule: Rule,
        told_by: Option<NoticeChannel>,
    ) -> Result<(), Rejection> {
        let by = self.actor().role;
        let right = match told_by {
            None => by != Role::Receiver,
            Some(way) => by == Role::Receiver && way != NoticeChannel::Ticket,
        };
        if right { Ok(()) } else { Err(Rejection::HowItWasSaid { command, by, rule }) }
    }

    /// P3: an officer writes where the complainant can read it, and marks as read what waits; none of the reported official's
    /// own office does either (T6).
    pub(in crate::rules) fn converses(&self, command: CommandKind) -> Result<(), Rejection> {
        if self.actor().role == Role::Complainant {
            return Ok(());
        }
        self.not_the_reported_office(self.actor().office)?;
        if command == CommandKind::MarkMessagesRead && self.state.unanswered.is_none() {
            return Err(Rejection::Already { command, rule: Rule::P3 });
        }
        if command == CommandKind::WriteMessage && !self.state.ticketed {
            return Err(Rejection::Unreachable { rule: Rule::P3 });
        }
        Ok(())
    }

    pub(super) fn choose(&self, choice: Confidentiality) -> Result<(), Rejection> {
        if self.state.confidentiality == choice {
            return Err(Rejection::Already { command: CommandKind::ChooseConfidentiality, rule: Rule::P1 });
        }
        Ok(())
    }

    pub(super) fn disclose(
        &self,
        ground: DisclosureGround,
        recipient: &Officer,
        recipient_role: Role,
    ) -> Result<(), Rejection> {
        let actor = self.actor();
        if self.state.identity.is_empty() {
            return Err(Rejection::NoIdentity);
        }
        if !RECIPIENTS.contains(recipient_role) {
            let (command, rule) = (CommandKind::DiscloseIdentity, Rule::R27);
            return Err(Rejection::Role { command, role: recipient_role, allowed: RECIPIENTS, rule });
        }
        self.not_the_reported(Some(recipient.alias), Conflict::Recipient)?;
        self.not_the_reported_office(actor.office)?;
        let itself = recipient.id == actor.id;
        if itself && recipient_role != actor.role {
            let (command, allowed) = (CommandKind::DiscloseIdentity, Roles::of(&[actor.role]));
            return Err(Rejection::Role { command, role: recipient_role, allowed, rule: Rule::R27 });
        }
        match ground {
            DisclosureGround::Consent if self.state.confidentiality != Confidentiality::Open => {
                Err(Rejection::ConsentMissing)
            }
            // Consent lets an officer look; it does not let them hand it around.
            DisclosureGround::Consent if itself || actor.role == Role::Pyb => {
                self.consent_of_another(recipient.id)
            }
            DisclosureGround::EaseInvestigation if actor.role == Role::Pyb && !itself => Ok(()),
            DisclosureGround::EaseInvestigation if actor.role == Role::Pyb => Err(Rejection::SelfApproval),
            DisclosureGround::Consent | DisclosureGround::EaseInvestigation => {
                Err(Rejection::ApprovalRequired)
            }
        }
    }

    pub(super) fn place_hold(&self, hold: HoldId) -> Result<(), Rejection> {
        if self.state.hold(hold).is_some() {
            return Err(Rejection::Already { command: CommandKind::PlaceLegalHold, rule: Rule::R30 });
        }
        let own = self.state.holds.iter().filter(|placed| placed.by == self.actor().id).count();
        if self.state.holds.len() >= Complaint::KEPT || own >= Complaint::HOLDS_EACH {
            return Err(Rejection::TooManyHolds);
        }
        Ok(())
    }

    pub(super) fn release_hold(&self, hold: HoldId) -> Result<(), Rejection> {
        if self.state.hold(hold).is_none() {
            return Err(Rejection::NoSuchHold);
        }
        self.not_the_reported_office(self.actor().office)
    }

    pub(super) fn erase(&self, basis: ErasureBasis) -> Result<(), Rejection> {
        if !self.state.holds.is_empty() {
            return Err(Rejection::LegalHold { holds: self.state.holds.len() });
        }
        if basis == ErasureBasis::Retention {
            let Some(until) = self.retained_until() else {
                return Err(Rejection::NoRetention);
            };
            if self.at < until {
                return Err(Rejection::RetentionRuns { until, zone: self.state.zone });
            }
        } else {
            // The system erases by retention alone.
            let (command, role) = (CommandKind::ErasePersonalData, self.actor().role);
            if role == Role::System {
                let allowed = Roles::of(&[Role::DataProtectionOfficer]);
                return Err(Rejection::Role { command, role, allowed, rule: Rule::R30 });
            }
        }
        Ok(())
    }
}
