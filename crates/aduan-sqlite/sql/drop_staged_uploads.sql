DELETE FROM uploads WHERE EXISTS (
    SELECT 1 FROM staged
    WHERE staged.complaint = uploads.complaint AND staged.content = uploads.content AND staged.at < ?1
)
