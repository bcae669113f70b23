//! The outbox in SQLite: what claiming costs, and that its pages hold nothing longer than they should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{Matter, Notice, Timestamp, Undelivered};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::Arrival;
use aduan_store::{Change, EventStore, LeaseId, Worklists};
use aduan_testkit::test_desk::TestDesk;
use aduan_testkit::test_relay::TestRelay;
use rusqlite::{Connection, StatementStatus};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// An outbox of so many messages: two of each complaint, and of every tenth pair the first waits for its next attempt. Written
/// by hand, since a hundred thousand commits take minutes.
fn filled(path: &Path, messages: u32) {
    drop(SqliteStore::open(path).unwrap());
    let connection = Connection::open(path).unwrap();
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO outbox (message, complaint, recipient, topic, body, ready, next)
        SELECT randomblob(16), CAST(printf('%016d', (i + 1) / 2) AS BLOB), 0, 'notice:outcome', x'',
            CASE WHEN i % 2 = 0 THEN NULL WHEN i % 20 = 1 THEN 1000000 ELSE 0 END, NULL
        FROM n";
    connection.execute(fill, [messages]).unwrap();
}

#[test]
fn claiming_from_a_hundred_thousand_costs_what_claiming_from_a_hundred_costs() {
    let folder = tempfile::tempdir().unwrap();
    let mut steps = Vec::new();
    for messages in [2_000, 100_000] {
        let path = folder.path().join(format!("{messages}.db"));
        filled(&path, messages);
        let store = SqliteStore::open(&path).unwrap();
        let (lease, at) = (LeaseId(Uuid::from_u128(1)), Timestamp::from_micros);
        let start = Instant::now();
        store.change(Change::ClaimMessages { lease, now: at(10), until: at(1000), limit: 100 }).unwrap();
        assert_eq!(store.leased(lease).unwrap().len(), 100, "of {messages}");
        println!("a claim of 100 from {messages}, the disk's time included: {:?}", start.elapsed());
        drop(store);
        let connection = Connection::open(&path).unwrap();
        let mut claim = connection.prepare(include_str!("../sql/claim_messages.sql")).unwrap();
        assert_eq!(claim.execute(([2; 16], 10, 1000, 100)).unwrap(), 100);
        steps.push(claim.get_status(StatementStatus::VmStep));
    }
    assert!(steps[1] < steps[0] * 2, "steps of the database: {steps:?}");
}

#[test]
fn no_statement_of_the_outbox_reads_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    drop(SqliteStore::open(&path).unwrap());
    let connection = Connection::open(&path).unwrap();
    let statements = [
        include_str!("../sql/claim_messages.sql"),
        include_str!("../sql/leased.sql"),
        include_str!("../sql/message.sql"),
        include_str!("../sql/message_by_reference.sql"),
        include_str!("../sql/sealed_messages.sql"),
        include_str!("../sql/forget_accepted.sql"),
        include_str!("../sql/ready_next.sql"),
        include_str!("../sql/insert_message.sql"),
        include_str!("../sql/delete_messages.sql"),
        include_str!("../sql/withdraw_messages.sql"),
    ];
    for sql in statements {
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let wanted = plan.parameter_count();
        let nothing = rusqlite::params_from_iter(vec![rusqlite::types::Null; wanted]);
        let steps = plan.query_map(nothing, |row| row.get::<_, String>(3)).unwrap();
        for step in steps.map(Result::unwrap) {
            let whole = step.starts_with("SCAN outbox") && !step.contains("outbox_sealed");
            assert!(!whole && !step.contains("TEMP B-TREE"), "{sql}\n{step}");
        }
    }
}

#[test]
fn a_letter_that_was_made_is_sealed_and_gone_when_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::new(store.clone());
    let (done, _) = world.online(Matter::Duties);
    world.ask_untold(done.complaint.id);
    let relay = TestRelay::new(&world.desk);
    let sms = relay.notice(Notice::DataRequest);
    let rendered = store.outbox(0, 9).unwrap().into_iter().find_map(|row| row.rendered).unwrap();
    let found = |bytes: &[u8]| {
        let files = ["aduan.db", "aduan.db-wal"].map(|name| folder.path().join(name));
        let mut read = files.iter().filter_map(|file| std::fs::read(file).ok());
        read.any(|file| file.windows(bytes.len()).any(|window| window == bytes))
    };
    assert!(found(&rendered) && !found(b"made for attempt"), "sealed");
    relay.says(&sms, Arrival::Failed(Undelivered::Refused));
    assert!(store.scrub().unwrap());
    assert!(!found(&rendered[rendered.len() - 32..]));
}
