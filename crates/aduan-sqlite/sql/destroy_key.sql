INSERT INTO keys (complaint, master, wrapped) VALUES (?1, NULL, NULL)
ON CONFLICT (complaint) DO UPDATE SET master = NULL, wrapped = NULL
