UPDATE complaints SET
    version = ?2, register = ?3, stage = ?4, stage_since = ?5, holder = ?6, matter = ?7, received_at = ?8, due = ?9,
    target = ?10, outcome = ?11
WHERE complaint = ?1
