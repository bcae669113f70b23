SELECT subtree, leaf FROM events WHERE position = ?1
