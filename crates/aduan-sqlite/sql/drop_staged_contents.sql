DELETE FROM contents WHERE EXISTS (
    SELECT 1 FROM staged
    WHERE staged.complaint = contents.complaint AND staged.content = contents.content AND staged.at < ?1
)
