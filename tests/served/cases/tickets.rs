//! Guessing a ticket (C26).

use crate::client::{Answer, get};
use crate::site::{Site, filing};
use aduan_core::Ticket;
use serde_json::Value;
use std::time::{Duration, Instant};

fn wrong(number: u8) -> String {
    Ticket::from_random([number; 10]).reveal()
}

pub(crate) fn c26_wrong_tickets_are_alike_slowed_and_refused(site: &Site) {
    site.set("2025-03-03T05:00:00.000000Z");
    let filed = site.file(&filing("duties"));
    let try_from = |ticket: &str, address: &str| site.send(get("/v1/complaint").ticket(ticket).from(address));
    // An answer to a wrong ticket, without the request's id and the time.
    let said = |answer: &Answer| -> (u16, Value, Vec<(String, String)>) {
        let differs = ["x-request-id", "date"];
        let headers = answer.headers.iter().filter(|(name, _)| !differs.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        (answer.status, answer.json(), headers.collect())
    };
    let near = {
        // The first half of a ticket that there is.
        let mut secret = *Ticket::parse(&filed.ticket).unwrap().secret();
        secret[9] ^= 1;
        Ticket::from_random(secret).reveal()
    };
    let first = try_from(&wrong(1), "192.0.2.1");
    assert_eq!(
        first.refused(401, "wrong_ticket", ""),
        try_from(&near, "192.0.2.2").refused(401, "wrong_ticket", "")
    );
    assert_eq!(said(&first), said(&try_from(&near, "192.0.2.3")));

    let last = if filed.ticket.ends_with('2') { '3' } else { '2' };
    let mistyped = format!("{}{last}", &filed.ticket[..filed.ticket.len() - 1]);
    for _ in 0..20 {
        try_from(&mistyped, "192.0.2.4").refused(401, "not_a_ticket", "");
    }
    assert_eq!(try_from(&filed.ticket, "192.0.2.4").status, 200, "typing errors are no guesses");

    // A hundred guesses: the first few are looked up, the others refused; and who waits is slowed each time.
    let guesser = "192.0.2.66";
    let answers: Vec<Answer> = (0..100).map(|number| try_from(&wrong(number), guesser)).collect();
    let looked_up = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(looked_up, 5);
    answers[5..].iter().for_each(|answer| drop(answer.refused(429, "too_many_tickets", "")));
    assert_eq!(try_from(&filed.ticket, guesser).status, 429, "right and wrong ones alike");
    assert_eq!(try_from(&filed.ticket, "192.0.2.7").status, 200, "nobody else pays for it");
    let mut now = 0;
    for wait in [1_u64, 2, 4, 8, 16, 32, 64, 128, 256, 512] {
        now += wait;
        site.set(&format!("2025-03-03T05:{:02}:{:02}.000000Z", now / 60, now % 60));
        assert_eq!(try_from(&wrong(7), guesser).status, 401, "after {wait} s");
        assert_eq!(try_from(&wrong(7), guesser).status, 429);
    }
    site.set("2025-03-03T05:30:00.000000Z");
    assert_eq!(try_from(&wrong(7), guesser).status, 429, "now for a quarter of an hour");
    site.set("2025-03-03T07:00:00.000000Z");
    assert_eq!(try_from(&filed.ticket, guesser).status, 200);
    in_the_same_time(site, &near);
}

/// Wrong tickets of two kinds, in turn; medians, since anything may come between.
fn in_the_same_time(site: &Site, near: &str) {
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..120_u32 {
        for (kind, times) in took.iter_mut().enumerate() {
            let ticket = if kind == 0 { wrong(9) } else { near.to_owned() };
            let call = get("/v1/complaint").ticket(&ticket).from(&format!("198.51.{}.{round}", 100 + kind));
            let start = Instant::now();
            assert_eq!(site.send(call).status, 401);
            times.push(start.elapsed());
        }
    }
    let [one, other] = took.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let apart = one.abs_diff(other);
    // A smaller difference cannot be seen over a network; a second look-up would be seen in the store's own test.
    assert!(apart < one / 2 + Duration::from_micros(200), "{one:?} and {other:?}");
}
