-- The measures, computed from the events by SQL alone. What it needs is one table,
--   event(complaint, version, type, at, data): `at` in microseconds since 1970, `data` as JSON,
-- whatever that was made of.

CREATE INDEX event_by ON event (complaint, version);
CREATE TABLE now AS SELECT max(at) AS at FROM event;

-- Each entry into a stage, with the deadline that it set.
CREATE TABLE move AS
SELECT complaint, version, at,
       CASE type
           WHEN 'Received' THEN 'intake'
           WHEN 'VerificationRequested' THEN 'verification'
           WHEN 'DataSupplied' THEN 'verification'
           WHEN 'DataWindowExpired' THEN 'verification'
           WHEN 'RequestCancelled' THEN 'verification'
           WHEN 'DataRequested' THEN 'awaiting_data'
           WHEN 'ForwardedToPyb' THEN 'with_pyb'
           WHEN 'WiseReturned' THEN 'with_pyb'
           WHEN 'ForwardedToAssessor' THEN 'assessment'
           WHEN 'DisposedToAssessor' THEN 'assessment'
           WHEN 'ForwardedToWise' THEN 'with_inspectorate'
           WHEN 'AssessmentConcluded' THEN 'follow_up'
           WHEN 'Closed' THEN 'closed'
           WHEN 'ReturnedMisdirected' THEN (
               SELECT iif(sent.type = 'DisposedToAssessor', 'with_pyb', 'verification') FROM event AS sent
               WHERE sent.complaint = event.complaint AND sent.version < event.version
                 AND sent.type IN ('ForwardedToAssessor', 'DisposedToAssessor')
               ORDER BY sent.version DESC LIMIT 1)
           WHEN 'Recalled' THEN (
               SELECT iif(sent.type = 'DisposedToAssessor', 'with_pyb', 'verification') FROM event AS sent
               WHERE sent.complaint = event.complaint AND sent.version < event.version
                 AND sent.type IN ('ForwardedToPyb', 'ForwardedToAssessor', 'DisposedToAssessor')
               ORDER BY sent.version DESC LIMIT 1)
           WHEN 'NotTold' THEN 'awaiting_data'
           WHEN 'TellingDenied' THEN 'awaiting_data'
           WHEN 'Reopened' THEN iif(
               -- The fact that nobody told them reopened it, in the same command.
               EXISTS (SELECT 1 FROM event AS prior WHERE prior.complaint = event.complaint
                   AND prior.version = event.version - 1 AND prior.at = event.at
                   AND prior.type IN ('NotTold', 'TellingDenied')),
               'awaiting_data', iif(data ->> '$.office' IS NOT NULL, 'verification', iif(
               (SELECT max(done.version) FROM event AS done WHERE done.complaint = event.complaint
                   AND done.version < event.version AND done.type = 'AssessmentConcluded')
               > coalesce((SELECT max(before.version) FROM event AS before WHERE before.complaint = event.complaint
                   AND before.version < event.version AND before.type = 'Reopened'), 0),
               'assessment', 'verification')))
       END AS stage,
       coalesce(data ->> '$.window.due', data ->> '$.target.due') AS due,
       coalesce(data ->> '$.window.rule', data ->> '$.target.rule') AS rule
FROM event
WHERE type IN ('Received', 'VerificationRequested', 'DataSupplied', 'DataWindowExpired', 'RequestCancelled', 'DataRequested', 'ForwardedToPyb',
               'ForwardedToAssessor', 'DisposedToAssessor', 'ForwardedToWise', 'AssessmentConcluded', 'Closed',
               'ReturnedMisdirected', 'Recalled', 'Reopened')
   OR type = 'WiseReturned' AND data ->> '$.outcome' = 'transferred'
   -- A telling that is void opens the request again.
   OR type IN ('NotTold', 'TellingDenied') AND data ->> '$.target.due' IS NOT NULL;

CREATE INDEX move_by ON move (complaint, version);

-- Each stay in a stage; `until` is null where it goes on.
CREATE TABLE stay AS
SELECT complaint, version, stage, since, until,
       CAST(strftime('%s', substr(coalesce(window_due, due), 1, 19)) AS INTEGER) * 1000000
           + substr(coalesce(window_due, due), 21, 6) AS due,
       iif(window_due IS NULL, rule, 'R13') AS rule
FROM (
    -- A telling puts the window in the place of the target.
    SELECT *, (SELECT told.data ->> '$.window.due' FROM event AS told
               WHERE told.complaint = span.complaint AND told.type = 'Told'
                 AND told.version > span.version AND told.version < coalesce(span.next, 4294967296)
                 AND told.data ->> '$.window.due' IS NOT NULL
               ORDER BY told.version DESC LIMIT 1) AS window_due
    FROM (SELECT complaint, version, stage, at AS since, due, rule,
                 lead(at) OVER (PARTITION BY complaint ORDER BY version) AS until,
                 lead(version) OVER (PARTITION BY complaint ORDER BY version) AS next
          FROM move) AS span);

