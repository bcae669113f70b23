INSERT OR REPLACE INTO contents (position, content, segment, sealed) VALUES (?1, ?2, ?3, ?4)
