INSERT OR IGNORE INTO keys (complaint, master, wrapped) VALUES (?1, ?2, ?3)
