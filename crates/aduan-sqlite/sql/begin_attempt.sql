UPDATE outbox
SET attempts = attempts + 1, begun = ?3, channel = ?4, failed = NULL, rendered = coalesce(rendered, ?5)
WHERE message = ?1 AND lease = ?2 AND until > ?3
