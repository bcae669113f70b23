//! A file (berkas): where it stands, what is due, what it holds, what this officer may do with it now.

use super::{Signed, file_address, office_name, time, worklist};
use crate::layout::{Both, both, word};
use crate::notices;
use aduan_core::{CommandKind, Complaint, Role, Rule, Timestamp, Zone, procedure};
use aduan_http::auth::route_access::{DISCLOSED_TO, DPO, HANDLING, READING};
use aduan_http::extract::ComplaintPath;
use aduan_http::{App, Problem};
use aduan_store::desk::{File, ListedContent};
use aduan_store::{Clock, SystemClock};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::HashMap;

pub(crate) async fn show(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let loaded = async {
        let ComplaintPath(id) = path?;
        let actor = signed.actor.clone();
        app.query(move |desk| Ok((desk.file(&actor, id)?, desk.contents(&actor, id)?))).await
    };
    match loaded.await {
        Ok((file, contents)) => {
            let done = query.ok().and_then(|Query(given)| given.get("tercatat")?.parse().ok());
            let page = FilePage { app: &app, signed: &signed, file: &file, contents: &contents };
            signed.page(&app, None, TITLE, &page.body(done))
        }
        Err(problem) => worklist::failed(&app, &signed, &problem),
    }
}

const TITLE: Both<'static> = both("Berkas pengaduan", "Complaint file");

struct FilePage<'a> {
    app: &'a App,
    signed: &'a Signed,
    file: &'a File,
    contents: &'a [ListedContent],
}

/// How a file is called on its pages.
pub(super) fn number(complaint: &Complaint) -> String {
    complaint.register.map_or_else(|| complaint.id.to_string(), |register| register.to_string())
}

