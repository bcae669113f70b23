//! The page that a complainant prints: all that they may see of their complaint, and no form.

use crate::complaint::{OwnComplaint, sentence};
use crate::follow::ticket_form;
use crate::form::{Fields, invalid_field};
use crate::layout::{Both, both, page_after, word};
use aduan_core::{
    ComplainantView, Complaint, Event, EventKind, Language, Media, Record, Role, Seen, Timestamp,
};
use aduan_http::{App, ClientAddress, Problem};
use aduan_store::DeskError;
use aduan_store::vault::Words;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

const TITLE: Both<'static> = both("Data pengaduan Anda", "Your complaint");

/// At most so many texts on one page: each reading is on record.
const MOST: usize = 100;

/// Shows it. The ticket is in the form that asks for it, and is not on the page.
pub(crate) async fn print(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    fields: Result<Fields, Problem>,
) -> Response {
    let shown = async {
        let fields = fields?;
        let typed = fields.get("ticket").ok_or_else(|| invalid_field("ticket"))?;
        let printed = load(&app, OwnComplaint::by_ticket(&app, client, typed)?).await?;
        Ok(page_after(None, TITLE, &printed.body()))
    };
    shown.await.unwrap_or_else(|problem: Problem| ticket_form(Some(&problem)))
}

/// What is printed.
struct Printed {
    complaint: Complaint,
    view: ComplainantView,
    /// When, by which event, and the words, where they are here: an imported history has none.
    texts: Vec<(Timestamp, EventKind, Role, Option<Words>)>,
    /// How many more texts there are.
    more: usize,
    attached: Vec<(Timestamp, Media)>,
}

async fn load(app: &App, own: OwnComplaint) -> Result<Printed, Problem> {
    let (id, actor) = (own.id, own.actor);
    app.query(move |desk| {
        let complaint = desk.file(&actor, id)?.complaint;
        let records = desk.history(&actor, id)?;
        let mut readable = if complaint.erased { Vec::new() } else { desk.contents(&actor, id)? };
        readable.retain(|content| content.event != EventKind::EvidenceAttached);
        let more = readable.len().saturating_sub(MOST);
        readable.truncate(MOST);
        let mut texts = Vec::with_capacity(readable.len());
        for content in readable {
            let words = match desk.read(&actor, id, content.content) {
                Ok(words) => Some(words),
                Err(DeskError::Vault(_)) => None,
                Err(error) => return Err(error),
            };
            texts.push((content.at, content.event, content.by, words));
        }
        let attached = records.iter().filter_map(attached).collect();
        Ok(Printed { view: ComplainantView::of(&records), complaint, texts, more, attached })
    })
    .await
}

/// What was attached by them, or for them.
fn attached(record: &Record) -> Option<(Timestamp, Media)> {
    match &record.event {
        Event::EvidenceAttached(attached)
            if matches!(record.actor.role, Role::Complainant | Role::Receiver) =>
        {
            Some((record.recorded_at, attached.media))
        }
        _ => None,
    }
}

impl Printed {
    fn body(&self) -> Markup {
        html! {
            p.hint {
                (both(
                    "Cetak halaman ini dari menu peramban. Nomor tiket tidak ada di halaman ini.",
                    "Print this page from the browser's menu. The ticket is not on it.",
                ))
            }
            dl {
                dt { (both("Nomor register", "Register number")) }
                dd { @if let Some(register) = self.view.register { (register.to_string()) } }
                dt { (both("Diterima", "Received")) }
                dd { (self.local(self.complaint.received_at)) }
                @if let Some(status) = self.view.status() {
                    dt { (both("Status", "Status")) }
                    dd { (sentence(status)) }
                }
            }
            h2 { (both("Isi tertulis", "What was written")) }
            @if self.complaint.erased {
                p { (both("Data pribadi dan isi pengaduan telah dihapus.", "The personal data and the words were erased.")) }
            } @else if self.texts.is_empty() {
                p { (both("Tidak ada yang dapat ditampilkan.", "There is nothing to show.")) }
            }
            @for (at, event, by, words) in &self.texts {
                h3 { (self.heading(*event, *by)) (self.time(*at)) }
                @match words {
                    Some(words) => blockquote { (words.reveal()) },
                    None => p { (both("Isinya tidak tersimpan di sini.", "Its words are not kept here.")) },
                }
            }
            @if self.more > 0 {
                p {
                    (both(
                        &format!("{} isi lagi tidak dimuat di halaman ini.", self.more),
                        &format!("{} more are not on this page.", self.more),
                    ))
                }
            }
            h2 { (both("Data pendukung", "Evidence")) }
            @if self.attached.is_empty() {
                p { (both("Belum ada.", "None yet.")) }
            } @else {
                ul.evidence { @for (at, media) in &self.attached { li { (word!(media)) (self.time(*at)) } } }
                p.hint { (both("Nama berkas tidak disimpan.", "The names of files are not kept.")) }
            }
            h2 { (both("Perjalanan", "What has happened")) }
            ol.steps { @for step in &self.view.steps { li { (sentence(step)) (self.time(step.at)) } } }
        }
    }

    /// What a text is, to its complainant.
    fn heading(&self, event: EventKind, by: Role) -> Markup {
        let ground = self.view.steps.iter().rev().find_map(|step: &Seen| step.not_actionable);
        html! {
            @match event {
                EventKind::Received => (both("Pengaduan Anda", "Your complaint")),
                EventKind::MaterialAmended => (both("Tambahan atau ralat Anda", "What you added or corrected")),
                EventKind::DataRequested => (both("Yang kami tanyakan", "What we asked")),
                EventKind::DataSupplied => (both("Jawaban Anda", "Your answer")),
                EventKind::Withdrawn => (both("Alasan pencabutan Anda", "Why you withdrew")),
                EventKind::DeclaredNotActionable => {
                    (both("Mengapa tidak dapat ditindaklanjuti", "Why it is not actionable"))
                    @if let Some(ground) = ground { ": " (word!(ground)) }
                },
                EventKind::MessageWritten if by != Role::Complainant => (both("Pesan dari kami", "A message from us")),
                EventKind::MessageWritten => (both("Pesan Anda", "Your message")),
                _ => (both("Keterangan Anda", "What you wrote")),
            }
        }
    }

    fn time(&self, at: Timestamp) -> Markup {
        html! { time datetime=(at) { (self.local(at)) } }
    }

    fn local(&self, at: Timestamp) -> String {
        self.complaint.zone.display(at, Language::Indonesian)
    }
}
