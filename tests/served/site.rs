//! A place with a server, its officers, and a client to ask it.

use crate::client::{Answer, Call, agent, ask, get, post};
use crate::clocked;
use crate::server::{Program, Server, logs};
use crate::watch::Watch;
use aduan_core::{Office, PersonId};
use aduan_http::auth::Issuer;
use aduan_http::auth::issuer::TokenSubject;
use aduan_store::Desk;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use ureq::Agent;
use uuid::Uuid;

pub(crate) const UNIT: &str = "KPPBC-050500";
pub(crate) const KANWIL: &str = "KANWIL-050000";
pub(crate) const PUSKI: &str = "PUSKI-001400";
/// The reported official.
pub(crate) const OFFICIAL: u128 = 99;

/// The kind of server that a case needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `aduan serve`.
    Plain,
    /// `aduan serve` with the rulebook of 2025 in force.
    Under2025,
    /// One with a clock, at 8 in the morning of 1 March 2025 in Jakarta.
    Clocked,
    /// The same, with a rulebook whose data window is ten working days.
    WorkingDays,
}

pub(crate) struct Site {
    folder: tempfile::TempDir,
    server: Server,
    agent: Agent,
    issuer: Issuer,
    pub(crate) watch: Mutex<Watch>,
}

/// A complaint that was filed or recorded.
pub(crate) struct Filed {
    pub(crate) id: String,
    pub(crate) register: String,
    /// Empty where the complainant has none, or where it went straight to them.
    pub(crate) ticket: String,
}

impl Site {
    pub(crate) fn start(kind: Kind) -> Self {
        Self::prepared(kind, "", |_| {})
    }

    /// One with more limits, in a place where something was done before.
    pub(crate) fn prepared(kind: Kind, limits: &str, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        let reception = match kind {
            Kind::Plain | Kind::Clocked => String::new(),
            Kind::Under2025 => "[reception]\nrulebook = 'per-13-2025'\n".to_owned(),
            Kind::WorkingDays => "[reception]\nrulebook = 'working-days'\n".to_owned(),
        };
        let text = format!(
            "[server]\ntrusted_proxies = ['127.0.0.1']\n{reception}[sweep]\nevery_seconds = 1\n\
             [log]\nlevel = 'debug'\n[limits]\nfiling = {{ burst = 0, per_minute = 0 }}\n\
             ticket = {{ burst = 0, per_minute = 0 }}\nclient = {{ burst = 0, per_minute = 0 }}\n\
             header_seconds = 2\nbody_seconds = 1\n{limits}\n"
        );
        fs::write(place.join("aduan.toml"), text).unwrap();
        let program =
            if matches!(kind, Kind::Plain | Kind::Under2025) { Program::Aduan } else { Program::Clocked };
        if program == Program::Clocked {
            clocked::set(place, "2025-03-01T01:00:00.000000Z");
        }
        if matches!(kind, Kind::WorkingDays) {
            let mut book = serde_json::to_value(aduan_core::Rulebook::kep_154_2012()).unwrap();
            book["id"] = "working-days".into();
            book["data_window"] = json!({ "days": 10, "counting": "working_days", "rule": "R13" });
            let book: aduan_core::Rulebook = serde_json::from_value(book).unwrap();
            clocked::desk(place).add_edition(&book.into()).unwrap();
        }
        prepare(place);
        let server = Server::start(program, place);
        let issuer = Issuer::open(&place.join("desk/keys/token-issuer.key")).unwrap();
        Self { folder, server, agent: agent(), issuer, watch: Mutex::default() }
    }

    pub(crate) fn place(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn url(&self) -> &str {
        &self.server.url
    }

    pub(crate) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Kills the server, and starts it again in the same place.
    pub(crate) fn restart(&mut self, program: Program) {
        self.server.kill();
        self.server = Server::start(program, self.folder.path());
    }

    /// Asks the server to stop; tells its exit code.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        self.server.stop()
    }

    /// Sets the clock: `2025-03-20T03:00:00.000000Z`.
    pub(crate) fn set(&self, to: &str) {
        clocked::set(self.place(), to);
    }

