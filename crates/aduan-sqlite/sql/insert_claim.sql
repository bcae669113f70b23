INSERT INTO claims (key, complaint) VALUES (?1, ?2)
