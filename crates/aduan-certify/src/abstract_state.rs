//! A situation: what of a complaint's state can still matter to a decision.

use crate::fixtures::{ACCUSED, TOLD_APART, alias, hold, office, officer, person_number};
use crate::tickets::TicketsClass;
use crate::world::World;
use aduan_core::{
    Calendar, Channel, Clarity, CommandKind, Complaint, Confidentiality, DisciplineRoute, ErasureBasis,
    Finding, Ground, HoldId, IdentityPart, IdentityParts, Matter, Notice, NoticeChannel, Office, OfficeKind,
    Outcome, OwnOffice, PersonId, Proposal, Reported, Role, Rulebook, Sender, Stage, Step, Telling, TwoOf,
    TwoPeople, WiseOutcome,
};
use chrono::TimeDelta;
use std::fmt;

/// An office, as far as T6 tells it from others: one that may be complained of, or any that never is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum OfficeClass {
    Kppbc,
    Kanwil,
    /// Where it is complained of.
    Puski,
    Other,
}

impl OfficeClass {
    fn of(place: Office) -> Self {
        [(OfficeKind::Kppbc, Self::Kppbc), (OfficeKind::Kanwil, Self::Kanwil)]
            .into_iter()
            .find(|(kind, _)| place == office(*kind))
            .map_or(Self::Other, |(_, seat)| seat)
    }
}

/// The vault's data about the complainant, as far as `decide` asks: whether there are any, and which ways lead to them,
/// a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Reachability(u8);

impl Reachability {
    const NOTHING: Self = Self(0);

    fn of(parts: IdentityParts) -> Self {
        use IdentityPart::{Address, Email, Mobile, Telephone};
        // A mobile number is called too.
        let ways: [&[IdentityPart]; 4] = [&[Address], &[Email], &[Mobile], &[Telephone, Mobile]];
        let leads =
            |(bit, way): (u8, &[IdentityPart])| u8::from(parts.intersects(IdentityParts::of(way))) << bit;
        let ways: u8 = (1..).zip(ways).map(leads).sum();
        Self(ways | u8::from(!parts.is_empty()))
    }
}

/// How the complainant was told of a request, as far as a rule asks: who recorded it, and by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct TellingClass {
    by: Teller,
    way: Way,
    /// Whether they sit where the file is, so that a move forgets it.
    here: bool,
    starts_the_window: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Teller {
    /// The complainant themselves, or the system.
    NoOfficer,
    /// The one who may decide what follows from silence.
    Verifier,
    /// In a small office the receiver is a verifier, too.
    Receiver,
    Accused,
    Another,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Way {
    Email,
    Letter,
    /// None that is known to fail.
    Another,
}

impl TellingClass {
    fn of(telling: &Telling, holder: Option<Office>) -> Self {
        let by = match telling.officer {
            None => Teller::NoOfficer,
            Some(id) if id == officer(Role::Verifier) => Teller::Verifier,
            Some(id) if id == officer(Role::Receiver) => Teller::Receiver,
            Some(ACCUSED) => Teller::Accused,
            Some(_) => Teller::Another,
        };
        let way = match telling.channel {
            NoticeChannel::Email => Way::Email,
            NoticeChannel::Letter => Way::Letter,
            _ => Way::Another,
        };
        let here = telling.office.is_some() && telling.office == holder;
        Self { by, way, here, starts_the_window: telling.starts_the_window }
    }
}

/// A proposal that waits for a second person, as far as a rule asks (S2): what, by whom, and from which office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct ProposalClass {
    basis: Option<ErasureBasis>,
    outcome: Option<WiseOutcome>,
    hold: u8,
    of_the_accused: bool,
    by: u8,
    office: Option<OfficeKind>,
}