    pub(crate) fn send(&self, call: Call) -> Answer {
        let answer =
            ask(&self.agent, self.url(), &call).unwrap_or_else(|error| panic!("{}: {error}", call.path));
        self.watch.lock().unwrap().heard(&call, &answer);
        answer
    }

    /// A token of the officer with this number; without an office if its name is empty.
    pub(crate) fn token(&self, number: u128, role: &str, office: &str) -> String {
        let office: Option<Office> = (!office.is_empty()).then(|| office.parse().unwrap());
        let subject = TokenSubject {
            person: PersonId::new(Uuid::from_u128(number)),
            role: role.parse().unwrap(),
            office,
        };
        self.issuer.token(&subject, Duration::from_secs(3600)).unwrap()
    }

    pub(crate) fn receiver(&self) -> String {
        self.token(10, "receiver", UNIT)
    }

    pub(crate) fn verifier(&self) -> String {
        self.token(11, "verifier", UNIT)
    }

    /// Another verifier of the unit, who ends what the first has reviewed.
    pub(crate) fn colleague(&self) -> String {
        self.token(12, "verifier", UNIT)
    }

    pub(crate) fn pyb(&self) -> String {
        self.token(13, "pyb", PUSKI)
    }

    pub(crate) fn assessor(&self, office: &str) -> String {
        self.token(14, "assessor", office)
    }

    pub(crate) fn protector(&self) -> String {
        self.token(15, "data_protection_officer", "")
    }

    /// Who does with the protector what one person does not do alone (S2).
    pub(crate) fn second_protector(&self) -> String {
        self.token(115, "data_protection_officer", "")
    }

    pub(crate) fn second_inspectorate(&self) -> String {
        self.token(116, "inspectorate", "")
    }

    pub(crate) fn inspectorate(&self) -> String {
        self.token(16, "inspectorate", "")
    }

    pub(crate) fn auditor(&self) -> String {
        self.token(17, "auditor", "")
    }

    /// A complainant files.
    pub(crate) fn file(&self, filing: &Value) -> Filed {
        filed(&self.send(post("/v1/complaints", filing)).ok().json())
    }

    /// A receiver records what came in by hand, and puts it before the verifier.
    pub(crate) fn record(&self, recording: &Value) -> Filed {
        let answer = self.send(post("/v1/desk/complaints", recording).bearer(&self.receiver())).ok();
        let filed = filed(&answer.json());
        if answer.json()["version"].as_u64() < Some(3) {
            let at = self.order(&self.receiver(), &filed.id, &json!({ "command": "request_verification" }));
            assert!(at.status == 200 || at.status == 409, "{}", at.text());
        }
        filed
    }

    /// An officer gives a command.
    pub(crate) fn order(&self, token: &str, id: &str, order: &Value) -> Answer {
        self.send(post(format!("/v1/desk/complaints/{id}/commands"), order).bearer(token))
    }

    /// An officer gives a command that is accepted; gives the complaint's stage after it.
    #[track_caller]
    pub(crate) fn does(&self, token: &str, id: &str, order: &Value) -> String {
        let answer = self.order(token, id, order);
        assert_eq!(answer.status, 200, "{order}: {}", answer.text());
        answer.json()["stage"].as_str().unwrap().to_owned()
    }

    /// The file as an officer sees it.
    #[track_caller]
    pub(crate) fn dossier(&self, token: &str, id: &str) -> Value {
        self.send(get(format!("/v1/desk/complaints/{id}")).bearer(token)).ok().json()
    }

    /// The complaint as its complainant sees it.
    #[track_caller]
    pub(crate) fn follow(&self, ticket: &str) -> Value {
        self.send(get("/v1/complaint").ticket(ticket)).ok().json()
    }

