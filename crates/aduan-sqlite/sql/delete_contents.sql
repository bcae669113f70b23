DELETE FROM contents WHERE position = ?1
