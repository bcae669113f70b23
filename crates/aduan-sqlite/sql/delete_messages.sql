DELETE FROM outbox WHERE complaint = ?1
