//! `aduan-peers PEER ROW FILE`: does the work of one row of our bench with another library, on the database FILE, and prints how
//! often a second. `ADUAN_BENCH_SECONDS` is how long, `ADUAN_BENCH_LINE` how many bytes an event has, `ADUAN_BENCH_COMPLAINTS` how many
//! streams of eight events are there to be read.
//!
//! Each library is asked for the least that it needs for the row, through its own interface, on a database with WAL and
//! `synchronous=FULL`.

mod cqrs;
mod evento_1;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 64;
const EVENTS: u32 = 8;

/// The operations that a library must support.
trait Peer: Send + Sync + Sized + 'static {
    async fn open(pool: SqlitePool) -> anyhow::Result<Self>;
    /// One event in a new stream, durable.
    fn append(&self, body: String) -> impl Future<Output = anyhow::Result<()>> + Send;
    /// Streams of eight events each, as fast as the library can; their ids.
    async fn import(&self, streams: usize, body: &str) -> anyhow::Result<Vec<String>>;
    /// Loads a stream, decides, appends one event.
    fn act(&self, id: String, body: String) -> impl Future<Output = anyhow::Result<()>> + Send;
    /// Reads a stream and folds it; how many events.
    fn load(&self, id: &str) -> impl Future<Output = anyhow::Result<u64>> + Send;
    /// Reads all events and folds each stream; how many events.
    async fn replay(&self) -> anyhow::Result<u64>;
}

fn given(name: &str, default: f64) -> f64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// One connection: SQLite has one writer, and a second connection only waits for it.
async fn pool(file: &Path) -> anyhow::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30));
    let connections = given("ADUAN_PEERS_CONNECTIONS", 1.0) as u32;
    let pool = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(60));
    Ok(pool.connect_with(options).await?)
}

/// The work of `clients` tasks until the time is up; how often a second.
async fn rate<F: Future<Output = anyhow::Result<()>> + Send + 'static>(
    clients: usize,
    work: impl Fn() -> F + Send + Sync + 'static,
) -> anyhow::Result<f64> {
    let (start, work, done) = (Instant::now(), Arc::new(work), Arc::new(AtomicU64::new(0)));
    let length = Duration::from_secs_f64(given("ADUAN_BENCH_SECONDS", 1.0));
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (work, done) = (Arc::clone(&work), Arc::clone(&done));
            tokio::spawn(async move {
                while start.elapsed() < length {
                    work().await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64())
}

async fn measure<P: Peer>(row: &str, file: &Path) -> anyhow::Result<f64> {
    let fresh = !file.exists();
    let peer = Arc::new(P::open(pool(file).await?).await?);
    let body = "x".repeat(given("ADUAN_BENCH_LINE", 500.0) as usize);
    let streams = given("ADUAN_BENCH_COMPLAINTS", 10_000.0) as usize;
    let events = streams as f64 * f64::from(EVENTS);
    let ids = || async {
        // The ids stand beside the database, so that it is filled once.
        let list = file.with_extension("ids");
        if fresh || !list.exists() {
            let ids = peer.import(streams, &body).await?;
            std::fs::write(&list, ids.join("\n"))?;
        }
        anyhow::Ok(std::fs::read_to_string(&list)?.lines().map(str::to_owned).collect::<Vec<_>>())
    };
    match row {
        "one" | "awaited" => {
            let clients = if row == "one" { 1 } else { CLIENTS };
            rate(clients, move || {
                let (peer, body) = (Arc::clone(&peer), body.clone());
                async move { peer.append(body).await }
            })
            .await
        }
        "act" => {
            let (ids, next) = (ids().await?, AtomicUsize::new(0));
            rate(CLIENTS, move || {
                let id = ids[next.fetch_add(1, Ordering::Relaxed) % ids.len()].clone();
                let (peer, body) = (Arc::clone(&peer), body.clone());
                async move { peer.act(id, body).await }
            })
            .await
        }
        "load" => {
            let (ids, next) = (Arc::new(ids().await?), Arc::new(AtomicUsize::new(0)));
            rate(1, move || {
                let (peer, ids) = (Arc::clone(&peer), Arc::clone(&ids));
                let at = next.fetch_add(7919, Ordering::Relaxed) % ids.len();
                async move {
                    let found = peer.load(&ids[at]).await?;
                    anyhow::ensure!(found == u64::from(EVENTS), "{found} events in a stream of {EVENTS}");
                    Ok(())
                }
            })
            .await
        }
        "import" => {
            let start = Instant::now();
            peer.import(streams, &body).await?;
            Ok(events / start.elapsed().as_secs_f64())
        }
        "replay" => {
            ids().await?;
            let start = Instant::now();
            let found = peer.replay().await? as f64;
            anyhow::ensure!(found == events, "{found} events read of {events}");
            Ok(found / start.elapsed().as_secs_f64())
        }
        other => anyhow::bail!("no row `{other}`: expected one, awaited, act, load, import or replay"),
    }
}

#[tokio::main(worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [peer, row, file] = &arguments[..] else {
        anyhow::bail!("usage: aduan-peers cqrs-es|evento ROW FILE");
    };
    let per_second = match peer.as_str() {
        "cqrs-es" => measure::<cqrs::Cqrs>(row, Path::new(file)).await?,
        "evento" => measure::<evento_1::Evento>(row, Path::new(file)).await?,
        other => anyhow::bail!("no peer `{other}`: expected cqrs-es or evento"),
    };
    println!("{per_second}");
    Ok(())
}
