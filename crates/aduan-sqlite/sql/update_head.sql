UPDATE head SET size = ?1, edge = ?2 WHERE one = 1
