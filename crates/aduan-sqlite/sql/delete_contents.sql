DELETE FROM contents WHERE complaint = ?1
