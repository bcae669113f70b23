-- Those that hold something sealed.
DELETE FROM outbox WHERE complaint = ?1 AND length(body) > 0
