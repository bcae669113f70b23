INSERT INTO staged (complaint, content, at) VALUES (?1, ?2, ?3)
ON CONFLICT (complaint, content) DO UPDATE SET at = excluded.at
