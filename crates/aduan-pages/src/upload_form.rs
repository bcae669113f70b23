//! A form with a file. What says who sends it comes before the file, so that a stranger's file is not kept even for a moment.

use crate::drain_body::{DrainLimits, drain_when_dropped};
use crate::form::{Fields, invalid_field, same_site};
use aduan_core::{Actor, Command, ComplaintId, Media};
use aduan_http::upload::{
    form_error, max_form_bytes, media_of, open_form, permitted, seal, short_field, within_limits,
};
use aduan_http::{App, Problem};
use aduan_store::desk::Draft;
use axum::extract::Request;
use axum::extract::multipart::{Field, Multipart};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// Maximum of a form that is read before its sender is known, in bytes.
const BEFORE_THE_SENDER: u64 = 64 << 10;

pub(crate) struct UploadForm {
    form: Multipart,
    /// Set to true once the file is wanted.
    wanted: watch::Sender<bool>,
    pause: Duration,
}

impl UploadForm {
    pub(crate) async fn open(app: &App, request: Request) -> Result<Self, Problem> {
        same_site(request.headers())?;
        let limits = &app.config().limits;
        let pause = Duration::from_secs(limits.body_seconds);
        // Twice as much as may be sent, so that a client that sends a little too much gets an answer. The drain waits longer
        // than the reader, so that the reader gives up first and says why.
        let limits = DrainLimits {
            bytes_before_wanted: BEFORE_THE_SENDER,
            bytes: max_form_bytes(app).saturating_mul(2),
            time: Duration::from_secs(limits.upload_seconds + limits.request_seconds),
            time_unread: pause * 2,
            pause: pause * 2,
        };
        let (request, wanted) = drain_when_dropped(request, limits);
        Ok(Self { form: open_form(app, request).await?, wanted, pause })
    }

    /// Reads the fields before the file, of which only these are known; asks `sender` who sends it, and of which complaint;
    /// then seals the file while it comes in. Gives the command that attaches it.
    pub(crate) async fn seal(
        mut self,
        app: &App,
        known: &[&str],
        fields: &mut Fields,
        sender: impl FnOnce(&Fields) -> Result<(Actor, ComplaintId), Problem>,
    ) -> Result<Command<Draft>, Problem> {
        // They have no more time than another form.
        let by = Instant::now() + self.pause;
        let too_slow = |_| Problem::too_slow();
        while let Some(field) =
            timeout_at(by, self.form.next_field()).await.map_err(too_slow)?.map_err(form_error)?
        {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                let (actor, id) = sender(fields)?;
                self.wanted.send_replace(true);
                return sealed(app, &actor, id, fields, field, self.pause).await;
            }
            if !known.contains(&name.as_str()) {
                return Err(Problem::form_required());
            }
            fields.add(name, timeout_at(by, short_field(field, self.pause)).await.map_err(too_slow)??);
        }
        Err(invalid_field("file"))
    }
}

async fn sealed(
    app: &App,
    actor: &Actor,
    id: ComplaintId,
    fields: &Fields,
    field: Field<'_>,
    pause: Duration,
) -> Result<Command<Draft>, Problem> {
    let media: Option<Media> = fields.word("media")?;
    permitted(app, actor, id).await?;
    let media = media.unwrap_or_else(|| media_of(field.content_type().unwrap_or_default()));
    let content = within_limits(app, seal(app, id, field, pause)).await?;
    // A browser sends this where no file was chosen.
    if content.sealed.bytes == 0 {
        return Err(invalid_field("file"));
    }
    Ok(Command::AttachEvidence { content, media })
}
