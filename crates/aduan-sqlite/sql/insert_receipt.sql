INSERT INTO receipts (command, position, events) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING
