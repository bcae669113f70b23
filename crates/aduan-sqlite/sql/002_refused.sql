-- Format 2. An access is also the attempt at an identity that was refused (T4).
ALTER TABLE accesses ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
