-- ?1: the stages, as a JSON array of words.
SELECT complaint, version, register, stage, stage_since, holder, matter, received_at, due, target, outcome
FROM complaints
WHERE stage IN (SELECT value FROM json_each(?1))
    AND (?2 IS NULL OR holder = ?2)
    AND (?3 IS NULL OR target <= ?3)
    AND (?4 IS NULL OR (stage_since, complaint) > (?4, ?5))
ORDER BY stage_since, complaint
LIMIT ?6
