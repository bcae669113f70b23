UPDATE outbox SET rendered = NULL
WHERE complaint = ?1 AND recipient IN (0, 1) AND ended IS NULL AND rendered IS NOT NULL
