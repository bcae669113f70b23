UPDATE outbox SET failed = ?3, next = ?4, ready = ?4, lease = NULL, until = NULL
WHERE message = ?1 AND lease = ?2
