SELECT position FROM events WHERE complaint = ?1 AND version = 1
