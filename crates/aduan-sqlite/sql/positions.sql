SELECT version, places FROM complaints WHERE complaint = ?1
