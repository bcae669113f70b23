SELECT segment FROM words WHERE position = ?1 AND content = ?2 ORDER BY segment
