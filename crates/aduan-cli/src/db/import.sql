-- From the database beside into the empty one, within one transaction.
INSERT INTO main.events SELECT * FROM imported.events ORDER BY position;
INSERT INTO main.receipts SELECT * FROM imported.receipts ORDER BY command;
INSERT INTO main.claims SELECT * FROM imported.claims ORDER BY key;
INSERT INTO main.complaints SELECT * FROM imported.complaints ORDER BY complaint;
-- Keys that were destroyed; there are no others.
INSERT INTO main.keys SELECT * FROM imported.keys ORDER BY complaint;
UPDATE main.head SET (size, edge) = (SELECT size, edge FROM imported.head);