-- The complaint as it stands.
CREATE TABLE complaint AS
SELECT event.complaint, event.at AS received_at,
       -- A coordinator may have moved it, or the unit may have passed it on, while a unit had it.
       (SELECT iif(moved.type = 'Transferred', moved.data ->> '$.office', moved.data ->> '$.unit') FROM event AS moved
        WHERE moved.complaint = event.complaint AND (moved.type IN ('Received', 'Recused') OR moved.type = 'Transferred' AND (
            SELECT move.stage FROM move WHERE move.complaint = moved.complaint AND move.version < moved.version
            ORDER BY move.version DESC LIMIT 1) IN ('intake', 'verification', 'awaiting_data'))
        ORDER BY moved.version DESC LIMIT 1) AS unit,
       event.data ->> '$.channel' AS channel,
       coalesce((SELECT review.data ->> '$.matter' FROM event AS review
                 WHERE review.complaint = event.complaint AND review.type = 'MaterialReviewed'
                 ORDER BY review.version DESC LIMIT 1), event.data ->> '$.matter') AS matter,
       last.stage, last.since,
       (SELECT closed.data ->> '$.outcome' FROM event AS closed WHERE closed.complaint = event.complaint
           AND closed.type = 'Closed' ORDER BY closed.version DESC LIMIT 1) AS outcome,
       CAST(strftime('%s', substr(owed.data ->> '$.response.due', 1, 19)) AS INTEGER) * 1000000 AS response_due,
       (SELECT min(told.at) FROM event AS told WHERE told.complaint = event.complaint
           AND told.version > owed.version AND (told.type = 'Closed'
           OR told.type = 'Told' AND told.data ->> '$.notice' <> 'register')) AS response_at
FROM event JOIN stay AS last ON last.complaint = event.complaint AND last.until IS NULL
    -- The response that was owed last.
    LEFT JOIN event AS owed ON owed.complaint = event.complaint AND owed.version = (
        SELECT max(owing.version) FROM event AS owing WHERE owing.complaint = event.complaint
            AND owing.data ->> '$.response.due' IS NOT NULL)
WHERE event.type = 'Received';

-- In which rows of which tables a complaint is. Jakarta is seven hours ahead of UTC.
CREATE TABLE label AS
SELECT complaint, 'total' AS place, '' AS name FROM complaint
UNION ALL SELECT complaint, 'unit', unit FROM complaint
UNION ALL SELECT complaint, 'matter', matter FROM complaint
UNION ALL SELECT complaint, 'channel', channel FROM complaint
UNION ALL SELECT complaint, 'received_in', strftime('%Y-%m', received_at / 1000000 + 25200, 'unixepoch') FROM complaint;

-- What is counted of a complaint, and what is timed.
CREATE TABLE counted AS
SELECT complaint, 'received' AS measure FROM complaint
UNION ALL SELECT complaint, iif(stage = 'closed', 'closed', 'open') FROM complaint
UNION ALL SELECT complaint, 'outcome.' || outcome FROM complaint WHERE stage = 'closed'
UNION ALL SELECT complaint, iif(until IS NULL, 'open.', 'ended.') || stage FROM stay WHERE stage <> 'closed'
UNION ALL SELECT complaint, CASE
        WHEN until IS NULL THEN iif(due <= (SELECT at FROM now), 'overdue.', 'waiting.')
        WHEN due IS NULL THEN 'untimed.'
        ELSE iif(until < due, 'in_time.', 'late.') END || stage
    FROM stay WHERE stage <> 'closed'
UNION ALL SELECT complaint, 'answer.' || CASE
        WHEN response_due IS NULL THEN 'untimed'
        WHEN response_at < response_due THEN 'in_time'
        WHEN response_at IS NOT NULL THEN 'late'
        WHEN response_due <= (SELECT at FROM now) THEN 'overdue'
        ELSE 'waiting' END
    FROM complaint;

CREATE TABLE timed AS
SELECT complaint, 'handling' AS time, since - received_at AS micros FROM complaint WHERE stage = 'closed'
UNION ALL SELECT complaint, 'wait.' || stage, until - since FROM stay WHERE until IS NOT NULL AND stage <> 'closed'
UNION ALL SELECT complaint, 'age.' || stage, (SELECT at FROM now) - since FROM stay WHERE until IS NULL AND stage <> 'closed';

