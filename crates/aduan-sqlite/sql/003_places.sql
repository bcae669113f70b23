-- Format 3. Where a complaint's events stand in the log is said in its row, which every commit writes anyway: 8 bytes for
-- each, big end first, and zeros for the next few. The index that said so was, for nearly every commit, one more page to write and to wait for.
ALTER TABLE complaints ADD COLUMN places BLOB NOT NULL DEFAULT x'';
UPDATE complaints SET places = coalesce(
    (
        SELECT unhex(group_concat(printf('%016X', position), '' ORDER BY version))
        FROM events WHERE events.complaint = complaints.complaint
    ),
    x''
);
DROP INDEX events_by_stream;
