INSERT INTO complaints
    (complaint, version, positions, register, stage, stage_since, holder, matter, received_at, due, target, outcome, unanswered, to_tell,
    seen_by, named)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
