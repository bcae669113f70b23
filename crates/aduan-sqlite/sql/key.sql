SELECT master, wrapped FROM keys WHERE complaint = ?1
