INSERT INTO events (position, complaint, version, leaf, subtree, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
