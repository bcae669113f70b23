UPDATE complaints SET
    version = ?2, positions = ?3, register = ?4, stage = ?5, stage_since = ?6, holder = ?7, matter = ?8, received_at = ?9,
    due = ?10, target = ?11, outcome = ?12, to_tell = ?13, seen_by = ?14, named = ?15
WHERE complaint = ?1
