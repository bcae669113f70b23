//! Evidence that is added on the page: a photo, a scan, a sound, a video, a file.

use crate::complaint::OwnComplaint;
use crate::follow::ticket_form;
use crate::form::{Fields, invalid_field, key};
use crate::layout::{Both, both};
use crate::upload_form::UploadForm;
use aduan_http::ClientAddress;
use aduan_http::{App, Problem};
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;

const DONE: Both<'static> = both("Data pendukung Anda sudah kami terima.", "We have received your evidence.");

/// Attaches the file of the form; shows the complaint then.
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
    let form = UploadForm::open(app, request).await?;
    let sender = |fields: &Fields| {
        let typed = fields.get("ticket").ok_or_else(|| invalid_field("ticket"))?;
        let own = own.insert(OwnComplaint::by_ticket(app, client, typed)?);
        key(fields)?;
        Ok((own.actor.clone(), own.id))
    };
    let command = form.seal(app, &["ticket", "key", "media"], fields, sender).await?;
    let own = own.as_ref().ok_or_else(Problem::internal)?;
    own.act(app, key(fields)?, command).await
}
