//! One complaint's life: what is done next, by whom and when, with what likelihood.

use crate::agency::Agency;
use crate::alias::{alias, officer};
use crate::rng::SeededRng;
use aduan_core::{
    Action, Actions, Actor, Alias, Channel, Clarity, Command, CommandKind, Complaint, ComplaintId,
    Confidentiality, Deliveries, Delivery, DisciplineRoute, DisclosureGround, Element, Elements,
    ErasureBasis, EventId, Finding, Following, Ground, HoldId, Identity, IdentityPart, IdentityParts, Matter,
    Media, Notice, NoticeChannel, Office, Official, PersonId, Receive, RegisterNumber, Reported, Review,
    Revocation, Role, Share, Shares, Stage, Standing, Step, Timestamp, WiseOutcome,
};
use chrono::{Datelike, TimeDelta};

/// The next step of a complaint.
pub(crate) struct Planned {
    pub(crate) at: Timestamp,
    /// What the clock says then, where it has stepped back.
    pub(crate) clock: Option<Timestamp>,
    pub(crate) actor: Actor,
    pub(crate) command: Command,
}

/// A complaint under way. Its facts are fixed when it is made; the decisions of people are not.
pub(crate) struct SimulatedComplaint {
    pub(crate) complaint: Complaint,
    pub(crate) rng: SeededRng,
    /// Which of the agency's rulebooks.
    pub(crate) book: usize,
    pub(crate) planned: Option<Planned>,
    /// What caused the next command.
    pub(crate) cause: Option<EventId>,
    matter: Matter,
    office: Office,
    official: PersonId,
    told: bool,
    returned: bool,
    asides: u8,
}

const FIVE: Elements =
    Elements::of(&[Element::What, Element::Who, Element::When, Element::Where, Element::How]);

impl SimulatedComplaint {
    pub(crate) fn begin(
        agency: &Agency,
        mut rng: SeededRng,
        number: u32,
        book: usize,
        at: Timestamp,
    ) -> Option<Self> {
        let office = if rng.permille(150) { rng.pick(&agency.kpu) } else { rng.pick(&agency.kppbc) };
        let office = office.map_or(agency.puski[0], |office| agency.present(office, at));
        let zone = agency.zone(office);
        // A rulebook is used from its day on; before, one that is in force by then.
        let in_force = |book: &aduan_core::Rulebook| book.effective_from <= zone.date(at);
        let book =
            if in_force(&agency.books[book]) { Some(book) } else { agency.books.iter().position(in_force) }?;
        let rulebook = &agency.books[book];
        let matter = rng.weighted(
            &[(300, Matter::Discipline), (620, Matter::Duties), (80, Matter::Other)],
            Matter::Duties,
        );
        let channels: Vec<Channel> = rulebook.channels.iter().collect();
        let online = rng.permille(620);
        let channels: Vec<Channel> =
            channels.into_iter().filter(|channel| channel.is_online() == online).collect();
        let channel = rng.pick(&channels).unwrap_or(Channel::Website);
        let complainant = PersonId::new(rng.random());
        let parts = identity(&mut rng, rulebook.identity_required);
        let reachable = parts.contains(IdentityPart::Email) || parts.contains(IdentityPart::Mobile);
        let following = reachable && rng.permille(550);
        let (actor, at) = if channel.is_online() {
            (Actor::complainant(complainant), at)
        } else {
            (agency.officer(&mut rng, office, Role::Receiver), agency.office_hours(&mut rng, at, zone))
        };
        // If discipline cases go elsewhere, complainants call them a matter of duties; the verifier finds out.
        let declared = if rulebook.discipline == DisciplineRoute::Wise && matter == Matter::Discipline {
            Matter::Duties
        } else {
            matter
        };
        let year = u16::try_from(zone.date(at).year()).unwrap_or_default();
        let receive = Receive {
            register: RegisterNumber::new(year, number + 1)?,
            channel,
            matter: declared,
            complainant,
            standing: rng.weighted(
                &[(560, Standing::ServiceUser), (380, Standing::Public), (60, Standing::Employee)],
                Standing::Public,
            ),
            identity: (!parts.is_empty()).then(|| Identity { content: rng.content(at), parts }),
            confidentiality: if rng.permille(880) {
                Confidentiality::Confidential
            } else {
                Confidentiality::Open
            },
            following: if following { Following::Wanted } else { Following::NotWanted },
            material: rng.content(at),
            elements: elements(&mut rng),
            reported_office: rng.permille(900).then_some(office),
            unit: if rng.permille(700) {
                agency.puski[0]
            } else {
                rng.pick(&agency.kanwil).unwrap_or(agency.puski[0])
            },
            zone,
        };
        let complaint = Complaint::new(ComplaintId::new(rng.ordered(at)));
        let official = PersonId::new(rng.random());
        let command = Command::Receive(Box::new(receive));
        let planned = Some(Planned { at, clock: None, actor, command });
        let cause = None;
        let (told, returned, asides) = (false, false, 0);
        Some(Self { complaint, rng, book, planned, cause, matter, office, official, told, returned, asides })
    }

