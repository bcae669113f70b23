//! cqrs-es with sqlite-es.

use crate::{EVENTS, Peer};
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore, SerializedEvent};
use cqrs_es::{Aggregate, AggregateContext, AggregateError, CqrsFramework, DomainEvent, EventStore};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlite_es::SqliteEventRepository;
use sqlx::SqlitePool;
use std::collections::HashMap;
use ulid::Ulid;

/// From the crate's own migration, which it does not ship as code.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS events (
    aggregate_type text NOT NULL,
    aggregate_id   text NOT NULL,
    sequence       integer CHECK (sequence >= 0) NOT NULL,
    event_type     text NOT NULL,
    event_version  text NOT NULL,
    payload        text NOT NULL,
    metadata       text NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence)
) STRICT;";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Event {
    Amended { body: String },
}

impl DomainEvent for Event {
    fn event_type(&self) -> String {
        "Amended".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Complaint {
    events: u64,
    bytes: usize,
}

impl Aggregate for Complaint {
    const TYPE: &'static str = "complaint";
    type Command = String;
    type Event = Event;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(&mut self, body: String, (): &(), sink: &EventSink<Self>) -> Result<(), Self::Error> {
        sink.write(Event::Amended { body }, self).await;
        Ok(())
    }

    fn apply(&mut self, event: Event) {
        let Event::Amended { body } = event;
        self.events += 1;
        self.bytes += body.len();
    }
}

pub struct Cqrs {
    repository: SqliteEventRepository,
    store: PersistedEventStore<SqliteEventRepository, Complaint>,
    framework: CqrsFramework<Complaint, PersistedEventStore<SqliteEventRepository, Complaint>>,
}

fn stored(id: &str, sequence: u32, body: &str) -> SerializedEvent {
    SerializedEvent::new(
        id.to_owned(),
        sequence as usize,
        Complaint::TYPE.to_owned(),
        "Amended".to_owned(),
        "1".to_owned(),
        json!({ "Amended": { "body": body } }),
        json!({}),
    )
}

impl Peer for Cqrs {
    async fn open(pool: SqlitePool) -> anyhow::Result<Self> {
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        let repository = || SqliteEventRepository::new(pool.clone());
        let store = || PersistedEventStore::new_event_store(repository());
        Ok(Self {
            repository: repository(),
            store: store(),
            framework: CqrsFramework::new(store(), vec![], ()),
        })
    }

    async fn append(&self, body: String) -> anyhow::Result<()> {
        let event = stored(&Ulid::new().to_string(), 1, &body);
        Ok(self.repository.persist::<Complaint>(&[event], None).await?)
    }

    async fn import(&self, streams: usize, body: &str) -> anyhow::Result<Vec<String>> {
        // A transaction takes the events of one stream or of many.
        let ids: Vec<String> = (0..streams).map(|_| Ulid::new().to_string()).collect();
        for part in ids.chunks(500) {
            let events: Vec<_> = part
                .iter()
                .flat_map(|id| (1..=EVENTS).map(move |sequence| stored(id, sequence, body)))
                .collect();
            self.repository.persist::<Complaint>(&events, None).await?;
        }
        Ok(ids)
    }

    async fn act(&self, id: String, body: String) -> anyhow::Result<()> {
        match self.framework.execute(&id, body).await {
            Err(AggregateError::UserError(never)) => match never {},
            other => Ok(other.map_err(|error| anyhow::anyhow!("{error}"))?),
        }
    }

    async fn load(&self, id: &str) -> anyhow::Result<u64> {
        let mut loaded = self.store.load_aggregate(id).await.map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(loaded.aggregate().events)
    }

    async fn replay(&self) -> anyhow::Result<u64> {
        let mut all = HashMap::<String, Complaint>::new();
        let mut stream = self.repository.stream_all_events::<Complaint>().await?;
        let mut count = 0;
        while let Some(event) = stream.next::<Complaint>(&[]).await {
            let event = event?;
            all.entry(event.aggregate_id).or_default().apply(event.payload);
            count += 1;
        }
        Ok(count)
    }
}
