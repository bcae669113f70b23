SELECT digest, content FROM editions ORDER BY digest
