//! A complaint as its complainant sees it, with the forms for what they may do now.

use crate::form::{Fields, label, random};
use crate::html::{LONGEST, both, escaped, labels, page, plain, waiting, word};
use crate::notices::{self, Both, size};
use aduan_core::{
    Actor, Command, CommandId, CommandKind, ComplainantView, ComplaintId, Confidentiality, Event, EventKind,
    Language, Media, Milestone, Record, Role, Seen, Timestamp, Zone,
};
use aduan_http::{App, ClientAddress, Problem, by_ticket};
use aduan_store::DeskError;
use aduan_store::desk::{File, Pen};
use aduan_store::vault::Words;
use axum::http::StatusCode;
use axum::response::Response;
use std::fmt::Write;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Somebody who has shown their ticket.
pub(super) struct Own {
    pub(super) id: ComplaintId,
    pub(super) actor: Actor,
    ticket: Zeroizing<String>,
}

/// What the page shows.
struct Sheet {
    file: File,
    records: Vec<Record>,
    view: ComplainantView,
    /// What is asked of them, while it is.
    question: Option<Words>,
    most: u64,
}

impl Own {
    pub(super) fn of(app: &App, client: ClientAddress, typed: &str) -> Result<Self, Problem> {
        let (id, actor) = by_ticket(app, client, typed)?;
        let ticket = Zeroizing::new(typed.to_owned());
        Ok(Self { id, actor, ticket })
    }

    /// Gives a command under the key of a form: sent twice, it is done once.
    pub(super) async fn act(
        &self,
        app: &App,
        key: Uuid,
        say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
    ) -> Result<(), Problem> {
        let (desk, turn) = app.admit()?;
        let mut trace = desk.trace()?;
        trace.command = CommandId::new(key);
        desk.act_async(&trace, &self.actor, self.id, say).await?;
        drop(turn);
        Ok(())
    }

    /// The complaint as it stands now, after what was done or went wrong.
    pub(super) async fn page(
        &self,
        app: &App,
        done: Result<Option<Both>, Problem>,
        said: &Fields,
    ) -> Result<Response, Problem> {
        let problem = done.as_ref().err();
        let status = problem.map_or(StatusCode::OK, Problem::status);
        let mut body = match &done {
            Ok(told) => told.map(notices::done).unwrap_or_default(),
            Err(problem) => notices::wrong(problem),
        };
        let (nothing, reused) =
            (Fields::default(), problem.is_some_and(|problem| problem.code() == "command_reused"));
        // What was refused need not be typed again. What was done needs no form that says it once more.
        let kept = if problem.is_some() && !reused { said } else { &nothing };
        let sheet = self.sheet(app).await?;
        self.show(&mut body, &sheet, kept)?;
        Ok(waiting(page(status, crate::follow::TITLE, &body), problem))
    }

    async fn sheet(&self, app: &App) -> Result<Sheet, Problem> {
        let (id, actor, most) = (self.id, self.actor.clone(), app.config().limits.upload_bytes);
        app.query(move |desk| {
            let file = desk.file(&actor, id)?;
            let records = desk.history(&actor, id)?;
            let view = ComplainantView::of(&records);
            let open = view.status().is_some_and(|status| status.milestone == Milestone::DataRequested);
            let asked = if open { desk.contents(&actor, id)? } else { Vec::new() };
            let asked = asked.iter().rev().find(|content| content.event == EventKind::DataRequested);
            let question = asked.map(|content| desk.read(&actor, id, content.content)).transpose()?;
            Ok(Sheet { file, records, view, question, most })
        })
        .await
    }

