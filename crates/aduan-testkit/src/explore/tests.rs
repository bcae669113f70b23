//! That the abstraction loses nothing: concrete histories, drawn at random, are answered as their situation is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::search::moments;
use super::situation::Situation;
use super::world::World;
use super::{Explorer, Moment};
use aduan_core::{
    Action, Actions, Actor, Command, Commitment, Complaint, ComplaintId, ContentId, ContentRef, Context,
    Elements, EventKind, Matter, Media, Office, PersonId, Rejection, Reported, Rulebook, Share, Shares,
    Standing, Timestamp, Zone, decide,
};
use chrono::TimeDelta;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::HashMap;
use uuid::Uuid;

/// Draws what the abstraction leaves out, and remembers which concrete name stands for which of the small world.
struct Concrete {
    dice: ChaCha8Rng,
    offices: HashMap<Office, Office>,
    people: HashMap<PersonId, PersonId>,
}

impl Concrete {
    fn below(&mut self, limit: u32) -> u32 {
        self.dice.next_u32() % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(u32::try_from(of.len()).unwrap()) as usize]
    }

    fn office(&mut self, place: Office) -> Office {
        if let Some((concrete, _)) = self.offices.iter().find(|(_, small)| **small == place) {
            return *concrete;
        }
        let code = format!("{:06}", 10 + self.offices.len() * 1000 + self.below(900) as usize);
        let concrete = Office { kind: place.kind, code: code.parse().unwrap() };
        self.offices.insert(concrete, place);
        concrete
    }

    fn person(&mut self, person: PersonId) -> PersonId {
        if person == PersonId::SYSTEM {
            return person;
        }
        if let Some((concrete, _)) = self.people.iter().find(|(_, small)| **small == person) {
            return *concrete;
        }
        let concrete = PersonId::new(Uuid::from_u64_pair(self.dice.next_u64(), self.dice.next_u64()));
        self.people.insert(concrete, person);
        concrete
    }

    fn content(&mut self) -> ContentRef {
        let mut bytes = [0; 32];
        self.dice.fill_bytes(&mut bytes);
        let id = ContentId::new(Uuid::from_u64_pair(self.dice.next_u64(), self.dice.next_u64()));
        ContentRef { id, commitment: Commitment::new(bytes) }
    }

    fn maybe_content(&mut self) -> Option<ContentRef> {
        (self.below(2) == 0).then(|| self.content())
    }

    fn elements(&mut self, book: &Rulebook) -> Elements {
        book.elements.iter().filter(|_| self.below(2) == 0).collect()
    }

    fn actor(&mut self, actor: &Actor) -> Actor {
        let office = actor.office.map(|place| self.office(place));
        Actor { id: self.person(actor.id), role: actor.role, office }
    }

    /// The same command, as far as the small world tells commands apart.
    #[allow(clippy::too_many_lines, reason = "one arm a command")]
    fn command(&mut self, command: &Command, book: &Rulebook) -> Command {
        let mut command = command.clone();
        match &mut command {
            Command::Receive(receive) => {
                receive.complainant = self.person(receive.complainant);
                receive.standing = self.one(Standing::ALL);
                receive.material = self.content();
                receive.elements = self.elements(book);
                receive.zone = self.one(Zone::ALL);
                receive.unit = self.office(receive.unit);
                receive.reported_office = receive.reported_office.map(|place| self.office(place));
                if receive.matter != Matter::Discipline {
                    receive.matter = self.one(&[Matter::Duties, Matter::Other]);
                }
                if let Some(identity) = &mut receive.identity {
                    identity.content = self.content();
                }
            }
            Command::ReviewMaterial(review) => {
                review.elements = self.elements(book);
                review.note = self.maybe_content();
                review.official = review.official.map(|person| self.person(person));
                review.office = review.office.map(|place| self.office(place));
                if review.matter != Matter::Discipline {
                    review.matter = self.one(&[Matter::Duties, Matter::Other]);
                }
                if matches!(review.reported, Reported::Retired | Reported::Deceased)
                    && review.official.is_none()
                    && self.below(2) == 0
                {
                    // Somebody who is not in the small world's cast.
                    review.official = Some(PersonId::new(Uuid::from_u64_pair(7, self.dice.next_u64())));
                }
            }
            Command::AmendMaterial { content, elements } | Command::SupplyData { content, elements } => {
                *content = self.content();
                *elements = self.elements(book);
            }
            Command::AttachEvidence { content, media } => {
                *content = self.content();
                *media = self.one(Media::ALL);
            }
            Command::IssueTicket { contact: content, .. }
            | Command::RequestData { request: content }
            | Command::ReturnMisdirected { reason: content }
            | Command::ConcludeAssessment { report: content, .. }
            | Command::Reopen { facts: content }
            | Command::PlaceLegalHold { reason: content, .. }
            | Command::ReleaseLegalHold { reason: content, .. } => *content = self.content(),
            Command::ForwardToPyb { office } => *office = self.office(*office),
            Command::ForwardToAssessor { office, assessor } => {
                *office = self.office(*office);
                *assessor = assessor.map(|person| self.person(person));
            }
            Command::DisposeToAssessor { office, assessor, instruction } => {
                *office = self.office(*office);
                *assessor = assessor.map(|person| self.person(person));
                *instruction = self.maybe_content();
            }
            Command::ForwardToWise { reason, shares } => {
                *reason = self.content();
                if !shares.is_empty() {
                    *shares = Shares::of(&[self.one(Share::ALL), self.one(Share::ALL)]);
                }
            }
            Command::ReturnFromWise { note, .. } | Command::Withdraw { reason: note } => {
                *note = self.maybe_content();
            }
            Command::RecordAssessmentStep { official, office, note, .. } => {
                *official = official.map(|person| self.person(person));
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
            Command::DeclareNotActionable { reason: Some(reason), .. } => *reason = self.content(),
            Command::DiscloseIdentity { recipient, purpose, .. } => {
                *recipient = self.person(*recipient);
                *purpose = self.content();
            }
            _ => {}
        }
        command
    }

    /// The complaint in the names of the small world.
    fn back(&self, complaint: &Complaint) -> Complaint {
        let mut small = complaint.clone();
        let place = |office: Option<Office>| office.map(|office| *self.offices.get(&office).unwrap());
        let person = |person: Option<PersonId>| {
            person.map(|person| self.people.get(&person).copied().unwrap_or(person))
        };
        for office in [
            &mut small.unit,
            &mut small.holder,
            &mut small.pyb,
            &mut small.assessed_at,
            &mut small.reported_office,
        ] {
            *office = place(*office);
        }
        small.reported_official = person(small.reported_official);
        for (official, office) in &mut small.named_before {
            (*official, *office) = (person(*official), place(*office));
        }
        small
    }
}

