SELECT size, chain FROM trail WHERE one = 1
