SELECT sealed FROM contents WHERE position = ?1 AND content = ?2 AND segment = ?3
