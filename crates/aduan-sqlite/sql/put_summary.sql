INSERT INTO complaints
    (complaint, version, register, stage, stage_since, holder, matter, received_at, due, target, outcome)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (complaint) DO UPDATE SET
    version = excluded.version, register = excluded.register, stage = excluded.stage,
    stage_since = excluded.stage_since, holder = excluded.holder, matter = excluded.matter,
    received_at = excluded.received_at, due = excluded.due, target = excluded.target, outcome = excluded.outcome
