DELETE FROM outbox WHERE message = ?1
