DELETE FROM uploads WHERE complaint = ?1