    fn show(&self, body: &mut String, sheet: &Sheet, kept: &Fields) -> Result<(), Problem> {
        let zone = sheet.file.complaint.zone;
        let may = |command| sheet.file.commands.contains(&command);
        let register = sheet.view.register.map(|register| register.to_string()).unwrap_or_default();
        // Writing to memory has no way to fail.
        let _ = writeln!(
            body,
            "<dl><dt>{}</dt><dd>{}</dd>",
            both("Nomor register", "Register number"),
            escaped(&register)
        );
        if let Some(status) = sheet.view.status() {
            let _ = writeln!(body, "<dt>{}</dt><dd>{}</dd>", both("Status", "Status"), sentence(status));
        }
        body.push_str("</dl>\n");
        if let Some(question) = &sheet.question {
            let by = sheet.view.status().and_then(|status| status.answer_by);
            let _ = writeln!(
                body,
                "<h2>{}</h2>\n<blockquote>{}</blockquote>\n<p>{} <strong>{}</strong></p>",
                both("Kami memerlukan data tambahan", "We need more from you"),
                escaped(question.reveal()),
                both("Jawablah sebelum", "Answer before"),
                by.map(|by| when(zone, by)).unwrap_or_default(),
            );
            let answer = written("answer", ("Jawaban Anda", "Your answer"), kept, true);
            self.form(body, kept, "answer", &answer, ("Kirim jawaban", "Send the answer"))?;
        }
        let _ = writeln!(body, "<h2>{}</h2>\n<ol class=\"steps\">", both("Perjalanan", "What has happened"));
        for step in &sheet.view.steps {
            let (at, said) = (when(zone, step.at), sentence(step));
            let _ = writeln!(body, "<li>{said}<time datetime=\"{}\">{at}</time></li>", step.at);
        }
        let _ = writeln!(body, "</ol>\n<h2>{}</h2>", both("Data pendukung", "Evidence"));
        evidence(body, sheet);
        if may(CommandKind::AttachEvidence) {
            opening(
                body,
                ("Tambah foto, video, atau dokumen", "Add a photo, video or document"),
                kept,
                "evidence",
            );
            self.upload(body, sheet.most, kept)?;
            body.push_str("</details>\n");
        }
        if may(CommandKind::AmendMaterial) {
            opening(body, ("Tambah atau ralat keterangan", "Add to it or correct it"), kept, "amend");
            let amend = written("amend", ("Keterangan", "What to add"), kept, true);
            self.form(body, kept, "amend", &amend, ("Kirim keterangan", "Send it"))?;
            body.push_str("</details>\n");
        }
        if may(CommandKind::ChooseConfidentiality) && !sheet.file.complaint.identity.is_empty() {
            self.confidentiality(body, sheet.file.complaint.confidentiality, kept)?;
        }
        // Once is enough (R21).
        if may(CommandKind::Withdraw) && !sheet.file.complaint.withdrawn {
            opening(body, ("Cabut pengaduan", "Withdraw the complaint"), kept, "withdraw");
            let sure = format!(
                "{}<label class=\"check\"><input type=\"checkbox\" name=\"sure\" value=\"yes\" required> <span>{}</span></label>\n",
                written("withdraw", ("Alasan (boleh dikosongkan)", "Why (may be left empty)"), kept, false),
                both("Ya, saya mencabut pengaduan ini.", "Yes, I withdraw this complaint."),
            );
            self.form(body, kept, "withdraw", &sure, ("Cabut pengaduan", "Withdraw it"))?;
            body.push_str("</details>\n");
        }
        let _ = writeln!(
            body,
            "<p class=\"hint\">{}</p>",
            both(
                "Di komputer bersama, tutup peramban setelah selesai.",
                "On a shared computer, close the browser when you are done.",
            )
        );
        Ok(())
    }

    /// The other choice about their identity (P1).
    fn confidentiality(&self, body: &mut String, now: Confidentiality, kept: &Fields) -> Result<(), Problem> {
        let act = "confidentiality";
        opening(body, label(act), kept, act);
        let (id, en) = labels!(now);
        let _ = writeln!(
            body,
            "<p>{}</p>",
            both(
                &format!(
                    "Sekarang: {id}. Bila tidak dirahasiakan, petugas yang menangani pengaduan boleh membuka identitas \
                     Anda."
                ),
                &format!(
                    "Now: {en}. If it is open, officers who handle the complaint may open your identity."
                ),
            )
        );
        for other in Confidentiality::ALL.iter().filter(|other| **other != now) {
            let chosen = format!("<input type=\"hidden\" name=\"{act}\" value=\"{other}\">\n");
            let (id, en) = labels!(other);
            self.form(body, kept, act, &chosen, (&format!("Ubah: {id}"), &format!("Change it: {en}")))?;
        }
        body.push_str("</details>\n");
        Ok(())
    }

    /// A form of this page: the ticket, what it does, its key, what is filled in, a button.
    fn form(
        &self,
        body: &mut String,
        kept: &Fields,
        act: &str,
        inputs: &str,
        button: (&str, &str),
    ) -> Result<(), Problem> {
        let _ = writeln!(
            body,
            "<form method=\"post\" action=\"/pantau\" autocomplete=\"off\">\n{}<input type=\"hidden\" name=\"act\" \
             value=\"{act}\">\n{inputs}<button>{}</button>\n</form>",
            self.hidden(kept, act)?,
            both(button.0, button.1),
        );
        Ok(())
    }

