INSERT INTO accesses (complaint, content, person, role, office, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
