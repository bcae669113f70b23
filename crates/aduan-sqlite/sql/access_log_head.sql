SELECT size, chain FROM access_log_head WHERE one = 1
