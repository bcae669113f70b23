INSERT INTO receipts (command, complaint, first_version, last_version, position) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING
