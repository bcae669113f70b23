//! The form with which a complaint is filed.

use crate::form::{Fields, invalid_field, key, label, random, random_key};
use crate::layout::{Both, LONGEST, both, page_after, word};
use crate::notices;
use crate::ticket::ticket_page;
use aduan_core::{Channel, Confidentiality, DirectoryEntry, Element, Matter, Standing, Timestamp, Zone};
use aduan_http::{App, ClientAddress, Problem};
use aduan_store::desk::{IdentityWords, Reception, TicketSecret};
use aduan_store::vault::Words;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use hex::FromHex;
use maud::{Markup, html};
use std::time::SystemTime;

const TITLE: Both<'static> = both("Buat pengaduan", "File a complaint");
/// The parts of an identity: name and type of the field.
const IDENTITY: [(&str, &str); 5] =
    [("name", "text"), ("email", "email"), ("mobile", "tel"), ("telephone", "tel"), ("address", "text")];
const OFFICE_PATTERN: &str = "(PUSKI|KPU|KANWIL|KPPBC|PUSAT|ITJEN)-[A-Z0-9]{1,6}";

/// The empty form.
pub(crate) async fn form(State(app): State<App>) -> Response {
    filing_form(&app, &Fields::default(), None).into_response()
}

/// Files what the form says; shows the ticket, or the form again with what was wrong.
pub(crate) async fn file(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    fields: Result<Fields, Problem>,
) -> Response {
    let (fields, filed) = match fields {
        Ok(fields) => {
            let filed = file_complaint(&app, client, &fields).await;
            (fields, filed)
        }
        Err(problem) => (Fields::default(), Err(problem)),
    };
    filed.or_else(|problem| filing_form(&app, &fields, Some(&problem))).into_response()
}

async fn file_complaint(app: &App, client: ClientAddress, fields: &Fields) -> Result<Response, Problem> {
    let trace = app.shared_desk().trace_for(b"filing form", key(fields)?.as_bytes())?;
    let secret = fields.get("secret").and_then(|text| <[u8; 32]>::from_hex(text).ok());
    let secret = TicketSecret::from_bytes(secret.ok_or_else(|| invalid_field("secret"))?);
    let reception = reception(app, fields)?;
    let contact = reception.identity.as_ref().and_then(|typed| typed.understood().ok());
    let (done, ticket) = app.file_online(client, &trace, reception, &secret).await?;
    Ok(ticket_page(&done, &ticket, contact.as_ref()))
}

fn reception(app: &App, fields: &Fields) -> Result<Reception, Problem> {
    let matter: Matter = fields.word("matter")?.ok_or_else(|| invalid_field("matter"))?;
    let material = fields.get("material").ok_or_else(|| invalid_field("material"))?;
    let unit = fields.word("unit")?.or(app.config().reception.unit).ok_or_else(|| invalid_field("unit"))?;
    let mut reception = Reception::new(Channel::Website, matter, material, unit);
    let elements =
        fields.all("elements").map(|element| element.parse().map_err(|_| invalid_field("elements")));
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
fn filing_form(app: &App, fields: &Fields, problem: Option<&Problem>) -> Result<Response, Problem> {
    // After a pause or a fault the form is for the same complaint. If its key was used for another complaint, it is for
    // a new one.
    let reused = problem.is_some_and(|problem| problem.code() == "command_reused");
    let kept = |name| fields.get(name).filter(|_| !reused).map(str::to_owned);
    let key = kept("key").map_or_else(random_key, Ok)?;
    let secret = kept("secret").map_or_else(|| Ok(hex::encode(random::<32>()?)), Ok::<_, Problem>)?;
    let form = Form { fields, wrong: problem.and_then(Problem::field) };
    let body = html! {
        @if let Some(problem) = problem { (notices::failure(problem)) }
        form method="post" action="/lapor" autocomplete="off" {
            input type="hidden" name="key" value=(key);
            input type="hidden" name="secret" value=(secret);
            (form.material())
            (form.office(app, "reported_office", false, both(
                "Boleh dikosongkan; bila tidak tahu, sebutkan kantornya dalam pengaduan.",
                "May be left empty; if you do not know it, name the office in the complaint.",
            )))
            @if app.config().reception.unit.is_none() {
                (form.office(app, "unit", true, both("Kantor yang memeriksa pengaduan.", "The office that looks into the complaint.")))
            }
            (form.select("standing", Standing::ALL.iter().map(|word| (word.as_str(), word!(word)))))
            (form.select("zone", Zone::ALL.iter().map(|word| (word.as_str(), word!(word)))))
            (form.identity())
            p.hint {
                (both(
                    "Sesudah dikirim, nomor tiket ditampilkan satu kali. Siapkan kertas atau pencetak. Foto, video, dan \
                     dokumen dapat ditambahkan sesudahnya.",
                    "Once it is sent, the ticket is shown one time: have paper or a printer ready. Photos, videos and \
                     documents can be added after that.",
                ))
            }
            button { (both("Kirim pengaduan", "File the complaint")) }
        }
    };
    Ok(page_after(problem, TITLE, &body))
}

/// The parts of the form.
struct Form<'a> {
    /// What was filled in before.
    fields: &'a Fields,
    /// The field that was refused.
    wrong: Option<&'a str>,
}

