//! `aduan token`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::{ExitStatus, output};
use aduan_core::{Office, PersonId};
use aduan_http::auth::issuer::TokenSubject;
use aduan_http::auth::{Issuer, TokenRole};
use aduan_store::{Entropy, OsEntropy};
use serde_json::json;
use std::time::Duration;

/// Sign a token for an officer, with the local issuer's key
///
/// For trying out: a server that is told no key set believes these tokens. Whoever reads DIR/keys/token-issuer.key can make
/// them, and so act as any officer; in earnest, tell the server the key set of your own sign-on.
#[derive(clap::Args)]
#[command(after_help = "\
Roles: receiver, verifier, pyb, assessor, inspectorate, coordinator, data_protection_officer; auditor (the log alone), operator
(metrics alone), portal (files for the service users' portal).

Examples:
  aduan token --db desk --role verifier --office KPPBC-050500
  curl -H \"Authorization: Bearer $(aduan token --db desk --role auditor)\" http://127.0.0.1:8460/v1/log/head")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The role
    #[arg(long)]
    role: TokenRole,
    /// The office, such as KPPBC-050500; needed by whoever handles files
    #[arg(long)]
    office: Option<Office>,
    /// The officer's pseudonym, a UUID; a fresh one if not given
    #[arg(long, value_name = "UUID")]
    person: Option<PersonId>,
    /// How long it holds: 30m, 8h, 7d
    #[arg(long = "for", value_name = "TIME", default_value = "8h", value_parser = lasting)]
    lasting: Duration,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    if args.role.needs_office() && args.office.is_none() {
        let role = args.role.as_str();
        return Err(Failure::Usage(format!("a {role} is of an office: add --office, such as KPPBC-050500")));
    }
    let database = DatabaseDir::from(&args.database);
    if !database.file().exists() {
        let folder = database.folder.display();
        return Err(Failure::Input(format!(
            "there is no database in {folder}; `aduan serve --db {folder}` makes one, with an issuer of tokens"
        )));
    }
    let (issuer, _) = Issuer::open_or_make(&database.issuer_key_file(), &OsEntropy)?;
    let person = match args.person {
        Some(person) => person,
        None => fresh()?,
    };
    let subject = TokenSubject { person, role: args.role, office: args.office };
    let token = issuer.token(&subject, args.lasting)?;
    if args.json {
        output::json(&json!({
            "token": token, "person": person, "role": args.role.as_str(), "office": args.office,
            "seconds": args.lasting.as_secs(),
        }))?;
    } else {
        output::write(|out| writeln!(out, "{token}"))?;
    }
    Ok(ExitStatus::Success)
}

fn fresh() -> Result<PersonId, Failure> {
    let mut random = [0; 16];
    OsEntropy.fill(&mut random).map_err(|error| Failure::Desk(error.into()))?;
    Ok(PersonId::new(uuid::Builder::from_random_bytes(random).into_uuid()))
}

fn lasting(text: &str) -> Result<Duration, String> {
    let expected = || "expected a number and m, h or d, such as 8h, of at most 365d".to_owned();
    let (number, seconds) = match text.char_indices().last() {
        Some((end, 'm')) => (&text[..end], 60),
        Some((end, 'h')) => (&text[..end], 3600),
        Some((end, 'd')) => (&text[..end], 24 * 3600),
        _ => return Err(expected()),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds));
    seconds
        .filter(|seconds| (1..=365 * 24 * 3600).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(expected)
}
