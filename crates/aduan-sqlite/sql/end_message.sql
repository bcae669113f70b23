UPDATE outbox
SET ended = ?2, failed = ?3, reference = ?4, body = x'', rendered = NULL, ready = NULL, next = NULL, lease = NULL, until = NULL
WHERE message = ?1
