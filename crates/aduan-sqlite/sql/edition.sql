SELECT content FROM editions WHERE digest = ?1
