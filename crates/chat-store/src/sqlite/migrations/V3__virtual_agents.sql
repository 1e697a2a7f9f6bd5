-- The buttons under a text, as JSON; null for messages of every other type.
ALTER TABLE messages ADD COLUMN buttons TEXT;

PRAGMA user_version = 3;
