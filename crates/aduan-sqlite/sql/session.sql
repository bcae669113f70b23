SELECT ends, body FROM sessions WHERE id = ?1
