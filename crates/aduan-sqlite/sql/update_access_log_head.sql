UPDATE access_log_head SET size = ?1, chain = ?2 WHERE one = 1