impl FilePage<'_> {
    fn body(&self, done: Option<CommandKind>) -> Markup {
        let role = self.signed.actor.role;
        let address = file_address(self.file.complaint.id);
        html! {
            @if let Some(done) = done { (notices::success(worklist::recorded(done))) }
            (self.warnings())
            (self.facts())
            (self.commands())
            @if READING.contains(role) { (self.texts(&address)) }
            h2 { (both("Lainnya", "More")) }
            ul {
                @if DISCLOSED_TO.contains(role) && !self.file.complaint.identity.is_empty() {
                    li {
                        a href={ (address) "/identitas" } { (both("Identitas pengadu", "The complainant's identity")) }
                        p.hint {
                            (both(
                                "Hanya bila sudah dibuka untuk Anda. Setiap percobaan dicatat.",
                                "Only where it was disclosed to you. Each attempt is on record.",
                            ))
                        }
                    }
                }
                @if HANDLING.contains(role) {
                    li { a href={ (address) "/riwayat" } { (both("Riwayat", "History")) } }
                }
                @if DPO.contains(role) {
                    li { a href={ (address) "/akses" } { (both("Siapa yang membaca", "Who has read it")) } }
                }
            }
        }
    }

    /// What the officer must know before anything else.
    fn warnings(&self) -> Markup {
        let complaint = &self.file.complaint;
        let zone = complaint.zone;
        html! {
            @if complaint.unknown > 0 {
                div.notice.bad { p { (both(
                    "Riwayatnya memuat peristiwa yang tidak dikenal versi ini; tidak ada perintah yang diterima.",
                    "Its history has events that this version does not know: no command is accepted.",
                )) } }
            }
            @if complaint.erased {
                div.notice { p { (both("Data pribadinya sudah dihapus.", "Its personal data were erased.")) } }
            }
            @if complaint.withdrawn {
                div.notice { p { (both("Pengadu mencabut pengaduan ini.", "The complainant withdrew it.")) } }
            }
            @if let Some(since) = complaint.contested {
                div.notice { p { (both("Pengadu menyanggah perihalnya sejak", "The complainant contests what it is about, since")) (time(zone, since)) } }
            }
            @if let Some(since) = complaint.unanswered {
                div.notice { p { (both("Pesan pengadu menunggu jawaban sejak", "A message of the complainant waits since")) (time(zone, since)) } }
            }
            @if let Some(since) = complaint.late_material {
                div.notice { p { (both("Sesudah ditutup ada yang masuk dan belum dilihat, sejak", "Something came in after the end and nobody looked at it, since")) (time(zone, since)) } }
            }
            @for open in complaint.proposals.iter().filter(|open| self.file.commands.contains(&open.proposed.act.command())) {
                div.notice {
                    p {
                        (both("Menunggu orang kedua", "It waits for a second person")) ": "
                        (word!(open.proposed.act.command()))
                        " · " (word!(open.role))
                    }
                    p.hint { (both("Gugur pada", "Lapses")) (time(zone, open.proposed.lapse.due)) }
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let complaint = &self.file.complaint;
        let zone = complaint.zone;
        let desk = self.app.shared_desk();
        let office = |office| office_name(desk.directory(), office);
        let handles = !matches!(self.signed.actor.role, Role::Receiver | Role::Coordinator);
        html! {
            dl {
                (fact(both("Nomor register", "Register number"), &html! { (number(complaint)) }))
                (fact(both("Tahap", "Stage"), &html! { (word!(complaint.stage)) (time(zone, complaint.stage_since)) }))
                @if let Some(matter) = complaint.matter { (fact(both("Perihal", "Matter"), &html! { (word!(matter)) })) }
                (fact(both("Diterima", "Received"), &html! {
                    @if let Some(channel) = complaint.channel { (word!(channel)) }
                    (time(zone, complaint.received_at))
                }))
                @if let Some(holder) = complaint.holder { (fact(both("Berkas ada di", "The file is at"), &html! { (office(holder)) })) }
                (fact(both("Kerahasiaan", "Confidentiality"), &html! { (word!(complaint.confidentiality)) }))
                @if handles {
                    @if let Some(clarity) = complaint.clarity { (fact(both("Kejelasan materi", "Clarity"), &html! { (word!(clarity)) })) }
                    @if let Some(reported) = complaint.reported { (fact(both("Terlapor", "Official complained of"), &html! { (word!(reported)) })) }
                    @if let Some(at) = complaint.reported_office { (fact(both("Kantor terlapor", "Office complained of"), &html! { (office(at)) })) }
                    @if let Some(step) = complaint.step { (fact(both("Langkah pengkajian", "Step"), &html! { (word!(step)) })) }
                    @if let Some(finding) = complaint.finding { (fact(both("Hasil pengkajian", "Finding"), &html! { (word!(finding)) })) }
                    @if let Some(number) = complaint.wise { (fact(both("Nomor WISE", "WISE number"), &html! { (number) })) }
                }
                @if let Some(outcome) = complaint.outcome { (fact(both("Hasil", "Outcome"), &html! { (word!(outcome)) })) }
            }
            (self.deadlines(zone))
        }
    }

    /// What is due, the earliest first, and by which rule.
    fn deadlines(&self, zone: Zone) -> Markup {
        let complaint = &self.file.complaint;
        let now = SystemClock.now();
        let mut due: Vec<(Timestamp, Both<'_>, Rule)> = [
            complaint
                .target
                .map(|target| (target.due, both("Batas tahap ini", "Target of this stage"), target.rule)),
            complaint.window.map(|due| {
                (due, both("Jangka waktu data tambahan", "Window for additional data"), Rule::R13)
            }),
            complaint
                .response_due
                .map(|due| (due, both("Kabar kepada pengadu", "Word to the complainant"), Rule::R23)),
            complaint
                .answer_due
                .map(|due| (due, both("Jawaban atas pesan pengadu", "Answer to their message"), Rule::R23)),
            complaint
                .overall_due
                .map(|due| (due, both("Batas keseluruhan", "Target of the whole"), Rule::R26)),
        ]
        .into_iter()
        .flatten()
        .collect();
        due.sort_by_key(|(due, ..)| *due);
        html! {
            @if !due.is_empty() {
                h2 { (both("Batas waktu", "Deadlines")) }
                ul.evidence {
                    @for (at, what, rule) in due {
                        li.late[at <= now] { (what) " (" (rule) ")" (time(zone, at)) }
                    }
                }
            }
        }
    }

    fn commands(&self) -> Markup {
        let address = file_address(self.file.complaint.id);
        let (stage, role) = (self.file.complaint.stage, self.signed.actor.role);
        let rules = |command: CommandKind| {
            let fits = |row: &&procedure::Row| row.stages.contains(stage) && row.roles.contains(role);
            procedure::rows(command).find(fits).map_or(&[][..], |row| row.rules)
        };
        html! {
            h2 { (both("Yang dapat Anda lakukan", "What you may do")) }
            @if self.file.commands.is_empty() {
                p { (both("Tidak ada, saat ini.", "Nothing, at present.")) }
            } @else {
                ul.commands {
                    @for command in &self.file.commands {
                        li {
                            a href={ (address) "/perintah/" (command) } { (word!(command)) }
                            span.rules { @for rule in rules(*command) { " " (rule) } }
                        }
                    }
                }
            }
        }
    }

    fn texts(&self, address: &str) -> Markup {
        let zone = self.file.complaint.zone;
        html! {
            h2 { (both("Isi berkas", "What it holds")) }
            @if self.contents.is_empty() {
                p { (both("Tidak ada yang boleh Anda baca.", "There is nothing that you may read.")) }
            } @else {
                p {
                    a.button.second href={ (address) "/isi" } { (both("Baca semua teks", "Read all texts")) }
                }
                p.hint { (both("Setiap pembacaan dicatat.", "Each reading is on record.")) }
                ul.evidence {
                    @for content in self.contents {
                        li {
                            a href={ (address) "/isi/" (content.content) } { (word!(content.event)) }
                            " · " (word!(content.by)) (time(zone, content.at))
                        }
                    }
                }
            }
        }
    }
}

fn fact(name: Both<'_>, value: &Markup) -> Markup {
    html! { dt { (name) } dd { (value) } }
}
