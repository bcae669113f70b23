UPDATE outbox SET lease = ?1, until = ?3, ready = ?3
WHERE number IN (SELECT number FROM outbox WHERE ready <= ?2 ORDER BY ready, number LIMIT ?4)
