SELECT complaint, version, register, stage, stage_since, holder, matter, received_at, due, target, outcome, unanswered, to_tell, seen_by, named
FROM complaints
WHERE stage = ?1 AND seen_by = ?3 AND (stage_since, complaint) > (?4, ?5)
    AND (?7 IS NULL OR matter = ?7)
ORDER BY stage_since, complaint
LIMIT ?8
