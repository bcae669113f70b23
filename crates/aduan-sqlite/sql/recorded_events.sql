-- How many events the receipts are of.
SELECT coalesce(sum(events), 0) FROM receipts
