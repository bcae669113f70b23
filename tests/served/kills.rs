//! `kill -9` under load, again and again: what was answered is there afterwards, and what was sent again happened once.

use crate::cases::log::download;
use crate::client::{Call, agent, ask, get, post};
use crate::server::Program;
use crate::site::{Kind, Site, filing};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};
use ureq::Agent;
use uuid::Uuid;

const ROUNDS: u64 = 20;
const CLIENTS: usize = 64;

/// A filing that was answered with success: the complaint, and its ticket.
struct Acknowledged {
    complaint: String,
    ticket: String,
    /// Of a filing, its whole answer.
    answer: Option<Value>,
}

struct Load {
    /// Where the server is now.
    url: RwLock<String>,
    over: AtomicBool,
    keys: AtomicUsize,
    repeated: AtomicUsize,
    acknowledged: Mutex<Vec<Acknowledged>>,
}

impl Load {
    fn key(&self) -> String {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(0x0195_a3f0_0000_7000_8000_0000_0000_0000 + number as u128).to_string()
    }

    /// Sends it until it is answered, under the same key; `None` if it never is, since all is over.
    fn insist(&self, agent: &mut Agent, call: &Call) -> Option<Value> {
        let mut first = true;
        while !self.over.load(Ordering::Relaxed) {
            if !std::mem::take(&mut first) {
                self.repeated.fetch_add(1, Ordering::Relaxed);
            }
            let url = self.url.read().unwrap().clone();
            match ask(agent, &url, call) {
                Ok(answer) if answer.status < 300 => return Some(answer.json()),
                // Told to come back.
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.text()),
                // Killed: the connections are gone with it.
                Err(_) => *agent = crate::client::agent(),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// One client: files, and adds to what it filed.
    fn client(&self, number: usize) {
        let mut agent = agent();
        let mut body = filing("duties");
        for turn in 0_u64.. {
            let key = self.key();
            body["secret"] = format!("{number:032x}{turn:032x}").into();
            let Some(filed) = self.insist(&mut agent, &post("/v1/complaints", &body).key(&key)) else {
                return;
            };
            let text = |name: &str| filed[name].as_str().unwrap().to_owned();
            let (complaint, ticket) = (text("complaint"), text("ticket"));
            self.note(&complaint, &ticket, Some(filed));
            for _ in 0..2 {
                let key = self.key();
                let more = json!({ "content": "Tambahan catatan timbang", "elements": ["what"] });
                let amend = post("/v1/complaint/amendments", &more).ticket(&ticket).key(&key);
                if self.insist(&mut agent, &amend).is_none() {
                    return;
                }
                self.note(&complaint, &ticket, None);
            }
        }
    }

    fn note(&self, complaint: &str, ticket: &str, answer: Option<Value>) {
        let (complaint, ticket) = (complaint.to_owned(), ticket.to_owned());
        self.acknowledged.lock().unwrap().push(Acknowledged { complaint, ticket, answer });
    }
}

#[test]
fn what_was_answered_is_there_after_twenty_kills_and_happened_once() {
    let start = Instant::now();
    let mut site = Site::start(Kind::Plain);
    let load = Load {
        url: RwLock::new(site.url().to_owned()),
        over: AtomicBool::new(false),
        keys: AtomicUsize::new(0),
        repeated: AtomicUsize::new(0),
        acknowledged: Mutex::default(),
    };
    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let load = &load;
            scope.spawn(move || load.client(number));
        }
        // The clients must end even if something fails here.
        let over = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for round in 0..ROUNDS {
                let spread = (round.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 500;
                std::thread::sleep(Duration::from_millis(150 + spread));
                let known = load.acknowledged.lock().unwrap().len();
                site.restart(Program::Aduan);
                *load.url.write().unwrap() = site.url().to_owned();
                // Those that were answered last before the kill are the ones in danger.
                let last: Vec<String> = {
                    let acknowledged = load.acknowledged.lock().unwrap();
                    acknowledged[known.saturating_sub(20)..known]
                        .iter()
                        .map(|one| one.ticket.clone())
                        .collect()
                };
                for ticket in last {
                    site.send(get("/v1/complaint").ticket(&ticket)).ok();
                }
            }
        }));
        std::thread::sleep(Duration::from_millis(300));
        load.over.store(true, Ordering::Relaxed);
        if let Err(cause) = over {
            std::panic::resume_unwind(cause);
        }
    });
    let acknowledged = load.acknowledged.into_inner().unwrap();
    println!(
        "{} answered, {} sent again, {ROUNDS} kills, {:?}",
        acknowledged.len(),
        load.repeated.load(Ordering::Relaxed),
        start.elapsed()
    );
    assert!(acknowledged.len() > 200, "a load: {}", acknowledged.len());

    // One command wrote one batch of one complaint.
    let mut batches: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for line in download(&site) {
        let record: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| record[name].as_str().unwrap().to_owned();
        batches.entry(text("command")).or_default().push((text("complaint"), text("type")));
    }
    // However often the server was started, it recorded its rulebooks, calendar, directory and master key once.
    let administrative = aduan_core::ComplaintId::ADMINISTRATION.to_string();
    let recorded: Vec<usize> =
        batches.values().filter(|batch| batch[0].0 == administrative).map(Vec::len).collect();
    assert_eq!(recorded, [5]);
    batches.retain(|_, batch| batch[0].0 != administrative);
    let mut kept: HashMap<&str, usize> = HashMap::new();
    for (command, batch) in &batches {
        let complaint = &*batch[0].0;
        assert!(batch.iter().all(|(other, _)| other == complaint), "{command}: {batch:?}");
        let kinds: Vec<&str> = batch.iter().map(|(_, kind)| kind.as_str()).collect();
        assert!(
            matches!(kinds[..], ["Received", "TicketIssued", "VerificationRequested"] | ["MaterialAmended"]),
            "{kinds:?}"
        );
        *kept.entry(complaint).or_default() += 1;
    }
    // Every answered filing is there, and once: a complaint has as many batches as answers, or one more whose answer was
    // lost.
    let mut answered: HashMap<&str, usize> = HashMap::new();
    for one in &acknowledged {
        *answered.entry(&one.complaint).or_default() += 1;
    }
    for (complaint, answers) in &answered {
        let batches = kept.get(complaint).copied().unwrap_or_default();
        assert!(batches >= *answers, "{complaint}: {answers} answered, {batches} kept");
        assert!(batches <= answers + 1, "{complaint}: {answers} answered, {batches} happened");
    }
    let in_flight = batches.len() - acknowledged.len();
    assert!(in_flight <= CLIENTS, "each client had one request unanswered at most, not {in_flight}");
    // Sent once more, it is answered as it was the first time.
    let filed: Vec<&Acknowledged> = acknowledged.iter().filter(|one| one.answer.is_some()).collect();
    for one in filed.iter().rev().take(5) {
        assert_eq!(site.follow(&one.ticket)["complaint"], one.complaint.as_str());
    }
    // A server that is asked to stop ends well, and what it leaves is whole: every line, every word.
    assert_eq!(site.stop(), Some(0));
    let integrity = site.aduan(&["integrity", "--db", "desk", "--deep"]);
    assert!(integrity.status.success(), "{}", String::from_utf8_lossy(&integrity.stdout));
    assert!(start.elapsed() < Duration::from_secs(120), "{:?}", start.elapsed());
}
