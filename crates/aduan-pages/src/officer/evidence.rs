//! Evidence that an officer attaches: a scan, a photo, a file.

use super::{Signed, file_address, worklist};
use crate::form::{Fields, label};
use crate::layout::{both, word};
use crate::upload_form::UploadForm;
use aduan_core::{CommandKind, ComplaintId, Media};
use aduan_http::extract::ComplaintPath;
use aduan_http::{App, Problem};
use axum::extract::{FromRequestParts, Request, State};
use axum::response::Response;
use maud::{Markup, html};

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
    let extensions = request.extensions().clone();
    let form = UploadForm::open(app, request).await?;
    let (mut fields, mut trace) = (Fields::default(), None);
    let sender = |fields: &Fields| {
        signed.check(fields.get("token"))?;
        trace = Some(signed.trace(app, &extensions, fields)?);
        Ok((signed.actor.clone(), id))
    };
    let command = form.seal(app, &["token", "key", "media", "version"], &mut fields, sender).await?;
    let trace = trace.ok_or_else(Problem::internal)?;
    let (desk, _permit) = app.admit()?;
    desk.act_on_file_async(&trace, &signed.actor, id, None, command).await?;
    Ok(())
}
