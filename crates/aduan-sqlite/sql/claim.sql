SELECT complaint FROM claims WHERE key = ?1
