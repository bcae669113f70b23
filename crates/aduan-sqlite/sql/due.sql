SELECT due, complaint FROM complaints
WHERE due <= ?1 AND (?2 IS NULL OR (due, complaint) > (?2, ?3))
ORDER BY due, complaint
LIMIT ?4
