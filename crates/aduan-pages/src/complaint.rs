//! A complaint as its complainant sees it, with the forms for what they may do now.

use crate::form::{Fields, label, random_key};
use crate::layout::{Both, LONGEST, both, page_after, word};
use crate::notices;
use aduan_core::{
    Actor, Command, CommandKind, ComplainantView, ComplaintId, Confidentiality, ContentId, Deliveries, Event,
    EventKind, Language, Media, Milestone, Record, Revocation, Role, Seen, Timestamp,
};
use aduan_http::{App, ClientAddress, Problem, by_ticket};
use aduan_store::DeskError;
use aduan_store::desk::{Draft, File};
use aduan_store::vault::Words;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::OnceLock;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How many messages the page shows, the latest: each is opened for it.
const MESSAGES_SHOWN: usize = 10;

pub(crate) const TITLE: Both<'static> = both("Pantau pengaduan", "Follow a complaint");

/// A complaint whose ticket was shown.
pub(crate) struct OwnComplaint {
    pub(crate) id: ComplaintId,
    pub(crate) actor: Actor,
    ticket: Zeroizing<String>,
    /// The question that was opened, where that could not be recorded.
    unrecorded: OnceLock<Words>,
}

/// The desk's data about the complaint, for the page.
struct LoadedComplaint {
    file: File,
    records: Vec<Record>,
    view: ComplainantView,
    /// Whether a question to the complainant is open.
    asked: bool,
    /// The question, once they were told of it.
    question: Option<Words>,
    /// The reason that was written for them, where it is not actionable.
    public_reason: Option<(ContentId, Words)>,
    /// The latest messages, the oldest first.
    messages: Vec<ShownMessage>,
}

/// A message, as the complainant reads it: not by whom it was written for us.
struct ShownMessage {
    own: bool,
    at: Timestamp,
    words: Words,
}

/// The page of a complaint.
struct ComplaintPage<'a> {
    ticket: &'a str,
    loaded: &'a LoadedComplaint,
    question: Option<&'a Words>,
    max_upload: u64,
    /// Until when the ticket only follows and adds evidence.
    quiet: Option<Timestamp>,
    /// Whether a later ticket went to an address that an officer wrote.
    objects: bool,
    /// What was filled in and refused, to be corrected.
    kept: &'a Fields,
}

impl OwnComplaint {
    pub(crate) fn by_ticket(app: &App, client: ClientAddress, typed: &str) -> Result<Self, Problem> {
        let (id, actor) = by_ticket(app, client, typed)?;
        Ok(Self { id, actor, ticket: Zeroizing::new(typed.to_owned()), unrecorded: OnceLock::new() })
    }

    /// Gives a command under the key of a form: sent twice, it is done once.
    pub(crate) async fn act(&self, app: &App, key: Uuid, command: Command<Draft>) -> Result<(), Problem> {
        let (desk, _permit) = app.admit()?;
        let scope = [self.id.uuid().into_bytes(), self.actor.id.uuid().into_bytes()].concat();
        let trace = desk.trace_for(&scope, key.as_bytes())?;
        desk.act_async(&trace, &self.actor, self.id, command).await?;
        Ok(())
    }

