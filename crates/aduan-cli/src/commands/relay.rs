//! `aduan relay`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::grouped;
use crate::style::{BAD, DIM, GOOD, HEAD};
use crate::{ExitStatus, interrupt, output};
use aduan_http::Config;
use aduan_http::telemetry;
use aduan_relay::bounces::{self, Fate};
use aduan_relay::{Channels, Pace, Relay, Round, Settings};
use aduan_store::Desk;
use aduan_store::desk::Arrival;
use serde_json::json;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often to look for what waits, where there was nothing.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Send what waits: tickets, notices, what goes to WISE
///
/// Takes messages from the database's outbox, and hands them to the mail server, the SMS gateway and WISE that the section
/// [relay] of the settings names. Any number may run at once, beside the server or on another machine with the same database. Each message is
/// sent at least once, or stands in `aduan outbox` with the reason.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a way does not answer (--check), or something was given up (--once).

To try it out without a mail server, let letters be written into a folder:
  [relay]
  follow = \"http://127.0.0.1:8460/pantau\"
  mail = { from = \"Pengaduan <pengaduan@contoh.example>\", folder = \"letters\" }
  sms = { folder = \"letters\" }

Examples:
  aduan relay --db desk --config aduan.toml --check
  aduan relay --db desk --config aduan.toml
  aduan relay --db desk --config aduan.toml --once --json
  aduan relay --db desk --bounces < mail")]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The settings, a TOML file with a section [relay]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Send what can be sent now, and end
    #[arg(long, conflicts_with_all = ["check", "bounces"])]
    once: bool,
    /// Connect to each way, say what was found, and end; nothing is sent
    #[arg(long, conflicts_with = "bounces")]
    check: bool,
    /// Read one mail that came back from standard input, and record what it says of its letter
    #[arg(long)]
    bounces: bool,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    if args.bounces {
        let (_, desk) = database.open_desk()?;
        return bounce(&desk, args.json);
    }
    let config = Config::read(args.config.as_deref())?;
    let (channels, pace) = ways(&config)?;
    if args.check {
        return check(&channels, args.json);
    }
    let (_, desk) = database.open_desk()?;
    let relay = Relay::new(Arc::new(desk), channels).at_pace(pace);
    if args.once {
        return once(&relay, args.json);
    }
    let lines = telemetry::start_log(&config.log).map_err(Failure::Server)?;
    if !args.json {
        output::write(|out| {
            writeln!(
                out,
                "{GOOD}Mengirim yang menunggu (sending what waits).{GOOD:#} Ctrl-C menghentikan (stops it)."
            )
        })?;
    }
    run_until(&relay, &interrupt::requested);
    drop(lines);
    Ok(ExitStatus::Success)
}

/// The ways that the settings name, and at which pace they are used.
pub(super) fn ways(config: &Config) -> Result<(Channels, Pace), Failure> {
    let Some(section) = &config.relay else {
        return Err(Failure::Input(
            "the settings have no section [relay]; `aduan relay --help` shows one for trying out".to_owned(),
        ));
    };
    let settings: Settings = toml::Value::Table(section.clone())
        .try_into()
        .map_err(|error| Failure::Input(format!("the settings, [relay]: {}", toml_error(&error))))?;
    let channels = Channels::open(&settings)
        .map_err(|error| Failure::Input(format!("the settings, [relay]: {error}")))?;
    Ok((channels, Pace::from(&settings)))
}

/// An error of TOML on one line.
fn toml_error(error: &toml::de::Error) -> String {
    error.message().trim().replace('\n', " ")
}

/// Sends until it is told to stop. Where the store fails it says so, and tries again.
pub(super) fn run_until(relay: &Relay, stops: &dyn Fn() -> bool) {
    while !stops() {
        let idle = match relay.round(stops) {
            Ok(round) => {
                if !round.is_idle() {
                    let Round { accepted, postponed, given_up, unreadable, .. } = round;
                    tracing::info!(accepted, postponed, given_up, unreadable, "sent");
                }
                round.is_idle()
            }
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                true
            }
        };
        let begun = std::time::Instant::now();
        while idle && !stops() && begun.elapsed() < LOOK_EVERY {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn once(relay: &Relay, json: bool) -> Result<ExitStatus, Failure> {
    let mut all = Round::default();
    loop {
        let round = relay.round(&interrupt::requested)?;
        all = all.and(round);
        if round.is_idle() || interrupt::requested() {
            break;
        }
    }
    let Round { accepted, postponed, given_up, unreadable, .. } = all;
    if json {
        output::json(&json!({
            "accepted": accepted, "postponed": postponed, "given_up": given_up, "unreadable": unreadable,
        }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{GOOD}{}{GOOD:#} diserahkan (accepted)", grouped(accepted.into()))?;
            for (count, what) in [
                (postponed, "dicoba lagi nanti (tried again later)"),
                (given_up, "dihentikan (given up)"),
                (unreadable, "tidak terbaca (unreadable)"),
            ] {
                if count > 0 {
                    writeln!(out, "{BAD}{}{BAD:#} {what}", grouped(count.into()))?;
                }
            }
            if postponed + given_up + unreadable > 0 {
                writeln!(out, "{DIM}alasannya (why): aduan outbox{DIM:#}")?;
            }
            Ok(())
        })?;
    }
    if interrupt::requested() {
        return Ok(ExitStatus::Interrupted);
    }
    Ok(if given_up + unreadable == 0 { ExitStatus::Success } else { ExitStatus::Findings })
}

fn check(channels: &Channels, json: bool) -> Result<ExitStatus, Failure> {
    let found = channels.check();
    let sound = found.iter().all(|(_, found)| found.is_ok());
    if json {
        let ways = found.iter().map(|(way, found)| match found {
            Ok(found) => json!({ "way": way, "found": found }),
            Err(why) => json!({ "way": way, "failed": why.code(), "number": why.number() }),
        });
        output::json(&json!({ "ways": ways.collect::<Vec<_>>() }))?;
    } else {
        output::write(|out| {
            if found.is_empty() {
                writeln!(out, "Tidak ada saluran yang diatur (no way is set up).")?;
            }
            found.iter().try_for_each(|(way, found)| match found {
                Ok(found) => writeln!(out, "{HEAD}{way}{HEAD:#}: {GOOD}{found}{GOOD:#}"),
                Err(why) => writeln!(out, "{HEAD}{way}{HEAD:#}: {BAD}{why}{BAD:#}"),
            })
        })?;
    }
    Ok(if sound { ExitStatus::Success } else { ExitStatus::Findings })
}

/// Records what a mail that came back says of its letter.
fn bounce(desk: &Desk, json: bool) -> Result<ExitStatus, Failure> {
    let mut mail = Vec::new();
    let limit = u64::try_from(bounces::MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin()
        .take(limit)
        .read_to_end(&mut mail)
        .map_err(|error| Failure::Input(format!("standard input cannot be read: {error}")))?;
    let bounce = match bounces::read(&mail) {
        Ok(bounce) => bounce,
        // A mail server that pipes every mail here must not be told that it failed: it would send a bounce of its own.
        Err(why) => {
            if json {
                output::json(&json!({ "recorded": false, "why": why.to_string() }))?;
            } else {
                output::write(|out| writeln!(out, "Tidak ada yang dicatat (nothing was recorded): {why}"))?;
            }
            return Ok(ExitStatus::Success);
        }
    };
    let arrival = match bounce.fate {
        Fate::Failed => Some(Arrival::Failed(aduan_core::Undelivered::Returned)),
        Fate::Delivered => Some(Arrival::Delivered),
        Fate::Delayed => None,
        #[cfg(not(aduan_workspace))]
        _ => None,
    };
    if let Some(arrival) = arrival {
        desk.arrived(bounce.message, arrival)?;
    }
    let fate = match bounce.fate {
        Fate::Failed => "failed",
        Fate::Delivered => "delivered",
        Fate::Delayed => "delayed",
        #[cfg(not(aduan_workspace))]
        _ => "unknown",
    };
    if json {
        output::json(
            &json!({ "recorded": arrival.is_some(), "message": bounce.message.0.to_string(), "fate": fate }),
        )?;
    } else {
        output::write(|out| writeln!(out, "{}: {fate}", bounce.message.0))?;
    }
    Ok(ExitStatus::Success)
}