impl ProposalClass {
    fn of(open: &Proposal, rulebook: &Rulebook) -> Self {
        let apart =
            |two: &TwoPeople| two.command == open.proposed.act.command() && two.apart == TwoOf::Offices;
        let offices = rulebook.two_people.iter().any(apart);
        Self {
            basis: open.proposed.basis,
            outcome: open.proposed.outcome,
            hold: open.proposed.hold.map_or(0, hold_bit),
            of_the_accused: open.proposed.official.as_ref().is_some_and(|it| it.alias == alias(ACCUSED)),
            by: person_number(open.by),
            office: open.office.filter(|_| offices).map(|office| office.kind),
        }
    }
}

/// An abstract state: two complaints in the same situation are answered alike, whatever else differs between them.
///
/// It leaves out what no guard reads, and what no guard can read again before it is set anew: a review that new material has
/// overtaken, a finding once the complaint was reopened, everything once the personal data were erased: all is refused then, with
/// one reason or another. That this loses nothing
/// is tested by drawing concrete histories at random and comparing each answer with the one of the situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct AbstractState {
    /// Where the complaint stands.
    pub stage: Stage,
    erased: bool,
    discipline: bool,
    once_discipline: bool,
    withdrawn: bool,
    holder: Option<OfficeClass>,
    /// The unit that verifies it, where that is not the holder.
    unit: Option<OfficeClass>,
    pyb: Option<OfficeClass>,
    assessed_at: Option<OfficeClass>,
    sent_by: Option<Sender>,
    recallable: bool,
    /// Whether what may be taken back lies where its sender sits.
    sent_within: bool,
    accused_named: bool,
    /// Whether the accused is the one who is complained of now, so that nobody clears them.
    accused_now: bool,
    /// The office that is complained of now.
    office_now: Option<OfficeClass>,
    kppbc_named: bool,
    kanwil_named: bool,
    puski_named: bool,
    clarity: Option<Clarity>,
    reported: Option<Reported>,
    /// Whether a window runs.
    running: bool,
    /// Whether a mail of the request may count as read one day.
    mailed: bool,
    /// How the complainant was told of the request, while it matters.
    told: Option<TellingClass>,
    window_expired: bool,
    data_came: bool,
    /// Whether the complainant was asked and did not answer, so that a late answer is kept.
    missed: bool,
    wise: bool,
    transferred: bool,
    step: Option<Step>,
    finding: Option<Finding>,
    followed_up: bool,
    outcome: Option<Outcome>,
    retention_over: bool,
    late_material: bool,
    /// Whether the complainant contests what it is about; whether they did before; whether a coordinator decided it.
    contested: [bool; 3],
    /// Whether the Inspectorate ended it by acting on it.
    acted_on: bool,
    /// What waits for a second person, in the order of the commands.
    proposals: [Option<ProposalClass>; TwoPeople::COMMANDS.len()],
    /// Whether a message of the complainant waits, which the end makes late material.
    unanswered: bool,
    /// Who marked messages as read that nobody answered, which their own end makes late material: one more than their number, the
    /// greatest number for several people, or 0.
    marked_read: u8,
    /// Who ended it last, by their number among the officers.
    closed_by: u8,
    open: bool,
    known: Reachability,
    ticketed: bool,
    /// Which tickets went out, and what each may do.
    tickets: TicketsClass,
    /// Whether a receiver may not speak for the complainant.
    online: bool,
    /// Who gave a first command of which separation of duties: a bit for each person of each separation (S1).
    gave: u128,
    /// Those of the small world that are in force, and whether there are others, as bits.
    holds: u8,
    /// Who placed each of them, by their number.
    held_by: [u8; 2],
}

