DELETE FROM outbox WHERE complaint = ?1 AND ended IS NULL AND topic = ?2
