//! A server like `aduan serve`, with a clock that is set from outside: the one thing that `aduan serve` must not have.

use aduan_core::Timestamp;
use aduan_http::auth::{Issuer, TokenVerifier};
use aduan_http::{App, Config, Listening, telemetry};
use aduan_sqlite::SqliteStore;
use aduan_store::vault::FileKeys;
use aduan_store::{Clock, Desk, OsEntropy};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Shows what stands in a file.
struct Hands(PathBuf);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        fs::read_to_string(&self.0).unwrap().parse().unwrap()
    }
}

/// Sets the clock of the server in this place: `2025-03-20T03:00:00.000000Z`. Never half of it.
pub(crate) fn set(place: &Path, to: &str) {
    let written = place.join("clock.new");
    fs::write(&written, to.parse::<Timestamp>().unwrap().to_string()).unwrap();
    fs::rename(written, place.join("clock")).unwrap();
}

/// The desk of a database in this place.
pub(crate) fn desk(place: &Path) -> Desk {
    let (data, keys) = (place.join("desk/data"), place.join("desk/keys"));
    fs::create_dir_all(&data).unwrap();
    fs::create_dir_all(&keys).unwrap();
    let (store, file) = (SqliteStore::open(&data.join("aduan.db")).unwrap(), keys.join("aduan.keys"));
    let keys = FileKeys::open(&file).or_else(|_| FileKeys::create(&file, &OsEntropy)).unwrap();
    let mut desk = Desk::open(Arc::new(store), Arc::new(keys)).unwrap();
    if place.join("clock").exists() {
        desk = desk.with_clock(Arc::new(Hands(place.join("clock"))));
    }
    desk
}

#[test]
#[ignore = "the server of other tests, in a process of its own"]
fn serve() {
    let place = PathBuf::from(std::env::var_os("SERVED_PLACE").unwrap());
    let mut config = Config::read(Some(&place.join("aduan.toml"))).unwrap();
    config.server.bind.set_port(0);
    let mut desk = desk(&place);
    if let Some(rulebook) = config.reception.rulebook {
        desk = desk.with_rulebook(rulebook).unwrap();
    }
    let (issuer, _) = Issuer::open_or_make(&place.join("desk/keys/token-issuer.key"), &OsEntropy).unwrap();
    let verifier = TokenVerifier::new(&config.auth, &issuer).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    // The guard that starts the log may have to live as long as the log.
    let served = (telemetry::start_log(&config.log).unwrap(), runtime);
    served.1.block_on(async {
        let listening = Listening::bind(&config).await.unwrap();
        let address = listening.address().unwrap();
        println!("\n{}", json!({ "listening": format!("http://{address}") }));
        let app = App::new(Arc::new(desk), config, verifier);
        let router = aduan_pages::router(&app);
        aduan_http::serve(app, router, listening, std::future::pending()).await
    });
}
