SELECT size, edge FROM head WHERE one = 1
