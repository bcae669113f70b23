-- Those that were destroyed have no master key.
SELECT master, count(*) FROM keys GROUP BY master ORDER BY master
