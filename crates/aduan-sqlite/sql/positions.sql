SELECT version, positions FROM complaints WHERE complaint = ?1
