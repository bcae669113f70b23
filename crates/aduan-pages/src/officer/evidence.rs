//! Evidence that an officer attaches: a scan, a photo, a file.

use super::{Signed, file_address, worklist};
use crate::drain_body::{DrainLimits, drain_when_dropped};
use crate::form::{Fields, invalid_field, key, label, same_site};
use crate::layout::{both, word};
use aduan_core::{Command, CommandKind, ComplaintId, Media};
use aduan_http::extract::{ComplaintPath, officer_trace};
use aduan_http::upload::{
    form_error, max_form_bytes, media_of, open_form, permitted, seal, short_field, within_limits,
};
use aduan_http::{App, Problem};
use axum::extract::multipart::Field;
use axum::extract::{FromRequestParts, Request, State};
use axum::response::Response;
use maud::{Markup, html};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Maximum of a form that is read before its token is known, in bytes.
const BEFORE_TOKEN: u64 = 64 << 10;

/// The form with a file. What identifies it comes before the file.
pub(super) fn form(app: &App, complaint: ComplaintId, hidden: &Markup) -> Markup {
    let max = app.config().limits.upload_bytes >> 20;
    html! {
        form method="post" action={ (file_address(complaint)) "/evidence" } enctype="multipart/form-data" autocomplete="off" {
            (hidden)
            label for="media" { (label("media")) }
            select #media name="media" {
                option value="" { (both("dikenali dari berkasnya", "as the file itself says").plain()) }
                @for media in Media::ALL { option value=(media) { (word!(media).plain()) } }
            }
            label for="file" { (label("file")) }
            p.hint #file-hint {
                (both(
                    &format!("Satu berkas, paling besar {max} MB. Nama berkas tidak disimpan."),
                    &format!("One file of at most {max} MB. Its name is not kept."),
                ))
            }
            input #file name="file" type="file" required aria-describedby="file-hint";
            button { (both("Kirim berkas", "Send the file")) }
        }
    }
}

/// Attaches the file of the form; shows the complaint then.
pub(crate) async fn attach(State(app): State<App>, signed: Signed, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let attached = async {
        let ComplaintPath(id) = ComplaintPath::from_request_parts(&mut parts, &app).await?;
        bound(&app, &signed, id, Request::from_parts(parts, body)).await?;
        super::after(&app, &signed, id, CommandKind::AttachEvidence).await
    };
    attached.await.unwrap_or_else(|problem| worklist::failed(&app, &signed, &problem))
}

async fn bound(app: &App, signed: &Signed, id: ComplaintId, request: Request) -> Result<(), Problem> {
    same_site(request.headers())?;
    let extensions = request.extensions().clone();
    let limits = &app.config().limits;
    let pause = Duration::from_secs(limits.body_seconds);
    let whole = Duration::from_secs(limits.upload_seconds + limits.request_seconds);
    let bytes = max_form_bytes(app).saturating_mul(2);
    let limits = DrainLimits {
        bytes_before_wanted: BEFORE_TOKEN,
        bytes,
        time: whole,
        time_unread: pause * 2,
        pause: pause * 2,
    };
    let (request, wanted) = drain_when_dropped(request, limits);
    let mut form = open_form(app, request).await?;
    let (by, mut fields) = (Instant::now() + pause, Fields::default());
    while let Some(field) =
        timeout_at(by, form.next_field()).await.map_err(|_| Problem::too_slow())?.map_err(form_error)?
    {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "token" | "key" | "media" | "version" => {
                let text =
                    timeout_at(by, short_field(field, pause)).await.map_err(|_| Problem::too_slow())??;
                fields.add(name, text);
            }
            "file" => {
                signed.check(fields.get("token"))?;
                wanted.send_replace(true);
                let trace = officer_trace(app, &extensions, &signed.actor, key(&fields)?)?;
                let command = sealed(app, signed, id, &fields, field, pause).await?;
                let (desk, _permit) = app.admit()?;
                desk.act_on_file_async(&trace, &signed.actor, id, None, command).await?;
                return Ok(());
            }
            _ => return Err(Problem::form_required()),
        }
    }
    Err(invalid_field("file"))
}

/// Seals the file while it comes in.
async fn sealed(
    app: &App,
    signed: &Signed,
    id: ComplaintId,
    fields: &Fields,
    field: Field<'_>,
    pause: Duration,
) -> Result<Command<aduan_store::desk::Draft>, Problem> {
    let media: Option<Media> = fields.word("media")?;
    permitted(app, &signed.actor, id).await?;
    let media = media.unwrap_or_else(|| media_of(field.content_type().unwrap_or_default()));
    let content = within_limits(app, seal(app, id, field, pause)).await?;
    // A browser sends this where no file was chosen.
    if content.sealed.bytes == 0 {
        return Err(invalid_field("file"));
    }
    Ok(Command::AttachEvidence { content, media })
}