    pub(crate) fn next_at(&self) -> Timestamp {
        self.planned.as_ref().map_or(Timestamp::MAX, |planned| planned.at)
    }

    /// Plans what is done after what was done at `at`.
    pub(crate) fn plan(&mut self, agency: &Agency, at: Timestamp) {
        // Some files lie where they are: what the measures must find.
        let lies = self.complaint.is_open() && self.rng.permille(12);
        let next = if lies {
            None
        } else if self.complaint.contested.is_some() {
            // The recording was right.
            let coordinator = agency.officer(&mut self.rng, agency.puski[0], Role::Coordinator);
            let (matter, reason) = (self.matter, self.rng.content(at));
            Some((self.rng.days(1, 6), coordinator, Command::DecideMatter { matter, reason }))
        } else {
            self.aside(agency, at).or_else(|| self.proceed(agency, at))
        };
        self.planned = next.and_then(|(delay, actor, mut command)| {
            if let Command::DeclareNotActionable { reason: Some(reason), public_reason, .. } = &mut command {
                *public_reason = Some(SeededRng::content_beside(reason, at));
            }
            let actor = self.not_separated(agency, actor, &command)?;
            let mut at = at.plus(delay);
            if actor.office.is_some() {
                at = agency.office_hours(&mut self.rng, at, self.complaint.zone);
            }
            // A ticket that went to a contact which an officer typed speaks after its quiet days.
            let shown = self.complaint.ticket_of(&actor).and_then(|(_, ticket)| ticket.quiet);
            let mut waits = false;
            if let Some(quiet) = shown.filter(|_| command.kind() != CommandKind::AttachEvidence) {
                at = at.max(quiet.plus(self.rng.minutes(1, 600)));
                waits = self.complaint.last_at < quiet;
            }
            // C23: once in two thousand times, the clock of the machine had been set back.
            let clock =
                (self.rng.below(2000) == 0).then(|| self.complaint.last_at.plus(-self.rng.minutes(1, 60)));
            // What waits for an instant is not done before it.
            let clock = clock.filter(|_| !waits && command.kind() != CommandKind::ExpireDataWindow);
            // The office is no more by then: first its successor takes the file over.
            if agency.has_passed(&self.complaint, at) {
                let (actor, command) = (Actor::system(), Command::PassToSuccessor);
                return Some(Planned { at, clock, actor, command });
            }
            let command = match command {
                Command::ForwardToAssessor { office, assessor } => {
                    Command::ForwardToAssessor { office: agency.present(office, at), assessor }
                }
                other => other,
            };
            Some(Planned { at, clock, actor, command })
        });
    }

    fn holder(&mut self, agency: &Agency, role: Role) -> Actor {
        let office = self.complaint.holder.unwrap_or(agency.puski[0]);
        agency.officer(&mut self.rng, office, role)
    }

