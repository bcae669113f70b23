//! The page of a package: to be printed and handed over.

use aduan_core::{Language, RegisterNumber};
use aduan_report::escape;
use aduan_store::desk::SharedFile;

const STYLE: &str = "body{font:11pt/1.5 sans-serif;max-width:42em;margin:2em auto;padding:0 1em}\
h1{font-size:1.4em}h2{font-size:1.1em;margin-top:2em}small{color:#444}th{text-align:left;padding-right:1em;vertical-align:top}\
blockquote{margin:.5em 0;padding-left:1em;border-left:3px solid #999;white-space:pre-wrap;overflow-wrap:anywhere}\
code{overflow-wrap:anywhere}@media print{body{margin:0}h2{break-after:avoid}}";

/// A word of the procedure, Indonesian first.
macro_rules! both {
    ($word:expr) => {
        format!("{} <small>{}</small>", $word.label(Language::Indonesian), $word.label(Language::English))
    };
}

/// The page, in HTML without a script or anything from elsewhere. `digest` is the SHA-256 of the signed document.
pub(super) fn page(register: RegisterNumber, shared: &SharedFile, digest: &str) -> String {
    let mut rows = vec![
        ("Nomor register", "register number", register.to_string()),
        ("Diterima", "received", shared.received_at.to_string()),
    ];
    rows.extend(shared.channel.map(|channel| ("Saluran", "channel", both!(channel))));
    rows.extend(shared.matter.map(|matter| ("Perihal", "matter", both!(matter))));
    let parts: Vec<String> = shared.shares.iter().map(|share| both!(share)).collect();
    rows.push(("Yang diserahkan", "what is handed over", parts.join(", ")));
    let rows = rows
        .iter()
        .map(|(id, en, value)| format!("<tr><th>{id} <small>{en}</small></th><td>{value}</td></tr>"));
    let texts = shared.texts.iter().map(|text| {
        let (what, by) = (both!(text.event), both!(text.by));
        let words = escape(text.words.reveal());
        format!("<h2>{what}</h2><p>{} · {by}</p><blockquote>{words}</blockquote>", text.at)
    });
    let attachments = shared.attachments.iter().map(|attachment| {
        format!(
            "<li>{} · {} · <code>{}</code></li>",
            both!(attachment.media),
            attachment.at,
            attachment.content
        )
    });
    let attachments: String = attachments.collect();
    let attachments = if attachments.is_empty() {
        String::new()
    } else {
        format!(
            "<h2>Lampiran <small>attachments</small></h2><p>Isinya diserahkan terpisah. <small>Their contents are handed \
             over apart.</small></p><ul>{attachments}</ul>"
        )
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"id\"><head><meta charset=\"utf-8\"><title>WISE {register}</title><style>{STYLE}</style>\
         </head><body><h1>Pengaduan untuk Inspektorat Jenderal melalui WISE <small>a complaint for the Inspectorate General \
         through WISE</small></h1><p><strong>Rahasia.</strong> Identitas pengadu tidak ada di dalamnya. <small>Confidential. The \
         complainant's identity is not in it.</small></p><table>{}</table>{}{attachments}<h2>Dokumen bertanda tangan <small>the \
         signed document</small></h2><p>{register}.json, SHA-256: <code>{digest}</code></p></body></html>\n",
        rows.collect::<String>(),
        texts.collect::<String>(),
    )
}
