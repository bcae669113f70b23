-- Streams whose versions are not 1, 2, 3, … , or whose row in `complaints` says another version or other positions. Behind its
-- positions a row has zeros, for fewer than eight more.
SELECT streams.complaint, streams.least, streams.most, streams.count, complaints.version
FROM (
    SELECT complaint, min(version) AS least, max(version) AS most, count(*) AS count,
        group_concat(printf('%016X', position), '' ORDER BY version) AS positions
    FROM events GROUP BY complaint
) AS streams
LEFT JOIN complaints USING (complaint)
WHERE least <> 1 OR most <> count OR complaints.version IS NOT most
    OR substr(hex(complaints.positions), 1, length(streams.positions)) IS NOT streams.positions
    OR ltrim(substr(hex(complaints.positions), length(streams.positions) + 1), '0') <> ''
    OR length(hex(complaints.positions)) - length(streams.positions) NOT BETWEEN 0 AND 7 * 16