    /// Opens the question: from then on it is shown, and the window runs (R13). If that cannot be recorded, the page says the
    /// question all the same.
    pub(crate) async fn open_question(&self, app: &App) -> Result<Both<'static>, Problem> {
        let (id, actor) = (self.id, self.actor.clone());
        let opened = app.query(move |desk| desk.open_question(&actor, id)).await?;
        if opened.recorded.is_ok() {
            return Ok(both("Pertanyaan kami ada di bawah ini.", "Our question is below."));
        }
        let _first = self.unrecorded.set(opened.question);
        Ok(both(
            "Pertanyaan kami ada di bawah ini. Jangka waktu menjawab belum berjalan.",
            "Our question is below. The time to answer does not run yet.",
        ))
    }

    /// The complaint as it is now, below what was done or went wrong.
    pub(crate) async fn page(
        &self,
        app: &App,
        done: Result<Option<Both<'_>>, Problem>,
        fields: &Fields,
    ) -> Result<Response, Problem> {
        let nothing = Fields::default();
        // Keep the fields of a refused form, so that they need not be typed again. Clear those of an accepted one.
        let kept = match &done {
            Err(problem) if problem.code() != "command_reused" => fields,
            _ => &nothing,
        };
        let loaded = self.load(app).await?;
        let max_upload = app.config().limits.upload_bytes;
        let question = loaded.question.as_ref().or(self.unrecorded.get());
        let File { complaint, commands, .. } = &loaded.file;
        // This is allowed at every stage, unless the ticket's quiet days run.
        let speaks = commands.contains(&CommandKind::ChooseConfidentiality) || complaint.erased;
        let quiet = complaint.ticket_of(&self.actor).and_then(|(_, ticket)| ticket.quiet).filter(|_| !speaks);
        let objects = complaint.revoked_by(&self.actor, Revocation::Later).next().is_some();
        let ticket = &self.ticket;
        let page = ComplaintPage { ticket, loaded: &loaded, question, max_upload, quiet, objects, kept };
        let body = html! {
            @match &done {
                Ok(Some(done)) => (notices::success(*done)),
                Ok(None) => {},
                Err(problem) => (notices::failure(problem)),
            }
            (page.body()?)
        };
        Ok(page_after(done.as_ref().err(), TITLE, &body))
    }

    async fn load(&self, app: &App) -> Result<LoadedComplaint, Problem> {
        let (id, actor) = (self.id, self.actor.clone());
        app.query(move |desk| {
            let file = desk.file(&actor, id)?;
            let records = desk.history(&actor, id)?;
            let view = ComplainantView::of(&records);
            let open = view.status().is_some_and(|status| status.milestone == Milestone::DataRequested);
            let contents = if open { desk.contents(&actor, id)? } else { Vec::new() };
            let question = contents.iter().rev().find(|content| content.event == EventKind::DataRequested);
            // Until they open it, or were told of it, they may not read it: reading it is what starts the window.
            let told = file.complaint.telling.is_some() || file.complaint.window.is_some();
            let question = question.filter(|_| told);
            let question = question.map(|content| desk.read(&actor, id, content.content)).transpose()?;
            let written = records.iter().filter_map(|record| match &record.event {
                Event::MessageWritten(written) => Some((record, written.message.id)),
                _ => None,
            });
            let written: Vec<_> = written.collect();
            let mut messages = Vec::new();
            for (record, message) in &written[written.len().saturating_sub(MESSAGES_SHOWN)..] {
                let own = record.actor.role == Role::Complainant;
                match desk.read(&actor, id, *message) {
                    Ok(words) => messages.push(ShownMessage { own, at: record.recorded_at, words }),
                    // Erased, or not for this ticket to read.
                    Err(DeskError::MayNotRead { .. } | DeskError::Vault(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            let public_reason = view.steps.iter().rev().find_map(|step| step.public_reason);
            let public_reason = match public_reason.map(|reason| (reason, desk.read(&actor, id, reason))) {
                Some((reason, Ok(words))) => Some((reason, words)),
                // They were erased, or never here: the ground stands all the same.
                None | Some((_, Err(DeskError::Vault(_)))) => None,
                Some((_, Err(error))) => return Err(error),
            };
            Ok(LoadedComplaint { file, records, view, asked: open, question, public_reason, messages })
        })
        .await
    }
}

impl ComplaintPage<'_> {
    fn body(&self) -> Result<Markup, Problem> {
        let LoadedComplaint { file, view, .. } = self.loaded;
        let complaint = &file.complaint;
        let may = |command| file.commands.contains(&command);
        Ok(html! {
            dl {
                dt { (both("Nomor register", "Register number")) }
                dd { @if let Some(register) = view.register { (register.to_string()) } }
                @if let Some(matter) = view.matter {
                    dt { (both("Dicatat tentang", "Recorded to be about")) }
                    dd { (word!(matter)) }
                }
                @if let Some(status) = view.status() {
                    dt { (both("Status", "Status")) }
                    dd { (sentence(status)) }
                }
            }
            @if let Some(quiet) = self.quiet { (self.waits(quiet)) }
            @if self.objects && may(CommandKind::RevokeTicket) { (self.objection()?) }
            @if let Some(question) = self.question {
                (self.question(question)?)
            } @else if self.loaded.asked && may(CommandKind::RecordTold) {
                (self.unopened()?)
            }
            h2 { (both("Perjalanan", "What has happened")) }
            ol.steps {
                @for step in &view.steps {
                    li {
                        (sentence(step)) (self.time(step.at))
                        @if let Some((reason, words)) = &self.loaded.public_reason
                            && step.public_reason == Some(*reason) {
                            blockquote { (words.reveal()) }
                        }
                        @if step.deniable { (self.denial(step)?) }
                    }
                }
            }
            @if !self.loaded.messages.is_empty() || may(CommandKind::WriteMessage) {
                h2 { (both("Pesan terakhir", "Latest messages")) }
                (self.messages())
                @if may(CommandKind::WriteMessage) {
                    (self.details("message", both("Tulis pesan", "Write a message"), &self.message_form()?))
                }
            }
            h2 { (both("Data pendukung", "Evidence")) }
            (self.evidence())
            @if may(CommandKind::AttachEvidence) {
                (self.details("evidence", both("Tambah foto, video, atau dokumen", "Add a photo, video or document"),
                    &self.upload_form()?))
            }
            @if may(CommandKind::AmendMaterial) {
                (self.details("amend", both("Tambah atau ralat keterangan", "Add to it or correct it"),
                    &self.form("amend", &self.textarea("amend", both("Keterangan", "What to add"), true),
                        both("Kirim keterangan", "Send it"))?))
            }
            @if may(CommandKind::ContestMatter) {
                (self.details("contest", both("Pencatatan materi keliru", "It is recorded as something else"),
                    &self.contest()?))
            }
            @if may(CommandKind::ChooseConfidentiality) && !complaint.identity.is_empty() {
                (self.details("confidentiality", label("confidentiality"),
                    &self.confidentiality(complaint.confidentiality)?))
            }
            // Once is enough (R21).
            @if may(CommandKind::Withdraw) && !complaint.withdrawn {
                (self.details("withdraw", both("Cabut pengaduan", "Withdraw the complaint"), &self.withdrawal()?))
            }
            @if may(CommandKind::ReissueTicket) {
                (self.details("reissue", both("Minta nomor tiket baru", "Ask for a new ticket"),
                    &self.reissue(complaint.own_ways)?))
            }
            @if may(CommandKind::RevokeTicket) {
                (self.details("revoke", both("Matikan nomor tiket ini", "End this ticket"), &self.revocation()?))
            }
            form method="post" action="/pantau/print" autocomplete="off" {
                input type="hidden" name="ticket" value=(self.ticket);
                button.second { (both("Cetak data pengaduan", "Print the complaint")) }
            }
            p.hint {
                (both(
                    "Di komputer bersama, tutup peramban setelah selesai.",
                    "On a shared computer, close the browser when you are done.",
                ))
            }
        })
    }

    fn question(&self, question: &Words) -> Result<Markup, Problem> {
        let answer_by = self.loaded.view.status().and_then(|status| status.answer_by);
        let answer = self.textarea("answer", both("Jawaban Anda", "Your answer"), true);
        Ok(html! {
            h2 { (both("Kami memerlukan data tambahan", "We need more from you")) }
            blockquote { (question.reveal()) }
            @match answer_by {
                Some(at) => p { (both("Jawablah sebelum", "Answer before")) " " strong { (self.local(at)) } },
                None => p { (both("Jangka waktu menjawab belum berjalan.", "The time to answer does not run yet.")) },
            }
            (self.form("answer", &answer, both("Kirim jawaban", "Send the answer"))?)
        })
    }

    /// A question that waits to be opened.
    fn unopened(&self) -> Result<Markup, Problem> {
        Ok(html! {
            h2 { (both("Kami memerlukan data tambahan", "We need more from you")) }
            p {
                (both(
                    "Jangka waktu menjawab berjalan sejak Anda membuka pertanyaan ini, atau sejak pemberitahuan kami Anda terima.",
                    "The time to answer runs from when you open this question, or from when our notice has reached you.",
                ))
            }
            (self.form("open", &html! {}, both("Buka pertanyaan", "Open the question"))?)
        })
    }

    fn messages(&self) -> Markup {
        html! {
            p.hint {
                (both(
                    "Pesan bukan permintaan data tambahan: tidak ada jangka waktu yang berjalan karenanya.",
                    "A message is no request for additional data: no time limit runs because of it.",
                ))
            }
            @for message in &self.loaded.messages {
                p {
                    @if message.own { (both("Dari Anda", "From you")) } @else { (both("Dari kami", "From us")) }
                    " " (self.time(message.at))
                }
                blockquote { (message.words.reveal()) }
            }
        }
    }

    fn message_form(&self) -> Result<Markup, Problem> {
        let message = self.textarea("message", both("Pesan Anda", "Your message"), true);
        let inputs = html! {
            @if self.loaded.asked {
                p.hint {
                    (both(
                        "Yang Anda tulis sekarang kami terima sebagai jawaban atas permintaan data tambahan.",
                        "What you write now counts as your answer to our request for additional data.",
                    ))
                }
            }
            (message)
        };
        self.form("message", &inputs, both("Kirim pesan", "Send the message"))
    }

    /// The answer to a telling that an officer recorded.
    fn denial(&self, step: &Seen) -> Result<Markup, Problem> {
        let notice = html! {
            @if let Some(notice) = step.notice { input type="hidden" name="notice" value=(notice); }
        };
        self.form("deny", &notice, both("Saya tidak diberi tahu", "I was not told"))
    }

    /// The evidence that the complainant may know of: their own, or recorded for them.
    fn evidence(&self) -> Markup {
        let theirs = |record: &&Record| matches!(record.actor.role, Role::Complainant | Role::Receiver);
        let mut attached = self
            .loaded
            .records
            .iter()
            .filter(theirs)
            .filter_map(|record| match &record.event {
                Event::EvidenceAttached(attached) => Some((attached.media, record.recorded_at)),
                _ => None,
            })
            .peekable();
        html! {
            @if attached.peek().is_none() {
                p { (both("Belum ada.", "None yet.")) }
            } @else {
                ul.evidence { @for (media, at) in attached { li { (word!(media)) (self.time(at)) } } }
            }
        }
    }

    /// The form with a file. It has a route of its own, which has more time; the ticket comes before the file.
    fn upload_form(&self) -> Result<Markup, Problem> {
        let max = size(self.max_upload);
        Ok(html! {
            form method="post" action="/pantau/evidence" enctype="multipart/form-data" autocomplete="off" {
                (self.hidden("evidence")?)
                label for="media" { (label("media")) }
                select #media name="media" {
                    option value="" { (both("dikenali dari berkasnya", "as the file itself says").plain()) }
                    @for media in Media::ALL { option value=(media) { (word!(media).plain()) } }
                }
                label for="file" { (label("file")) }
                p.hint #file-hint {
                    (both(
                        &format!(
                            "Satu berkas, paling besar {max}. Nama berkas tidak disimpan; isinya disimpan apa adanya: \
                             foto dapat memuat tempat dan waktu pengambilannya. Tunggu sampai halaman berganti."
                        ),
                        &format!(
                            "One file of at most {max}. Its name is not kept; its content is kept as it is: a photo may \
                             say where and when it was taken. Wait until the page changes."
                        ),
                    ))
                }
                input #file name="file" type="file" required aria-describedby="file-hint";
                button { (both("Kirim berkas", "Send the file")) }
            }
        })
    }

    /// The other choices about the complainant's identity (P1).
    fn confidentiality(&self, now: Confidentiality) -> Result<Markup, Problem> {
        let Both { id, en } = word!(now);
        let mut forms = Vec::new();
        for other in Confidentiality::ALL.iter().filter(|other| **other != now) {
            let choice = html! { input type="hidden" name="confidentiality" value=(other); };
            let Both { id, en } = word!(other);
            let (id, en) = (format!("Ubah: {id}"), format!("Change it: {en}"));
            forms.push(self.form("confidentiality", &choice, both(&id, &en))?);
        }
        Ok(html! {
            p {
                (both(
                    &format!(
                        "Sekarang: {id}. Bila tidak dirahasiakan, petugas yang menangani pengaduan boleh membuka \
                         identitas Anda."
                    ),
                    &format!("Now: {en}. If it is open, officers who handle the complaint may open your identity."),
                ))
            }
            @for form in forms { (form) }
        })
    }

    fn contest(&self) -> Result<Markup, Problem> {
        let why = both("Tentang apa pengaduan Anda sebenarnya, dan mengapa?", "What is it about, and why?");
        Ok(html! {
            p {
                (both(
                    "Anda dapat menyanggah satu kali. Koordinator di luar unit yang menangani akan memutuskannya.",
                    "You may contest it once. A coordinator above the unit that handles it decides.",
                ))
            }
            (self.form("contest", &self.textarea("contest", why, true), both("Kirim sanggahan", "Send it"))?)
        })
    }

    fn withdrawal(&self) -> Result<Markup, Problem> {
        let reason = both("Alasan (boleh dikosongkan)", "Why (may be left empty)");
        let inputs = html! {
            (self.textarea("withdraw", reason, false))
            label.check {
                input type="checkbox" name="sure" value="yes" required; " "
                span { (both("Ya, saya mencabut pengaduan ini.", "Yes, I withdraw this complaint.")) }
            }
        };
        self.form("withdraw", &inputs, both("Cabut pengaduan", "Withdraw it"))
    }

    /// What a ticket whose address an officer wrote may not do yet (R7).
    fn waits(&self, quiet: Timestamp) -> Markup {
        html! {
            p.notice {
                (both(
                    "Alamat untuk nomor tiket ini ditulis petugas. Untuk melindungi pengadu, sampai waktu berikut nomor ini \
                     hanya untuk memantau dan menambah bukti:",
                    "An officer wrote the address for this ticket. To protect the complainant, until this time it only follows \
                     and adds evidence:",
                ))
                " " strong { (self.local(quiet)) }
            }
        }
    }

    /// The complainant's word against a ticket that they did not ask for (C37).
    fn objection(&self) -> Result<Markup, Problem> {
        let which = html! { input type="hidden" name="which" value=(Revocation::Later); };
        Ok(html! {
            div.notice {
                p {
                    (both(
                        "Nomor tiket lain telah dikirim ke alamat yang ditulis petugas. Bila bukan Anda yang memintanya, \
                         matikan sekarang.",
                        "Another ticket was sent to an address that an officer wrote. If you did not ask for it, end it now.",
                    ))
                }
                (self.form("revoke", &which, both("Matikan nomor tiket lain itu", "End that other ticket"))?)
            }
        })
    }

    /// A new ticket, on the ways that they left. The page shows neither the ticket nor an address.
    fn reissue(&self, ways: Deliveries) -> Result<Markup, Problem> {
        let inputs = html! {
            p {
                (both(
                    "Kami kirim ke alamat atau nomor yang Anda tinggalkan saat mengadu. Nomor ini mati begitu nomor yang baru dipakai.",
                    "We send it to the address or number that you left when you filed. This one dies when the new one is used.",
                ))
            }
            @for way in ways.iter() {
                label.check {
                    input type="checkbox" name=(way) value="yes" checked; " "
                    span { (both(way.label(Language::Indonesian), way.label(Language::English))) }
                }
            }
        };
        self.form("reissue", &inputs, both("Kirim nomor tiket baru", "Send a new ticket"))
    }

    fn revocation(&self) -> Result<Markup, Problem> {
        let inputs = html! {
            input type="hidden" name="which" value=(Revocation::This);
            p {
                (both(
                    "Bila orang lain mengetahui nomor ini. Untuk nomor baru, hubungi petugas dengan nomor register Anda.",
                    "If somebody else knows it. For a new one, ask an officer with your register number.",
                ))
            }
            label.check {
                input type="checkbox" name="sure" value="yes" required; " "
                span { (both("Ya, matikan nomor tiket ini.", "Yes, end this ticket.")) }
            }
        };
        self.form("revoke", &inputs, both("Matikan nomor tiket", "End the ticket"))
    }

    /// A part of the page that opens; open where its form was refused.
    fn details(&self, act: &str, title: Both<'_>, content: &Markup) -> Markup {
        html! { details open[self.refused(act)] { summary { (title) } (content) } }
    }

    /// A form of this page: the ticket, the act and its key, the inputs, a button.
    fn form(&self, act: &str, inputs: &Markup, button: Both<'_>) -> Result<Markup, Problem> {
        Ok(html! {
            form method="post" action="/pantau" autocomplete="off" {
                (self.hidden(act)?)
                input type="hidden" name="act" value=(act);
                (inputs)
                button { (button) }
            }
        })
    }

    fn hidden(&self, act: &str) -> Result<Markup, Problem> {
        let key = match self.kept.get("key").filter(|_| self.refused(act)) {
            Some(key) => key.to_owned(),
            None => random_key()?,
        };
        Ok(html! {
            input type="hidden" name="ticket" value=(self.ticket);
            input type="hidden" name="key" value=(key);
        })
    }

    fn textarea(&self, act: &str, label: Both<'_>, required: bool) -> Markup {
        let content = self.kept.get("content").filter(|_| self.refused(act)).unwrap_or_default();
        html! {
            label for=(act) { (label) }
            // A browser drops the first line end of a textarea.
            textarea id=(act) name="content" maxlength=(LONGEST) required[required] { "\n" (content) }
        }
    }

    /// Whether this form was sent and refused.
    fn refused(&self, act: &str) -> bool {
        self.kept.get("act") == Some(act)
    }

    fn time(&self, at: Timestamp) -> Markup {
        html! { time datetime=(at) { (self.local(at)) } }
    }

    fn local(&self, at: Timestamp) -> String {
        self.loaded.file.complaint.zone.display(at, Language::Indonesian)
    }
}

pub(crate) fn sentence(step: &Seen) -> Markup {
    html! { (both(&step.sentence(Language::Indonesian), &step.sentence(Language::English))) }
}

/// A size for people. Rounded down: a file of the size that is named may be sent.
fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes >> 10),
        _ => format!("{} MB", bytes >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_file_of_the_named_size_may_be_sent() {
        assert_eq!([size(999), size(2047), size((100 << 20) + 5)], ["999 B", "1 KB", "100 MB"]);
    }
}