    /// This officer, or a colleague where the rulebook separates what they did from this (S1); nobody where all of them did it.
    fn not_separated(&mut self, agency: &Agency, mut actor: Actor, command: &Command) -> Option<Actor> {
        let separations = &agency.books[self.book].separate;
        let barred = |actor: &Actor, complaint: &Complaint| {
            separations.iter().any(|separation| separation.bars(complaint, actor, command.kind()))
        };
        for _ in 0..20 {
            let Some(office) = actor.office.filter(|_| barred(&actor, &self.complaint)) else {
                return Some(actor);
            };
            actor = agency.officer(&mut self.rng, office, actor.role);
        }
        None
    }

    /// The complainant, with the last of their tickets that is alive; a manual one who has none speaks through an officer.
    fn complainant(&self) -> Actor {
        let complainant = Actor::complainant(self.complaint.complainant);
        let last = (1..).zip(&self.complaint.tickets).filter(|(_, ticket)| ticket.alive).last();
        last.map_or(complainant.clone(), |(ordinal, _)| complainant.with_ticket(ordinal))
    }

    /// Whether the complainant may contest a recording that is right.
    fn may_contest(&self) -> bool {
        self.complaint.givers.count(CommandKind::ContestMatter) == 0
            && self.complaint.matter == Some(self.matter)
    }

    /// A way by which an officer can tell the complainant something, if any leads to them.
    fn notice_channel(&self) -> Option<NoticeChannel> {
        let has = |part| self.complaint.identity.contains(part);
        if has(IdentityPart::Mobile) || has(IdentityPart::Telephone) {
            Some(NoticeChannel::Telephone)
        } else if has(IdentityPart::Email) {
            Some(NoticeChannel::Email)
        } else if has(IdentityPart::Address) {
            Some(NoticeChannel::Letter)
        } else {
            None
        }
    }

    /// Something that moves nothing: a correction, a photo, a hold, a disclosure, a word to the complainant.
    fn aside(&mut self, agency: &Agency, at: Timestamp) -> Option<(TimeDelta, Actor, Command)> {
        if self.asides >= 3 || !self.complaint.is_open() || !self.rng.permille(55) {
            return None;
        }
        self.asides += 1;
        let content = self.rng.content(at);
        let soon = self.rng.minutes(20, 2 * 1440);
        let complainant = self.complainant();
        let kind = self.rng.below(100);
        let ticketed = self.complaint.ticketed;
        let typed = self.complaint.ticket_typed_by(&complainant).is_some();
        // The new ticket is used for the first time.
        if self.complaint.revoked_by(&complainant, Revocation::Earlier).next().is_some() {
            return Some((soon, complainant, Command::RevokeTicket { which: Revocation::Earlier }));
        }
        Some(match kind {
            0..=25 => {
                let channel = self.notice_channel()?;
                let actor = agency.officer(&mut self.rng, self.office, Role::Receiver);
                (soon, actor, Command::RecordTold { notice: Notice::Progress, channel })
            }
            26 if ticketed && self.may_contest() => {
                (soon, complainant, Command::ContestMatter { reason: content })
            }
            27..=29 if ticketed => (soon, complainant, Command::DenyTelling { notice: Notice::Progress }),
            30..=49 if ticketed => {
                let media = self.rng.pick(Media::ALL).unwrap_or(Media::Photo);
                (soon, complainant, Command::AttachEvidence { content, media })
            }
            50..=62 if ticketed => (
                soon,
                complainant,
                Command::AmendMaterial { content, elements: Elements::of(&[Element::When]) },
            ),
            63..=68 if ticketed && !self.complaint.withdrawn && !typed => (
                soon,
                complainant,
                Command::Withdraw { reason: Some(content), told_by: None, evidence: None },
            ),
            69..=73 if ticketed => {
                let choice = match self.complaint.confidentiality {
                    Confidentiality::Open => Confidentiality::Confidential,
                    Confidentiality::Confidential => Confidentiality::Open,
                };
                (soon, complainant, Command::ChooseConfidentiality { choice })
            }
            74..=79 => {
                let actor = self.data_protection(agency);
                let hold = HoldId::new(self.rng.random());
                (soon, actor, Command::PlaceLegalHold { hold, reason: content })
            }
            // The complainant has lost it, or has another address by now.
            94..=96 if ticketed && self.complaint.tickets.len() < 3 => {
                let actor = agency.officer(&mut self.rng, self.office, Role::Receiver);
                let deliveries = Deliveries::of(&[Delivery::Email]);
                let again = self.complaint.own_ways.contains(Delivery::Email);
                // An officer types no address for who filed online.
                if !again && self.complaint.channel.is_some_and(Channel::is_online) {
                    return None;
                }
                let contact = (!again).then(|| Identity { content, parts: deliveries.parts() });
                (soon, actor, Command::ReissueTicket { deliveries, contact })
            }
            80..=86 if !self.complaint.holds.is_empty() => {
                // Whoever placed it.
                let placed = self.complaint.holds[0];
                let actor = Actor { id: placed.by, ..self.data_protection(agency) };
                (soon, actor, Command::ReleaseLegalHold { hold: placed.hold, reason: content })
            }
            87..=99 if !self.complaint.identity.is_empty() => {
                let role =
                    if self.complaint.stage == Stage::Assessment { Role::Assessor } else { Role::Verifier };
                let office = self.complaint.pyb.unwrap_or(agency.puski[0]);
                let pyb = agency.officer(&mut self.rng, office, Role::Pyb);
                let recipient = officer(self.complaint.id, self.holder(agency, role).id);
                let ground = DisclosureGround::EaseInvestigation;
                (
                    soon,
                    pyb,
                    Command::DiscloseIdentity { ground, recipient, recipient_role: role, purpose: content },
                )
            }
            _ => return None,
        })
    }

