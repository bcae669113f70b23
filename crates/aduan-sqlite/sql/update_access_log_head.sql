UPDATE trail SET size = ?1, chain = ?2 WHERE one = 1
