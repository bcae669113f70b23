INSERT OR REPLACE INTO contents (complaint, content, segment, sealed) VALUES (?1, ?2, ?3, ?4)