    /// The command that moves the complaint on.
    fn proceed(&mut self, agency: &Agency, at: Timestamp) -> Option<(TimeDelta, Actor, Command)> {
        match self.complaint.stage {
            Stage::New => None,
            Stage::Intake => {
                let office = self.office;
                let actor = agency.officer(&mut self.rng, office, Role::Receiver);
                if !self.told && self.rng.permille(250) {
                    self.told = true;
                    let told =
                        Command::RecordTold { notice: Notice::Register, channel: NoticeChannel::InPerson };
                    return Some((self.rng.minutes(2, 30), actor, told));
                }
                Some((self.rng.minutes(5, 2 * 1440), actor, Command::RequestVerification))
            }
            Stage::Verification => Some(self.verify(agency, at)),
            Stage::AwaitingData => Some(self.await_data(agency, at)),
            Stage::WithPyb => Some(self.dispose(agency, at)),
            Stage::Assessment => Some(self.assess(agency, at)),
            Stage::FollowUp => Some(self.follow_up(agency, at)),
            Stage::WithInspectorate => Some(self.inspectorate(agency, at)),
            Stage::Closed => self.after(agency, at),
        }
    }

    fn verify(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let verifier = self.holder(agency, Role::Verifier);
        let content = self.rng.content(at);
        let some_days = self.rng.minutes(4 * 60, 6 * 1440);
        let not_actionable = |ground| Command::DeclareNotActionable {
            ground,
            reason: Some(content.clone()),
            public_reason: None,
        };
        // Somebody else was named by a slip: it is corrected, and two offices clear the name.
        let named = self.complaint.reported_official;
        if named.is_some_and(|named| named != alias(self.complaint.id, self.official)) {
            return (some_days, verifier, self.review(at));
        }
        if let Some(clearing) = self.clear_slip(agency, at, &verifier) {
            return clearing;
        }
        // A slip in the unit, or a unit that finds a case of its own people: both are rare.
        let unit = self.complaint.unit;
        if unit != Some(agency.puski[0]) && self.rng.permille(15) {
            return (some_days, verifier, Command::Recuse { reason: content });
        }
        if self.rng.permille(8) {
            let others: Vec<Office> =
                agency.kanwil.iter().copied().filter(|office| Some(*office) != unit).collect();
            let office = self.rng.pick(&others).unwrap_or(agency.puski[0]);
            let coordinator = agency.officer(&mut self.rng, agency.puski[0], Role::Coordinator);
            return (some_days, coordinator, Command::Transfer { office, reason: content });
        }
        let command = match self.complaint.clarity {
            _ if self.complaint.withdrawn
                && self.complaint.clarity.is_some()
                && self.complaint.matter != Some(Matter::Discipline) =>
            {
                Command::Close
            }
            Some(Clarity::CannotBeClarified) => not_actionable(Ground::MaterialUnclear),
            Some(Clarity::Insufficient) if self.complaint.window_expired => {
                not_actionable(Ground::NoDataSupplied)
            }
            Some(Clarity::Insufficient) => Command::RequestData { request: content },
            Some(Clarity::Sufficient) => match self.complaint.reported {
                Some(Reported::Unclear) => not_actionable(Ground::ReportedUnclear),
                Some(Reported::Retired) => not_actionable(Ground::ReportedRetired),
                Some(Reported::Deceased) => not_actionable(Ground::ReportedDeceased),
                _ if self.matter == Matter::Discipline => Command::ForwardToPyb { office: agency.puski[0] },
                _ => Command::ForwardToAssessor { office: self.office, assessor: None },
            },
            None => self.review(at),
        };
        (some_days, verifier, command)
    }

