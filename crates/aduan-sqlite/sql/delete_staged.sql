DELETE FROM staged WHERE complaint = ?1
