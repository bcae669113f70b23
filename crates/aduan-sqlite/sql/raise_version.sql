UPDATE complaints SET version = ?2, positions = ?3 WHERE complaint = ?1