    /// The unit proposes it, and a coordinator of PUSKI confirms it.
    fn clear_slip(
        &mut self,
        agency: &Agency,
        at: Timestamp,
        verifier: &Actor,
    ) -> Option<(TimeDelta, Actor, Command)> {
        let (official, _) = *self.complaint.named_before.first()?;
        let unit = self.complaint.unit.filter(|unit| *unit != agency.puski[0] && *unit != self.office)?;
        let (days, reason) = (self.rng.minutes(4 * 60, 6 * 1440), self.rng.content(at));
        let clear =
            Command::ClearName { official: Some(self.official_of(official?, at)), office: None, reason };
        let proposed = !self.complaint.proposals.is_empty();
        let by = if proposed {
            agency.officer(&mut self.rng, agency.puski[0], Role::Coordinator)
        } else {
            verifier.clone()
        };
        (proposed || by.office == Some(unit)).then_some((days, by, clear))
    }

    fn official_of(&mut self, alias: Alias, at: Timestamp) -> Official {
        Official { alias, content: Some(self.rng.content(at)) }
    }

    fn review(&mut self, at: Timestamp) -> Command {
        let first = !self.complaint.window_expired && self.complaint.reopened == 0;
        let unclear =
            if self.complaint.is_reachable() { Clarity::Insufficient } else { Clarity::CannotBeClarified };
        let clarity = if first {
            self.rng.weighted(
                &[(760, Clarity::Sufficient), (200, unclear), (40, Clarity::CannotBeClarified)],
                Clarity::Sufficient,
            )
        } else {
            Clarity::Sufficient
        };
        let reported = if self.matter == Matter::Discipline {
            let likely = [
                (880, Reported::Identified),
                (60, Reported::Unclear),
                (40, Reported::Retired),
                (20, Reported::Deceased),
            ];
            self.rng.weighted(&likely, Reported::Identified)
        } else {
            Reported::NotNamed
        };
        // Once in a hundred times it is another's name.
        let slip = self.complaint.named_before.is_empty()
            && self.complaint.reported_official.is_none()
            && self.rng.permille(10);
        let named = if slip { PersonId::new(self.rng.random()) } else { self.official };
        let named = alias(self.complaint.id, named);
        let official = (reported == Reported::Identified).then(|| self.official_of(named, at));
        let note = self.rng.permille(300).then(|| self.rng.content(at));
        Command::ReviewMaterial(Box::new(Review {
            elements: elements(&mut self.rng),
            clarity,
            matter: self.matter,
            reported,
            official,
            office: Some(self.office),
            note,
        }))
    }

