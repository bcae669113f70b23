SELECT number, complaint, content, person, role, office, at, refused FROM accesses ORDER BY number
