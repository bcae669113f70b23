DELETE FROM staged WHERE at < ?1
