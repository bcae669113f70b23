INSERT INTO outbox (message, complaint, topic, body) VALUES (?1, ?2, ?3, ?4)
