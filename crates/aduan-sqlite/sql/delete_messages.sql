-- Those that hold something sealed.
DELETE FROM outbox WHERE complaint = ?1 AND ended IS NULL AND length(body) > 0
