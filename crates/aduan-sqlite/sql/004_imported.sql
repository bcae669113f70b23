-- Format 4. Up to which position the log was imported: the words of those lines stayed where they were. Of an older
-- file all is known by this: whoever is received here gets a key.
CREATE TABLE imported (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL
) STRICT;
INSERT INTO imported
SELECT 1, coalesce(max(position), 0) FROM events WHERE version = 1 AND complaint NOT IN (SELECT complaint FROM keys);

-- How many accesses are on record, and a hash over them all, each with those before it.
CREATE TABLE trail (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    size  INTEGER NOT NULL,
    chain BLOB    NOT NULL
) STRICT;
INSERT INTO trail VALUES (1, 0, zeroblob(32));
