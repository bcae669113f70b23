INSERT INTO sessions (id, ends, body) VALUES (?1, ?2, ?3)
ON CONFLICT (id) DO UPDATE SET ends = excluded.ends, body = excluded.body
