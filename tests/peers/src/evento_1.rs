//! evento with its SQLite executor.

use crate::{EVENTS, Peer};
use bincode::{Decode, Encode};
use evento::cursor::Args;
use evento::migrator::Migrate;
use evento::{Aggregator, AggregatorName, Event, EventDetails, Executor, RoutingKey};
use sqlx::SqlitePool;
use std::collections::{HashMap, HashSet};
use std::time::{SystemTime, UNIX_EPOCH};
use ulid::Ulid;

#[derive(AggregatorName, Encode, Decode)]
struct Amended {
    body: String,
}

#[derive(Debug, Default, Clone, Encode, Decode)]
struct Complaint {
    events: u64,
    bytes: u64,
}

#[evento::aggregator]
impl Complaint {
    async fn amended(&mut self, event: EventDetails<Amended>) -> anyhow::Result<()> {
        self.events += 1;
        self.bytes += event.data.body.len() as u64;
        Ok(())
    }
}

pub struct Evento(evento::Sqlite);

fn event(id: &str, version: u32, body: &str) -> anyhow::Result<Event> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let config = bincode::config::standard();
    Ok(Event {
        id: Ulid::new(),
        aggregator_id: id.to_owned(),
        aggregator_type: Complaint::name().to_owned(),
        version: i32::try_from(version)?,
        name: Amended::name().to_owned(),
        routing_key: None,
        data: bincode::encode_to_vec(Amended { body: body.to_owned() }, config)?,
        metadata: bincode::encode_to_vec(true, config)?,
        timestamp: now.as_secs(),
        timestamp_subsec: now.subsec_millis(),
    })
}

impl Peer for Evento {
    async fn open(pool: SqlitePool) -> anyhow::Result<Self> {
        let mut connection = pool.acquire().await?;
        evento::sql_migrator::new::<sqlx::Sqlite>()?
            .run(&mut *connection, &evento::migrator::Plan::apply_all())
            .await?;
        drop(connection);
        Ok(Self(pool.into()))
    }

    async fn append(&self, body: String) -> anyhow::Result<()> {
        Ok(self.0.write(vec![event(&Ulid::new().to_string(), 1, &body)?]).await?)
    }

    async fn import(&self, streams: usize, body: &str) -> anyhow::Result<Vec<String>> {
        let ids: Vec<String> = (0..streams).map(|_| Ulid::new().to_string()).collect();
        // As many as one statement of SQLite takes: ten columns each, 32,766 in all.
        for part in ids.chunks(400) {
            let events: Result<Vec<_>, _> = part
                .iter()
                .flat_map(|id| (1..=EVENTS).map(move |version| event(id, version, body)))
                .collect();
            self.0.write(events?).await?;
        }
        Ok(ids)
    }

    async fn act(&self, id: String, body: String) -> anyhow::Result<()> {
        evento::save::<Complaint>(id).data(&Amended { body })?.metadata(&true)?.commit(&self.0).await?;
        Ok(())
    }

    async fn load(&self, id: &str) -> anyhow::Result<u64> {
        Ok(evento::load::<Complaint, _>(&self.0, id).await?.item.events)
    }

    async fn replay(&self) -> anyhow::Result<u64> {
        let mut all = HashMap::<String, Complaint>::new();
        let (mut after, mut count) = (None, 0);
        loop {
            let types = HashSet::from([Complaint::name().to_owned()]);
            let page = self.0.read(types, RoutingKey::All, Args::forward(10_000, after)).await?;
            for edge in &page.edges {
                all.entry(edge.node.aggregator_id.clone()).or_default().aggregate(&edge.node).await?;
                count += 1;
            }
            if !page.page_info.has_next_page {
                return Ok(count);
            }
            after = page.page_info.end_cursor;
        }
    }
}
