SELECT content, person, role, office, at FROM accesses WHERE complaint = ?1 ORDER BY number