impl AbstractState {
    /// What of it can matter to what is tried in this world.
    pub(crate) fn within(mut self, world: World) -> Self {
        let about = |worlds: &[World]| world == World::Whole || worlds.contains(&world);
        self.accused_now &= about(&[World::Slips]);
        self.office_now = self.office_now.filter(|_| about(&[World::Slips]));
        self.missed &= about(&[World::Telling]);
        self.acted_on &= about(&[World::Slips, World::Holds]);
        self.retention_over &= about(&[World::Holds]);
        self.contested[0] &= about(&[World::Slips, World::Holds, World::Puski]);
        if !about(&[World::Late, World::Puski]) {
            self.closed_by = 0;
            self.late_material = false;
            self.marked_read = 0;
        }
        self
    }

    /// The situation of this complaint, handled under this rulebook by this calendar.
    #[expect(clippy::too_many_lines, reason = "one field after the other")]
    pub fn of(complaint: &Complaint, rulebook: &Rulebook, calendar: &Calendar) -> Self {
        let stage = complaint.stage;
        let nothing = Self {
            stage,
            erased: complaint.erased,
            discipline: false,
            once_discipline: false,
            withdrawn: false,
            holder: None,
            unit: None,
            pyb: None,
            assessed_at: None,
            sent_by: None,
            recallable: false,
            sent_within: false,
            accused_named: false,
            accused_now: false,
            office_now: None,
            kppbc_named: false,
            kanwil_named: false,
            puski_named: false,
            clarity: None,
            reported: None,
            running: false,
            mailed: false,
            told: None,
            window_expired: false,
            data_came: false,
            missed: false,
            wise: false,
            transferred: false,
            step: None,
            finding: None,
            followed_up: false,
            outcome: None,
            retention_over: false,
            late_material: false,
            contested: [false; 3],
            acted_on: false,
            proposals: [None; TwoPeople::COMMANDS.len()],
            unanswered: false,
            marked_read: 0,
            closed_by: 0,
            open: false,
            known: Reachability::NOTHING,
            ticketed: false,
            tickets: TicketsClass::default(),
            online: false,
            gave: 0,
            holds: 0,
            held_by: [0; 2],
        };
        if stage == Stage::New || complaint.erased {
            return nothing;
        }
        let verifying = matches!(stage, Stage::Verification | Stage::AwaitingData);
        let closed = stage == Stage::Closed;
        let reopenable =
            closed && complaint.outcome.is_some_and(|outcome| rulebook.reopenable.contains(outcome));
        // Whether the file may go back to an assessor, after it is closed with this finding and reopened.
        let to_assessor = if stage == Stage::FollowUp {
            complaint.finding.is_some_and(|finding| rulebook.reopenable.contains(Outcome::from(finding)))
        } else {
            reopenable && complaint.finding.is_some()
        };
        let unit_matters = if closed {
            // It goes back there, or the unit's coordinators oversee it.
            reopenable || complaint.holder.is_none()
        } else {
            !verifying && stage != Stage::Intake
        };
        let assessing = stage == Stage::Assessment || to_assessor;
        let by_pyb = complaint.sent_by == Some(Sender::Pyb);
        let pyb_matters = matches!(stage, Stage::WithPyb | Stage::WithInspectorate) || assessing && by_pyb;
        // The Inspectorate oversees it then, whatever the rulebook says of its own cases (W5).
        let puski_named = complaint.names_kind(OfficeKind::Puski);
        let seat = |place: Option<Office>| {
            place.map(|place| match place.kind {
                OfficeKind::Puski if puski_named => OfficeClass::Puski,
                _ => OfficeClass::of(place),
            })
        };
        let reviewed = verifying && complaint.clarity.is_some();
        let awaiting = stage == Stage::AwaitingData;
        let silence = closed && complaint.ground == Some(Ground::NoDataSupplied);
        // Where a decision hangs on the telling.
        let bears = awaiting || verifying && complaint.window_expired || silence;
        let own_office = rulebook.own_office == OwnOffice::Refused;
        Self {
            discipline: complaint.matter == Some(Matter::Discipline),
            once_discipline: complaint.once_discipline,
            gave: if !closed || reopenable { gave(complaint, rulebook) } else { 0 },
            withdrawn: !closed && complaint.withdrawn,
            holder: seat(complaint.holder),
            unit: seat(complaint.unit.filter(|_| unit_matters)),
            pyb: seat(complaint.pyb.filter(|_| pyb_matters)),
            assessed_at: seat(complaint.assessed_at.filter(|_| assessing)),
            sent_by: complaint.sent_by.filter(|_| assessing),
            recallable: complaint.recallable,
            sent_within: complaint.recallable
                && complaint.sender().is_some_and(|(_, office)| complaint.holder == Some(office)),
            accused_named: complaint.names(alias(ACCUSED)),
            accused_now: complaint.reported_official == Some(alias(ACCUSED)),
            office_now: seat(complaint.reported_office.filter(|_| own_office)),
            kppbc_named: own_office && complaint.names_office(office(OfficeKind::Kppbc)),
            kanwil_named: own_office && complaint.names_office(office(OfficeKind::Kanwil)),
            puski_named,
            clarity: complaint.clarity.filter(|_| verifying),
            reported: complaint.reported.filter(|reported| {
                reviewed && matches!(reported, Reported::Unclear | Reported::Retired | Reported::Deceased)
            }),
            running: complaint.window.is_some(),
            mailed: awaiting && complaint.mail_of(Notice::DataRequest).is_some(),
            told: complaint
                .telling
                .as_ref()
                .filter(|_| bears)
                .map(|telling| TellingClass::of(telling, complaint.holder)),
            window_expired: verifying && complaint.window_expired,
            data_came: verifying && complaint.data_came && (awaiting || complaint.window_expired),
            missed: (!closed || reopenable) && !awaiting && complaint.request > 0,
            wise: stage == Stage::WithInspectorate && complaint.wise.is_some(),
            transferred: rulebook.discipline == DisciplineRoute::Wise
                && complaint.wise_outcome == Some(WiseOutcome::Transferred),
            step: complaint.step.filter(|_| stage == Stage::Assessment),
            finding: complaint.finding.filter(|_| stage == Stage::FollowUp || to_assessor).map(|finding| {
                // Once closed, only that there was one is asked.
                if closed { Finding::Substantiated } else { finding }
            }),
            followed_up: stage == Stage::FollowUp && complaint.followed_up,
            outcome: complaint.outcome.filter(|_| closed),
            retention_over: closed && retention_over(complaint, rulebook, calendar),
            late_material: complaint.late_material.is_some(),
            contested: [
                complaint.contested.is_some(),
                complaint.givers.count(CommandKind::ContestMatter) > 0,
                complaint.givers.count(CommandKind::DecideMatter) > 0,
            ],
            acted_on: closed
                && complaint.outcome == Some(Outcome::ByInspectorate)
                && complaint.wise_outcome != Some(WiseOutcome::NotActionable),
            proposals: TwoPeople::COMMANDS.map(|command| {
                let open = complaint.proposals.iter().find(|open| open.proposed.act.command() == command);
                open.map(|open| ProposalClass::of(open, rulebook))
            }),
            unanswered: complaint.unanswered.is_some(),
            marked_read: complaint
                .marked_read
                .map_or(0, |(_, by)| by.map_or(u8::MAX, |by| person_number(by) + 1)),
            closed_by: complaint.closed_by.map_or(0, officer_number),
            open: complaint.confidentiality == Confidentiality::Open,
            known: Reachability::of(complaint.identity),
            ticketed: complaint.ticketed,
            tickets: TicketsClass::of(complaint),
            online: complaint.channel.is_some_and(Channel::is_online),
            holds: complaint.holds.iter().fold(0, |holds, placed| holds | hold_bit(placed.hold)),
            held_by: [1, 2]
                .map(|number| complaint.hold(hold(number)).map_or(0, |placed| person_number(placed.by))),
            ..nothing
        }
    }
}

