INSERT OR REPLACE INTO uploads (complaint, content, segment, sealed) VALUES (?1, ?2, ?3, ?4)
