SELECT number, message, complaint, topic, body, lease, until, attempts, begun, channel, failed, next, rendered, ended
FROM outbox WHERE number > ?1 ORDER BY number LIMIT ?2
