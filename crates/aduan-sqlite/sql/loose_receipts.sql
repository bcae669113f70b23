-- Receipts of which the events are not where they say.
SELECT receipts.command
FROM receipts LEFT JOIN events USING (position)
WHERE events.complaint IS NOT receipts.complaint OR events.version IS NOT receipts.last_version
    OR receipts.first_version NOT BETWEEN 1 AND receipts.last_version
