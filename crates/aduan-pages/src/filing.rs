//! The form with which a complaint is filed, and the page with the ticket.

use crate::form::{Fields, key, label, random, unfit};
use crate::html::{LONGEST, both, escaped, labels, page, plain, waiting, word};
use crate::notices::{self, Both};
use crate::ticket;
use aduan_core::{Channel, CommandId, Confidentiality, Element, Matter, Standing, Zone};
use aduan_http::App;
use aduan_http::ClientAddress;
use aduan_http::Problem;
use aduan_store::desk::{IdentityWords, Reception, TicketSecret};
use aduan_store::vault::Words;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hex::FromHex;
use std::fmt::Write;

const TITLE: (&str, &str) = ("Buat pengaduan", "File a complaint");
/// The parts of an identity: field and type.
const PARTS: [(&str, &str); 5] =
    [("name", "text"), ("email", "email"), ("mobile", "tel"), ("telephone", "tel"), ("address", "text")];
const OFFICE: Both = (
    "Boleh dikosongkan. Kode kantor, seperti KPPBC-050100; bila tidak tahu, sebutkan kantornya dalam pengaduan.",
    "May be left empty. The code of the office, such as KPPBC-050100; if you do not know it, name the office in the complaint.",
);
const UNIT: Both = ("Kodenya, seperti KPPBC-050100.", "Its code, such as KPPBC-050100.");

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
    Extension(client): Extension<ClientAddress>,
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

async fn filed(app: &App, client: ClientAddress, fields: &Fields) -> Result<Response, Problem> {
    let desk = app.shared_desk();
    let mut trace = desk.trace()?;
    trace.command = CommandId::new(key(fields)?);
    let secret = fields
        .get("secret")
        .and_then(|text| <[u8; 32]>::from_hex(text).ok())
        .ok_or_else(|| unfit("secret"))?;
    let reception = reception(app, fields)?;
    let secret = TicketSecret::from_bytes(secret);
    let (done, ticket) = app.file_online(client, &trace, &reception, &secret).await?;
    Ok(ticket::shown(&done, &ticket))
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
        None => hex::encode(random::<32>()?),
    };
    let mut form = problem.map(notices::wrong).unwrap_or_default();
    // Writing to memory has no way to fail.
    // Writing to memory has no way to fail.
    let _ = writeln!(
        form,
        "<form method=\"post\" action=\"/lapor\" autocomplete=\"off\">\n<input type=\"hidden\" name=\"key\" \
         value=\"{}\">\n<input type=\"hidden\" name=\"secret\" value=\"{}\">",
        escaped(&key),
        escaped(&secret)
    );
    let wrong = problem.and_then(Problem::field);
    about(&mut form, fields, wrong);
    text(&mut form, fields, ("reported_office", "text"), wrong, Some(OFFICE));
    if app.config().reception.unit.is_none() {
        text(&mut form, fields, ("unit", "text"), wrong, Some(UNIT));
    }
    choice(&mut form, fields, "standing", Standing::ALL, |word| plain(labels!(word)));
    choice(&mut form, fields, "zone", Zone::ALL, |word| plain(labels!(word)));
    identity(&mut form, fields, wrong);
    let _ = writeln!(
        form,
        "<p class=\"hint\">{}</p>\n<button>{}</button>\n</form>",
        both(
            "Sesudah dikirim, nomor tiket ditampilkan satu kali. Siapkan kertas atau pencetak. Foto, video, dan dokumen \
             dapat ditambahkan sesudahnya.",
            "Once it is sent, the ticket is shown one time: have paper or a printer ready. Photos, videos and documents \
             can be added after that.",
        ),
        both("Kirim pengaduan", "File the complaint")
    );
    Ok(waiting(page(status, TITLE, &form), problem))
}

