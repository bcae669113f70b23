INSERT INTO accesses (complaint, content, person, role, office, at, refused) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
