//! C44 for the accused and their office: whatever they ask, the answer has the same bytes whether or not a complaint about them is
//! there.

use crate::site::{Answer, Site, UNIT, call, filing, get, person, post, review};
use aduan_core::{Matter, RegisterNumber, Timestamp};
use serde_json::{Value, json};

const PUSKI: &str = "PUSKI-001400";
const KANWIL: &str = "KANWIL-050000";

/// What happens besides: to which units complaints come, and which of them are reviewed.
struct Course {
    others: Vec<(&'static str, Matter, bool)>,
    /// Before which of them the complaint about the accused comes in.
    at: usize,
}

impl Course {
    /// One of many, by its number.
    fn numbered(number: usize) -> Self {
        let units = [UNIT, "KPPBC-050300", PUSKI, UNIT];
        let matters = [Matter::Duties, Matter::Other, Matter::Discipline];
        let others = (0..3 + number % 4).map(|place| {
            let mixed = number * 7 + place * 5;
            (units[mixed % 4], matters[mixed / 2 % 3], !mixed.is_multiple_of(3))
        });
        let others: Vec<_> = others.collect();
        let at = number % (others.len() + 1);
        Self { others, at }
    }
}

/// How it came to be known whom the complaint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// The office, at reception; the official is not named.
    AtReception,
    /// The official, by the fallback unit.
    ByTheFallback,
    /// The official, by a verifier of their own unit.
    ByTheUnit,
}

/// A site after such a course; what stands for each complaint in what is compared.
struct World {
    site: Site,
    names: Vec<(String, String)>,
}

impl World {
    fn new(course: &Course, with_it: bool, known: Known) -> Self {
        let site = Site::new();
        let start: Timestamp = "2025-03-02T03:00:00.000000Z".parse().unwrap();
        let hour = |hours: usize| 3_600_000_000 * i64::try_from(hours).unwrap();
        let at = |hours| site.clock.set(Timestamp::from_micros(start.micros() + hour(hours)));
        let file = |body: &Value| {
            let filed = site.send(post("/v1/complaints", body)).ok().json();
            [&filed["complaint"], &filed["register"]].map(|text| text.as_str().unwrap().to_owned())
        };
        let mut world = Self { site: Site::new(), names: Vec::new() };
        let mut it = [
            "01958f0e-5e00-7000-8000-000000000009".to_owned(),
            RegisterNumber::new(2025, 99).unwrap().to_string(),
        ];
        for place in 0..=course.others.len() {
            if place == course.at && with_it {
                at(3 * place);
                let mut about = filing(Matter::Discipline);
                if known != Known::ByTheUnit {
                    about["reported_office"] = UNIT.into();
                }
                it = file(&about);
                at(3 * place + 1);
                if known != Known::AtReception {
                    let mut found = review("discipline");
                    found["office"] = UNIT.into();
                    let unit = if known == Known::ByTheUnit { UNIT } else { PUSKI };
                    let verifier = site.token_of(100, "verifier", unit);
                    site.order(&verifier, it[0].parse().unwrap(), &found).ok();
                }
            }
            let Some((unit, matter, reviewed)) = course.others.get(place) else { continue };
            at(3 * place + 2);
            let mut other = filing(*matter);
            other["unit"] = (*unit).into();
            let [id, register] = file(&other);
            if *reviewed {
                // By somebody else: this official has nothing to do with the accused.
                let mut found = review(matter.as_str());
                if *matter == Matter::Discipline {
                    found["official"] = json!(person(98));
                }
                let verifier = site.token_of(100, "verifier", unit);
                site.order(&verifier, id.parse().unwrap(), &found).ok();
            }
            world.names.push((id, format!("complaint {place}")));
            world.names.push((register, format!("number {place}")));
        }
        // All of it is late.
        at(24 * 200);
        let [id, register] = it;
        world.names.extend([(id, "it".to_owned()), (register, "its number".to_owned())]);
        world.site = site;
        world
    }

