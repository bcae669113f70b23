SELECT segment FROM uploads WHERE complaint = ?1 AND content = ?2 ORDER BY segment
