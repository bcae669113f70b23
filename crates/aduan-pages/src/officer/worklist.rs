//! The worklist (daftar kerja): what an officer has before them.

use super::{START, Signed, file_address, office_name, see, time};
use crate::layout::{Both, both, word};
use crate::notices;
use aduan_core::{CommandKind, ComplaintId, Matter, RegisterNumber, Stage, Stages, Timestamp};
use aduan_http::{App, Problem};
use aduan_store::desk::{WorklistPage, WorklistQuery};
use aduan_store::{Clock, Summary, SystemClock};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::HashMap;

const TITLE: Both<'static> = both("Daftar kerja", "Worklist");

/// Rows of a page.
const ROWS: u32 = 50;

/// The query of a page, as text: a form sends empty fields, too.
type Given = Result<Query<HashMap<String, String>>, QueryRejection>;

/// What the officer asks for.
#[derive(Default)]
struct Wanted {
    stage: Option<Stage>,
    matter: Option<Matter>,
    overdue: bool,
    after: Option<(Timestamp, ComplaintId)>,
    /// The command that was recorded just now.
    done: Option<CommandKind>,
}

pub(crate) async fn show(State(app): State<App>, signed: Signed, given: Given) -> Response {
    let shown = async {
        let wanted = Wanted::read(given)?;
        let mut query = WorklistQuery::default();
        query.stages = wanted.stage.map(|stage| Stages::of(&[stage]));
        (query.matter, query.overdue, query.after) = (wanted.matter, wanted.overdue, wanted.after);
        query.limit = ROWS;
        let actor = signed.actor.clone();
        let rows = app.query(move |desk| desk.worklist(&actor, &query)).await?;
        Ok::<_, Problem>((wanted, rows))
    };
    match shown.await {
        Ok((wanted, rows)) => signed.page(&app, None, TITLE, &wanted.page(&app, &signed, &rows)),
        Err(problem) => signed.page(&app, Some(&problem), TITLE, &html! {}),
    }
}

/// To the file with a register number. What they may not see is as what is not there.
pub(crate) async fn search(State(app): State<App>, signed: Signed, given: Given) -> Response {
    let found = async {
        let Query(given) = given.map_err(|_| Problem::not_found())?;
        let typed = given.get("nomor").map_or("", |typed| typed.trim()).to_uppercase();
        let register: RegisterNumber = typed.parse().map_err(|_| Problem::not_found())?;
        let actor = signed.actor.clone();
        let found = app
            .query(move |desk| {
                let Some(id) = desk.numbered(register)? else { return Ok(None) };
                desk.file(&actor, id).map(|_| Some(id))
            })
            .await?;
        see(&file_address(found.ok_or_else(Problem::not_found)?))
    };
    found.await.unwrap_or_else(|problem| {
        let body =
            html! { (search_form()) p { a href=(START) { (both("Ke daftar kerja", "To the worklist")) } } };
        signed.page(&app, Some(&problem), both("Cari berkas", "Find a file"), &body)
    })
}

impl Wanted {
    fn read(given: Given) -> Result<Self, Problem> {
        let Query(given) = given.map_err(|_| Problem::not_found())?;
        let word = |name: &str| given.get(name).map(String::as_str).filter(|word| !word.is_empty());
        let unfit = |_| Problem::not_found();
        Ok(Self {
            stage: word("tahap").map(str::parse).transpose().map_err(unfit)?,
            matter: word("perihal").map(str::parse).transpose().map_err(unfit)?,
            overdue: word("terlambat").is_some(),
            after: word("setelah").map(|text| cursor(text).ok_or_else(Problem::not_found)).transpose()?,
            done: word("tercatat").and_then(|word| word.parse().ok()),
        })
    }

    /// The same list, from a row on.
    fn address_after(&self, (since, complaint): (Timestamp, ComplaintId)) -> String {
        let mut address = format!("{START}?setelah={}.{complaint}", since.micros());
        for (name, word) in
            [("tahap", self.stage.map(Stage::as_str)), ("perihal", self.matter.map(Matter::as_str))]
        {
            if let Some(word) = word {
                address.push('&');
                address.push_str(name);
                address.push('=');
                address.push_str(word);
            }
        }
        if self.overdue {
            address.push_str("&terlambat=1");
        }
        address
    }