/// The number of a person among those who may look at what came in late; 0 for others.
pub(crate) fn officer_number(person: PersonId) -> u8 {
    let officers =
        [Role::Verifier, Role::Pyb, Role::Assessor, Role::Coordinator, Role::Inspectorate].map(officer);
    (1..)
        .zip(officers.into_iter().chain([ACCUSED]))
        .find(|(_, one)| *one == person)
        .map_or(0, |(number, _)| number)
}

/// The people who may be barred from something by a separation of duties: a bit for each separation and person.
fn gave(complaint: &Complaint, rulebook: &Rulebook) -> u128 {
    let bit = |person| TOLD_APART.iter().position(|known| *known == person).map_or(0, |place| 1 << place);
    rulebook.separate.iter().fold(0, |bits, separation| {
        let givers = separation.who_gave.iter().flat_map(|first| complaint.givers.of(*first));
        givers.fold(bits << TOLD_APART.len(), |bits, person| bits | bit(person))
    })
}

/// A bit for each hold of the small world, and one for all others.
pub(crate) fn hold_bit(id: HoldId) -> u8 {
    (1..=2).find(|number| id == hold(*number)).unwrap_or(4)
}

fn retention_over(complaint: &Complaint, rulebook: &Rulebook, calendar: &Calendar) -> bool {
    rulebook.retention.zip(complaint.closed_at).is_some_and(|(term, closed_at)| {
        // No term is over before its days are; that is asked first, since it is asked often.
        complaint.last_at.since(closed_at) >= TimeDelta::days(term.days.into())
            && calendar.deadline(closed_at, term, complaint.zone).due <= complaint.last_at
    })
}

