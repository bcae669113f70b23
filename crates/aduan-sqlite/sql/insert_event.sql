INSERT INTO events (position, complaint, version, leaf, line) VALUES (?1, ?2, ?3, ?4, ?5)
