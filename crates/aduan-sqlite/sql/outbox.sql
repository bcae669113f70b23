SELECT number, message, complaint, topic, body FROM outbox WHERE number > ?1 ORDER BY number LIMIT ?2
