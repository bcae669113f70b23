//! A concrete world drawn at random: names, offices, identities, dates, words that the small world has one of or none.

use crate::fixtures::{ANOTHER, alias, office};
use crate::model::Model;
use crate::random::Random;
use crate::timing::{Timing, timings};
use crate::world::World;
use aduan_core::{
    Action, Actions, Actor, Alias, Calendar, Command, CommandKind, Commitment, Complaint, ContentId,
    ContentRef, Directory, DirectoryEntry, Elements, Identity, IdentityPart, IdentityParts, Matter, Media,
    NoticeChannel, Office, OfficeKind, Officer, Official, PersonId, Reported, Rulebook, Share, Shares,
    Standing, Timestamp, Zone,
};
use chrono::{NaiveDate, TimeDelta};
use rand_chacha::rand_core::Rng;
use std::collections::HashMap;
use uuid::Uuid;

/// Draws what the abstraction leaves out, and remembers which concrete name stands for which of the small world.
pub(super) struct Concrete {
    random: Random,
    /// An office for each of the small world.
    offices: Vec<(Office, Office)>,
    /// A KPPBC that is none of them: what a disposition to a KPPBC is tried with, whatever office verifies.
    kppbc: Office,
    people: HashMap<PersonId, PersonId>,
}

impl Concrete {
    pub(super) fn new(seed: u64) -> Self {
        let mut new = Self {
            random: Random::new(seed),
            offices: Vec::new(),
            kppbc: "KPPBC-999999".parse().unwrap(),
            people: HashMap::new(),
        };
        // Any office of DJBC may verify; any that may be disposed to stands for one that is. So two may well be of one kind. PUSKI
        // stands for itself: its coordinators oversee every office.
        let djbc = [OfficeKind::Kppbc, OfficeKind::Kpu, OfficeKind::Kanwil, OfficeKind::Pusat];
        let targets = [OfficeKind::Kpu, OfficeKind::Kanwil];
        for (number, small) in (1..).zip(OfficeKind::ALL) {
            let kind = match small {
                OfficeKind::Kppbc => new.one(&djbc),
                OfficeKind::Kpu | OfficeKind::Kanwil => new.one(&targets),
                OfficeKind::Puski | OfficeKind::Pusat | OfficeKind::Itjen => *small,
            };
            let code = format!("{:06}", number * 1000 + new.below(900)).parse().unwrap();
            new.offices.push((Office { kind, code }, office(*small)));
        }
        new
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit)
    }

    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        self.random.pick(of)
    }

    /// Some of so many times this span.
    fn span(&mut self, one: TimeDelta, limit: usize) -> TimeDelta {
        one * i32::try_from(self.below(limit)).unwrap()
    }

    fn office(&self, place: Office) -> Office {
        self.offices.iter().find(|(_, small)| *small == place).unwrap().0
    }

    /// The offices of this world, each beneath the one that stands for its parent.
    pub(super) fn directory(&self) -> Directory {
        let entry = |office: Office| DirectoryEntry::new(office, office.to_string(), Zone::Wib);
        let parent = self.office(office(OfficeKind::Kanwil));
        let of_djbc = |(_, small): &&(Office, Office)| small.kind != OfficeKind::Itjen;
        let offices = self.offices.iter().filter(of_djbc).map(|(real, small)| {
            let parent = (small.kind == OfficeKind::Kppbc).then_some(parent);
            DirectoryEntry { parent, ..entry(*real) }
        });
        let fallback = vec![self.office(office(OfficeKind::Puski))];
        let offices = offices.chain([entry(self.kppbc)]).collect();
        Directory::new("drawn".parse().unwrap(), String::new(), fallback, offices).unwrap()
    }

    fn person(&mut self, person: PersonId) -> PersonId {
        if person == PersonId::SYSTEM {
            return person;
        }
        let random = &mut self.random.0;
        let fresh = || PersonId::new(Uuid::from_u64_pair(random.next_u64(), random.next_u64()));
        *self.people.entry(person).or_insert_with(fresh)
    }

    /// A calendar of any holidays, for the same years as the small world's.
    pub(super) fn calendar(&mut self) -> Calendar {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let holidays = (0..40).map(|_| (first + self.span(TimeDelta::days(1), 1096), "a holiday".to_owned()));
        Calendar::new("drawn".parse().unwrap(), 2024, 2026, holidays.collect::<Vec<_>>())
    }

    /// Parts that lead to the same ways as these.
    fn parts(&mut self, parts: IdentityParts) -> IdentityParts {
        use IdentityPart::{Address, Email, Mobile, Name, Telephone};
        if !parts.contains(Address) {
            return parts;
        }
        let (phone, name) = (self.one(&[Telephone, Mobile]), IdentityParts::of(&[Name]));
        let full = IdentityParts::of(&[Address, Email, phone]).union(name);
        if self.below(2) == 0 { full } else { full.union(IdentityParts::of(&[Telephone, Mobile])) }
    }

    /// The channel of a notice, if the small world has one channel for several.
    fn channel(&mut self, channel: NoticeChannel, real: &Complaint) -> NoticeChannel {
        let everything = real.identity.contains(IdentityPart::Address);
        match channel {
            NoticeChannel::Letter if everything => self.one(&[channel, NoticeChannel::Telephone]),
            other => other,
        }
    }

    fn content(&mut self) -> ContentRef {
        let mut bytes = [0; 32];
        self.random.0.fill_bytes(&mut bytes);
        let id = ContentId::new(Uuid::from_u64_pair(self.random.0.next_u64(), self.random.0.next_u64()));
        ContentRef { id, commitment: Commitment::new(bytes) }
    }

    fn maybe_content(&mut self) -> Option<ContentRef> {
        (self.below(2) == 0).then(|| self.content())
    }

    fn elements(&mut self, book: &Rulebook) -> Elements {
        book.elements.iter().filter(|_| self.below(2) == 0).collect()
    }

    pub(super) fn actor(&mut self, actor: &Actor) -> Actor {
        let office = actor.office.map(|place| self.office(place));
        let alias = actor.alias.map(|alias| self.alias(alias));
        Actor { id: self.person(actor.id), role: actor.role, office, alias, ticket: actor.ticket }
    }

    fn alias(&mut self, of: Alias) -> Alias {
        alias(self.person(PersonId::new(of.uuid())))
    }

    fn rename(&mut self, official: &mut Option<Official>) {
        if let Some(official) = official {
            *official = Official { alias: self.alias(official.alias), content: self.maybe_content() };
        }
    }

    fn officer(&mut self, officer: &Officer) -> Officer {
        Officer { id: self.person(officer.id), alias: self.alias(officer.alias) }
    }

    /// The same command, as far as the small world tells commands apart, for this concrete complaint.
    #[allow(clippy::too_many_lines, reason = "one arm a command")]
    pub(super) fn command(&mut self, command: &Command, real: &Complaint, book: &Rulebook) -> Command {
        let mut command = command.clone();
        match &mut command {
            Command::Receive(receive) => {
                receive.complainant = self.person(receive.complainant);
                receive.standing = self.one(Standing::ALL);
                receive.material = self.content();
                // Elements that the rulebook does not have are kept.
                if receive.elements.difference(book.elements).is_empty() {
                    receive.elements = self.elements(book);
                }
                receive.zone = self.one(Zone::ALL);
                receive.unit = self.office(receive.unit);
                receive.reported_office = receive.reported_office.map(|place| self.office(place));
                if receive.matter != Matter::Discipline {
                    receive.matter = self.one(&[Matter::Duties, Matter::Other]);
                }
                if let Some(identity) = &mut receive.identity {
                    identity.content = self.content();
                    identity.parts = self.parts(identity.parts);
                }
            }
            Command::ReviewMaterial(review) => {
                review.elements = self.elements(book);
                review.note = self.maybe_content();
                self.rename(&mut review.official);
                review.office = review.office.map(|place| self.office(place));
                if review.matter != Matter::Discipline {
                    review.matter = self.one(&[Matter::Duties, Matter::Other]);
                    // Once that was decided, the one is not the other.
                    let decided = real.givers.count(CommandKind::DecideMatter) > 0;
                    let right = real.matter.filter(|right| decided && *right != Matter::Discipline);
                    review.matter = right.unwrap_or(review.matter);
                }
                if matches!(review.reported, Reported::Retired | Reported::Deceased)
                    && review.official.is_none()
                    && self.below(2) == 0
                {
                    // A person who never acts, like the small world's other official.
                    let alias = alias(self.person(ANOTHER));
                    review.official = Some(Official { alias, content: self.maybe_content() });
                }
            }
            Command::AmendMaterial { content, elements } | Command::SupplyData { content, elements, .. } => {
                *content = self.content();
                *elements = self.elements(book);
            }
            Command::AttachEvidence { content, media } => {
                *content = self.content();
                *media = self.one(Media::ALL);
            }
            Command::IssueTicket { contact, deliveries }
            | Command::ReissueTicket { contact: Some(contact), deliveries } => {
                *contact = Identity { content: self.content(), parts: deliveries.parts() };
            }
            Command::RecordTold { channel, .. } => *channel = self.channel(*channel, real),
            // What failed is the way by which they were told, where that stands for the small world's.
            Command::RecordNotTold { channel, .. } => {
                let told = real.telling.map(|telling| telling.channel);
                if *channel == NoticeChannel::Letter && told == Some(NoticeChannel::Telephone) {
                    *channel = NoticeChannel::Telephone;
                }
            }
            Command::RequestData { request: content }
            | Command::ReturnMisdirected { reason: content }
            | Command::ConcludeAssessment { report: content, .. }
            | Command::Reopen { facts: content }
            | Command::Recuse { reason: content }
            | Command::WriteMessage { message: content }
            | Command::ReviewLateMaterial { conclusion: content }
            | Command::ContestMatter { reason: content }
            | Command::DecideMatter { reason: content, .. }
            | Command::PlaceLegalHold { reason: content, .. }
            | Command::ReleaseLegalHold { reason: content, .. } => *content = self.content(),
            Command::ClearName { official, reason, .. } => {
                self.rename(official);
                *reason = self.content();
            }
            Command::ForwardToPyb { office } => *office = self.office(*office),
            Command::Transfer { office, reason } => {
                *office = self.office(*office);
                *reason = self.content();
            }
            Command::ForwardToAssessor { office, assessor } => {
                *office = self.office(*office);
                *assessor = assessor.as_ref().map(|assessor| self.officer(assessor));
            }
            Command::DisposeToAssessor { office, assessor, instruction } => {
                let kppbc = office.kind == OfficeKind::Kppbc;
                *office = if kppbc { self.kppbc } else { self.office(*office) };
                *assessor = assessor.as_ref().map(|assessor| self.officer(assessor));
                *instruction = self.maybe_content();
            }
            Command::ForwardToWise { reason, shares } => {
                *reason = self.content();
                if !shares.is_empty() {
                    *shares = Shares::of(&[self.one(Share::ALL), self.one(Share::ALL)]);
                }
            }
            Command::ReturnFromWise { note, .. } | Command::Withdraw { reason: note, .. } => {
                *note = self.maybe_content();
            }
            Command::RecordAssessmentStep { official, office, note, .. } => {
                self.rename(official);
                *office = office.map(|place| self.office(place));
                *note = self.maybe_content();
            }
            Command::DecideFollowUp { actions, decision } => {
                *decision = self.content();
                if *actions == Actions::of(&[Action::Guidance]) {
                    *actions = Actions::of(&[self.one(&[
                        Action::Guidance,
                        Action::ServiceImprovement,
                        Action::LawEnforcement,
                    ])]);
                }
            }
            Command::DeclareNotActionable { reason, public_reason, .. } => {
                for words in [reason, public_reason].into_iter().flatten() {
                    *words = self.content();
                }
            }
            Command::DiscloseIdentity { recipient, purpose, .. } => {
                *recipient = self.officer(recipient);
                *purpose = self.content();
            }
            _ => {}
        }
        command
    }

    /// The complaint in the names of the small world.
    pub(super) fn back(&self, complaint: &Complaint) -> Complaint {
        let mut small = complaint.clone();
        let named = |office: Office| self.offices.iter().find(|(real, _)| *real == office).unwrap().1;
        let place = |office: Option<Office>| office.map(named);
        let called =
            |id: PersonId| self.people.iter().find(|(_, real)| **real == id).map_or(id, |(small, _)| *small);
        let person = |person: Option<PersonId>| person.map(called);
        for office in [
            &mut small.unit,
            &mut small.holder,
            &mut small.pyb,
            &mut small.assessed_at,
            &mut small.reported_office,
        ] {
            *office = place(*office);
        }
        let known = |it: Option<Alias>| it.map(|it| alias(called(PersonId::new(it.uuid()))));
        small.reported_official = known(small.reported_official);
        small.closed_by = person(small.closed_by);
        small.marked_read = small.marked_read.map(|(since, by)| (since, person(by)));
        small.givers = small.givers.renamed(called);
        for (official, office) in &mut small.named_before {
            (*official, *office) = (known(*official), place(*office));
        }
        for (typist, at) in small.tickets.iter_mut().filter_map(|ticket| ticket.typed_by.as_mut()) {
            (*typist, *at) = (called(*typist), place(*at));
        }
        for placed in &mut small.holds {
            placed.by = called(placed.by);
        }
        for open in &mut small.proposals {
            (open.by, open.office) = (called(open.by), place(open.office));
            open.alias = known(open.alias);
            let official = open.proposed.official.as_ref().map(|official| official.alias);
            open.proposed.official = known(official).map(|alias| Official { alias, content: None });
        }
        if let Some(telling) = &mut small.telling {
            telling.officer = person(telling.officer);
            telling.office = place(telling.office);
            if telling.channel == NoticeChannel::Telephone {
                telling.channel = NoticeChannel::Letter;
            }
        }
        // A complainant reached by letter stands for one reached by every way.
        if small.identity.contains(IdentityPart::Address) {
            small.identity = IdentityPart::ALL.iter().copied().collect();
        }
        small
    }

    /// An instant of this moment.
    pub(super) fn instant(
        &mut self,
        world: World,
        complaint: &Complaint,
        model: &Model,
        timing: Timing,
    ) -> Option<Timestamp> {
        let (_, at) = timings(world, complaint, model).find(|(other, _)| *other == timing)?;
        Some(match timing {
            Timing::AtDue => at,
            Timing::AfterDue => at.plus(self.span(TimeDelta::minutes(1), 100_000)),
            Timing::Back => at.plus(self.span(TimeDelta::minutes(-1), 100_000)),
            Timing::Before => {
                let room = at.since(complaint.last_at.max(model.start)) / 1000;
                at.plus(-self.span(room, 1000))
            }
        })
    }
}
