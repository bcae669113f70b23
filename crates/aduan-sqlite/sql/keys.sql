SELECT keys.complaint, complaints.complaint IS NOT NULL FROM keys LEFT JOIN complaints USING (complaint)
