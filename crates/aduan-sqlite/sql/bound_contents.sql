-- How many contents there are that nobody is uploading.
SELECT
    (SELECT count(*) FROM (SELECT DISTINCT position, content FROM contents))
    + (
        SELECT count(*) FROM (SELECT DISTINCT complaint, content FROM uploads) AS bound
        WHERE NOT EXISTS (
            SELECT 1 FROM staged WHERE staged.complaint = bound.complaint AND staged.content = bound.content
        )
    )
