-- What is true of the whole installation, such as its clock; the one table without a tenant.
CREATE TABLE installation (
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (key)
) WITHOUT ROWID;

-- A delivery that goes out although its tenant's webhook is paused: until its attempt has ended.
ALTER TABLE deliveries ADD COLUMN forced INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 4;
