-- Behind all that wait.
UPDATE outbox
SET number = (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'outbox'), ended = NULL
WHERE message = ?1 AND ended IS NOT NULL AND failed IS NOT NULL