/// What it is about, in a word and in the complainant's own.
fn about(form: &mut String, fields: &Fields, wrong: Option<&str>) {
    let (matter, material, elements) = (label("matter"), label("material"), label("elements"));
    let _ = writeln!(
        form,
        "<fieldset id=\"matter\"{}><legend>{}</legend>",
        invalid("matter", wrong),
        both(matter.0, matter.1)
    );
    for matter in Matter::ALL {
        let checked = if fields.get("matter") == Some(matter.as_str()) { " checked" } else { "" };
        let _ = writeln!(
            form,
            "<label class=\"check\"><input type=\"radio\" name=\"matter\" value=\"{matter}\" required{checked}> \
             <span>{}</span></label>",
            word!(matter)
        );
    }
    let _ = writeln!(
        form,
        "</fieldset>\n<label for=\"material\">{}</label>\n<p class=\"hint\" id=\"material-hint\">{}</p>\n<textarea \
         id=\"material\" name=\"material\" required maxlength=\"{LONGEST}\" aria-describedby=\"material-hint\"{}>\n{}</textarea>",
        both(material.0, material.1),
        both(
            "Apa yang terjadi, siapa, kapan, di mana, dan bagaimana, sejauh Anda tahu.",
            "What happened, who, when, where and how, as far as you know.",
        ),
        invalid("material", wrong),
        escaped(fields.get("material").unwrap_or_default())
    );
    let _ = writeln!(form, "<fieldset><legend>{}</legend>", both(elements.0, elements.1));
    for element in Element::ALL.iter().filter(|element| **element != Element::Evidence) {
        let checked =
            if fields.all("elements").any(|given| given == element.as_str()) { " checked" } else { "" };
        let _ = writeln!(
            form,
            "<label class=\"check\"><input type=\"checkbox\" name=\"elements\" value=\"{element}\"{checked}> \
             <span>{}</span></label>",
            word!(element)
        );
    }
    form.push_str("</fieldset>\n");
}

fn identity(form: &mut String, fields: &Fields, wrong: Option<&str>) {
    let open = if PARTS.iter().any(|(name, _)| fields.get(name).is_some()) { " open" } else { "" };
    let _ = writeln!(
        form,
        "<details{open}><summary>{}</summary>\n<p class=\"hint\">{}</p>",
        both("Identitas Anda", "Your identity"),
        both(
            "Boleh dikosongkan, kecuali peraturan mewajibkannya. Ke surat elektronik atau telepon genggam, nomor tiket \
             dikirim pula: isilah hanya yang tidak dibaca orang lain.",
            "It may be left empty, unless the rules ask for it. The ticket is sent to your e-mail or mobile phone as well: \
             give only what nobody else reads.",
        )
    );
    for part in PARTS {
        text(form, fields, part, wrong, None);
    }
    choice(form, fields, "confidentiality", Confidentiality::ALL, |word| plain(labels!(word)));
    form.push_str("</details>\n");
}

/// Marks the field that was wrong.
fn invalid(name: &str, wrong: Option<&str>) -> &'static str {
    if wrong == Some(name) { " aria-invalid=\"true\"" } else { "" }
}

fn text(
    form: &mut String,
    fields: &Fields,
    (name, kind): (&str, &str),
    wrong: Option<&str>,
    office: Option<Both>,
) {
    let label = label(name);
    let hint = office.map(|(id, en)| format!("<p class=\"hint\" id=\"{name}-hint\">{}</p>\n", both(id, en)));
    let pattern = office.map(|_| {
        format!(
            " pattern=\"(PUSKI|KPU|KANWIL|KPPBC|PUSAT|ITJEN)-[A-Z0-9]{{1,6}}\" title=\"KPPBC-050100\" \
             aria-describedby=\"{name}-hint\""
        )
    });
    // Writing to memory has no way to fail.
    let _ = writeln!(
        form,
        "<label for=\"{name}\">{}</label>\n{}<input id=\"{name}\" name=\"{name}\" type=\"{kind}\" value=\"{}\" \
         maxlength=\"1000\"{}{}{}>",
        both(label.0, label.1),
        hint.unwrap_or_default(),
        escaped(fields.get(name).unwrap_or_default()),
        pattern.unwrap_or_default(),
        if name == "unit" { " required" } else { "" },
        invalid(name, wrong)
    );
}

/// One of the words of a vocabulary. A browser shows no markup in an option.
fn choice<T: Copy + std::fmt::Display>(
    form: &mut String,
    fields: &Fields,
    name: &str,
    all: &[T],
    said: impl Fn(T) -> String,
) {
    let label = label(name);
    let _ = writeln!(
        form,
        "<label for=\"{name}\">{}</label>\n<select id=\"{name}\" name=\"{name}\">",
        both(label.0, label.1)
    );
    for word in all {
        let selected = if fields.get(name) == Some(word.to_string().as_str()) { " selected" } else { "" };
        let _ = writeln!(form, "<option value=\"{word}\"{selected}>{}</option>", said(*word));
    }
    form.push_str("</select>\n");
}
