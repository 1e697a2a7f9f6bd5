-- A policy is forgotten with what was uploaded by it, whether that was attached (the copy is what is served) or not.
DROP INDEX upload_policies_expired;
ALTER TABLE upload_policies DROP COLUMN attached;
CREATE INDEX upload_policies_expired ON upload_policies (expires_at);

PRAGMA user_version = 6;
