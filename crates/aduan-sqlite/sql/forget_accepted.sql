DELETE FROM outbox WHERE ended < ?1 AND failed IS NULL
