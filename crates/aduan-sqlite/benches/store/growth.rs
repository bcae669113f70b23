//! The same work in a database of ten thousand complaints and in one of a million: the growing database must cost little.

use crate::harness::{asked_for, median, only_a_try};
use crate::{amend, desk, reception};
use aduan_core::{
    Actor, Command, Complaint, ComplaintId, Elements, Office, PersonId, Role, Stage, Stages, Timestamp,
};
use aduan_generate::{Generator, Options};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{TicketSecret, WorklistQuery};
use aduan_store::{Desk, OsEntropy, Worklist, Worklists, fold};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What the larger may take, × the smaller.
const GOAL: f64 = 1.3;

const ROUNDS: usize = 5;

/// One row's work.
type Work = &'static dyn Fn(&Database);

struct Database {
    desk: Desk,
    store: Arc<SqliteStore>,
    complaints: Vec<ComplaintId>,
    open: Vec<ComplaintId>,
    /// The office whose verifiers have most to do.
    busiest: Office,
    /// Where the worklist's page after 500 rows begins, if it has so many.
    deep: Option<(Timestamp, ComplaintId)>,
    next: AtomicUsize,
}

pub fn run(folder: &Path) {
    if !asked_for("growth") {
        return;
    }
    let large = std::env::var("ADUAN_BENCH_GROWTH").map_or(1_000_000, |text| text.parse().unwrap());
    let (small, large) = if only_a_try() { (200, 400) } else { (10_000, large) };
    let databases = [small, large].map(|count| Database::of(folder, count));
    println!("growth: {small} complaints beside {large}, microseconds each, medians of {ROUNDS} rounds");
    let rows: [(&str, Work); 7] = [
        ("filing", &Database::file),
        ("acting on an open one", &Database::act),
        ("loading one", &Database::load),
        ("a worklist page of 50 rows", &|it| it.page(false, false)),
        ("the worklist's page after 500 rows", &|it| it.page(false, true)),
        ("the overdue list, 50 rows", &|it| it.page(true, false)),
        ("a sweep step that finds nothing", &|it| assert_eq!(it.desk.sweep().unwrap().done, 0)),
    ];
    let [few, many] = if only_a_try() { [5, 20] } else { [500, 8_000] };
    let examined = [few, many].map(|events| integrity(folder, events));
    println!(
        "  integrity, an event of a complaint of {few} and of {many:<6} {:>5.1}  {:>9.1}  × {:.2} (goal {GOAL})",
        examined[0],
        examined[1],
        examined[1] / examined[0]
    );
    for (what, work) in rows {
        let mut took = [Vec::new(), Vec::new()];
        for _ in 0..if only_a_try() { 1 } else { ROUNDS } {
            for (database, took) in databases.iter().zip(&mut took) {
                took.push(micros(|| work(database)));
            }
        }
        let ratios: Vec<f64> = took[1].iter().zip(&took[0]).map(|(large, small)| large / small).collect();
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = ratios.iter().copied().fold(0.0, f64::max);
        let [small, large] = took.map(median);
        let ratio = large / small;
        let verdict = if ratio <= GOAL { "" } else { "  ABOVE" };
        println!(
            "  {what:<38} {small:>9.1}  {large:>9.1}  × {ratio:.2} ({least:.2} to {most:.2}; goal {GOAL}){verdict}"
        );
    }
}

/// How long an examination takes for each event of one complaint that has so many, in microseconds.
fn integrity(folder: &Path, events: u32) -> f64 {
    let store = Arc::new(SqliteStore::open(&folder.join(format!("long-{events}.db"))).unwrap());
    let desk = desk(store.clone());
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, _) = desk.receive_online(&desk.trace().unwrap(), reception(), &secret).unwrap();
    let mut complaint = done.complaint;
    while complaint.version < events {
        complaint = amend(&desk, &complaint);
    }
    let took = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        assert_eq!(store.integrity().unwrap().problems, []);
        start.elapsed().as_secs_f64() * 1e6 / f64::from(complaint.version)
    });
    median(took.collect())
}

/// How long it takes each time, in microseconds.
fn micros(work: impl Fn()) -> f64 {
    let time = Duration::from_millis(if only_a_try() { 10 } else { 1000 });
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < time {
        work();
        count += 1;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

impl Database {
    fn of(folder: &Path, count: u32) -> Self {
        let path = folder.join(format!("growth-{count}.db"));
        let store = Arc::new(SqliteStore::open(&path).unwrap());
        let mut import = store.import().unwrap();
        let mut states: HashMap<ComplaintId, Complaint> = HashMap::new();
        for record in Generator::new(Options::new(count, 1)) {
            states
                .entry(record.complaint)
                .or_insert_with(|| Complaint::new(record.complaint))
                .apply_record(&record);
            import.line(record.to_line().into_bytes()).unwrap();
        }
        let lines = import.finish().unwrap().lines;
        let bytes = std::fs::metadata(&path).map_or(0, |file| file.len());
        println!("growth: {count} complaints, {lines} lines, {} MB", bytes / 1_000_000);
        let mut held: HashMap<Office, u32> = HashMap::new();
        for state in states.values().filter(|state| state.stage == Stage::Verification) {
            *held.entry(state.holder.unwrap()).or_default() += 1;
        }
        let busiest = held.into_iter().max_by_key(|(office, count)| (*count, *office)).unwrap().0;
        // In an order that nothing else has, so that each comes from another page.
        let mut complaints: Vec<ComplaintId> = states.keys().copied().collect();
        complaints.sort_unstable_by_key(|id| {
            id.uuid().as_u128().wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(64)
        });
        let stands = |id: &&ComplaintId| states[*id].stage == Stage::Verification;
        let open = complaints.iter().filter(stands).copied().collect();
        let desk = desk(store.clone());
        let first =
            Worklist { limit: 500, ..Worklist::of_stages(Stages::of(&[Stage::Verification])).at(busiest) };
        let deep = store.worklist(&first).unwrap().last().and_then(|row| first.after(row).after);
        let database = Self { desk, store, complaints, open, busiest, deep, next: AtomicUsize::new(0) };
        // What fell due meanwhile is done, so that a step finds nothing.
        while database.desk.sweep().unwrap().done > 0 {}
        database
    }

    fn next<'a>(&self, of: &'a [ComplaintId]) -> &'a ComplaintId {
        &of[self.next.fetch_add(1, Ordering::Relaxed) % of.len()]
    }

    fn file(&self) {
        let secret = TicketSecret::fresh(&OsEntropy).unwrap();
        self.desk.receive_online(&self.desk.trace().unwrap(), reception(), &secret).unwrap();
    }

    fn act(&self) {
        let id = *self.next(&self.open);
        let state = fold(&*self.store, id, &mut drop).unwrap();
        let actor = Actor::complainant(state.complainant);
        let say = Command::AmendMaterial { content: "tambahan".into(), elements: Elements::EMPTY };
        self.desk.act(&self.desk.trace().unwrap(), &actor, id, say).unwrap();
    }

    fn load(&self) {
        assert!(fold(&*self.store, *self.next(&self.complaints), &mut drop).unwrap().version > 0);
    }

    fn page(&self, overdue: bool, later: bool) {
        let verifier = Actor::officer(PersonId::new(uuid::Uuid::from_u128(7)), Role::Verifier, self.busiest);
        let mut query = WorklistQuery::default();
        (query.overdue, query.limit) = (overdue, 50);
        if later {
            query.after = self.deep;
        }
        assert!(self.desk.worklist(&verifier, &query).is_ok());
    }
}
