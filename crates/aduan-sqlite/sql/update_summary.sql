UPDATE complaints SET
    version = ?2, positions = ?3, register = ?4, stage = ?5, stage_since = ?6, holder = ?7, matter = ?8, received_at = ?9,
    due = ?10, target = ?11, outcome = ?12, unanswered = ?13, to_tell = ?14, seen_by = ?15, named = ?16
WHERE complaint = ?1
