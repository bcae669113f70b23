//! Reading: texts, attachments, the identity, the history, who has read it. Each reading of words is on record (R30).

use super::{Signed, file, file_address, office_name, time, worklist};
use crate::layout::{Both, both, word};
use aduan_core::{Actor, ComplaintId, EventKind, IdentityPart, Language, Zone};
use aduan_http::extract::{ComplaintPath, ContentPath};
use aduan_http::{App, Problem, show_content};
use aduan_store::desk::{File, ListedContent};
use aduan_store::vault::Words;
use aduan_store::{AccessAnswer, Desk, DeskError};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

/// Texts that one page shows, the latest: each is opened for it.
const TEXTS_SHOWN: usize = 100;

/// The texts of a file that were opened for one page, the latest.
pub(super) struct Texts {
    /// How many earlier ones were not.
    earlier: usize,
    opened: Vec<(ListedContent, Result<Words, Problem>)>,
}

pub(crate) async fn texts(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
) -> Response {
    let title = both("Isi berkas", "What the file holds");
    shown(&app, &signed, path, title, Texts::open, |zone, texts| texts.markup(zone)).await
}

/// Reads something of a file, and shows it as a page with the way back to the file.
async fn shown<T: Send + 'static>(
    app: &App,
    signed: &Signed,
    path: Result<ComplaintPath, Problem>,
    title: Both<'_>,
    read: impl FnOnce(&Desk, &Actor, ComplaintId) -> Result<T, DeskError> + Send + 'static,
    draw: impl FnOnce(Zone, T) -> Markup,
) -> Response {
    let actor = signed.actor.clone();
    let read = async {
        let ComplaintPath(id) = path?;
        app.query(move |desk| Ok((desk.file(&actor, id)?, read(desk, &actor, id)?))).await
    };
    match read.await {
        Ok((File { complaint, .. }, read)) => {
            let body = html! { (back(&complaint)) (draw(complaint.zone, read)) };
            signed.page(app, None, title, &body)
        }
        Err(problem) => worklist::failed(app, signed, &problem),
    }
}

impl Texts {
    /// Opens them; each reading is on record. What cannot be opened any more holds up no other.
    pub(super) fn open(desk: &Desk, actor: &Actor, id: ComplaintId) -> Result<Self, DeskError> {
        let mut texts = desk.contents(actor, id)?;
        texts.retain(|listed| listed.event != EventKind::EvidenceAttached);
        let earlier = texts.len().saturating_sub(TEXTS_SHOWN);
        let read =
            |listed: ListedContent| (listed, desk.read(actor, id, listed.content).map_err(Problem::from));
        Ok(Self { earlier, opened: texts.into_iter().skip(earlier).map(read).collect() })
    }

    pub(super) fn markup(&self, zone: Zone) -> Markup {
        html! {
            @if self.earlier > 0 {
                p { (both(
                    &format!("{} teks yang lebih awal dibuka satu per satu dari berkasnya.", self.earlier),
                    &format!("{} earlier texts are opened one by one from the file.", self.earlier),
                )) }
            }
            @for (listed, words) in &self.opened {
                h3 { (word!(listed.event)) }
                p.hint { (word!(listed.by)) " · " (time(zone, listed.at)) }
                @match words {
                    Ok(words) => blockquote { (words.reveal()) },
                    Err(problem) => p.late { (both(problem.sentence(Language::Indonesian), problem.sentence(Language::English))) },
                }
            }
        }
    }
}

/// One text or attachment: a text as plain text, an attachment as a download.
pub(crate) async fn content(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
    content: Result<ContentPath, Problem>,
) -> Response {
    let shown = async {
        let (ComplaintPath(id), ContentPath(content)) = (path?, content?);
        show_content(&app, signed.actor.clone(), id, content).await
    };
    shown.await.unwrap_or_else(|problem| worklist::failed(&app, &signed, &problem))
}

pub(crate) async fn identity(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
) -> Response {
    let title = both("Identitas pengadu", "The complainant's identity");
    shown(&app, &signed, path, title, Desk::read_identity, |_, mut identity| {
        html! {
            div.notice { p { (both(
                "Pembacaan ini dicatat, dan pengadu dapat melihatnya.",
                "This reading is on record, and the complainant can see it.",
            )) } }
            dl {
                @for part in IdentityPart::ALL {
                    @if let Some(words) = identity.part_mut(*part) { dt { (word!(part)) } dd { (words.reveal()) } }
                }
            }
        }
    })
    .await
}

pub(crate) async fn history(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
) -> Response {
    let desk = app.shared_desk();
    let office = |office| office_name(desk.directory(), office);
    shown(&app, &signed, path, both("Riwayat", "History"), Desk::history, |zone, records| {
        html! {
            ol.steps {
                @for record in &records {
                    li {
                        (word!(record.event.kind()))
                        p.hint {
                            (word!(record.actor.role))
                            @if let Some(at) = record.actor.office { " · " (office(at)) }
                        }
                        (time(zone, record.recorded_at))
                    }
                }
            }
        }
    })
    .await
}

pub(crate) async fn accesses(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
) -> Response {
    let title = both("Siapa yang membaca", "Who has read it");
    shown(
        &app,
        &signed,
        path,
        title,
        |desk, _, id| desk.accesses(id),
        |zone, accesses| {
            let answer = |answer| match answer {
                AccessAnswer::Shown => both("dibaca", "read"),
                AccessAnswer::Refused => both("ditolak", "refused"),
            };
            html! {
                @if accesses.is_empty() { p { (both("Belum ada.", "None yet.")) } }
                ol.steps {
                    @for access in &accesses {
                        li {
                            (word!(access.actor.role)) ": " (answer(access.answer))
                            p.hint { code { (access.actor.id) } }
                            (time(zone, access.at))
                        }
                    }
                }
            }
        },
    )
    .await
}

/// The way back to the file.
pub(super) fn back(complaint: &aduan_core::Complaint) -> Markup {
    let (number, address) = (file::number(complaint), file_address(complaint.id));
    let Both { id, en } = both("Kembali ke berkas", "Back to the file");
    html! { p { a href=(address) { (both(&format!("{id} {number}"), &format!("{en} {number}"))) } } }
}
