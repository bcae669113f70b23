SELECT sealed FROM uploads WHERE complaint = ?1 AND content = ?2 AND segment = ?3
