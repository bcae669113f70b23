//! The statements, each in a file of its own.

macro_rules! statements {
    ($($name:ident = $file:literal;)+) => {
        $( pub(crate) const $name: &str = include_str!(concat!("../sql/", $file, ".sql")); )+
    };
}

statements! {
    ACCESS_LOG_HEAD = "access_log_head";
    ACCESSES = "accesses";
    ALL_ACCESSES = "all_accesses";
    BIND = "bind";
    BOUND_CONTENTS = "bound_contents";
    CHECKPOINT = "checkpoint";
    CLAIM = "claim";
    CLAIMS = "claims";
    COMPLAINTS_BETWEEN = "complaints_between";
    CONTENT = "content";
    CONTENT_SEGMENTS = "content_segments";
    DELETE_CONTENTS = "delete_contents";
    DELETE_MESSAGE = "delete_message";
    DELETE_MESSAGES = "delete_messages";
    DELETE_SESSION = "delete_session";
    DELETE_STAGED = "delete_staged";
    DELETE_UPLOADS = "delete_uploads";
    DESTROY_KEY = "destroy_key";
    DROP_SESSIONS = "drop_sessions";
    DROP_STAGED = "drop_staged";
    DROP_STAGED_UPLOADS = "drop_staged_uploads";
    DUE = "due";
    EDITION = "edition";
    EDITIONS = "editions";
    FIRST_POSITION = "first_position";
    IMPORTED = "imported";
    INDEXES = "indexes";
    INSERT_ACCESS = "insert_access";
    INSERT_CLAIM = "insert_claim";
    INSERT_CONTENT = "insert_content";
    INSERT_EDITION = "insert_edition";
    INSERT_EVENT = "insert_event";
    INSERT_KEY = "insert_key";
    INSERT_MESSAGE = "insert_message";
    INSERT_RECEIPT = "insert_receipt";
    INSERT_SUMMARY = "insert_summary";
    INSERT_UPLOAD = "insert_upload";
    KEY = "key";
    KEY_COUNTS = "key_counts";
    KEYS = "keys";
    KEYS_NOT_UNDER = "keys_not_under";
    LAST_CLAIM = "last_claim";
    LOG = "log";
    LOG_SIZE = "log_size";
    LOG_WITH_SUBTREES = "log_with_subtrees";
    LOOSE_RECEIPTS = "loose_receipts";
    ONE_ACCESS = "one_access";
    NEXT_HOLDER = "next_holder";
    OUTBOX = "outbox";
    OVERDUE_OF_OFFICE = "overdue_of_office";
    OVERDUE_OF_STAGE = "overdue_of_stage";
    OVERDUE_TO_TELL = "overdue_to_tell";
    POSITIONS = "positions";
    PUT_CHECKPOINT = "put_checkpoint";
    PUT_SESSION = "put_session";
    RAISE_VERSION = "raise_version";
    RECEIPT = "receipt";
    RECORDED_EVENTS = "recorded_events";
    REWRAP_KEY = "rewrap_key";
    SCHEMA = "schema";
    SCHEMA_OBJECTS = "schema_objects";
    SESSION = "session";
    STAGE = "stage";
    STAGE_ON = "stage_on";
    STORED_SUMMARY = "stored_summary";
    STREAM = "stream";
    SUBTREE = "subtree";
    SUMMARY = "summary";
    TO_TELL_OF_OFFICE = "to_tell_of_office";
    UNEVEN_STREAMS = "uneven_streams";
    UPDATE_ACCESS_LOG_HEAD = "update_access_log_head";
    UPDATE_IMPORTED = "update_imported";
    UPDATE_SUMMARY = "update_summary";
    UPLOAD = "upload";
    UPLOAD_SEGMENTS = "upload_segments";
    WORKLIST_OF_OFFICE = "worklist_of_office";
    WORKLIST_OF_STAGE = "worklist_of_stage";
}
