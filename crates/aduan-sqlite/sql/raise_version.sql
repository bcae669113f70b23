UPDATE complaints SET version = ?2 WHERE complaint = ?1
