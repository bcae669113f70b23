//! The small world that is searched: a handful of offices and people, and everything they may try.

use crate::exploration::{Behaviour, Hop};
use crate::invariant::Step;
use crate::variants::{self, Act};
use aduan_core::procedure::{self, Stage};
use aduan_core::{
    Actor, Calendar, CommandKind, Commitment, Complaint, ContentId, ContentRef, HoldId, Notice, Office,
    OfficeCode, OfficeKind, PersonId, Role, Rulebook, Timestamp,
};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

/// A small world that holds one of everything a rule asks for.
///
/// - Offices: a KPPBC whose compliance unit verifies, a Kanwil, and PUSKI KC. The first two may be complained of; PUSKI never is,
///   since DJBC always has an office that is not concerned. A KPU, a headquarters unit and the Inspectorate are tried as targets.
/// - People: one officer in each role, at every office; one official complained of, who turns up in every role, and one who turns up
///   nowhere; the complainant, and another complainant who has no business with this complaint; the system.
/// - One legal hold; a second once a complaint is closed for good, which is where a hold matters: no rule but that of erasure asks
///   for it.
/// - Time: before a deadline, at it, and a day after it; and the clock set back by an hour.
///
/// - Who the complainant is: nobody says, a name that leads nowhere, or every way to them; and an e-mail address for a ticket.
///
/// What is left out, because `decide` reads none of it: which elements, which medium, which words; the zone and the date. And, though
/// `decide` reads it: complainants to whom one way leads and another does not, of whom data may be asked and notices sent by that way
/// alone. Every move of theirs is one of whoever is reached by every way.
#[derive(Debug, Clone)]
pub struct World {
    /// The rulebook under which the complaint is received and handled.
    pub rulebook: Rulebook,
    /// The calendar by which deadlines run.
    pub calendar: Calendar,
    /// When the complaint comes in.
    pub start: Timestamp,
    pub(crate) people: Vec<Who>,
    pub(crate) groups: Vec<Group>,
}

/// One actor with one kind of command: what the table says of them, it says of all their moves.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) kind: CommandKind,
    pub(crate) who: Who,
    /// Their number among the people of the world.
    pub(crate) person: usize,
    pub(crate) acts: Vec<Arc<Act>>,
}

/// An actor of this world; where they sit may depend on where the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) id: PersonId,
    pub(crate) role: Role,
    seat: Seat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    /// They belong to no office.
    None,
    /// At the office that has the file.
    Holder,
    /// At this office; who could be the one at the file, where it is not the one that has the file.
    At(Office),
}

const fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// The complainant.
pub(crate) const COMPLAINANT: PersonId = person(0xc0);
/// The official complained of, who turns up in every role.
pub(crate) const ACCUSED: PersonId = person(0xbad);
/// Another complainant.
const STRANGER: PersonId = person(0xc1);
/// Another official, who turns up nowhere.
pub(crate) const ANOTHER: PersonId = person(0xbae);

/// The one officer of this role.
pub(crate) const fn officer(role: Role) -> PersonId {
    person(0xf0 + role as u128)
}

/// Some content; the core never looks inside.
pub(crate) fn content() -> ContentRef {
    ContentRef { id: ContentId::new(Uuid::from_u128(0xa_0001)), commitment: Commitment::new([1; 32]) }
}

/// A legal hold; each number its own.
pub(crate) const fn hold(number: u8) -> HoldId {
    HoldId::new(Uuid::from_u128(0xb_0000 + number as u128))
}

/// The one office of its kind.
pub(crate) fn office(kind: OfficeKind) -> Office {
    Office { kind, code: *CODE }
}

#[expect(clippy::expect_used, reason = "a literal of one digit is a code")]
static CODE: LazyLock<OfficeCode> = LazyLock::new(|| "1".parse().expect("a code"));

/// What may be done in so many stages may be done nearly always.
pub(crate) const NEARLY_EVERY_STAGE: usize = 5;

/// The offices at which officers sit besides the one that has the file.
const SEATS: [OfficeKind; 3] = [OfficeKind::Kppbc, OfficeKind::Kanwil, OfficeKind::Puski];

impl Who {
    /// Who has a file: each is listed once for whichever office that is, and for every office besides.
    const AT_THE_FILE: [Role; 3] = [Role::Verifier, Role::Pyb, Role::Assessor];

    /// Who they are in this state; `None` if that is nobody, or somebody listed already.
    pub(crate) fn actor(self, complaint: &Complaint) -> Option<Actor> {
        let (id, role) = (self.id, self.role);
        match self.seat {
            Seat::None => Some(Actor { id, role, office: None }),
            Seat::Holder => complaint.holder.map(|office| Actor::officer(id, role, office)),
            Seat::At(office) => {
                let listed = complaint.holder == Some(office) && Self::AT_THE_FILE.contains(&role);
                (!listed).then(|| Actor::officer(id, role, office))
            }
        }
    }

    /// How this actor is called: `verifier`, `verifier at KANWIL`, `accused assessor`.
    pub(crate) fn name(self) -> String {
        let role = self.role;
        match (self.id, self.seat) {
            (STRANGER, _) => "another complainant".to_owned(),
            (ACCUSED, _) => format!("accused {role}"),
            (_, Seat::At(office)) if matches!(role, Role::Verifier | Role::Pyb | Role::Assessor) => {
                format!("{role} at {}", office.kind)
            }
            (_, Seat::At(office))
                if role == Role::DataProtectionOfficer && office.kind != OfficeKind::Puski =>
            {
                format!("{role} at {}", office.kind)
            }
            _ => role.to_string(),
        }
    }

