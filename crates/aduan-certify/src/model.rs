//! The small world that is searched: a handful of offices and people, and everything they may try.

use crate::fixtures::{ACCUSED, alias, directory, office};
use crate::people::ModelActor;
use crate::variants::{self, Variant};
use crate::world::World;
use aduan_core::procedure::{self, Stage};
use aduan_core::{
    Calendar, Command, CommandKind, Complaint, Directory, EventKind, IssuedTicket, Matter, OfficeKind,
    Proposal, Role, Rulebook, Separation, Timestamp,
};
use std::sync::Arc;

/// A small world that holds one of everything a rule asks for.
///
/// - Offices: a KPPBC whose compliance unit verifies, a Kanwil, and PUSKI KC. The first two may be complained of; PUSKI is in a world of
///   its own, from the reception on. A KPU, a headquarters unit and the Inspectorate are tried as targets.
/// - People: one officer in each role, at every office; one reported official, who acts in every role, and another
///   official, who never acts; the complainant, and a complainant of another case; the system.
/// - Small offices: where the rulebook separates duties, whoever gave a first command turns up in the roles of the second ones, too;
///   and a second officer, where both belong to one role (S1).
/// - One legal hold; a second once a complaint is closed for good, which is where a hold matters: no rule but that of erasure asks
///   for it.
/// - Time: before a deadline, at it, and a day after it; and the clock set back by an hour.
///
/// - Moves: a file leaves its unit only where a discipline case is about that unit. A coordinator moves it to the Kanwil from the PYB and
///   from the assessor.
/// - Two people: a slip that named the accused is cleared while the file is with the PYB; what one person does not do alone, another
///   officer of the world confirms (S2).
/// - A contested matter: while the assessor has a complaint as one about a service, and nothing waits for a second person.
/// - The official complained of is named in the worlds of the file and of slips: one guard refuses them, before any command's own.
/// - Where PUSKI is complained of, who oversees that; and a legal hold of a data protection officer, once it has ended.
/// - After the end: something comes in once a complaint is closed for good; a further ticket goes out, and tickets end.
/// - Whoever has a ticket shows the first. An officer who typed its contact is the receiver.
/// - Messages: the complainant's, also those that nobody answered, and as the answer to a request; and officers' where the file is.
/// - The complainant's identity: none, a name alone, or every way to reach them; and an e-mail address for a ticket.
///
/// It is searched as several [worlds](World), one a concern: what no rule reads together is not tried together. Histories with everything in
/// them are drawn at random and judged by the same invariants.
///
/// Left out: offices that end, since no file is sent to one that ended.
/// Left out, because `decide` does not read them: which elements, which medium, which words; the zone and the date.
/// Left out although `decide` reads it: complainants who can be reached by some ways and not by others. Their moves are
/// all moves of a complainant who can be reached by every way, too.
#[derive(Debug, Clone)]
pub struct Model {
    /// The rulebook under which the complaint is received and handled.
    pub rulebook: Rulebook,
    /// The calendar by which deadlines run.
    pub calendar: Calendar,
    /// The directory of its offices. All are in force, the KPPBC is beneath the Kanwil, and PUSKI takes what a unit must not handle.
    pub directory: Directory,
    /// When the complaint comes in.
    pub start: Timestamp,
    pub(crate) worlds: Vec<World>,
    pub(crate) people: Vec<ModelActor>,
    pub(crate) groups: Vec<Group>,
}

/// One actor with one kind of command: what the table says of them, it says of all their moves.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) kind: CommandKind,
    pub(crate) who: ModelActor,
    /// Their number among the people of the world.
    pub(crate) person: usize,
    pub(crate) variants: Vec<Arc<Variant>>,
    /// By variant: the worlds in which it is tried, as bits.
    worlds: Vec<u8>,
}

/// A command that is allowed in this many stages counts as allowed nearly always.
pub(crate) const NEARLY_EVERY_STAGE: usize = 5;

