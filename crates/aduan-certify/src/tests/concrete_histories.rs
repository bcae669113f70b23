//! Concrete histories, drawn at random, are answered as the small world's that stand for them.

use super::concrete::Concrete;
use crate::abstract_state::AbstractState;
use crate::model::Group;
use crate::{Explorer, Model, Timing, World};
use aduan_core::{
    Complaint, ComplaintId, Context, Decision, Event, EventKind, Rejection, Rulebook, Rules, Stage,
};
use std::collections::HashSet;

/// An answer without the parts that differ between one concrete case and another.
fn answer(result: &Result<Decision, Rejection>) -> Result<Vec<EventKind>, &'static str> {
    match result {
        Ok(decision) => Ok(decision.events.iter().map(Event::kind).collect()),
        Err(rejection) => Err(rejection.code()),
    }
}

/// How many answers were compared, by stage; and how many after a reopening.
#[derive(Default)]
struct Compared {
    stages: [u32; Stage::ALL.len()],
    reopened: u32,
}

/// Walks through the small world and a concrete one side by side.
fn side_by_side(model: &Model, known: &HashSet<(World, AbstractState)>, seed: u64, compared: &mut Compared) {
    let mut concrete = Concrete::new(seed);
    let world = concrete.one(World::SEARCHED);
    let there = Model { calendar: concrete.calendar(), directory: concrete.directory(), ..model.clone() };
    let mut small = Complaint::new(ComplaintId::default());
    let mut real = small.clone();
    for _ in 0..400 {
        let Some((group, variant)) = pick(&mut concrete, model, world, &small) else { continue };
        let group = &model.groups[group];
        let variant = &group.variants[variant];
        let timing = concrete.one(&[
            Timing::Before,
            Timing::Before,
            Timing::Before,
            Timing::AtDue,
            Timing::AfterDue,
            Timing::Back,
        ]);
        let Some(actor) = group.who.actor(&small) else { continue };
        let at = crate::timing::timings(world, &small, model).find(|(other, _)| *other == timing);
        let Some(((_, now), then)) = at.zip(concrete.instant(world, &real, &there, timing)) else { continue };
        let rulebook = &model.rulebook;
        let here = Context {
            now,
            actor: actor.clone(),
            calendar: &model.calendar,
            directory: Some(&model.directory),
        };
        let one = rulebook.decide(&small, &variant.command, &here);
        let command = concrete.command(&variant.command, &real, rulebook);
        let calendar = &there.calendar;
        let now = if real.version == 0 { then.max(model.start) } else { then };
        let other = rulebook.decide(
            &real,
            &command,
            &Context { now, actor: concrete.actor(&actor), calendar, directory: Some(&there.directory) },
        );
        let abstract_state = AbstractState::of(&small, rulebook, &model.calendar);
        let said = format!("seed {seed}, {} {} in {abstract_state}", group.who.name(), variant.name);
        assert_eq!(answer(&one), answer(&other), "{said}\n{command:?}");
        compared.stages[small.stage as usize] += 1;
        compared.reopened += u32::from(small.reopened > 0);
        let (Ok(one), Ok(other)) = (one, other) else { continue };
        small = one.fold(small);
        real = other.fold(real);
        let after = AbstractState::of(&small, rulebook, &model.calendar);
        // Past a deadline is past a deadline.
        assert_eq!(after, AbstractState::of(&concrete.back(&real), rulebook, calendar), "{said}");
        assert!(
            known.contains(&(world, after.within(world))),
            "{said} leads to what the search never saw: {after}"
        );
    }
}

/// Mostly what moves a complaint on by the table, or the walk would stand still; and not to its erasure, or it would be over.
fn pick(concrete: &mut Concrete, model: &Model, world: World, small: &Complaint) -> Option<(usize, usize)> {
    use aduan_core::CommandKind::{DeclareNotActionable, ErasePersonalData};
    let (on, any, end) = (concrete.below(3) > 0, concrete.below(20) == 0, concrete.below(30) == 0);
    let likely = |group: &Group| {
        any || group.on_table(small.stage)
            && (!on || group.moves_on() && group.who.actor(small).is_some())
            && (end || ![DeclareNotActionable, ErasePersonalData].contains(&group.kind))
    };
    let count = model.groups.len();
    let chosen = (0..2000).map(|_| concrete.below(count)).find(|group| likely(&model.groups[*group]))?;
    let variant = concrete.below(model.groups[chosen].variants.len());
    model.tries(world, &model.groups[chosen], variant, small).then_some((chosen, variant))
}

#[test]
fn concrete_histories_are_answered_as_their_situations_are() {
    let mut compared = Compared::default();
    for book in Rulebook::shipped() {
        let model = Model::new(book);
        let found = Explorer::new(model.clone()).run();
        let known = found.nodes.iter().map(|node| (node.world, node.abstract_state)).collect();
        (0..2000).for_each(|seed| side_by_side(&model, &known, seed, &mut compared));
    }
    let Compared { stages, reopened } = compared;
    assert!(stages.iter().sum::<u32>() > 200_000, "{stages:?}");
    for stage in [Stage::Assessment, Stage::FollowUp, Stage::Closed, Stage::WithInspectorate] {
        assert!(stages[stage as usize] > 2500, "{stage}: {stages:?}");
    }
    assert!(reopened > 5000, "{reopened} after a reopening");
}
