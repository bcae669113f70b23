DELETE FROM staged WHERE complaint = ?1 AND content = ?2
