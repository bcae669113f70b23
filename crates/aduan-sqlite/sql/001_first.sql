-- Format 1. Ids are the 16 bytes of a UUID; instants are microseconds since 1970.

-- One event a row: the line's bytes as stored, and their leaf of the RFC 6962 log.
CREATE TABLE events (
    position  INTEGER PRIMARY KEY,
    complaint BLOB    NOT NULL,
    version   INTEGER NOT NULL,
    leaf      BLOB    NOT NULL,
    line      BLOB    NOT NULL
) STRICT;
-- By name, so that an import can make it when all rows are there.
CREATE UNIQUE INDEX events_by_stream ON events (complaint, version);

-- The log's size and the roots of its complete subtrees, largest first, 32 bytes each.
CREATE TABLE head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    edge BLOB    NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0, x'');

CREATE TABLE receipts (
    command       BLOB    PRIMARY KEY,
    complaint     BLOB    NOT NULL,
    first_version INTEGER NOT NULL,
    last_version  INTEGER NOT NULL,
    position      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Register numbers, and keyed digests of tickets: never a ticket.
CREATE TABLE claims (
    key       BLOB PRIMARY KEY,
    complaint BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A complaint's key, wrapped. No row: never; NULL: destroyed.
CREATE TABLE keys (
    complaint BLOB PRIMARY KEY,
    master    BLOB,
    wrapped   BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_master ON keys (master) WHERE master IS NOT NULL;

-- Ciphertext, in segments.
CREATE TABLE contents (
    complaint BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    segment   INTEGER NOT NULL,
    sealed    BLOB    NOT NULL,
    PRIMARY KEY (complaint, content, segment)
) STRICT, WITHOUT ROWID;

-- Content that no event refers to yet.
CREATE TABLE staged (
    complaint BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (complaint, content)
) STRICT, WITHOUT ROWID;

-- The row that worklists read.
CREATE TABLE complaints (
    complaint   BLOB    PRIMARY KEY,
    version     INTEGER NOT NULL,
    register    TEXT,
    stage       TEXT    NOT NULL,
    stage_since INTEGER NOT NULL,
    holder      TEXT,
    matter      TEXT,
    received_at INTEGER NOT NULL,
    due         INTEGER,
    target      INTEGER,
    outcome     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX complaints_by_stage ON complaints (stage, holder, stage_since, complaint);
CREATE INDEX complaints_by_due ON complaints (due, complaint) WHERE due IS NOT NULL;

CREATE TABLE outbox (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    message   BLOB NOT NULL UNIQUE,
    complaint BLOB NOT NULL,
    topic     TEXT NOT NULL,
    body      BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_by_complaint ON outbox (complaint);

-- Who read what (R30). It outlives erasure.
CREATE TABLE accesses (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    complaint BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    person    BLOB    NOT NULL,
    role      TEXT    NOT NULL,
    office    TEXT,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX accesses_by_complaint ON accesses (complaint);

CREATE TABLE checkpoints (
    name     TEXT    PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
