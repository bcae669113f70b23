//! Evidence that is added on the page: a photo, a scan, a sound, a video, a file.

use crate::complaint::OwnComplaint;
use crate::drain_body::{DrainLimits, drain_when_dropped};
use crate::follow::ticket_form;
use crate::form::{Fields, invalid_field, key, same_site};
use crate::layout::{Both, both};
use aduan_core::{Command, Media};
use aduan_http::App;
use aduan_http::ClientAddress;
use aduan_http::Problem;
use aduan_http::upload::{
    form_error, max_form_bytes, media_of, open_form, permitted, seal, short_field, within_limits,
};
use axum::Extension;
use axum::extract::multipart::Field;
use axum::extract::{Request, State};
use axum::response::Response;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

const DONE: Both<'static> = both("Data pendukung Anda sudah kami terima.", "We have received your evidence.");

/// Maximum of a form that is read before there is a ticket, in bytes.
const BEFORE_TICKET: u64 = 64 << 10;

/// Attaches the file of the form; shows the complaint then.
///
/// The ticket stands before the file, so that a file without a valid ticket is not kept even for a moment.
pub(crate) async fn attach(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    request: Request,
) -> Response {
    let (mut own, mut fields) = (None, Fields::default());
    fields.add("act".to_owned(), "evidence".to_owned().into());
    let done = attached(&app, client, request, &mut own, &mut fields).await;
    let page = match (own, done) {
        (Some(own), done) => own.page(&app, done.map(|()| Some(DONE)), &fields).await,
        (None, done) => Err(done.err().unwrap_or_else(Problem::form_required)),
    };
    page.unwrap_or_else(|problem| ticket_form(Some(&problem)))
}

async fn attached(
    app: &App,
    client: ClientAddress,
    request: Request,
    own: &mut Option<OwnComplaint>,
    fields: &mut Fields,
) -> Result<(), Problem> {
    same_site(request.headers())?;
    let limits = &app.config().limits;
    let pause = Duration::from_secs(limits.body_seconds);
    let whole = Duration::from_secs(limits.upload_seconds + limits.request_seconds);
    // Twice as much as may be sent, so that a client that sends a little too much gets an answer. The drain waits longer
    // than the reader, so that the reader gives up first and says why.
    let bytes = max_form_bytes(app).saturating_mul(2);
    let limits = DrainLimits {
        bytes_before_wanted: BEFORE_TICKET,
        bytes,
        time: whole,
        time_unread: pause * 2,
        pause: pause * 2,
    };
    let (request, wanted) = drain_when_dropped(request, limits);
    let mut form = open_form(app, request).await?;
    // The fields before the file have no more time than another form.
    let by = Instant::now() + pause;
    while let Some(field) =
        timeout_at(by, form.next_field()).await.map_err(|_| Problem::too_slow())?.map_err(form_error)?
    {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "ticket" | "key" | "media" => {
                fields.add(
                    name,
                    timeout_at(by, short_field(field, pause)).await.map_err(|_| Problem::too_slow())??,
                );
            }
            "file" => {
                let typed = fields.get("ticket").ok_or_else(|| invalid_field("ticket"))?;
                let own = own.insert(OwnComplaint::by_ticket(app, client, typed)?);
                wanted.send_replace(true);
                return bound(app, own, fields, field, pause).await;
            }
            _ => return Err(Problem::form_required()),
        }
    }
    Err(invalid_field("file"))
}

/// Seals the file while it comes in, and binds it to the complaint.
async fn bound(
    app: &App,
    own: &OwnComplaint,
    fields: &Fields,
    field: Field<'_>,
    pause: Duration,
) -> Result<(), Problem> {
    let key = key(fields)?;
    let media: Option<Media> = fields.word("media")?;
    permitted(app, &own.actor, own.id).await?;
    let media = media.unwrap_or_else(|| media_of(field.content_type().unwrap_or_default()));
    let attachment = within_limits(app, seal(app, own.id, field, pause)).await?;
    // A browser sends this where no file was chosen.
    if attachment.sealed.bytes == 0 {
        return Err(invalid_field("file"));
    }
    own.act(app, key, Command::AttachEvidence { content: attachment, media }).await
}
