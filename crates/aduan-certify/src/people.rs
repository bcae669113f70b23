//! The people of the small world: who acts, in which role, from where.

use crate::fixtures::{ACCUSED, COMPLAINANT, alias, colleague, office, officer, person};
use crate::variants::{self, Variant};
use aduan_core::procedure;
use aduan_core::{
    Actor, Command, CommandKind, Complaint, Notice, NoticeChannel, Office, OfficeKind, PersonId, Role, Roles,
    Rulebook,
};
use std::sync::Arc;

/// An actor of this world. Their office may depend on where the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ModelActor {
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
    /// At this office, while it does not have the file. If it has the file, they are the actor at `Holder`.
    At(Office),
}

/// Another complainant.
const STRANGER: PersonId = person(0xc1);

/// The offices at which officers sit besides the one that has the file.
const SEATS: [OfficeKind; 3] = [OfficeKind::Kppbc, OfficeKind::Kanwil, OfficeKind::Puski];

impl ModelActor {
    /// The roles that have a file: each is listed once for whichever office that is, and for every office besides.
    const AT_THE_FILE: [Role; 3] = [Role::Verifier, Role::Pyb, Role::Assessor];

    /// The actor in this state; `None` if there is none, or one that is listed already.
    pub(crate) fn actor(self, complaint: &Complaint) -> Option<Actor> {
        let (id, role) = (self.id, self.role);
        let actor = match self.seat {
            Seat::None => Some(Actor { id, role, office: None, alias: None, ticket: None }),
            Seat::Holder => complaint.holder.map(|office| Actor::officer(id, role, office)),
            Seat::At(office) => {
                let listed = complaint.holder == Some(office) && Self::AT_THE_FILE.contains(&role);
                (!listed).then(|| Actor::officer(id, role, office))
            }
        };
        let person = !matches!(role, Role::Complainant | Role::System);
        actor.map(|actor| if person { actor.known_as(alias(id)) } else { actor })
    }

    /// How this actor is called: `verifier`, `verifier at KANWIL`, `accused assessor`.
    pub(crate) fn name(self) -> String {
        let role = self.role;
        match (self.id, self.seat) {
            (STRANGER, _) => "another complainant".to_owned(),
            (ACCUSED, _) => format!("accused {role}"),
            (id, _) if id == colleague(role) => format!("another {role}"),
            (id, Seat::Holder) if id != officer(role) => {
                let own = Role::ALL.iter().find(|own| officer(**own) == id);
                own.map_or_else(|| role.to_string(), |own| format!("{own} as {role}"))
            }
            (_, Seat::At(office)) if matches!(role, Role::Verifier | Role::Pyb | Role::Assessor) => {
                format!("{role} at {}", office.kind)
            }
            (_, Seat::At(office))
                if matches!(role, Role::Coordinator | Role::DataProtectionOfficer)
                    && office.kind != OfficeKind::Puski =>
            {
                format!("{role} at {}", office.kind)
            }
            _ => role.to_string(),
        }
    }

    /// Whether they are listed for a separation of duties alone.
    pub(crate) fn is_second(self) -> bool {
        self.seat == Seat::Holder && self.id != officer(self.role) && self.id != ACCUSED
    }

    /// The people of small offices, whom this rulebook's separations of duties concern; each with what they try.
    pub(crate) fn separated(rulebook: &Rulebook) -> Vec<(Self, Vec<CommandKind>)> {
        let officers = |commands: &[CommandKind]| {
            let rows = commands.iter().flat_map(|command| procedure::rows(*command));
            let roles = rows.fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
            roles.difference(Roles::of(&[Role::Complainant, Role::System]))
        };
        let mut people: Vec<(Self, Vec<CommandKind>)> = Vec::new();
        for separation in &rulebook.separate {
            for first in officers(&separation.who_gave).iter() {
                for role in officers(&separation.does_not_give).iter() {
                    let id = if first == role { colleague(role) } else { officer(first) };
                    let second = Self { id, role, seat: Seat::Holder };
                    let tries = separation.does_not_give.iter().copied();
                    match people.iter_mut().find(|(known, _)| *known == second) {
                        Some((_, all)) => all.extend(tries),
                        None => people.push((second, tries.collect())),
                    }
                }
            }
        }
        people
    }

    /// The variants of a command that they try: all. Away from the file, one for each label. The accused also try one for
    /// each label, and all that name them. Both try only one notice to the complainant.
    pub(crate) fn tries(self, kind: CommandKind, variants: &[Arc<Variant>]) -> Vec<Arc<Variant>> {
        let away = matches!(self.seat, Seat::At(office) if matches!(office.kind, OfficeKind::Kppbc | OfficeKind::Kanwil));
        let accused = self.id == ACCUSED;
        let telling = kind == CommandKind::RecordTold;
        if telling && (away || accused) {
            return variants
                .iter()
                .filter(|variant| variant.label.ends_with(Notice::Progress.as_str()))
                .take(1)
                .cloned()
                .collect();
        }
        let one = matches!(self.role, Role::Verifier | Role::Pyb | Role::Assessor);
        let label = away || accused || self.is_second() || telling && one;
        // A request is told by letter, if by an officer, and by mail, if by the system.
        let other = |variant: &Variant| match &variant.command {
            Command::RecordTold { notice: Notice::DataRequest, channel } => match self.role {
                Role::System => *channel != NoticeChannel::Email,
                _ => *channel == NoticeChannel::Email,
            },
            _ => false,
        };
        let mut labels = std::collections::BTreeSet::new();
        let tried = |variant: &&Arc<Variant>| {
            labels.insert(variant.label_number)
                || !label
                || accused && variants::names_the_accused(&variant.command)
        };
        variants.iter().filter(|variant| !other(variant)).filter(tried).cloned().collect()
    }

    pub(crate) fn everybody() -> Vec<Self> {
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
            at(Role::Coordinator, OfficeKind::Puski),
            at(Role::Coordinator, OfficeKind::Kanwil),
            at(Role::DataProtectionOfficer, OfficeKind::Puski),
            at(Role::DataProtectionOfficer, OfficeKind::Kanwil),
            accused(Role::Receiver, Some(OfficeKind::Kpu)),
            accused(Role::Inspectorate, Some(OfficeKind::Itjen)),
            accused(Role::Coordinator, Some(OfficeKind::Puski)),
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
