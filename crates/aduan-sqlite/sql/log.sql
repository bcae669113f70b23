SELECT position, complaint, version, leaf, line FROM events WHERE position > ?1 ORDER BY position LIMIT ?2
