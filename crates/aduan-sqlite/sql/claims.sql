SELECT claims.key, claims.complaint, complaints.complaint IS NOT NULL, complaints.register
FROM claims LEFT JOIN complaints USING (complaint)