    fn page(&self, app: &App, signed: &Signed, list: &WorklistPage) -> Markup {
        html! {
            @if let Some(done) = self.done { (notices::success(recorded(done))) }
            (search_form())
            (self.filter())
            @if list.rows.is_empty() {
                p { (both("Tidak ada berkas di daftar ini.", "There is no file in this list.")) }
            } @else {
                ol.rows { @for row in &list.rows { (row_of(app, signed, list, row)) } }
            }
            @if let Some(next) = list.next {
                p { a.button.second href=(self.address_after(next)) { (both("Berikutnya", "Next page")) } }
            }
        }
    }

    fn filter(&self) -> Markup {
        html! {
            details open[self.stage.is_some() || self.matter.is_some() || self.overdue] {
            summary { (both("Saring daftar", "Filter the list")) }
            form.filter method="get" action=(START) {
                label for="tahap" { (both("Tahap", "Stage")) }
                select #tahap name="tahap" {
                    option value="" { (both("yang menunggu saya", "what waits for me").plain()) }
                    @for stage in Stage::ALL.iter().filter(|stage| **stage != Stage::New) {
                        option value=(stage) selected[self.stage == Some(*stage)] { (word!(stage).plain()) }
                    }
                }
                label for="perihal" { (both("Perihal", "Matter")) }
                select #perihal name="perihal" {
                    option value="" { (both("semua", "all").plain()) }
                    @for matter in Matter::ALL {
                        option value=(matter) selected[self.matter == Some(*matter)] { (word!(matter).plain()) }
                    }
                }
                label.check {
                    input type="checkbox" name="terlambat" value="1" checked[self.overdue]; " "
                    span { (both("Hanya yang terlambat", "Only what is late")) }
                }
                button.second { (both("Tampilkan", "Show")) }
            }
            }
        }
    }
}

fn row_of(app: &App, signed: &Signed, list: &WorklistPage, row: &Summary) -> Markup {
    let (zone, now, desk) = (signed.zone(app), SystemClock.now(), app.shared_desk());
    let elsewhere = row.holder.filter(|holder| Some(*holder) != signed.actor.office);
    let number = row.register.map_or_else(|| row.complaint.to_string(), |register| register.to_string());
    html! {
        li {
            p {
                a href=(file_address(row.complaint)) { strong { (number) } }
                " · " (word!(row.stage))
                @if let Some(matter) = row.matter { " · " (word!(matter)) }
            }
            p.hint {
                (both("Diterima", "Received")) ": " (zone.display(row.received_at, aduan_core::Language::Indonesian))
                @if let Some(holder) = elsewhere { br; (both("Di", "At")) ": " (office_name(desk.directory(), holder)) }
            }
            @if let Some(target) = row.target {
                @if target <= now {
                    p.late { (both("Terlambat sejak", "Late since")) ": " (time(zone, target)) }
                } @else {
                    p.hint { (both("Paling lambat", "Due")) ": " (time(zone, target)) }
                }
            }
            @for late in list.late.get(&row.complaint).into_iter().flatten() {
                p.late { (late.rule) ": " (time(zone, late.due)) }
            }
            @if row.unanswered.is_some() {
                p.late { (both("Pesan pengadu belum dijawab", "A message of the complainant waits")) }
            }
            @if row.to_tell.is_some() && row.to_tell == signed.actor.office {
                p.late { (both("Nomor register belum disampaikan", "The register number was not told")) }
            }
        }
    }
}

/// That a command was recorded.
pub(super) fn recorded(command: CommandKind) -> Both<'static> {
    // The command's own word would need another form in a sentence; so it stands alone behind.
    match command {
        CommandKind::Receive => both("Pengaduan sudah dicatat.", "The complaint is recorded."),
        _ => both("Sudah dicatat.", "It is recorded."),
    }
}

fn search_form() -> Markup {
    html! {
        form.search method="get" action="/petugas/cari" role="search" {
            label for="nomor" { (both("Cari nomor register", "Find a register number")) }
            input #nomor name="nomor" required maxlength="40" autocomplete="off" spellcheck="false";
            button.second { (both("Cari", "Find")) }
        }
    }
}

/// Reads the place after which a page begins.
fn cursor(text: &str) -> Option<(Timestamp, ComplaintId)> {
    let (micros, complaint) = text.split_once('.')?;
    Some((Timestamp::from_micros(micros.parse().ok()?), complaint.parse().ok()?))
}

/// A failure as a page of this officer.
pub(super) fn failed(app: &App, signed: &Signed, problem: &Problem) -> Response {
    let body = html! { p { a.button href=(START) { (both("Ke daftar kerja", "To the worklist")) } } };
    signed.page(app, Some(problem), both("Berkas", "File"), &body).into_response()
}
