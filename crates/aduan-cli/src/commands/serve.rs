//! `aduan serve`.

use super::{init, relay};
use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::style::{DIM, GOOD, HEAD, WARN};
use crate::{ExitStatus, output};
use aduan_http::auth::{Issuer, TokenVerifier};
use aduan_http::telemetry::{self, Traces};
use aduan_http::{App, Config, Listening};
use aduan_relay::Relay;
use aduan_store::OsEntropy;
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::signal;

/// Serve complaints over HTTP: file, follow, handle, audit
///
/// Works with nothing else: where DIR holds no database, it makes one, with its key and a local issuer of tokens for
/// trying out. The API and its document are at /v1/openapi.json. What time alone does is done inside; several servers may
/// run on one database.
#[derive(clap::Args)]
#[command(after_help = "\
Settings are read from one TOML file and, over it, from variables such as ADUAN_SERVER_BIND=0.0.0.0:8460 or
ADUAN_LIMITS_BODY_BYTES=65536. The log is written to standard error, a JSON object a line. It speaks HTTP alone: put a
proxy in front that speaks TLS.

With a section [relay] it also sends what waits, as `aduan relay` does.

It ends with Ctrl-C or SIGTERM: nothing more is taken, and what was taken is finished.

Examples:
  aduan serve --db desk
  aduan serve --db desk --bind 127.0.0.1:9000 2>log.jsonl
  aduan serve --db desk --config aduan.toml --check-config")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The settings, a TOML file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen, over what the settings say; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,
    /// Check the settings and end
    #[arg(long)]
    check_config: bool,
    /// Say where it listens as one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let mut config = Config::read(args.config.as_deref())?;
    config.server.bind = args.bind.unwrap_or(config.server.bind);
    let traces = Traces::new(&config.traces)?;
    let ways = config.relay.is_some().then(|| relay::ways(&config)).transpose()?;
    if args.check_config {
        output::write(|out| writeln!(out, "{GOOD}Pengaturan benar (the settings are right).{GOOD:#}"))?;
        return Ok(ExitStatus::Success);
    }
    let database = DatabaseDir::from(&args.database);
    let made = !database.file().exists();
    if made {
        init::make(&database)?;
    }
    let (store, mut desk) = database.open_desk()?;
    if let Some(rulebook) = config.reception.rulebook {
        desk = desk.with_rulebook(rulebook)?;
    }
    desk.record_editions()?;
    let (issuer, new_issuer) = Issuer::open_or_make(&database.issuer_key_file(), &OsEntropy)?;
    let verifier = TokenVerifier::new(&config.auth, &issuer)?;
    let local = verifier.is_local();
    let lines = telemetry::start_log(&config.log).map_err(Failure::Server)?;
    traces.start();
    let desk = Arc::new(desk);
    let stopped = Arc::new(AtomicBool::new(false));
    let sending = ways.map(|(channels, pace)| {
        let relay = Relay::new(Arc::clone(&desk), channels).at_pace(pace);
        let stopped = Arc::clone(&stopped);
        thread::spawn(move || relay::run_until(&relay, &|| stopped.load(Ordering::Relaxed)))
    });
    let started = |error: std::io::Error| Failure::Server(Box::new(error));
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(started)?;
    let finished = runtime.block_on(async {
        let listening = Listening::bind(&config).await;
        let listening = listening.map_err(|cause| Failure::Address { address: config.server.bind, cause })?;
        let address = listening.address().map_err(started)?;
        let said = Said { made, new_issuer, local, address, database: &database };
        if args.json {
            said.json()?;
        } else {
            said.text()?;
        }
        let app = App::new(desk, config, verifier);
        Ok::<_, Failure>(aduan_http::serve(app.clone(), aduan_pages::router(&app), listening, stop()).await)
    })?;
    // The letter at hand is sent to its end.
    stopped.store(true, Ordering::Relaxed);
    if let Some(sending) = sending {
        let _ended = sending.join();
    }
    // Connections that still follow the log hold no data that could be lost.
    runtime.shutdown_timeout(Duration::from_secs(3));
    // Waits until all submitted commits are written.
    drop(store);
    // If the collector does not take the waiting spans, the log says so.
    traces.end();
    drop(lines);
    Ok(if finished { ExitStatus::Success } else { ExitStatus::Interrupted })
}

/// Waits for the signal to stop. A second one ends the program at once.
async fn stop() {
    let asked = asked();
    asked.await;
    tokio::spawn(async {
        self::asked().await;
        std::process::exit(130);
    });
}

#[cfg(unix)]
async fn asked() {
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminate => {}
    }
}

#[cfg(not(unix))]
async fn asked() {
    let _ = signal::ctrl_c().await;
}

/// The notice at the start.
struct Said<'a> {
    made: bool,
    new_issuer: bool,
    local: bool,
    address: SocketAddr,
    database: &'a DatabaseDir,
}

impl Said<'_> {
    fn json(&self) -> Result<(), Failure> {
        let Self { made, new_issuer, local, address, database } = self;
        output::write(|out| {
            let said = json!({
                "listening": format!("http://{address}"), "made": made, "issuer_made": new_issuer,
                "local_issuer": local, "database": database.file().to_string_lossy(), "key_file": database.key_file().to_string_lossy(),
            });
            writeln!(out, "{said}")
        })
    }

    fn text(&self) -> Result<(), Failure> {
        let Self { made, new_issuer, local, address, database } = self;
        let folder = database.folder.display();
        output::write(|out| {
            if *made {
                let keys = database.key_file();
                writeln!(
                    out,
                    "{GOOD}Basis data dan kuncinya dibuat (the database and its key were made).{GOOD:#}"
                )?;
                writeln!(out, "  {HEAD}{}{HEAD:#}", database.file().display())?;
                writeln!(out, "  {HEAD}{}{HEAD:#}", keys.display())?;
                writeln!(
                    out,
                    "{WARN}Salin berkas kunci ke tempat lain yang aman (copy the key file to another safe place).{WARN:#}"
                )?;
            }
            if *new_issuer && *local {
                writeln!(
                    out,
                    "{GOOD}Penerbit token setempat dibuat (a local issuer of tokens was made).{GOOD:#}"
                )?;
            }
            writeln!(out, "\nMendengarkan (listening): {HEAD}http://{address}/{HEAD:#}")?;
            writeln!(out, "  {DIM}API:{DIM:#} http://{address}/v1/openapi.json")?;
            if *local {
                writeln!(
                    out,
                    "  {DIM}Token petugas, untuk mencoba (an officer's token, for trying out):{DIM:#}\n  \
                     aduan token --db {folder} --role verifier --office KPPBC-050500"
                )?;
            }
            writeln!(out, "  {DIM}Ctrl-C menghentikan (stops it).{DIM:#}")
        })
    }
}
