-- Format 5. What a commit brings sealed with it stands where its events do: by its complaint it was, for nearly every
-- commit, one more page to write and to wait for. What is uploaded before its commit stays where it was, and so do the
-- words of older files.
CREATE TABLE words (
    position INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    segment  INTEGER NOT NULL,
    sealed   BLOB    NOT NULL,
    PRIMARY KEY (position, content, segment)
) STRICT, WITHOUT ROWID;
