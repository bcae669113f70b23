INSERT INTO editions (digest, content) VALUES (?1, ?2)
ON CONFLICT (digest) DO NOTHING
