-- Streams whose versions are not 1, 2, 3, … , or whose row in `complaints` says another version or other places.
SELECT streams.complaint, streams.least, streams.most, streams.count, complaints.version
FROM (
    SELECT complaint, min(version) AS least, max(version) AS most, count(*) AS count,
        unhex(group_concat(printf('%016X', position), '' ORDER BY version)) AS places
    FROM events GROUP BY complaint
) AS streams
LEFT JOIN complaints USING (complaint)
WHERE least <> 1 OR most <> count OR complaints.version IS NOT most OR complaints.places IS NOT streams.places
