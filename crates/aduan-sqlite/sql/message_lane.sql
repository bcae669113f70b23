SELECT complaint, recipient FROM outbox WHERE message = ?1
