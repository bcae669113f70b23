UPDATE complaints SET version = ?2, places = ?3 WHERE complaint = ?1
