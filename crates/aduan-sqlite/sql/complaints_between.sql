SELECT complaint FROM complaints WHERE complaint BETWEEN ?1 AND ?2 ORDER BY complaint LIMIT ?3
