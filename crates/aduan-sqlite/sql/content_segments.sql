SELECT segment FROM contents WHERE position = ?1 AND content = ?2 ORDER BY segment
