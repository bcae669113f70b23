//! Two paths to one abstract state: what the search takes for granted, tried over the whole of it.
//!
//! For each situation there is the complaint that came into it first. Others that come into it, and differ from it in something
//! that a situation may leave out, must be answered as it was and lead to the same situations. One is taken for each such thing
//! wherever there is one. Slow: it asks for the whole search several times.

use crate::abstract_state::AbstractState;
use crate::exploration::{Exploration, Node};
use crate::fixtures::ACCUSED;
use crate::model::{Group, Model};
use crate::timing::timings;
use crate::variants;
use crate::{Explorer, Timing, World};
use aduan_core::{CommandKind, Complaint, Context, OfficeKind, Rejection, Rulebook, Rules, Stage};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// As bits, in what two complaints differ that decisions may read, besides instants.
fn differs(one: &Complaint, other: &Complaint) -> u32 {
    let differ = [
        one.unit != other.unit,
        one.pyb != other.pyb,
        one.assessed_at != other.assessed_at,
        one.sent_by != other.sent_by,
        one.matter != other.matter,
        one.clarity != other.clarity,
        one.reported != other.reported,
        one.reported_official != other.reported_official,
        one.reported_office != other.reported_office,
        one.named_before.len() != other.named_before.len(),
        one.window_expired != other.window_expired,
        one.telling != other.telling,
        one.mails != other.mails,
        one.data_came != other.data_came,
        one.wise != other.wise,
        one.wise_outcome != other.wise_outcome,
        one.step != other.step,
        one.finding != other.finding,
        one.followed_up != other.followed_up,
        one.outcome != other.outcome,
        one.withdrawn != other.withdrawn,
        one.identity != other.identity,
    ];
    differ.iter().enumerate().fold(0, |bits, (bit, differs)| bits | u32::from(*differs) << bit)
}

/// Whether a group is compared: every actor except those away from the file and the accused, with all that a rule tells
/// apart.
fn compared(group: &Group, stage: Stage) -> bool {
    let by_table =
        group.on_table(stage) || stage == Stage::AwaitingData && group.on_table(Stage::Verification);
    let elsewhere = [OfficeKind::Kppbc, OfficeKind::Kanwil, OfficeKind::Puski];
    let away = elsewhere.iter().any(|kind| group.who.name().ends_with(kind.as_str()));
    by_table && !away && group.who.id != ACCUSED
}

/// The same answer, and to the same situation.
type Answer = (u16, u16, Timing, Result<AbstractState, &'static str>);

struct Paths<'a> {
    found: &'a Exploration,
    /// By stage: the groups and acts that are compared.
    tried: Vec<Vec<(u16, Vec<u16>)>>,
}

impl Paths<'_> {
    fn abstract_state(&self, world: World, complaint: &Complaint) -> AbstractState {
        let model = &self.found.model;
        AbstractState::of(complaint, &model.rulebook, &model.calendar).within(world)
    }

    fn answers(&self, world: World, complaint: &Complaint, mut each: impl FnMut(Answer, Option<Complaint>)) {
        let model = &self.found.model;
        // For an erased complaint no rule asks for the holder, and some have none.
        let mut seen = complaint.clone();
        seen.holder = seen.holder.filter(|_| !complaint.erased);
        for (timing, now) in timings(world, complaint, model).filter(|(timing, _)| *timing != Timing::Back) {
            for (g, variants) in &self.tried[complaint.stage as usize] {
                let group = &model.groups[usize::from(*g)];
                let Some(actor) = group.who.actor(&seen) else { continue };
                let context =
                    Context { now, actor, calendar: &model.calendar, directory: Some(&model.directory) };
                for a in variants {
                    let variant = &group.variants[usize::from(*a)];
                    if !model.tries(world, group, usize::from(*a), complaint) {
                        continue;
                    }
                    let answer = model.rulebook.decide(complaint, &variant.command, &context);
                    let after = answer.map(|decision| decision.fold(complaint.clone()));
                    let said = after
                        .as_ref()
                        .map(|after| self.abstract_state(world, after))
                        .map_err(Rejection::code);
                    each((*g, *a, timing, said), after.ok());
                }
            }
        }
    }
}

