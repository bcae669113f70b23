SELECT version FROM complaints WHERE complaint = ?1