    /// What they try of a kind: everything; away from the file one of each brief. The accused try one of each brief too, and
    /// whatever names them. Of what the complainant is told either tries one thing.
    fn tries(self, kind: CommandKind, acts: &[Arc<Act>]) -> Vec<Arc<Act>> {
        let away = matches!(self.seat, Seat::At(office) if matches!(office.kind, OfficeKind::Kppbc | OfficeKind::Kanwil));
        let accused = self.id == ACCUSED;
        let telling = kind == CommandKind::NotifyComplainant;
        if telling && (away || accused) {
            return acts
                .iter()
                .filter(|act| act.brief.ends_with(Notice::Progress.as_str()))
                .take(1)
                .cloned()
                .collect();
        }
        let brief = away || accused || telling && self.role != Role::Receiver;
        let mut briefs = std::collections::BTreeSet::new();
        let tried = |act: &&Arc<Act>| {
            briefs.insert(act.brief_number) || !brief || accused && variants::names_the_accused(&act.command)
        };
        acts.iter().filter(tried).cloned().collect()
    }

    fn everybody() -> Vec<Self> {
        let at = |role, kind| Self { id: officer(role), role, seat: Seat::At(office(kind)) };
        let accused = |role, kind: Option<OfficeKind>| Self {
            id: ACCUSED,
            role,
            seat: kind.map_or(Seat::Holder, |kind| Seat::At(office(kind))),
        };
        let none = |id, role| Self { id, role, seat: Seat::None };
        let mut everybody = vec![
            none(COMPLAINANT, Role::Complainant),
            none(STRANGER, Role::Complainant),
            none(PersonId::SYSTEM, Role::System),
            at(Role::Receiver, OfficeKind::Kpu),
            at(Role::Inspectorate, OfficeKind::Itjen),
            at(Role::DataProtectionOfficer, OfficeKind::Puski),
            at(Role::DataProtectionOfficer, OfficeKind::Kanwil),
            accused(Role::Receiver, Some(OfficeKind::Kpu)),
            accused(Role::Inspectorate, Some(OfficeKind::Itjen)),
            accused(Role::DataProtectionOfficer, Some(OfficeKind::Pusat)),
        ];
        for role in Self::AT_THE_FILE {
            everybody.push(Self { id: officer(role), role, seat: Seat::Holder });
            everybody.extend(SEATS.map(|kind| at(role, kind)));
            everybody.push(accused(role, None));
        }
        everybody
    }
}

impl World {
    /// The small world under this rulebook, on the first of its days that is after 5 January 2026, with the Indonesian calendar.
    pub fn new(rulebook: Rulebook) -> Self {
        let first =
            chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default().max(rulebook.effective_from);
        let start = aduan_core::Zone::Wib.start_of(first).plus(chrono::TimeDelta::hours(9));
        let acts = variants::all(start);
        let people = Who::everybody();
        let groups = people.iter().enumerate().flat_map(|(person, who)| {
            acts.iter().map(move |(kind, acts)| Group {
                kind: *kind,
                who: *who,
                person,
                acts: who.tries(*kind, acts),
            })
        });
        Self { groups: groups.collect(), people, rulebook, calendar: Calendar::indonesia(), start }
    }
}

impl World {
    /// Whether this is tried with this complaint at all.
    pub(crate) fn tries(&self, act: &Act, complaint: &Complaint) -> bool {
        let for_good = || {
            // What was erased is reopened no more, whatever its outcome was.
            complaint.stage == Stage::Closed
                && (complaint.erased
                    || !complaint.outcome.is_some_and(|outcome| self.rulebook.reopenable.contains(outcome)))
        };
        !act.at_the_end || for_good()
    }

    /// What a rule owner sees this step as.
    pub(crate) fn behaviour(&self, hop: Hop, step: &Step<'_>) -> Behaviour {
        let brief = self.groups[usize::from(hop.group)].acts[usize::from(hop.act)].brief_number;
        (step.before.stage, hop.group, brief, step.after.stage)
    }
}

impl Group {
    /// Whether officers and the system can do this by themselves, without the complainant's saying anything more.
    pub(crate) fn by_officers(&self) -> bool {
        use CommandKind::{AmendMaterial, IssueTicket, SupplyData, Withdraw};
        self.who.role != Role::Complainant
            && !matches!(self.kind, SupplyData | AmendMaterial | IssueTicket | Withdraw)
    }

    /// Whether it moves a complaint on, rather than something beside it.
    pub(crate) fn moves_on(&self) -> bool {
        // What may be done in nearly every stage is done beside the procedure.
        let beside = procedure::rows(self.kind).any(|row| row.stages.iter().count() >= NEARLY_EVERY_STAGE);
        self.who.id != ACCUSED && !beside
    }

    /// Whether the table has a row for them in this stage.
    pub(crate) fn on_table(&self, stage: Stage) -> bool {
        procedure::rows(self.kind).any(|row| row.stages.contains(stage) && row.roles.contains(self.who.role))
    }
}
