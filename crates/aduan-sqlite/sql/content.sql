SELECT sealed FROM contents WHERE complaint = ?1 AND content = ?2 AND segment = ?3
