SELECT version, register, stage, stage_since, holder, matter, received_at, due, target, outcome, places
FROM complaints WHERE complaint = ?1
