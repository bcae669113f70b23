SELECT complaint FROM complaints WHERE complaint BETWEEN ?1 AND ?2 AND stage IS NOT NULL ORDER BY complaint LIMIT ?3
