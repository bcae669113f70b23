SELECT content, person, role, office, at, refused FROM accesses WHERE complaint = ?1 ORDER BY number
