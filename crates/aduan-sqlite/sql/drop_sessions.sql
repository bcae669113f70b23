DELETE FROM sessions WHERE ends <= ?1
