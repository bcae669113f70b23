SELECT number, message, complaint, topic, body, lease, until, attempts, begun, channel, failed, next, rendered, ended
FROM outbox WHERE message = ?1