/// What was answered, without what differs between one concrete case and another.
fn answer(result: &Result<aduan_core::Decision, Rejection>) -> Result<Vec<EventKind>, &'static str> {
    match result {
        Ok(decision) => Ok(decision.events.iter().map(aduan_core::Event::kind).collect()),
        Err(rejection) => Err(rejection.code()),
    }
}

/// An instant of this moment; before a deadline the clock may have stepped back.
fn instant(
    concrete: &mut Concrete,
    complaint: &Complaint,
    world: &World,
    moment: Moment,
) -> Option<Timestamp> {
    let (_, at) = moments(complaint, world).find(|(other, _)| *other == moment)?;
    Some(match moment {
        Moment::AtDue => at,
        Moment::AfterDue => at.plus(TimeDelta::minutes(i64::from(concrete.below(100_000)))),
        Moment::Before if concrete.below(4) == 0 => complaint.last_at.plus(TimeDelta::hours(-1)),
        Moment::Before => {
            let room = at.since(complaint.last_at.max(world.start)) / 1000;
            at.plus(-room * i32::try_from(concrete.below(1000)).unwrap())
        }
    })
}

/// Walks through the small world and a concrete one side by side; gives the number of steps that were compared.
fn side_by_side(world: &World, seed: u64) -> u32 {
    let mut concrete =
        Concrete { dice: ChaCha8Rng::seed_from_u64(seed), offices: HashMap::new(), people: HashMap::new() };
    let situation = |complaint: &Complaint| Situation::of(complaint, &world.rulebook, &world.calendar);
    // For each situation that this walk meets, the complaint that stands for it.
    let mut small = Complaint::new(ComplaintId::default());
    let mut real = small.clone();
    let mut compared = 0;
    for _ in 0..1500 {
        let group = &world.groups[concrete.below(u32::try_from(world.groups.len()).unwrap()) as usize];
        // Mostly what the table allows, or the walk would stand still.
        if !group.on_table(small.stage) && concrete.below(20) > 0 {
            continue;
        }
        let act = &group.acts[concrete.below(u32::try_from(group.acts.len()).unwrap()) as usize];
        let Some(actor) = group.who.actor(&small) else { continue };
        let moment =
            concrete.one(&[Moment::Before, Moment::Before, Moment::Before, Moment::AtDue, Moment::AfterDue]);
        let Some((_, now)) = moments(&small, world).find(|(other, _)| *other == moment) else { continue };
        let Some(then) = instant(&mut concrete, &real, world, moment) else { continue };
        let (rulebook, calendar) = (&world.rulebook, &world.calendar);
        let one = decide(&small, &act.command, &Context { now, actor: actor.clone(), rulebook, calendar });
        let command = concrete.command(&act.command, rulebook);
        let who = concrete.actor(&actor);
        let other =
            decide(&real, &command, &Context { now: then.max(world.start), actor: who, rulebook, calendar });
        let said = format!("seed {seed}, {} {} in {}", group.who.name(), act.name, situation(&small));
        assert_eq!(answer(&one), answer(&other), "{said}");
        compared += 1;
        let (Ok(one), Ok(other)) = (one, other) else { continue };
        small = one.fold(small);
        real = other.fold(real);
        // Past a deadline is past a deadline.
        assert_eq!(situation(&small), situation(&concrete.back(&real)), "{said}");
    }
    compared
}

