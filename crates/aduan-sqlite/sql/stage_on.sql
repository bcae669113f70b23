UPDATE staged SET at = ?3 WHERE complaint = ?1 AND content = ?2
