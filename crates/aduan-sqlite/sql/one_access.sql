SELECT number, complaint, content, person, role, office, at, refused FROM accesses WHERE number = ?1