impl Model {
    /// The small world under this rulebook, on the first of its days that is after 5 January 2026, with the Indonesian calendar.
    pub fn new(rulebook: Rulebook) -> Self {
        let first =
            chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap_or_default().max(rulebook.effective_from);
        let start = aduan_core::Zone::Wib.start_of(first).plus(chrono::TimeDelta::hours(9));
        let variants = variants::all();
        let separated = ModelActor::separated(&rulebook);
        let mut people = ModelActor::everybody();
        people.extend(separated.iter().map(|(who, _)| *who));
        let only =
            |who: &ModelActor| separated.iter().find(|(second, _)| second == who).map(|(_, only)| &only[..]);
        let groups = people.iter().enumerate().flat_map(|(person, who)| {
            let only = only(who);
            let tried = variants.iter().filter(move |(kind, _)| only.is_none_or(|only| only.contains(kind)));
            let rulebook = &rulebook;
            tried.map(move |(kind, variants)| {
                let variants = who.tries(*kind, variants);
                let worlds = variants.iter().map(|variant| World::of(*who, variant, rulebook)).collect();
                Group { kind: *kind, who: *who, person, variants, worlds }
            })
        });
        Self {
            groups: groups.collect(),
            worlds: World::SEARCHED.to_vec(),
            people,
            rulebook,
            calendar: Calendar::indonesia(),
            directory: directory(),
            start,
        }
    }

    /// The same, to be searched in this world alone: for rules of one concern. A command that the world leaves out counts as dead.
    #[must_use]
    pub fn about(mut self, world: World) -> Self {
        self.worlds = vec![world];
        self
    }

    /// No office of the small world ends, so none is succeeded.
    pub(crate) const LEFT_OUT: (CommandKind, EventKind) =
        (CommandKind::PassToSuccessor, EventKind::OfficeSucceeded);

    /// Whether the small world never tries this command in this stage, whatever the rules say.
    pub(crate) fn leaves_out(stage: Stage, command: CommandKind) -> bool {
        use CommandKind::{
            ClearName, ContestMatter, DecideMatter, LapseProposals, ReissueTicket, RevokeTicket, Transfer,
        };
        // Before the verifier has begun, a move changes what it changes in verification.
        let early = matches!(stage, Stage::Intake | Stage::AwaitingData);
        match command {
            Transfer | LapseProposals => early,
            ReissueTicket | RevokeTicket => stage != Stage::Closed,
            // One stage stands for all, and a decision for those that may follow it.
            ClearName => stage != Stage::WithPyb,
            ContestMatter => stage != Stage::Assessment,
            DecideMatter => !matches!(stage, Stage::Assessment | Stage::FollowUp | Stage::Closed),
            command => command == Self::LEFT_OUT.0,
        }
    }

    /// Whether this is tried with this complaint in this world: the group's variant of this number.
    pub(crate) fn tries(&self, world: World, group: &Group, variant: usize, complaint: &Complaint) -> bool {
        group.worlds[variant] & world.bit() != 0
            && self.asks(group, complaint)
            && self.tries_now(world, &group.variants[variant], complaint)
    }

    /// Whether this group tries anything with this complaint.
    pub(crate) fn asks(&self, group: &Group, complaint: &Complaint) -> bool {
        // Until they are named, the accused are officers like any other: what they do then, no separation of duties has to
        // know again.
        let first = |separation: &Separation| separation.who_gave.contains(&group.kind);
        if group.who.id == ACCUSED
            && !complaint.names(alias(ACCUSED))
            && self.rulebook.separate.iter().any(first)
        {
            return false;
        }
        let by_two = self.rulebook.two_people.iter().any(|two| two.command == group.kind);
        // One proposal at a time: none has to do with another.
        let another = |open: &Proposal| open.proposed.act.command() != group.kind;
        if by_two && group.who.role != Role::System && complaint.proposals.iter().any(another) {
            return false;
        }
        // And whoever typed a contact is one officer.
        let typed = group.kind == CommandKind::IssueTicket;
        if (by_two || typed) && group.who.id == ACCUSED && !complaint.names(alias(ACCUSED)) {
            return false;
        }
        // Whoever has or had the file may clear a name. Those who have it, the PYB's office and the unit stand for all: the assessor's
        // of an earlier round would have to be told apart through the whole way there.
        let apart = matches!(group.who.role, Role::Coordinator | Role::Inspectorate);
        let had = [complaint.holder, complaint.unit, complaint.pyb];
        let office = group.who.actor(complaint).and_then(|actor| actor.office);
        group.kind != CommandKind::ClearName || apart || office.is_none() || had.contains(&office)
    }

