SELECT position, version, leaf, line FROM events WHERE complaint = ?1 ORDER BY version