impl Form<'_> {
    /// The matter of the complaint, and the complainant's own words.
    fn material(&self) -> Markup {
        html! {
            fieldset #matter aria-invalid=[self.invalid("matter")] {
                legend { (label("matter")) }
                @for matter in Matter::ALL {
                    label.check {
                        input type="radio" name="matter" value=(matter) required
                            checked[self.fields.get("matter") == Some(matter.as_str())]; " "
                        span { (word!(matter)) }
                    }
                }
            }
            label for="material" { (label("material")) }
            p.hint #material-hint {
                (both(
                    "Apa yang terjadi, siapa, kapan, di mana, dan bagaimana, sejauh Anda tahu.",
                    "What happened, who, when, where and how, as far as you know.",
                ))
            }
            // A browser drops the first line end of a textarea.
            textarea #material name="material" required maxlength=(LONGEST) aria-describedby="material-hint"
                aria-invalid=[self.invalid("material")] { "\n" (self.value("material")) }
            fieldset {
                legend { (label("elements")) }
                @for element in Element::ALL.iter().filter(|element| **element != Element::Evidence) {
                    label.check {
                        input type="checkbox" name="elements" value=(element)
                            checked[self.fields.all("elements").any(|given| given == element.as_str())]; " "
                        span { (word!(element)) }
                    }
                }
            }
        }
    }

    /// The complainant's identity; open if a field was filled in.
    fn identity(&self) -> Markup {
        html! {
            details open[IDENTITY.iter().any(|(name, _)| self.fields.get(name).is_some())] {
                summary { (both("Identitas Anda", "Your identity")) }
                p.hint {
                    (both(
                        "Boleh dikosongkan, kecuali peraturan mewajibkannya. Ke surat elektronik atau telepon genggam, \
                         nomor tiket dikirim pula: isilah hanya yang tidak dibaca orang lain.",
                        "It may be left empty, unless the rules ask for it. The ticket is sent to your e-mail or mobile \
                         phone as well: give only what nobody else reads.",
                    ))
                }
                @for (name, kind) in IDENTITY {
                    label for=(name) { (label(name)) }
                    input id=(name) name=(name) type=(kind) value=(self.value(name)) maxlength="1000"
                        aria-invalid=[self.invalid(name)];
                }
                (self.select("confidentiality", Confidentiality::ALL.iter().map(|word| (word.as_str(), word!(word)))))
            }
        }
    }

    /// An office, chosen by its name. Without a directory, its code is typed.
    fn office(&self, app: &App, name: &str, required: bool, hint: Both<'_>) -> Markup {
        let desk = app.shared_desk();
        let Some(directory) = desk.directory() else {
            return self.office_code(name, required, hint);
        };
        let now = Timestamp::from(SystemTime::now());
        let here: Vec<&DirectoryEntry> =
            directory.entries().filter(|entry| entry.in_force(entry.zone.date(now))).collect();
        let option = |entry: &DirectoryEntry| {
            let token = entry.office.to_string();
            html! { option value=(token) selected[self.fields.get(name) == Some(&*token)] { (entry.name) } }
        };
        html! {
            label for=(name) { (label(name)) }
            p.hint id={ (name) "-hint" } { (hint) }
            select id=(name) name=(name) aria-describedby={ (name) "-hint" } required[required]
                aria-invalid=[self.invalid(name)] {
                option value="" { "–" }
                @for above in here.iter().filter(|entry| entry.parent.is_none()) {
                    (option(above))
                    @for entry in here.iter().filter(|entry| entry.parent == Some(above.office)) { (option(entry)) }
                }
            }
        }
    }

    /// The code of an office.
    fn office_code(&self, name: &str, required: bool, hint: Both<'_>) -> Markup {
        html! {
            label for=(name) { (label(name)) }
            p.hint id={ (name) "-hint" } { (hint) " " (both("Kodenya, seperti KPPBC-050500.", "Its code, such as KPPBC-050500.")) }
            input id=(name) name=(name) type="text" value=(self.value(name)) maxlength="1000" pattern=(OFFICE_PATTERN)
                title="KPPBC-050500" aria-describedby={ (name) "-hint" } required[required]
                aria-invalid=[self.invalid(name)];
        }
    }

    /// One word of a vocabulary.
    fn select<'w>(&self, name: &str, words: impl Iterator<Item = (&'w str, Both<'w>)>) -> Markup {
        html! {
            label for=(name) { (label(name)) }
            select id=(name) name=(name) {
                @for (token, word) in words {
                    option value=(token) selected[self.fields.get(name) == Some(token)] { (word.plain()) }
                }
            }
        }
    }

    fn value(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_default()
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        (self.wrong == Some(name)).then_some("true")
    }
}