#[test]
fn concrete_histories_are_answered_as_their_situations_are() {
    let mut compared = 0;
    for book in Rulebook::shipped() {
        let world = World::new(book);
        compared += (0..1500).map(|seed| side_by_side(&world, seed)).sum::<u32>();
    }
    assert!(compared > 100_000, "only {compared} answers were compared");
}

/// That two ways to one situation are answered alike, whichever came first: what the search takes for granted.
#[test]
fn every_way_to_a_situation_is_answered_as_the_first() {
    let found = Explorer::new(World::new(Rulebook::kep_154_2012())).limit(25_000).run();
    let world = &found.world;
    let by_situation: HashMap<Situation, &Complaint> =
        found.nodes.iter().map(|node| (node.situation, &node.complaint)).collect();
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let mut compared = 0;
    for _ in 0..1500 {
        let mut complaint = Complaint::new(ComplaintId::default());
        for _ in 0..1200 {
            let group = &world.groups[dice.next_u32() as usize % world.groups.len()];
            if !group.on_table(complaint.stage) {
                continue;
            }
            let act = &group.acts[dice.next_u32() as usize % group.acts.len()];
            let situation = Situation::of(&complaint, &world.rulebook, &world.calendar);
            let Some(first) = by_situation.get(&situation) else { break };
            let ask = |complaint: &Complaint| {
                let (_, now) = moments(complaint, world).next()?;
                let actor = group.who.actor(complaint)?;
                let context = Context { now, actor, rulebook: &world.rulebook, calendar: &world.calendar };
                Some(decide(complaint, &act.command, &context))
            };
            let (here, there) = (ask(&complaint), ask(first));
            let said = format!("{} {} in {situation}", group.who.name(), act.name);
            assert_eq!(here.as_ref().map(answer), there.as_ref().map(answer), "{said}");
            let (Some(Ok(here)), Some(Ok(there))) = (here, there) else { continue };
            let after = |decision: aduan_core::Decision, complaint: &Complaint| {
                Situation::of(&decision.fold(complaint.clone()), &world.rulebook, &world.calendar)
            };
            assert_eq!(after(here.clone(), &complaint), after(there, first), "{said}");
            complaint = here.fold(complaint);
            compared += 1;
        }
    }
    assert!(compared > 5000, "only {compared} steps were compared");
}