    fn name_of(&self, of: &str) -> &str {
        &self.names.iter().find(|(_, name)| name == of).unwrap().0
    }

    /// What is compared: the status, the tag, the body with each complaint by its name.
    fn said(&self, answer: &Answer) -> String {
        let mut body = answer.text();
        for (text, name) in &self.names {
            body = body.replace(text, name);
        }
        format!("{} {} {body}", answer.status, answer.header("etag"))
    }

    /// Every page of the worklist. A cursor names a complaint, so of it only whether there is one is compared.
    fn pages(&self, token: &str, query: &str) -> Vec<String> {
        let (mut pages, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/desk/worklist?{query}{after}");
            let mut page = self.site.send(get(&path).bearer(token)).ok();
            let mut body = page.json();
            let next = body["next"].as_str().map(|next| format!("&after={next}"));
            body["next"] = next.is_some().into();
            page.body = body.to_string().into_bytes();
            page.headers.remove("etag");
            pages.push(self.said(&page));
            match next {
                Some(next) => after = next,
                None => return pages,
            }
        }
    }

    fn asked(&self, token: &str) -> Vec<String> {
        let mut all = Vec::new();
        for query in ["limit=1", "limit=2", "limit=50", "limit=2&overdue=true"] {
            all.extend(self.pages(token, query));
        }
        for named in ["it", "its number"] {
            let path = format!("/v1/desk/complaints/{}", self.name_of(named));
            for end in ["", "/history", "/timeline", "/contents", "/identity", "/accesses"] {
                let asked = call("GET", &format!("{path}{end}")).bearer(token);
                all.push(format!("{end} {}", self.said(&self.site.send(asked))));
            }
            for order in [
                json!({ "command": "close" }),
                json!({ "command": "reopen", "facts": "ada bukti" }),
                json!({ "command": "transfer", "office": UNIT, "reason": "milik kami" }),
                review("duties"),
            ] {
                let given = post(&format!("{path}/commands"), &order).bearer(token);
                all.push(self.said(&self.site.send(given)));
            }
        }
        all
    }
}

const ROLES: [&str; 5] = ["receiver", "verifier", "pyb", "assessor", "coordinator"];

#[test]
fn c44_the_office_complained_of_sees_the_same_without_the_complaint() {
    let mut asked = 0;
    for number in 0..9 {
        let course = Course::numbered(number);
        let known = [Known::AtReception, Known::ByTheFallback, Known::ByTheUnit][number % 3];
        let worlds = [true, false].map(|with_it| World::new(&course, with_it, known));
        for role in ROLES {
            let [with, without] = worlds.each_ref().map(|world| world.asked(&world.site.token(role, UNIT)));
            assert_eq!(with, without, "{role}, course {number}");
            asked += with.len();
        }
    }
    assert!(asked > 1000, "{asked}");
}

#[test]
fn c44_the_accused_sees_the_same_without_the_complaint_in_every_role_and_office() {
    for number in 0..6 {
        let course = Course::numbered(number);
        let known = if number % 2 == 0 { Known::ByTheFallback } else { Known::ByTheUnit };
        let worlds = [true, false].map(|with_it| World::new(&course, with_it, known));
        let offices = [UNIT, PUSKI, KANWIL];
        let seats = ROLES.iter().flat_map(|role| offices.map(|office| (*role, office)));
        for (role, office) in seats.chain([("inspectorate", ""), ("data_protection_officer", "")]) {
            let of = |world: &World| world.asked(&world.site.token_of(99, role, office));
            assert_eq!(of(&worlds[0]), of(&worlds[1]), "{role} at {office}, course {number}");
        }
    }
}

/// What is compared above differs for somebody who may see it.
#[test]
fn c44_whoever_handles_it_does_see_it() {
    let course = Course::numbered(0);
    let worlds = [true, false].map(|with_it| World::new(&course, with_it, Known::ByTheFallback));
    let [with, without] = worlds.each_ref().map(|world| world.asked(&world.site.token("verifier", PUSKI)));
    assert_ne!(with, without);
}
