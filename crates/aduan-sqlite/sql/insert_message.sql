-- The first that waits is ready at once; another waits for it.
INSERT INTO outbox (message, complaint, recipient, topic, body, ready)
VALUES (?1, ?2, ?3, ?4, ?5, CASE WHEN EXISTS (
    SELECT 1 FROM outbox WHERE complaint = ?2 AND recipient = ?3 AND ended IS NULL
) THEN NULL ELSE 0 END)
