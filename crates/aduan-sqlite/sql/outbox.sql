SELECT message, complaint, topic, body FROM outbox ORDER BY number LIMIT ?1
