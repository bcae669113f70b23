-- From the columns of the CSV export to the table that measures.sql takes.
CREATE TABLE event AS
SELECT "case" AS complaint, CAST(version AS INTEGER) AS version, event AS type,
       json_object(
           'unit', unit, 'channel', channel, 'matter', matter, 'office', iif(event = 'OfficeSucceeded', detail, to_office),
           'successor', iif(event = 'OfficeSucceeded', to_office, NULL),
           'outcome', iif(event = 'WiseReturned', detail, outcome),
           'notice', iif(event = 'Told', detail, NULL),
           'window', json_object('due', window_due, 'rule', window_rule),
           'target', json_object('due', target_due, 'rule', target_rule),
           'response', json_object('due', response_due, 'rule', response_rule)) AS data,
       CAST(strftime('%s', substr(recorded_utc, 1, 19)) AS INTEGER) * 1000000 + substr(recorded_utc, 21, 6) AS at
FROM export;
