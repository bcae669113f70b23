SELECT version, register, stage, stage_since, holder, matter, received_at, due, target, outcome, unanswered, to_tell, seen_by, named, positions
FROM complaints WHERE complaint = ?1