    /// Whether this is tried with this complaint as it stands, where the world has it.
    pub(crate) fn tries_now(&self, world: World, variant: &Variant, complaint: &Complaint) -> bool {
        // An erased complaint is never reopened, whatever its outcome was.
        let for_good = || {
            complaint.stage == Stage::Closed
                && (complaint.erased
                    || !complaint.outcome.is_some_and(|outcome| self.rulebook.reopenable.contains(outcome)))
        };
        // Where no discipline case is about the unit, no rule asks which unit it is.
        let unit_matters = || {
            let discipline = complaint.matter == Some(Matter::Discipline);
            let own = discipline && complaint.names_office(office(OfficeKind::Kppbc));
            own && complaint.stage == Stage::Verification
        };
        let elsewhere = || matches!(complaint.stage, Stage::WithPyb | Stage::Assessment | Stage::FollowUp);
        let late = || complaint.stage != Stage::AwaitingData && !complaint.window_expired;
        match &variant.command {
            // Beside who oversees it, what is done once it has ended is enough.
            Command::AttachEvidence { .. } | Command::PlaceLegalHold { .. } if world == World::Puski => {
                for_good()
            }
            // Where a late answer is kept, it matters as any evidence does.
            Command::SupplyData { .. } if late() => matches!(world, World::Telling | World::Whole),
            // A further ticket, and the end of one, matter beside everything else: they are tried once all else has ended.
            Command::ReissueTicket { .. } => {
                // The first has its powers by then.
                let over =
                    |ticket: &IssuedTicket| ticket.quiet.is_none_or(|quiet| quiet <= complaint.last_at);
                for_good() && complaint.tickets.len() == 1 && complaint.tickets.iter().all(over)
            }
            // The assessor of the related unit has it as a service: what the decision must take from there.
            Command::ContestMatter { .. } | Command::DecideMatter { .. }
                if !complaint.proposals.is_empty() =>
            {
                false
            }
            Command::ContestMatter { .. } => {
                complaint.stage == Stage::Assessment && complaint.matter != Some(Matter::Discipline)
            }
            // One stage stands for all: a slip is cleared alike in each.
            Command::ClearName { .. } => complaint.stage == Stage::WithPyb,
            Command::Recuse { .. } => unit_matters(),
            Command::Transfer { office, .. } if office.kind == OfficeKind::Puski => unit_matters(),
            Command::Transfer { .. } => elsewhere(),
            Command::AmendMaterial { .. } | Command::AttachEvidence { .. }
                if complaint.stage == Stage::Closed =>
            {
                // A reopening ends it, too.
                matches!(world, World::Late | World::Whole) && for_good()
            }
            // What came before the answer is asked of where it is told.
            Command::AmendMaterial { .. } | Command::AttachEvidence { .. }
                if world == World::File && complaint.stage == Stage::AwaitingData =>
            {
                false
            }
            Command::RevokeTicket { .. } | Command::ReviewLateMaterial { .. } => for_good(),
            _ => !variant.at_the_end || for_good(),
        }
    }
}

impl Group {
    /// The variants that are tried in this world, by their number.
    pub(crate) fn of(&self, world: World) -> Vec<u16> {
        let there = |(_, worlds): &(u16, &u8)| **worlds & world.bit() != 0;
        (0..).zip(&self.worlds).filter(there).map(|(number, _)| number).collect()
    }

    /// Whether officers and the system can do this by themselves, without the complainant's saying anything more.
    pub(crate) fn by_officers(&self) -> bool {
        // That a notice did not arrive is nothing that anybody does.
        use CommandKind::{AmendMaterial, IssueTicket, RecordNotTold, ReissueTicket, SupplyData, Withdraw};
        self.who.role != Role::Complainant
            && !matches!(
                self.kind,
                SupplyData | AmendMaterial | IssueTicket | ReissueTicket | RecordNotTold | Withdraw
            )
    }

    /// Whether it moves a complaint on, rather than something beside it.
    pub(crate) fn moves_on(&self) -> bool {
        // A command that is allowed in nearly every stage does not move the procedure on.
        let beside = procedure::rows(self.kind).any(|row| row.stages.iter().count() >= NEARLY_EVERY_STAGE);
        self.who.id != ACCUSED && !beside
    }

    /// Whether the table has a row for them in this stage.
    pub(crate) fn on_table(&self, stage: Stage) -> bool {
        procedure::rows(self.kind).any(|row| row.stages.contains(stage) && row.roles.contains(self.who.role))
    }
}
