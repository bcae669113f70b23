//! The statements, each in a file of its own.

macro_rules! statements {
    ($($name:ident = $file:literal;)+) => {
        $( pub(crate) const $name: &str = include_str!(concat!("../sql/", $file, ".sql")); )+
    };
}

statements! {
    ACCESSES = "accesses";
    ALL_ACCESSES = "all_accesses";
    STORED_SUMMARY = "stored_summary";
    BIND = "bind";
    BOUND_CONTENTS = "bound_contents";
    CHECKPOINT = "checkpoint";
    CLAIM = "claim";
    CLAIMS = "claims";
    CONTENT = "content";
    DELETE_CONTENTS = "delete_contents";
    DELETE_MESSAGES = "delete_messages";
    DELETE_STAGED = "delete_staged";
    DELETE_WORDS = "delete_words";
    DESTROY_KEY = "destroy_key";
    DROP_STAGED = "drop_staged";
    DROP_STAGED_CONTENTS = "drop_staged_contents";
    DUE = "due";
    FORMAT_1 = "001_first";
    FORMAT_2 = "002_refused";
    FORMAT_3 = "003_places";
    FORMAT_4 = "004_imported";
    FORMAT_5 = "005_words";
    HEAD = "head";
    COMPLAINTS_BETWEEN = "complaints_between";
    IMPORTED = "imported";
    INDEXES = "indexes";
    INSERT_ACCESS = "insert_access";
    INSERT_CLAIM = "insert_claim";
    INSERT_CONTENT = "insert_content";
    INSERT_EVENT = "insert_event";
    INSERT_KEY = "insert_key";
    INSERT_MESSAGE = "insert_message";
    INSERT_RECEIPT = "insert_receipt";
    INSERT_SUMMARY = "insert_summary";
    INSERT_WORDS = "insert_words";
    KEY = "key";
    KEYS = "keys";
    KEYS_NOT_UNDER = "keys_not_under";
    KEY_COUNTS = "key_counts";
    LAST_CLAIM = "last_claim";
    LOG = "log";
    LOOSE_RECEIPTS = "loose_receipts";
    SCHEMA_OBJECTS = "schema_objects";
    ONE_ACCESS = "one_access";
    OUTBOX = "outbox";
    POSITIONS = "positions";
    PUT_CHECKPOINT = "put_checkpoint";
    RAISE_VERSION = "raise_version";
    RECEIPT = "receipt";
    REWRAP_KEY = "rewrap_key";
    SEGMENTS = "segments";
    DELETE_MESSAGE = "delete_message";
    STAGE = "stage";
    STAGE_ON = "stage_on";
    STREAM = "stream";
    SUMMARY = "summary";
    ACCESS_LOG_HEAD = "access_log_head";
    UNEVEN_STREAMS = "uneven_streams";
    UPDATE_HEAD = "update_head";
    UPDATE_IMPORTED = "update_imported";
    UPDATE_SUMMARY = "update_summary";
    UPDATE_ACCESS_LOG_HEAD = "update_access_log_head";
    WORDS = "words";
    WORD_SEGMENTS = "word_segments";
    WORKLIST = "worklist";
}
