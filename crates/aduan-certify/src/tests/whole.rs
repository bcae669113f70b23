//! Histories with everything in them at once, drawn at random: what no single world searches, the invariants judge here.

use crate::model::Group;
use crate::monitor::judged;
use crate::random::Random;
use crate::timing::timings;
use crate::{Invariant, Model, Timing, Transition, World};
use aduan_core::{CommandKind, Complaint, ComplaintId, Context, Rulebook, Rules};

/// What was met in all walks.
#[derive(Default)]
struct Met {
    accepted: u32,
    /// On hold, with a ticket and an office that is named, all at once: no world that is searched has these together.
    together: u32,
    broken: Vec<&'static str>,
}

/// Mostly what moves a complaint on, or the walk would stand still; rarely what ends it.
fn pick<'a>(random: &mut Random, model: &'a Model, complaint: &Complaint) -> Option<(&'a Group, usize)> {
    use CommandKind::{Close, DeclareNotActionable, ErasePersonalData};
    let (on, end) = (random.below(3) == 0, random.below(20) == 0);
    let likely = |group: &&Group| {
        group.on_table(complaint.stage)
            && (!on || group.moves_on())
            && (end || ![Close, DeclareNotActionable, ErasePersonalData].contains(&group.kind))
    };
    let group = (0..2000).map(|_| &model.groups[random.below(model.groups.len())]).find(likely)?;
    let variant = random.below(group.variants.len());
    model.tries(World::Whole, group, variant, complaint).then_some((group, variant))
}

fn walk(model: &Model, invariants: &[Invariant], seed: u64, met: &mut Met) {
    let mut random = Random::new(seed);
    let mut complaint = Complaint::new(ComplaintId::default());
    let mut memory = vec![0_u16; invariants.len()];
    for _ in 0..400 {
        let Some((group, variant)) = pick(&mut random, model, &complaint) else { continue };
        let Some(actor) = group.who.actor(&complaint) else { continue };
        let timing =
            random.pick(&[Timing::Before, Timing::Before, Timing::Before, Timing::AtDue, Timing::AfterDue]);
        let Some((_, now)) = timings(World::Whole, &complaint, model).find(|(other, _)| *other == timing)
        else {
            continue;
        };
        let context = Context {
            now,
            actor: actor.clone(),
            calendar: &model.calendar,
            directory: Some(&model.directory),
        };
        let command = &group.variants[variant].command;
        let Ok(decision) = model.rulebook.decide(&complaint, command, &context) else { continue };
        let after = decision.fold(complaint.clone());
        let step = Transition::new(&complaint, &actor, command, &decision, &after);
        for (invariant, memory) in invariants.iter().zip(&mut memory) {
            let (now, broken) = judged(invariant, *memory, &step);
            *memory = now;
            met.broken.extend(broken.then_some(invariant.name));
        }
        complaint = after;
        met.accepted += 1;
        let named = complaint.reported_office.is_some();
        met.together += u32::from(named && complaint.ticketed && !complaint.holds.is_empty());
    }
}

fn walks(rulebook: &Rulebook, seeds: u64) -> Met {
    let invariants = Invariant::standard(rulebook);
    let model = Model::new(rulebook.clone());
    let mut met = Met::default();
    (0..seeds).for_each(|seed| walk(&model, &invariants, seed, &mut met));
    met
}

#[test]
fn no_history_with_everything_in_it_breaks_an_invariant() {
    for rulebook in Rulebook::shipped() {
        let met = walks(&rulebook, 4000);
        assert_eq!(met.broken, [""; 0], "{}", rulebook.id);
        assert!(met.accepted > 100_000 && met.together > 20_000, "{} {}", met.accepted, met.together);
    }
}

#[test]
fn such_histories_find_a_broken_rule() {
    let mut json = serde_json::to_value(Rulebook::kep_154_2012()).unwrap();
    json["disposition_targets"] = serde_json::json!(["KPPBC"]);
    let met = walks(&serde_json::from_value(json).unwrap(), 300);
    assert!(met.broken.contains(&"a_kppbc_is_no_disposition_target"), "{:?}", met.broken);
}
