-- Format 1. Ids are the 16 bytes of a UUID; instants are microseconds since 1970.

-- One event a row: the line's bytes as stored, and their leaf of the RFC 6962 log. Of the complete subtrees of the log that
-- end with this line, `subtree` is the root of the largest; NULL where that is the leaf. The log's head is made of a few of them.
CREATE TABLE events (
    position  INTEGER PRIMARY KEY,
    complaint BLOB    NOT NULL,
    version   INTEGER NOT NULL,
    leaf      BLOB    NOT NULL,
    subtree   BLOB,
    line      BLOB    NOT NULL
) STRICT;

-- What one command recorded: so many events, the last one at this position.
CREATE TABLE receipts (
    command  BLOB    PRIMARY KEY,
    position INTEGER NOT NULL,
    events   INTEGER NOT NULL
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

-- Ciphertext that came with a commit, in segments, at the position of its first event: the page that the commit writes anyway.
CREATE TABLE contents (
    position INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    segment  INTEGER NOT NULL,
    sealed   BLOB    NOT NULL,
    PRIMARY KEY (position, content, segment)
) STRICT, WITHOUT ROWID;

-- Ciphertext that was uploaded before its commit.
CREATE TABLE uploads (
    complaint BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    segment   INTEGER NOT NULL,
    sealed    BLOB    NOT NULL,
    PRIMARY KEY (complaint, content, segment)
) STRICT, WITHOUT ROWID;

-- Uploads that no event refers to yet.
CREATE TABLE staged (
    complaint BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (complaint, content)
) STRICT, WITHOUT ROWID;

-- The summary of a complaint, and the positions of its events: 8 bytes each, big end first, and zeros for the next few.
-- The administrative stream has its positions here, under the nil id, and no summary: its stage is NULL.
CREATE TABLE complaints (
    complaint   BLOB    PRIMARY KEY,
    version     INTEGER NOT NULL,
    positions   BLOB    NOT NULL,
    register    TEXT,
    stage       TEXT,
    stage_since INTEGER,
    holder      TEXT,
    matter      TEXT,
    received_at INTEGER,
    due         INTEGER,
    target      INTEGER,
    outcome     TEXT,
    unanswered  INTEGER,
    -- The office whose receivers have the register number to tell.
    to_tell     TEXT,
    -- The roles that may see it, a bit each; those who never may, by their alias in it, 16 bytes each.
    seen_by     INTEGER NOT NULL,
    named       BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
-- Worklists, of an office and of all; what is overdue, likewise.
CREATE INDEX worklists_of_office ON complaints (stage, holder, seen_by, stage_since, complaint);
CREATE INDEX worklists_of_stage ON complaints (stage, seen_by, stage_since, complaint);
CREATE INDEX overdue_of_office ON complaints (stage, holder, seen_by, target, complaint) WHERE target IS NOT NULL;
CREATE INDEX overdue_of_stage ON complaints (stage, seen_by, target, complaint) WHERE target IS NOT NULL;
CREATE INDEX to_tell_of_office ON complaints (to_tell, stage, stage_since, complaint) WHERE to_tell IS NOT NULL;
CREATE INDEX overdue_to_tell ON complaints (to_tell, stage, target, complaint)
    WHERE to_tell IS NOT NULL AND target IS NOT NULL;
CREATE INDEX complaints_by_due ON complaints (due, complaint) WHERE due IS NOT NULL;

-- Messages to the outside. One that waits has no `ended`; one that was accepted has no `failed` then, one that is dead has.
CREATE TABLE outbox (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    message   BLOB    NOT NULL UNIQUE,
    complaint BLOB    NOT NULL,
    -- 0 the complainant, 1 the Inspectorate: in order, each.
    recipient INTEGER NOT NULL,
    topic     TEXT    NOT NULL,
    body      BLOB    NOT NULL,
    -- From when it may be claimed, if it is the first that waits; 0: at once.
    ready     INTEGER,
    -- From when it may be tried, as a failure has it.
    next      INTEGER,
    lease     BLOB,
    until     INTEGER,
    attempts  INTEGER NOT NULL DEFAULT 0,
    begun     INTEGER,
    channel   TEXT,
    failed    TEXT,
    rendered  BLOB,
    -- A keyed digest of what a gateway calls it.
    reference BLOB,
    ended     INTEGER
) STRICT;
CREATE INDEX outbox_by_complaint ON outbox (complaint, recipient, number) WHERE ended IS NULL;
CREATE INDEX outbox_by_ready ON outbox (ready, number) WHERE ready IS NOT NULL;
CREATE INDEX outbox_by_lease ON outbox (lease, number) WHERE lease IS NOT NULL;
CREATE INDEX outbox_by_reference ON outbox (reference) WHERE reference IS NOT NULL;
-- Ids are of version 7: in the order in which they were promised.
CREATE INDEX outbox_sealed ON outbox (message) WHERE ended IS NULL AND length(body) > 0;
CREATE INDEX outbox_accepted ON outbox (ended) WHERE ended IS NOT NULL AND failed IS NULL;

-- Who read what, and who was refused an identity (R30, T4). It outlives erasure.
CREATE TABLE accesses (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    complaint BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    person    BLOB    NOT NULL,
    role      TEXT    NOT NULL,
    office    TEXT,
    at        INTEGER NOT NULL,
    refused   INTEGER NOT NULL
) STRICT;
CREATE INDEX accesses_by_complaint ON accesses (complaint);

-- How many accesses there are, and a hash over them all, each with those before it.
CREATE TABLE access_log_head (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    size  INTEGER NOT NULL,
    chain BLOB    NOT NULL
) STRICT;
INSERT INTO access_log_head VALUES (1, 0, zeroblob(32));

-- The contents of editions of reference data, by their SHA-256.
CREATE TABLE editions (
    digest  BLOB PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is signed in at the pages, by the SHA-256 of the cookie's secret.
CREATE TABLE sessions (
    id   BLOB    PRIMARY KEY,
    ends INTEGER NOT NULL,
    body BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_end ON sessions (ends);

CREATE TABLE checkpoints (
    name     TEXT    PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to which position the log was imported: the contents of those lines stayed where they were.
CREATE TABLE imported (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO imported VALUES (1, 0);