    /// The complainant is told of the request: by their ticket, by a mail that is accepted, by the gateway of the SMS, or by
    /// an officer. Or nothing arrives, and the verifier thinks again.
    fn tell(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let notice = Notice::DataRequest;
        let has = |part| self.complaint.identity.contains(part);
        let (email, mobile) = (has(IdentityPart::Email), has(IdentityPart::Mobile));
        let chance = self.rng.below(100);
        if let Some(read) = self.complaint.mail_of(notice) {
            let (days, channel) = ((read.since(at)).max(TimeDelta::minutes(1)), NoticeChannel::Email);
            if chance < 12 {
                return (days / 2, Actor::system(), Command::RecordNotTold { notice, channel });
            }
            return (
                days + self.rng.minutes(1, 300),
                Actor::system(),
                Command::RecordTold { notice, channel },
            );
        }
        match chance {
            0..=44 if self.complaint.ticketed => {
                let opened = Command::RecordTold { notice, channel: NoticeChannel::Ticket };
                (self.rng.minutes(20, 3 * 1440), self.complainant(), opened)
            }
            0..=74 if email => {
                (self.rng.minutes(1, 20), Actor::system(), Command::RecordMailAccepted { notice })
            }
            0..=84 if mobile => {
                let channel = NoticeChannel::Sms;
                let arrived = if chance < 6 {
                    Command::RecordNotTold { notice, channel }
                } else {
                    Command::RecordTold { notice, channel }
                };
                (self.rng.minutes(1, 20), Actor::system(), arrived)
            }
            _ => {
                let Some(channel) = self.notice_channel().filter(|_| chance < 92) else {
                    let verifier = self.holder(agency, Role::Verifier);
                    return (self.rng.days(3, 9), verifier, Command::CancelRequest);
                };
                // The office that is complained of tells no request (T6).
                let actor = self.holder(agency, Role::Receiver);
                (self.rng.minutes(60, 4 * 1440), actor, Command::RecordTold { notice, channel })
            }
        }
    }

    fn await_data(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let Some(ends) = self.complaint.window else { return self.tell(agency, at) };
        let window = ends.since(at);
        let by_officer = self.complaint.telling.is_some_and(|telling| telling.officer.is_some());
        if by_officer && self.complaint.ticketed && self.rng.permille(80) {
            let denied = Command::DenyTelling { notice: Notice::DataRequest };
            return (self.rng.minutes(60, 10 * 1440), self.complainant(), denied);
        }
        let supply = Command::SupplyData {
            content: self.rng.content(at),
            elements: Elements::of(&[Element::Where]),
            told_by: None,
        };
        let late = window + self.rng.minutes(0, 4 * 1440);
        match self.rng.below(100) {
            0..=61 => (self.rng.days(1, 13).min(window - TimeDelta::seconds(1)), self.complainant(), supply),
            62..=67 => (late, self.complainant(), supply),
            // The sweep of the next morning finds it.
            _ => (window + self.rng.minutes(1, 300), Actor::system(), Command::ExpireDataWindow),
        }
    }

    fn dispose(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let pyb = self.holder(agency, Role::Pyb);
        let content = self.rng.content(at);
        let wise = agency.books[self.book].discipline == DisciplineRoute::Wise;
        let chance = self.rng.below(100);
        // A case that the Inspectorate handed back is handled here.
        let wise = wise && self.complaint.wise_outcome.is_none();
        let command = if chance < if wise { 88 } else { 8 } {
            let shares = Shares::of(&[Share::Material, Share::Evidence]);
            Command::ForwardToWise { reason: content, shares }
        } else if wise || chance < 17 {
            Command::DeclareNotActionable {
                ground: Ground::PybConsideration,
                reason: Some(content),
                public_reason: None,
            }
        } else {
            let targets = match self.rng.below(10) {
                0..=1 => &agency.puski,
                2..=3 => &agency.kpu,
                _ => &agency.kanwil,
            };
            // Never the reported official's own office (T6).
            let others: Vec<Office> =
                targets.iter().copied().filter(|office| !self.complaint.names_office(*office)).collect();
            let office = self.rng.pick(&others).unwrap_or(agency.puski[0]);
            let instruction = self.rng.permille(400).then_some(content);
            let assessor =
                self.rng.permille(500).then(|| agency.officer(&mut self.rng, office, Role::Assessor).id);
            let assessor = assessor.map(|id| officer(self.complaint.id, id));
            Command::DisposeToAssessor { office, assessor, instruction }
        };
        (self.rng.minutes(6 * 60, 7 * 1440), pyb, command)
    }

