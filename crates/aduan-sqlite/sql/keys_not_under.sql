SELECT complaint FROM keys WHERE master IS NOT NULL AND master <> ?1 LIMIT ?2
