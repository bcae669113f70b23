-- Receipts of which the events are not where they say.
SELECT receipts.command
FROM receipts LEFT JOIN events ON events.complaint = receipts.complaint AND events.version = receipts.last_version
WHERE events.position IS NOT receipts.position OR receipts.first_version NOT BETWEEN 1 AND receipts.last_version
