SELECT position, complaint, version, leaf, line, subtree FROM events ORDER BY position
