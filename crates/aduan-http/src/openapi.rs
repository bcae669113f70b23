//! The document of the API (`OpenAPI` 3.1): made from the handlers, completed from the table of routes.

use crate::api::vocabulary;
use crate::auth::route_access::{API_ROUTES, Callers, find};
use crate::problem;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

const DESCRIPTION: &str = "\
The complaint procedure of the Indonesian customs authority (DJBC): file and follow a complaint, handle it, hand out its \
log. What may be done next comes from the procedure's table; what is refused cites a rule, in Indonesian and English \
(`application/problem+json`, RFC 9457).

Complainants come with `Authorization: Ticket XXXXXX-XXXXXX-XXXXXX`; a ticket never stands in an address. Officers come \
with a bearer token (JWT); who has several roles names one in `Aduan-Role`.

A command may be sent again with the same `Idempotency-Key` (a UUID): it is recorded once, and its first result is \
answered.";

/// The document of the API, completed from what the handlers say.
pub(crate) fn document(api: utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(api).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "aduan",
        "version": env!("CARGO_PKG_VERSION"),
        "description": DESCRIPTION,
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
    });
    document["tags"] = json!([
        { "name": "public", "description": "For complainants" },
        { "name": "desk", "description": "For officers" },
        { "name": "wise", "description": "For the Inspectorate's WISE" },
        { "name": "audit", "description": "For auditors" },
        { "name": "operations", "description": "For whoever runs it" },
    ]);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.extend(vocabulary::schemas());
        schemas.extend(vocabulary::forms());
        schemas.extend(crate::api::body::schemas());
        let problem = serde_json::to_value(problem::ProblemBody::schema()).unwrap_or_default();
        schemas.insert(problem::ProblemBody::name().into_owned(), problem);
        let sentence = serde_json::to_value(problem::Sentence::schema()).unwrap_or_default();
        schemas.insert(problem::Sentence::name().into_owned(), sentence);
    }
    document["components"]["securitySchemes"] = json!({
        "token": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "An officer's, auditor's or operator's token",
        },
        "ticket": {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "A complainant's: `Ticket XXXXXX-XXXXXX-XXXXXX`",
        },
    });
    document["components"]["securitySchemes"]["signature"] = json!({
        "type": "apiKey", "in": "header", "name": "Signature",
        "description": "An HTTP message signature (RFC 9421) by Ed25519, with `Signature-Input` and `Content-Digest`: over \
            `@method`, `@authority`, `@path`, `content-type` and `content-digest`, with `created` and `keyid`",
    });
    document["components"]["responses"] = json!({ "Problem": {
        "description": "Refused, or failed: why, by which rule, and what would have been right.",
        "content": {
            "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } }
        },
    } });
    document["components"]["parameters"] = parameters();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                complete(path, &method.to_uppercase(), operation);
            }
        }
    }
    document
}

fn parameters() -> Value {
    let header = |name: &str, description: &str, schema: &Value| json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema });
    json!({
        "IdempotencyKey": header(
            "Idempotency-Key",
            "A UUID that the caller keeps until it is answered, and sends again with the same body if it is not",
            &json!({ "type": "string", "format": "uuid" }),
        ),
        "IfMatch": header(
            "If-Match",
            "The ETag of the complaint as it was read: the command is given only if it still is at that version",
            &json!({ "type": "string", "pattern": "^\"(0|[1-9][0-9]{0,8})\"$" }),
        ),
        "IfNoneMatch": header(
            "If-None-Match",
            "An ETag: if nothing has changed since, the answer is 304",
            &json!({ "type": "string", "pattern": "^\"[A-Za-z0-9._-]+\"$" }),
        ),
        "Role": header(
            "Aduan-Role",
            "The role in which somebody acts who has several",
            &json!({ "type": "string", "pattern": "^[a-z_]+$" }),
        ),
    })
}

/// Adds the parts that all operations of a kind share: credentials, headers, problems.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let Some(route) = find(API_ROUTES, method, path) else { return };
    let callers = route.callers;
    let reads = method == "GET";
    let has_body = operation.get("requestBody").is_some();
    let has_path = path.contains('{');
    let has_query =
        operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["in"] == "query"));
    let commands = !reads && path != "/v1/complaint/view" && callers != Callers::Wise;
    let on_file = path.contains("/{complaint}/") && !reads;
    let names = matches!(path, "/v1/complaint" | "/v1/desk/complaints/{complaint}" | "/v1/openapi.json")
        || path.starts_with("/v1/log/");

    operation["security"] = match callers {
        Callers::Everybody => json!([]),
        Callers::TicketHolder => json!([{ "ticket": [] }]),
        Callers::Wise => json!([{ "signature": [] }]),
        _ => json!([{ "token": [] }]),
    };
    let mut headers = Vec::new();
    headers.extend(commands.then_some("IdempotencyKey"));
    headers.extend(on_file.then_some("IfMatch"));
    headers.extend(names.then_some("IfNoneMatch"));
    let token = !matches!(callers, Callers::Everybody | Callers::TicketHolder | Callers::Wise);
    headers.extend(token.then_some("Role"));
    let references = headers.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
    let mut all = operation["parameters"].as_array().cloned().unwrap_or_default();
    all.extend(references);
    operation["parameters"] = Value::Array(all);

    let closed = callers != Callers::Everybody;
    let mut statuses: Vec<u16> = vec![429, 500, 503];
    statuses.extend((closed || path == "/v1/complaint/view").then_some(401));
    statuses.extend((closed && callers != Callers::Wise || commands).then_some(403));
    statuses.extend((has_path || matches!(callers, Callers::TicketHolder | Callers::Wise)).then_some(404));
    statuses.extend((has_body || has_query || commands || on_file).then_some(400));
    if has_body {
        statuses.extend([408, 413, 415, 422]);
    }
    if commands || callers == Callers::Wise {
        statuses.extend([409, 410, 422]);
    }
    statuses.extend(on_file.then_some(412));
    statuses.extend(path.contains("contents/{content}").then_some(410));
    statuses.extend(path.ends_with("/identity").then_some(410));
    if let Some(responses) = operation["responses"].as_object_mut() {
        for status in statuses {
            let status = status.to_string();
            responses.entry(status).or_insert(json!({ "$ref": "#/components/responses/Problem" }));
        }
        if names {
            let same = json!({ "description": "Nothing has changed." });
            responses.entry("304").or_insert(same);
        }
        // In the order of their numbers.
        let mut sorted: Vec<(String, Value)> = std::mem::take(responses).into_iter().collect();
        sorted.sort_by(|one, other| one.0.cmp(&other.0));
        *responses = sorted.into_iter().collect::<Map<_, _>>();
    }
}
