UPDATE complaints SET
    version = ?2, positions = ?3, register = ?4, stage = ?5, stage_since = ?6, holder = ?7, matter = ?8, received_at = ?9,
    due = ?10, target = ?11, outcome = ?12, seen_by = ?13, named = ?14
WHERE complaint = ?1
