//! The form with which a complaint is filed, and the page with the ticket.

use super::form::{Fields, unfit};
use super::html::{both, escaped, notice, page, waiting, word};
use crate::app::App;
use crate::client::Client;
use crate::hex;
use crate::problem::Problem;
use aduan_core::{Channel, CommandId, Confidentiality, Element, Matter, Standing, Zone};
use aduan_store::desk::{IdentityWords, Reception, TicketSecret};
use aduan_store::vault::Words;
use aduan_store::{Entropy, OsEntropy};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::fmt::Write;
use uuid::Uuid;

const TITLE: (&str, &str) = ("Buat pengaduan", "File a complaint");
/// The parts of an identity: field, type, both labels.
const PARTS: [(&str, &str, &str, &str); 5] = [
    ("name", "text", "Nama", "Name"),
    ("email", "email", "Surat elektronik", "E-mail"),
    ("mobile", "tel", "Telepon genggam", "Mobile phone"),
    ("telephone", "tel", "Telepon", "Telephone"),
    ("address", "text", "Alamat", "Address"),
];

/// The empty form.
pub(super) async fn form(State(app): State<App>) -> Response {
    match shown(&app, StatusCode::OK, &Fields::default(), None) {
        Ok(page) => page,
        Err(problem) => problem.into_response(),
    }
}

/// Files what the form says; shows the ticket, or the form again with what was wrong.
pub(super) async fn file(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    fields: Result<Fields, Problem>,
) -> Response {
    let filed = match &fields {
        Ok(fields) => filed(&app, client, fields).await,
        Err(problem) => Err(problem.clone()),
    };
    let again = |problem: &Problem| {
        let empty = Fields::default();
        let fields = fields.as_ref().unwrap_or(&empty);
        shown(&app, problem.status(), fields, Some(problem)).unwrap_or_else(IntoResponse::into_response)
    };
    filed.unwrap_or_else(|problem| again(&problem))
}

async fn filed(app: &App, client: Client, fields: &Fields) -> Result<Response, Problem> {
    app.paces().filing(client)?;
    let desk = app.shared_desk();
    let mut trace = desk.trace()?;
    let key = fields.get("key").and_then(|key| Uuid::try_parse(key).ok()).ok_or_else(|| unfit("key"))?;
    trace.command = CommandId::new(key);
    let secret = fields.get("secret").and_then(hex::bytes).ok_or_else(|| unfit("secret"))?;
    let reception = reception(app, fields)?;
    let (desk, turn) = app.counter()?;
    let (done, ticket) =
        desk.receive_online_async(&trace, &reception, &TicketSecret::from_bytes(secret)).await?;
    drop(turn);
    app.metrics().filed();
    let register = done.complaint.register.map(|register| register.to_string()).unwrap_or_default();
    let body = format!(
        "<div class=\"notice\"><p>{}</p><p class=\"ticket\">{}</p></div>\n<p><strong>{}</strong></p>\n<p>{} \
         <strong>{}</strong></p>\n<p><a class=\"button\" href=\"/pantau\">{}</a></p>\n",
        both("Nomor tiket Anda:", "Your ticket:"),
        escaped(&ticket.reveal()),
        both(
            "Catat atau cetak sekarang. Nomor ini hanya ditampilkan sekali, dan hanya Anda yang boleh mengetahuinya.",
            "Write it down or print it now. It is shown once, and only you may know it.",
        ),
        both("Nomor register:", "Register number:"),
        escaped(&register),
        both("Pantau pengaduan", "Follow it"),
    );
    Ok(page(StatusCode::CREATED, ("Pengaduan diterima", "Complaint received"), &body))
}

fn reception(app: &App, fields: &Fields) -> Result<Reception, Problem> {
    let matter: Matter = fields.word("matter")?.ok_or_else(|| unfit("matter"))?;
    let material = fields.get("material").ok_or_else(|| unfit("material"))?;
    let unit = fields.word("unit")?.or(app.config().reception.unit).ok_or_else(|| unfit("unit"))?;
    let mut reception = Reception::new(Channel::Website, matter, material, unit);
    let elements = fields.all("elements").map(|element| element.parse().map_err(|_| unfit("elements")));
    reception.elements = elements.collect::<Result<Vec<Element>, _>>()?.into_iter().collect();
    reception.standing = fields.word("standing")?.unwrap_or(reception.standing);
    reception.confidentiality = fields.word("confidentiality")?.unwrap_or(reception.confidentiality);
    reception.reported_office = fields.word("reported_office")?;
    reception.zone = fields.word("zone")?.unwrap_or(reception.zone);
    let words = |name| fields.get(name).map(Words::from);
    let mut identity = IdentityWords::default();
    identity.name = words("name");
    identity.address = words("address");
    identity.telephone = words("telephone");
    identity.mobile = words("mobile");
    identity.email = words("email");
    let said = identity.parts().map_or(true, |parts| !parts.is_empty());
    reception.identity = said.then_some(identity);
    Ok(reception)
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    OsEntropy.fill(&mut bytes).map_err(|_| Problem::internal())?;
    Ok(bytes)
}

