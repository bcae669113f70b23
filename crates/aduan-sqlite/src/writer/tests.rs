use super::*;
use aduan_core::ComplaintId;
use aduan_store::{Access, AccessAnswer, Pending};

fn written(writer: &Writer) -> Result<(), StoreError> {
    let (completer, pending) = Pending::new();
    let access = Access {
        complaint: ComplaintId::default(),
        content: aduan_core::ContentId::default(),
        actor: aduan_core::Actor::system(),
        at: aduan_core::Timestamp::MIN,
        answer: AccessAnswer::Shown,
    };
    assert!(writer.write_inline(Job::Change(Box::new(Change::RecordAccess(access)), completer)).is_none());
    pending.wait()
}

fn writer(folder: &tempfile::TempDir) -> Writer {
    let path = folder.path().join("aduan.db");
    Writer::new(&path, open::writer(&path, Absent::Make).unwrap())
}

#[test]
fn a_transaction_that_was_left_open_is_rolled_back_and_writing_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer(&folder);
    writer
        .connection()
        .ready()
        .unwrap()
        .execute_batch("BEGIN IMMEDIATE; INSERT INTO checkpoints VALUES ('undone', 1)")
        .unwrap();
    written(&writer).unwrap();
    let begun = "SELECT count(*) FROM checkpoints";
    let begun: i64 = writer.connection().ready().unwrap().query_row(begun, [], |row| row.get(0)).unwrap();
    assert_eq!(begun, 0, "what was begun is undone");
}

#[test]
fn a_connection_that_had_to_be_given_up_is_opened_again_with_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer(&folder);
    let (completer, pending) = Pending::new();
    assert!(writer.write_inline(Job::LimitPages(77, completer)).is_none());
    pending.wait().unwrap();
    writer.connection().open = None;
    written(&writer).unwrap();
    let pages: i64 = writer
        .connection()
        .ready()
        .unwrap()
        .pragma_query_value(None, "max_page_count", |row| row.get(0))
        .unwrap();
    assert_eq!(pages, 77);
}

#[test]
fn a_panic_in_the_middle_of_a_transaction_stops_nobody_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer(&folder);
    let panicked = std::thread::scope(|scope| {
        let holder = scope.spawn(|| {
            let mut connection = writer.connection();
            connection.ready().unwrap().execute_batch("BEGIN IMMEDIATE").unwrap();
            panic!("in the middle");
        });
        holder.join()
    });
    assert!(panicked.is_err() && writer.connection.is_poisoned());
    written(&writer).unwrap();
}
