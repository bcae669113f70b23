DELETE FROM words WHERE position = ?1