    fn assess(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let assessor = self.holder(agency, Role::Assessor);
        let content = self.rng.content(at);
        let delay = self.rng.days(1, 12);
        if self.complaint.withdrawn && self.complaint.matter != Some(Matter::Discipline) {
            return (delay, assessor, Command::Close);
        }
        if !self.returned && self.complaint.step.is_none() && self.rng.permille(35) {
            self.returned = true;
            // Some senders find their slip before anybody there has looked at the file.
            let sender = self.complaint.sender().filter(|_| self.complaint.recallable);
            if let Some((role, office)) = sender
                && self.rng.permille(300)
            {
                let sender = agency.officer(&mut self.rng, office, role);
                return (self.rng.minutes(20, 1440), sender, Command::Recall { reason: content });
            }
            return (delay, assessor, Command::ReturnMisdirected { reason: content });
        }
        let required = agency.books[self.book].steps(self.matter);
        let thorough: &[Step] =
            if required.is_empty() && self.rng.permille(350) { &[Step::Confirmation] } else { required };
        let command =
            if let Some(step) = thorough.iter().copied().find(|step| self.complaint.step < Some(*step)) {
                let note = self.rng.permille(500).then_some(content);
                Command::RecordAssessmentStep { step, official: None, office: None, note }
            } else {
                let likely = [
                    (430, Finding::Substantiated),
                    (190, Finding::PartlySubstantiated),
                    (380, Finding::Unsubstantiated),
                ];
                Command::ConcludeAssessment {
                    finding: self.rng.weighted(&likely, Finding::Unsubstantiated),
                    report: content,
                }
            };
        (delay, assessor, command)
    }

    fn follow_up(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let discipline = self.matter == Matter::Discipline;
        let actor = self.holder(agency, if discipline { Role::Pyb } else { Role::Assessor });
        let decided = self.complaint.followed_up || self.complaint.finding == Some(Finding::Unsubstantiated);
        let command = if decided {
            Command::Close
        } else {
            let actions = if discipline {
                Actions::of(&[if self.rng.permille(600) { Action::Discipline } else { Action::Guidance }])
            } else {
                Actions::of(&[Action::ServiceImprovement])
            };
            Command::DecideFollowUp { actions, decision: self.rng.content(at) }
        };
        (self.rng.minutes(8 * 60, 9 * 1440), actor, command)
    }

    fn inspectorate(&mut self, agency: &Agency, at: Timestamp) -> (TimeDelta, Actor, Command) {
        let office = agency.itjen[0];
        let actor = agency.officer(&mut self.rng, office, Role::Inspectorate);
        let Some(number) = self.complaint.wise else {
            let number = format!("WISE-{:08X}", self.rng.below(u32::MAX)).parse();
            let acknowledge = number.map_or(Command::Close, |number| Command::AcknowledgeWise { number });
            return (self.rng.days(1, 5), actor, acknowledge);
        };
        // A case is handed back once only.
        let transferred = if self.complaint.wise_outcome.is_none() { 70 } else { 0 };
        let likely = [
            (280, WiseOutcome::NotActionable),
            (230, WiseOutcome::Oversight),
            (150, WiseOutcome::AdministrativeAction),
            (200, WiseOutcome::Discipline),
            (20, WiseOutcome::Restitution),
            (50, WiseOutcome::LawEnforcement),
            (transferred, WiseOutcome::Transferred),
        ];
        let outcome = self.rng.weighted(&likely, WiseOutcome::Oversight);
        let note = self.rng.permille(400).then(|| self.rng.content(at));
        let command = Command::ReturnFromWise { number, outcome, note };
        self.seconded(agency, at, &command).unwrap_or((self.rng.days(30, 150), actor, command))
    }

