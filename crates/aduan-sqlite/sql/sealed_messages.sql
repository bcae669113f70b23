SELECT message FROM outbox WHERE ended IS NULL AND length(body) > 0 AND message < ?1
ORDER BY message LIMIT ?2