impl fmt::Display for AbstractState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.stage)?;
        let matter = if self.stage == Stage::New {
            ""
        } else if self.discipline {
            "discipline"
        } else {
            "no discipline"
        };
        let holds = self.holds.count_ones();
        let words = [
            (!matter.is_empty() && !self.erased, matter.to_owned()),
            (self.once_discipline && !self.discipline, "once discipline".to_owned()),
            (self.erased, "erased".to_owned()),
            (self.withdrawn, "withdrawn".to_owned()),
            (self.clarity.is_some(), format!("reviewed {}", option(self.clarity))),
            (self.reported.is_some(), format!("official {}", option(self.reported))),
            (self.mailed, "mailed".to_owned()),
            (self.told.is_some(), "told".to_owned()),
            (self.running, "window running".to_owned()),
            (self.window_expired, "window expired".to_owned()),
            (self.data_came, "data came".to_owned()),
            (self.missed && !self.window_expired, "asked and not answered".to_owned()),
            (self.accused_named, "accused named".to_owned()),
            (self.kppbc_named, "KPPBC named".to_owned()),
            (self.kanwil_named, "KANWIL named".to_owned()),
            (self.puski_named, "PUSKI named".to_owned()),
            (self.wise, "acknowledged".to_owned()),
            (self.transferred, "handed back by WISE".to_owned()),
            (self.step.is_some(), format!("step {}", option(self.step))),
            (self.finding.is_some(), format!("finding {}", option(self.finding))),
            (self.followed_up, "followed up".to_owned()),
            (self.outcome.is_some(), format!("outcome {}", option(self.outcome))),
            (self.late_material, "late material".to_owned()),
            (self.contested[0], "matter contested".to_owned()),
            (self.contested[2], "matter decided".to_owned()),
            (self.proposals.iter().any(Option::is_some), "something proposed".to_owned()),
            (self.unanswered, "a message waits".to_owned()),
            (holds == 1, "a legal hold".to_owned()),
            (holds > 1, "two legal holds".to_owned()),
        ];
        for (_, word) in words.iter().filter(|(says, _)| *says) {
            write!(formatter, ", {word}")?;
        }
        Ok(())
    }
}

fn option(word: Option<impl fmt::Display>) -> String {
    word.map(|word| word.to_string()).unwrap_or_default()
}
