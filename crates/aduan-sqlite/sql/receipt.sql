SELECT complaint, first_version, last_version, position FROM receipts WHERE command = ?1
