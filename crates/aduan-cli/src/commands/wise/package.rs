//! `aduan wise package`.

use super::page;
use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output_file::{self, ForceArg, OutputFile};
use crate::style::{DIM, GOOD, HEAD};
use crate::{ExitStatus, output};
use aduan_core::RegisterNumber;
use aduan_relay::{Forward, SecretSource, shared_data, wise_signer};
use aduan_store::DeskError;
use serde_json::json;
use std::path::PathBuf;

/// Make the package of a forwarded complaint: a signed document, and a page to print
///
/// Both hold what the PYB's `shares` names, and nothing more: never the complainant's identity, never who the official is by number.
/// Of attachments it says what they are; their bytes go apart. The document is the event that a machine would send, under the same id,
/// so that WISE knows it as a repetition if it ever comes twice. Each text is on record as read by the system.
#[derive(clap::Args)]
#[command(after_help = "\
The document, REGISTER.json, is a JSON Web Signature (RFC 7515, flattened, EdDSA); its payload is an event as CloudEvents 1.0 has it. The page,
REGISTER.html, has its SHA-256. Both are for their owner alone, and no file is overwritten. Give WISE the public key by another way; this
command prints it.

WISE's number and outcome are entered by an officer (acknowledge_wise, return_from_wise), the outcome by two (PT-5).

Exits with 3 if nothing of the complaint was forwarded.

Examples:
  openssl rand -hex 32 > wise.key && chmod 600 wise.key
  aduan wise package 2026-000001-F --db desk --signing-key wise.key
  aduan wise package 2026-000001-F --db desk --signing-key wise.key --key-id aduan-2026 --to packages --json")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The complaint's register number
    #[arg(value_name = "REGISTER")]
    register: RegisterNumber,
    /// The key that signs (Ed25519), 64 hexadecimal digits: that of [relay.wise], where there is one
    #[arg(long, value_name = "FILE")]
    signing_key: PathBuf,
    /// The name by which WISE knows the key
    #[arg(long, value_name = "NAME", default_value = "aduan")]
    key_id: String,
    /// Who sends it, as a URI
    #[arg(long, value_name = "URI", default_value = "urn:aduan")]
    source: String,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = ".")]
    to: PathBuf,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let signer = wise_signer(&SecretSource::File(args.signing_key.clone()), &args.key_id)
        .map_err(|error| Failure::Input(format!("--signing-key, --key-id: {error}")))?;
    let (document, page) =
        (args.to.join(format!("{}.json", args.register)), args.to.join(format!("{}.html", args.register)));
    // Nothing is read, and no reading recorded, for a package that cannot be written.
    let force = ForceArg::default();
    let document_file = OutputFile::create(&document, &force, &[])?;
    let page_file = OutputFile::create(&page, &force, &[])?;
    let (_, desk) = DatabaseDir::from(&args.database).open_desk()?;
    let none = || Failure::Input(format!("nothing of {} was forwarded to WISE", args.register));
    let complaint = desk.numbered(args.register)?.ok_or_else(none)?;
    let shared = match desk.shared_with_wise(complaint, None) {
        Err(DeskError::NoSuchComplaint { .. }) => return Err(none()),
        shared => shared?,
    };
    let id = desk.wise_message(complaint, shared.version)?;
    let event = Forward::new(id, args.register, shared_data(&shared)).event(&args.source).to_string();
    let signed = signer.sign_document("cloudevents+json", event.as_bytes());
    let text =
        json!({ "protected": signed.protected, "payload": signed.payload, "signature": signed.signature });
    let text = format!("{text:#}\n");
    let digest = hex::encode(aduan_log::sha256(text.as_bytes()));
    output_file::write(document_file, |out| out.write_all(text.as_bytes()))?;
    output_file::write(page_file, |out| {
        out.write_all(page::page(args.register, &shared, &digest).as_bytes())
    })?;
    let public_key = hex::encode(signer.public_key());
    if args.json {
        output::json(&json!({
            "register": args.register, "message": id.0.to_string(), "document": document.to_string_lossy(),
            "page": page.to_string_lossy(), "sha256": digest, "key_id": args.key_id, "public_key": public_key,
            "texts": shared.texts.len(), "attachments": shared.attachments.len(),
        }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{GOOD}Berkas untuk WISE dibuat (the package was made).{GOOD:#}")?;
            writeln!(out, "  {HEAD}{}{HEAD:#}", document.display())?;
            writeln!(out, "  {HEAD}{}{HEAD:#}", page.display())?;
            writeln!(out, "{DIM}kunci publik (public key) {}:{DIM:#}\n  {public_key}", args.key_id)
        })?;
    }
    Ok(ExitStatus::Success)
}
