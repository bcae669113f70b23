UPDATE imported SET position = ?1 WHERE one = 1