    /// The lines of a complaint's history.
    #[track_caller]
    pub(crate) fn history(&self, token: &str, id: &str) -> Vec<Value> {
        let answer = self.send(get(format!("/v1/desk/complaints/{id}/history")).bearer(token)).ok();
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The texts that a caller may read, in their order.
    pub(crate) fn texts(&self, token: &str, id: &str) -> Vec<String> {
        let path = format!("/v1/desk/complaints/{id}/contents");
        let listed = self.send(get(&*path).bearer(token)).ok().json();
        let read = |one: &Value| {
            self.send(get(format!("{path}/{}", one["content"].as_str().unwrap())).bearer(token)).ok().text()
        };
        listed.as_array().unwrap().iter().map(read).collect()
    }

    /// The desk on the same database, beside the server: for the relay, which is no matter of HTTP.
    pub(crate) fn desk(&self) -> Desk {
        clocked::desk(self.place())
    }

    /// Runs `aduan`.
    pub(crate) fn aduan(&self, args: &[&str]) -> Output {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_aduan-under-test"));
        command.args(args).current_dir(self.place()).output().unwrap()
    }

    /// A discipline complaint with the PYB, its reported official found.
    pub(crate) fn with_pyb(&self) -> Filed {
        let filed = self.file(&filing("discipline"));
        assert_eq!(self.does(&self.verifier(), &filed.id, &review("discipline")), "verification");
        let order = json!({ "command": "forward_to_pyb", "office": PUSKI });
        assert_eq!(self.does(&self.verifier(), &filed.id, &order), "with_pyb");
        filed
    }

    /// A discipline complaint with the assessor at the Kanwil.
    pub(crate) fn assessed(&self) -> Filed {
        let filed = self.with_pyb();
        let order = json!({
            "command": "dispose_to_assessor", "office": KANWIL, "instruction": "Teliti lembar timbang jembatan",
        });
        assert_eq!(self.does(&self.pyb(), &filed.id, &order), "assessment");
        filed
    }

    /// Waits until something holds, for at most ten seconds.
    #[track_caller]
    pub(crate) fn until(&self, holds: impl Fn() -> bool) {
        let start = Instant::now();
        while !holds() {
            assert!(start.elapsed() < Duration::from_secs(10), "it never came");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The figures, once all that came before them is in the log.
    #[track_caller]
    pub(crate) fn settled(&self) -> Answer {
        let metrics = self.send(get("/metrics").bearer(&self.token(18, "operator", ""))).ok();
        self.until(|| logs(self.place()).contains(metrics.header("x-request-id")));
        metrics
    }

    /// Kills the server and looks everywhere for what was said in confidence; tells for how much.
    #[track_caller]
    pub(crate) fn secret(mut self) -> usize {
        let metrics = self.settled().text();
        self.server.kill();
        let watch = self.watch.lock().unwrap();
        assert_eq!(watch.found(self.place(), &metrics), [""; 0]);
        watch.count()
    }
}

fn filed(answer: &Value) -> Filed {
    let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    Filed { id: text("complaint"), register: text("register"), ticket: text("ticket") }
}

/// A request body that files a complaint by the website.
pub(crate) fn filing(matter: &str) -> Value {
    json!({
        "channel": "website", "matter": matter, "unit": UNIT,
        "material": "Oknum berkumis menagih amplop cokelat di gudang tembakau",
        "elements": ["what", "who", "when", "where", "how"],
        "identity": { "name": "Bimasakti Prawirodirjo", "email": "bimasakti@contoh.example" },
    })
}

/// A request body by which a receiver records a letter.
pub(crate) fn letter(matter: &str) -> Value {
    json!({
        "channel": "letter", "matter": matter, "unit": UNIT, "material": "Kontainer durian tertahan sepekan",
        "elements": ["what", "where"], "identity": { "name": "Sulastri Kusumaningrum", "address": "Gang Kenanga 17" },
    })
}

/// A review in which everything is there.
pub(crate) fn review(matter: &str) -> Value {
    let mut review = json!({
        "command": "review_material", "elements": ["what", "who", "when", "where", "how"],
        "clarity": "sufficient", "matter": matter, "reported": "not_named",
        "note": "Kesaksian penimbang dermaga meyakinkan",
    });
    if matter == "discipline" {
        review["reported"] = "identified".into();
        review["official"] = json!(PersonId::new(Uuid::from_u128(OFFICIAL)));
    }
    review
}

/// A pseudonym, by its number.
pub(crate) fn person(number: u128) -> Value {
    json!(PersonId::new(Uuid::from_u128(number)))
}
