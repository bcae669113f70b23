INSERT OR REPLACE INTO words (position, content, segment, sealed) VALUES (?1, ?2, ?3, ?4)
