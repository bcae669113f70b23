SELECT number, message, complaint, topic, body, lease, until, attempts, begun, channel, failed, next, rendered, ended
FROM outbox WHERE reference = ?1
