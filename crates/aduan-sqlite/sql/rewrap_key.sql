UPDATE keys SET master = ?3, wrapped = ?4 WHERE complaint = ?1 AND master = ?2
