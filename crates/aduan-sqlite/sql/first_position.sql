SELECT substr(positions, 1, 8) FROM complaints WHERE complaint = ?1
