SELECT complaint, version, register, stage, stage_since, holder, matter, received_at, due, target, outcome, unanswered, to_tell, seen_by, named
FROM complaints
WHERE stage = ?1 AND to_tell = ?2 AND (target, complaint) > (?4, ?5) AND target <= ?6
    AND (?7 IS NULL OR matter = ?7)
ORDER BY target, complaint
LIMIT ?8