    /// The form with a file. It has a route of its own, which has more time; the ticket comes before the file.
    fn upload(&self, body: &mut String, most: u64, kept: &Fields) -> Result<(), Problem> {
        let _ = writeln!(
            body,
            "<form method=\"post\" action=\"/pantau/evidence\" enctype=\"multipart/form-data\" autocomplete=\"off\">\n{}\
             <label for=\"media\">{}</label>\n<select id=\"media\" name=\"media\">\n<option value=\"\">{}</option>",
            self.hidden(kept, "evidence")?,
            both("Jenisnya", "What it is"),
            plain(("dikenali dari berkasnya", "as the file itself says")),
        );
        for media in Media::ALL {
            let _ = writeln!(body, "<option value=\"{media}\">{}</option>", plain(labels!(media)));
        }
        let most = size(most);
        let _ = writeln!(
            body,
            "</select>\n<label for=\"file\">{}</label>\n<p class=\"hint\" id=\"file-hint\">{}</p>\n<input id=\"file\" \
             name=\"file\" type=\"file\" required aria-describedby=\"file-hint\">\n<button>{}</button>\n</form>",
            both("Berkas", "The file"),
            both(
                &format!(
                    "Satu berkas, paling besar {most}. Nama berkas tidak disimpan; isinya disimpan apa adanya: foto \
                     dapat memuat tempat dan waktu pengambilannya. Tunggu sampai halaman berganti."
                ),
                &format!(
                    "One file of at most {most}. Its name is not kept; its content is kept as it is: a photo may say \
                     where and when it was taken. Wait until the page changes."
                ),
            ),
            both("Kirim berkas", "Send the file"),
        );
        Ok(())
    }

    fn hidden(&self, kept: &Fields, act: &str) -> Result<String, Problem> {
        let key = match kept.get("key").filter(|_| kept.get("act") == Some(act)) {
            Some(key) => key.to_owned(),
            None => uuid::Builder::from_random_bytes(random()?).into_uuid().to_string(),
        };
        Ok(format!(
            "<input type=\"hidden\" name=\"ticket\" value=\"{}\">\n<input type=\"hidden\" name=\"key\" value=\"{}\">\n",
            escaped(&self.ticket),
            escaped(&key)
        ))
    }
}

fn when(zone: Zone, at: Timestamp) -> String {
    escaped(&zone.display(at, Language::Indonesian))
}

fn sentence(step: &Seen) -> String {
    both(&step.sentence(Language::Indonesian), &step.sentence(Language::English))
}

/// What was attached that the complainant may know of: their own, or taken in for them.
fn evidence(body: &mut String, sheet: &Sheet) {
    let zone = sheet.file.complaint.zone;
    let mut none = true;
    for record in &sheet.records {
        let theirs = matches!(record.actor.role, Role::Complainant | Role::Receiver);
        let Event::EvidenceAttached(attached) = &record.event else { continue };
        if !theirs {
            continue;
        }
        body.push_str(if none { "<ul class=\"evidence\">\n" } else { "" });
        none = false;
        let (at, at_utc) = (when(zone, record.recorded_at), record.recorded_at);
        let _ = writeln!(body, "<li>{}<time datetime=\"{at_utc}\">{at}</time></li>", word!(attached.media));
    }
    if none {
        let _ = writeln!(body, "<p>{}</p>", both("Belum ada.", "None yet."));
    } else {
        body.push_str("</ul>\n");
    }
}

fn opening(body: &mut String, title: Both, kept: &Fields, act: &str) {
    let open = if kept.get("act") == Some(act) { " open" } else { "" };
    let _ = writeln!(body, "<details{open}><summary>{}</summary>", both(title.0, title.1));
}

/// A text to be written.
fn written(act: &str, label: Both, kept: &Fields, required: bool) -> String {
    let content = kept.get("content").filter(|_| kept.get("act") == Some(act)).unwrap_or_default();
    format!(
        "<label for=\"{act}\">{}</label>\n<textarea id=\"{act}\" name=\"content\" maxlength=\"{LONGEST}\"{}>\n{}</textarea>\n",
        both(label.0, label.1),
        if required { " required" } else { "" },
        escaped(content),
    )
}
