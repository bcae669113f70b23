SELECT position FROM imported WHERE one = 1