/// The form, with what was filled in before. Sent twice, it is one complaint and gives one ticket.
fn shown(
    app: &App,
    status: StatusCode,
    fields: &Fields,
    problem: Option<&Problem>,
) -> Result<Response, Problem> {
    // After a pause or a fault it is the same complaint; where its key was used for another one, it is a new one.
    let kept =
        |name| fields.get(name).filter(|_| problem.is_none_or(|problem| problem.code() != "command_reused"));
    let key = match kept("key") {
        Some(key) => key.to_owned(),
        None => uuid::Builder::from_random_bytes(random()?).into_uuid().to_string(),
    };
    let secret = match kept("secret") {
        Some(secret) => secret.to_owned(),
        None => hex::digits(&random::<32>()?),
    };
    let mut form = notice(problem);
    // Writing to memory has no way to fail.
    let _ = writeln!(
        form,
        "<form method=\"post\" action=\"/lapor\">\n<input type=\"hidden\" name=\"key\" value=\"{}\">\n<input \
         type=\"hidden\" name=\"secret\" value=\"{}\">",
        escaped(&key),
        escaped(&secret)
    );
    let _ = writeln!(form, "<fieldset><legend>{}</legend>", both("Tentang apa?", "What is it about?"));
    for matter in Matter::ALL {
        let checked = if fields.get("matter") == Some(matter.as_str()) { " checked" } else { "" };
        let _ = writeln!(
            form,
            "<label><input type=\"radio\" name=\"matter\" value=\"{matter}\" required{checked}> <span>{}</span></label>",
            word!(matter)
        );
    }
    let _ = writeln!(
        form,
        "</fieldset>\n<label for=\"material\">{}</label>\n<textarea id=\"material\" name=\"material\" required>{}</textarea>",
        both("Pengaduan Anda", "Your complaint"),
        escaped(fields.get("material").unwrap_or_default())
    );
    let _ = writeln!(form, "<fieldset><legend>{}</legend>", both("Di dalamnya saya menyebut", "In it I say"));
    for element in Element::ALL.iter().filter(|element| **element != Element::Evidence) {
        let checked =
            if fields.all("elements").any(|given| given == element.as_str()) { " checked" } else { "" };
        let _ = writeln!(
            form,
            "<label><input type=\"checkbox\" name=\"elements\" value=\"{element}\"{checked}> <span>{}</span></label>",
            word!(element)
        );
    }
    form.push_str("</fieldset>\n");
    text(
        &mut form,
        fields,
        ("reported_office", "text"),
        ("Kantor yang diadukan", "The office complained of"),
        false,
    );
    if app.config().reception.unit.is_none() {
        text(&mut form, fields, ("unit", "text"), ("Unit kepatuhan internal", "The compliance unit"), true);
    }
    choice(&mut form, fields, "standing", ("Anda adalah", "You are"), Standing::ALL, |word| word!(word));
    choice(&mut form, fields, "zone", ("Waktu setempat", "Local time"), Zone::ALL, |word| word!(word));
    let open = if PARTS.iter().any(|(name, ..)| fields.get(name).is_some()) { " open" } else { "" };
    let _ = writeln!(
        form,
        "<details{open}><summary>{}</summary>\n<p>{}</p>",
        both("Identitas Anda", "Your identity"),
        both(
            "Boleh dikosongkan, kecuali peraturan mewajibkannya. Ke surat elektronik atau telepon genggam, nomor tiket \
             dikirim pula.",
            "It may be left empty, unless the rules ask for it. The ticket is sent to your e-mail or mobile phone as well.",
        )
    );
    for (name, kind, id, en) in PARTS {
        text(&mut form, fields, (name, kind), (id, en), false);
    }
    choice(
        &mut form,
        fields,
        "confidentiality",
        ("Identitas Anda", "Your identity is"),
        Confidentiality::ALL,
        |word| word!(word),
    );
    let _ = writeln!(form, "</details>\n<button>{}</button>\n</form>", both("Kirim", "Send"));
    Ok(waiting(page(status, TITLE, &form), problem))
}

fn text(form: &mut String, fields: &Fields, (name, kind): (&str, &str), label: (&str, &str), required: bool) {
    let pattern = if name == "unit" || name == "reported_office" {
        " pattern=\"(PUSKI|KPU|KANWIL|KPPBC|PUSAT|ITJEN)-[A-Z0-9]{1,6}\" placeholder=\"KPPBC-050100\""
    } else {
        " autocomplete=\"off\""
    };
    // Writing to memory has no way to fail.
    let _ = writeln!(
        form,
        "<label for=\"{name}\">{}</label>\n<input id=\"{name}\" name=\"{name}\" type=\"{kind}\" value=\"{}\"{pattern}{}>",
        both(label.0, label.1),
        escaped(fields.get(name).unwrap_or_default()),
        if required { " required" } else { "" }
    );
}

fn choice<T: Copy + std::fmt::Display>(
    form: &mut String,
    fields: &Fields,
    name: &str,
    label: (&str, &str),
    all: &[T],
    said: impl Fn(T) -> String,
) {
    let _ = writeln!(
        form,
        "<label for=\"{name}\">{}</label>\n<select id=\"{name}\" name=\"{name}\">",
        both(label.0, label.1)
    );
    for word in all {
        let selected = if fields.get(name) == Some(word.to_string().as_str()) { " selected" } else { "" };
        // A browser shows no markup in an option.
        let said = said(*word).replace("<span class=\"en\" lang=\"en\">", "").replace("</span>", "");
        let _ = writeln!(form, "<option value=\"{word}\"{selected}>{said}</option>");
    }
    form.push_str("</select>\n");
}
