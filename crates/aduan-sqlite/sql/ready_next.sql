-- The first that waits is ready when it may be tried.
UPDATE outbox SET ready = coalesce(next, 0)
WHERE ready IS NULL AND number = (
    SELECT number FROM outbox WHERE complaint = ?1 AND recipient = ?2 AND ended IS NULL ORDER BY number LIMIT 1
)