fn tried(model: &Model) -> Vec<Vec<(u16, Vec<u16>)>> {
    let variants = |group: &Group| -> Vec<u16> {
        let mut labels = std::collections::BTreeSet::new();
        let many = [CommandKind::ReviewMaterial, CommandKind::RecordTold].contains(&group.kind);
        let one = |(_, variant): &(u16, &std::sync::Arc<variants::Variant>)| {
            labels.insert(variant.label_number) || !many || variants::names_the_accused(&variant.command)
        };
        (0..).zip(&group.variants).filter(one).map(|(number, _)| number).collect()
    };
    let in_stage = |stage: &Stage| {
        let groups = (0..).zip(&model.groups).filter(|(_, group)| compared(group, *stage));
        groups.map(|(number, group)| (number, variants(group))).collect()
    };
    Stage::ALL.iter().map(in_stage).collect()
}

fn told(paths: &Paths<'_>, world: World, one: &Complaint, other: &Complaint) -> String {
    let (mut these, mut those) = (Vec::new(), Vec::new());
    paths.answers(world, one, |answer, _| these.push(answer));
    paths.answers(world, other, |answer, _| those.push(answer));
    let told = |answer: &Answer| match answer.3 {
        Ok(abstract_state) => format!("leads to {abstract_state:?}"),
        Err(code) => format!("is refused with {code}"),
    };
    let pairs = these.iter().zip(&those).find(|(this, that)| this != that);
    let Some((this, that)) = pairs else { return format!("{} answers and {}", these.len(), those.len()) };
    let group = &paths.found.model.groups[usize::from(this.0)];
    let (who, name) = (group.who.name(), &group.variants[usize::from(this.1)].name);
    format!("{who} {name} {}, or {}:\n{one:#?}\n{other:#?}", told(this), told(that))
}

/// Gives how many complaints were compared with the first of their situation.
fn every_way_is_answered_as_the_first(book: Rulebook) -> usize {
    let found = Explorer::new(Model::new(book)).run();
    let paths = Paths { found: &found, tried: tried(&found.model) };
    let place = |(number, node): (usize, &Node)| ((node.world, node.abstract_state), (number, 0));
    let mut known: FxHashMap<(World, AbstractState), (usize, u32)> =
        found.nodes.iter().enumerate().map(place).collect();
    assert_eq!(known.len(), found.nodes.len(), "without invariants each situation is one");
    let mut firsts = vec![0_u64; found.nodes.len()];
    let mut queue: std::collections::VecDeque<(usize, Option<Complaint>)> =
        (0..found.nodes.len()).map(|number| (number, None)).collect();
    let mut others = 0;
    while let Some((number, complaint)) = queue.pop_front() {
        let Node { world, complaint: first, .. } = &found.nodes[number];
        let world = *world;
        let here = complaint.as_ref().unwrap_or(first);
        let mut digest = FxHasher::default();
        paths.answers(world, here, |answer, after| {
            answer.hash(&mut digest);
            let (Ok(abstract_state), Some(after)) = (answer.3, after) else { return };
            let Some((of, covered)) = known.get_mut(&(world, abstract_state)) else {
                panic!("the search never came into {abstract_state}")
            };
            let more = differs(&found.nodes[*of].complaint, &after) & !*covered;
            if more != 0 {
                *covered |= more;
                queue.push_back((*of, Some(after)));
            }
        });
        let digest = digest.finish();
        if complaint.is_none() {
            firsts[number] = digest;
        } else {
            others += 1;
            assert!(firsts[number] == digest, "{}", told(&paths, world, first, here));
        }
    }
    others
}

#[test]
fn every_way_to_a_situation_is_answered_as_the_first_under_kep_154_2012() {
    let others = every_way_is_answered_as_the_first(Rulebook::kep_154_2012());
    assert!(others > 30_000, "only {others} were compared");
}

#[test]
fn every_way_to_a_situation_is_answered_as_the_first_under_per_13_2025() {
    let others = every_way_is_answered_as_the_first(Rulebook::per_13_2025());
    assert!(others > 15_000, "only {others} were compared");
}
