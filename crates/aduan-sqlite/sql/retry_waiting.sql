UPDATE outbox
SET next = NULL, ready = CASE WHEN ready IS NULL OR lease IS NOT NULL THEN ready ELSE 0 END
WHERE message = ?1 AND ended IS NULL
