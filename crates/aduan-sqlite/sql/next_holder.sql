SELECT min(holder) FROM complaints WHERE stage = ?1 AND holder > ?2