    /// After the end: telling the complainant, new facts, erasure.
    fn after(&mut self, agency: &Agency, at: Timestamp) -> Option<(TimeDelta, Actor, Command)> {
        if self.complaint.erased {
            return None;
        }
        let told = std::mem::replace(&mut self.told, true);
        if let Some(channel) = self.notice_channel().filter(|_| !told)
            && self.rng.permille(320)
        {
            let office = self.office;
            let actor = agency.officer(&mut self.rng, office, Role::Receiver);
            let told = Command::RecordTold { notice: Notice::Outcome, channel };
            return Some((self.rng.minutes(60, 3 * 1440), actor, told));
        }
        if self.complaint.late_material.is_some() {
            let office = self.complaint.holder.unwrap_or(agency.puski[0]);
            let coordinator = agency.officer(&mut self.rng, office, Role::Coordinator);
            let command = Command::ReviewLateMaterial { conclusion: self.rng.content(at) };
            return Some(self.seconded(agency, at, &command).unwrap_or((
                self.rng.days(1, 9),
                coordinator,
                command,
            )));
        }
        if self.complaint.ticketed && self.rng.permille(12) {
            let (content, media) = (self.rng.content(at), Media::Photo);
            let attach = Command::AttachEvidence { content, media };
            return Some((self.rng.days(1, 60), self.complainant(), attach));
        }
        let book = &agency.books[self.book];
        let reopenable = self.complaint.outcome.is_some_and(|outcome| book.reopenable.contains(outcome));
        let unit = self.complaint.unit.unwrap_or(agency.puski[0]);
        // Nobody of the office complained of reopens it (T6).
        let reopenable = reopenable && !self.complaint.names_office(unit);
        if reopenable && self.complaint.reopened == 0 && self.rng.permille(30) {
            let actor = agency.officer(&mut self.rng, unit, Role::Verifier);
            return Some((self.rng.days(60, 200), actor, Command::Reopen { facts: self.rng.content(at) }));
        }
        let erase = Command::ErasePersonalData { basis: ErasureBasis::Request };
        if let Some(seconded) = self.seconded(agency, at, &erase) {
            return Some(seconded);
        }
        if self.complaint.holds.is_empty() && !self.complaint.identity.is_empty() && self.rng.permille(40) {
            return Some((self.rng.days(30, 120), self.data_protection(agency), erase));
        }
        None
    }

    /// What another has proposed by such a command, given by a second person within its term (S2).
    fn seconded(
        &mut self,
        agency: &Agency,
        at: Timestamp,
        command: &Command,
    ) -> Option<(TimeDelta, Actor, Command)> {
        let open =
            self.complaint.proposals.iter().find(|open| open.proposed.act.command() == command.kind())?;
        // Nobody comes in time.
        let lapse = open.proposed.lapse.due;
        if self.rng.permille(40) {
            return Some((
                lapse.since(at) + self.rng.minutes(1, 300),
                Actor::system(),
                Command::LapseProposals,
            ));
        }
        let (by, role, office, outcome) = (open.by, open.role, open.office?, open.proposed.outcome);
        let actor =
            (0..20).map(|_| agency.officer(&mut self.rng, office, role)).find(|other| other.id != by)?;
        let command = match (command.clone(), outcome) {
            (Command::ReturnFromWise { number, .. }, Some(outcome)) => {
                let note = self.rng.permille(400).then(|| self.rng.content(at));
                Command::ReturnFromWise { number, outcome, note }
            }
            (command, _) => command,
        };
        Some((self.rng.minutes(60, 4 * 1440), actor, command))
    }

    fn data_protection(&mut self, agency: &Agency) -> Actor {
        let office = self.rng.pick(&agency.pusat).unwrap_or(agency.puski[0]);
        agency.officer(&mut self.rng, office, Role::DataProtectionOfficer)
    }
}

/// Which parts of their identity a complainant gives: what they must, and often more.
fn identity(rng: &mut SeededRng, required: IdentityParts) -> IdentityParts {
    let likely = [
        (520, IdentityPart::Name),
        (250, IdentityPart::Address),
        (200, IdentityPart::Telephone),
        (430, IdentityPart::Mobile),
        (480, IdentityPart::Email),
    ];
    // One in four says nothing of themselves.
    let anonymous = rng.permille(250);
    let given =
        likely.into_iter().filter(|(times, _)| !anonymous && rng.permille(*times)).map(|(_, part)| part);
    given.collect::<IdentityParts>().union(required)
}

fn elements(rng: &mut SeededRng) -> Elements {
    let missing = rng.pick(Element::ALL).unwrap_or(Element::Evidence);
    if rng.permille(550) { FIVE } else { FIVE.difference(Elements::of(&[missing])) }
}
