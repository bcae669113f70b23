//! Clocks, calendars, and the day on which much falls due.

use crate::client::{get, post};
use crate::clocked;
use crate::site::{Kind, Site, filing, letter, review};
use aduan_core::{Actor, Channel, Clarity, Command, Matter, Office, PersonId, Reported, Review, Role};
use aduan_store::Desk;
use aduan_store::OsEntropy;
use aduan_store::desk::{Reception, TicketSecret};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

pub(crate) fn c23_a_clock_that_steps_back_is_seen_and_no_event_is_earlier(site: &Site) {
    site.set("2025-03-03T05:00:00.000000Z");
    let filed = site.file(&filing("duties"));
    site.set("2025-03-03T04:00:00.000000Z");
    site.does(&site.verifier(), &filed.id, &review("duties"));
    let history = site.history(&site.verifier(), &filed.id);
    let times: Vec<&str> = history.iter().map(|record| record["recorded_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(history.last().unwrap()["clock"], "2025-03-03T04:00:00.000000Z", "the step is visible");
    site.set("2025-03-03T06:00:00.000000Z");
}

pub(crate) fn c27_ten_working_days_over_idul_fitri_end_where_the_calendar_says(site: &Site) {
    let filed = site.record(&letter("duties"));
    let verifier = site.verifier();
    let mut unclear = review("duties");
    unclear["clarity"] = "insufficient".into();
    site.does(&verifier, &filed.id, &unclear);
    site.set("2025-03-24T02:00:00.000000Z");
    site.does(
        &verifier,
        &filed.id,
        &json!({ "command": "request_data", "request": "Lampirkan manifes kapal" }),
    );
    let told = json!({ "command": "record_told", "notice": "data_request", "channel": "letter" });
    site.does(&site.receiver(), &filed.id, &told);
    let dossier = site.dossier(&verifier, &filed.id);
    // 16 April is the tenth: Nyepi, Idul Fitri and the leave around them were passed over.
    assert_eq!(
        (&dossier["window"], &dossier["rulebook"]),
        (&"2025-04-16T17:00:00.000000Z".into(), &"working-days".into())
    );
    let asked = site.history(&verifier, &filed.id).pop().unwrap();
    let window = &asked["data"]["window"];
    assert_eq!((&window["days"], &window["counting"]), (&10.into(), &"working_days".into()));
    assert!(window["calendar"].as_str().is_some_and(|calendar| calendar.starts_with("id-")), "{window}");
    let path = format!("/v1/desk/complaints/{}/timeline", filed.id);
    let timeline = site.send(get(path).bearer(&verifier).header("accept", "text/plain")).ok().text();
    assert!(timeline.contains(dossier["register"].as_str().unwrap()), "{timeline}");
}

/// Waits for data from so many complainants.
fn many_are_asked(desk: &Desk, count: usize) {
    let unit: Office = "KPPBC-050500".parse().unwrap();
    let verifier = Actor::officer(PersonId::new(Uuid::from_u128(11)), Role::Verifier, unit);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..count / 16 {
                    let trace = || desk.trace().unwrap();
                    let reception = Reception::new(Channel::Website, Matter::Duties, "lama", unit);
                    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
                    let id = desk.receive_online(&trace(), reception, &secret).unwrap().0.complaint.id;
                    let review = Command::ReviewMaterial(Box::new(Review {
                        elements: aduan_testkit::test_desk::elements(),
                        clarity: Clarity::Insufficient,
                        matter: Matter::Duties,
                        reported: Reported::NotNamed,
                        official: None,
                        office: None,
                        note: None,
                    }));
                    desk.act(&trace(), &verifier, id, review).unwrap();
                    let ask = Command::RequestData { request: "kapan?".into() };
                    desk.act(&trace(), &verifier, id, ask).unwrap();
                    let complainant = Actor::complainant(desk.complaint(id).unwrap().complainant);
                    desk.open_question(&complainant, id).unwrap().recorded.unwrap();
                }
            });
        }
    });
}

/// `ADUAN_DUE` sets how many, 3,200 by default: 100,000 are swept in the store's own test, and here while HTTP is served.
#[test]
fn c30_each_window_expires_once_while_others_file() {
    let due: usize = std::env::var("ADUAN_DUE").map_or(3200, |text| text.parse().unwrap());
    let prepare = |place: &Path| many_are_asked(&clocked::desk(place), due);
    let site = Site::prepared(Kind::Clocked, "", prepare);
    site.set("2025-03-15T17:00:00.000000Z");
    let (start, mut filed) = (Instant::now(), 0);
    let auditor = site.auditor();
    let log_of = |kind: &str| {
        let (mut found, mut after) = (0, 0);
        loop {
            let page = site.send(get(format!("/v1/log?after={after}&limit=10000")).bearer(&auditor)).ok();
            let next: u64 = page.header("aduan-next").parse().unwrap();
            let kind = format!("\"type\":\"{kind}\"");
            found += page.text().lines().filter(|line| line.contains(&kind)).count();
            if next == after {
                return found;
            }
            after = next;
        }
    };
    // New ones come in as long as the sweep takes, and each is answered.
    let operator = site.token(18, "operator", "");
    let moved = || {
        let metrics = site.send(get("/metrics").bearer(&operator)).ok().text();
        let line = metrics.lines().find_map(|line| line.strip_prefix("aduan_swept_total "));
        line.unwrap().parse::<usize>().unwrap()
    };
    while moved() < due / 16 * 16 {
        assert!(start.elapsed() < Duration::from_secs(60), "{} swept", moved());
        site.send(post("/v1/complaints", &filing("duties"))).ok();
        filed += 1;
    }
    println!("{due} swept in {:?}, {filed} filed meanwhile", start.elapsed());
    assert_eq!(log_of("DataWindowExpired"), due / 16 * 16, "each once");
    assert_eq!(log_of("Received"), due / 16 * 16 + filed);
    assert!(filed > 0);
    site.secret();
}
