SELECT receipts.position, receipts.events, events.complaint, events.version
FROM receipts LEFT JOIN events USING (position) WHERE command = ?1
