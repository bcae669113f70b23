-- Receipts of which the events are not where they say.
SELECT receipts.command
FROM receipts LEFT JOIN events USING (position)
WHERE events.version IS NULL OR receipts.events NOT BETWEEN 1 AND events.version