-- The same of stays, by the office to which the file was sent.
CREATE TABLE sent_to AS
SELECT stay.complaint, stay.version, stay.stage, since, until, due,
       (SELECT sent.data ->> '$.office' FROM event AS sent
        WHERE sent.complaint = stay.complaint AND sent.version <= stay.version AND sent.type IN (
            'ForwardedToPyb', 'ForwardedToAssessor', 'DisposedToAssessor')
          AND (sent.type = 'ForwardedToPyb') = (stay.stage = 'with_pyb' OR stay.stage = 'follow_up' AND (
            SELECT type FROM event AS by WHERE by.complaint = stay.complaint AND by.version <= stay.version
               AND by.type IN ('ForwardedToAssessor', 'DisposedToAssessor') ORDER BY by.version DESC LIMIT 1
          ) = 'DisposedToAssessor')
        ORDER BY sent.version DESC LIMIT 1) AS holder
FROM stay WHERE stage IN ('with_pyb', 'assessment', 'follow_up');

-- And by the office that had it at the end: the successor, if that office ended meanwhile.
CREATE TABLE held AS
SELECT complaint, version, stage, since, until, due,
       coalesce((SELECT ended.data ->> '$.successor' FROM event AS ended
                 WHERE ended.complaint = sent_to.complaint AND ended.type = 'OfficeSucceeded'
                   AND ended.data ->> '$.office' = sent_to.holder AND (until IS NULL OR ended.at <= until)), holder) AS holder
FROM sent_to;

CREATE TABLE figure AS
SELECT place, name, measure, count(*) AS value FROM label JOIN counted USING (complaint) GROUP BY place, name, measure
UNION ALL SELECT 'closed_in', strftime('%Y-%m', since / 1000000 + 25200, 'unixepoch') AS period, 'closed', count(*)
    FROM complaint WHERE stage = 'closed' GROUP BY period
UNION ALL SELECT 'holder', holder, iif(until IS NULL, 'open.', 'ended.') || stage, count(*)
    FROM held GROUP BY holder, stage, until IS NULL
UNION ALL SELECT 'holder', holder, CASE
        WHEN until IS NULL THEN iif(due <= (SELECT at FROM now), 'overdue.', 'waiting.')
        WHEN due IS NULL THEN 'untimed.'
        ELSE iif(until < due, 'in_time.', 'late.') END || stage AS measure, count(*)
    FROM held GROUP BY holder, measure;

-- Nearest rank: of n in order, the ceiling of n * percent / 100 is the one.
CREATE TABLE ranked AS
SELECT place, name, time, micros,
       row_number() OVER (PARTITION BY place, name, time ORDER BY micros) AS rank,
       count(*) OVER (PARTITION BY place, name, time) AS number
FROM (SELECT place, name, time, micros FROM label JOIN timed USING (complaint)
      UNION ALL SELECT 'holder', holder, iif(until IS NULL, 'age.', 'wait.') || stage,
          coalesce(until, (SELECT at FROM now)) - since FROM held);

INSERT INTO figure
SELECT place, name, time || '.median_hours', micros / 3600000000 FROM ranked WHERE rank = (number * 50 + 99) / 100
UNION ALL SELECT place, name, time || '.p90_hours', micros / 3600000000 FROM ranked WHERE rank = (number * 90 + 99) / 100;

-- Deadlines by rule.
INSERT INTO figure
SELECT 'rule', rule, measure, count(*) FROM (
    SELECT rule, iif(until IS NULL, iif(due <= (SELECT at FROM now), 'overdue', 'running'),
                     iif(until < due, 'kept', 'missed')) AS measure FROM stay WHERE due IS NOT NULL
    UNION ALL SELECT 'R23', iif(response_at IS NULL, iif(response_due <= (SELECT at FROM now), 'overdue', 'running'),
                     iif(response_at < response_due, 'kept', 'missed')) FROM complaint WHERE response_due IS NOT NULL
) GROUP BY rule, measure;

-- Shares in thousandths, rounded half up.
CREATE TABLE share AS
SELECT place, name, 'closed_permille' AS measure, 'closed' AS part, 'open' AS other
FROM figure WHERE measure = 'received'
UNION ALL SELECT DISTINCT place, name, 'in_time_permille.' || substr(measure, instr(measure, '.') + 1),
    'in_time.' || substr(measure, instr(measure, '.') + 1), 'late.' || substr(measure, instr(measure, '.') + 1)
FROM figure WHERE measure LIKE 'in\_time.%' ESCAPE '\' OR measure LIKE 'late.%'
UNION ALL SELECT DISTINCT place, name, 'kept_permille', 'kept', 'missed' FROM figure WHERE place = 'rule' AND measure IN ('kept', 'missed');

INSERT INTO figure
SELECT place, name, measure, (part * 2000 + part + other) / (2 * (part + other)) FROM (
    SELECT share.place, share.name, share.measure,
           coalesce((SELECT value FROM figure WHERE place = share.place AND name = share.name AND measure = share.part), 0) AS part,
           coalesce((SELECT value FROM figure WHERE place = share.place AND name = share.name AND measure = share.other), 0) AS other
    FROM share);
