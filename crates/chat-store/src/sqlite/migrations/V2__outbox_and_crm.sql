-- The outbox gets a second channel, numbers that people can use, the request behind each event, and what came of the
-- last attempt; the CRM gets its ledger.
ALTER TABLE counters ADD COLUMN delivery INTEGER NOT NULL DEFAULT 0;

ALTER TABLE deliveries RENAME TO deliveries_v1;

-- Status: 0 waits for the first attempt of what is before it, 1 ready at due_at (domain clock), 2 leased until lease_until
-- (wall clock), 3 delivered, 4 given up, 5 shelved: its channel is off. Of its attempts, attempts_before were made before the
-- retry schedule last began anew. The long payload is last, so that the rest of a row is read and written without it.
CREATE TABLE deliveries (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    seq INTEGER NOT NULL,
    delivery_id INTEGER NOT NULL,
    event_id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    request_id TEXT,
    traceparent TEXT,
    created_at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_before INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    lease_until INTEGER,
    last_attempt_at INTEGER,
    last_status INTEGER,
    last_error TEXT,
    -- First attempts (0) and repeated ones (1) are served apart. NULL once it has ended.
    lane INTEGER GENERATED ALWAYS AS (CASE WHEN status IN (3, 4) THEN NULL ELSE attempts > 0 END) VIRTUAL,
    -- What people are told.
    state TEXT GENERATED ALWAYS AS (
        CASE WHEN status = 3 THEN 'delivered' WHEN status = 4 THEN 'failed' WHEN status = 5 THEN 'shelved'
        WHEN attempts = 0 THEN 'pending' ELSE 'retrying' END
    ) VIRTUAL,
    payload BLOB NOT NULL,
    PRIMARY KEY (tenant_id, chat_id, channel, seq),
    UNIQUE (tenant_id, delivery_id)
);

-- The first version did not write down when a row was made or tried: the best that it knows is when it was due.
INSERT INTO deliveries (
    tenant_id, chat_id, channel, seq, delivery_id, event_id, event_type, created_at, status,
    attempts, attempts_before, due_at, last_attempt_at, payload
)
SELECT
    tenant_id, chat_id, 'webhook', event_seq, row_number() OVER (PARTITION BY tenant_id ORDER BY rowid), event_id, event_type,
    due_at, CASE WHEN status <> 2 THEN status WHEN lease_until IS NULL THEN 5 ELSE 1 END,
    attempts, 0, due_at, CASE WHEN attempts > 0 THEN due_at END, payload
FROM deliveries_v1 ORDER BY rowid;

UPDATE counters SET delivery = (SELECT count(*) FROM deliveries AS d WHERE d.tenant_id = counters.tenant_id);

DROP TABLE deliveries_v1;

CREATE INDEX deliveries_open ON deliveries (tenant_id, channel, status, lane, due_at) WHERE lane IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE status = 2;
CREATE INDEX deliveries_delivered ON deliveries (last_attempt_at) WHERE status = 3;

-- A contact has the id of its end user, a ticket that of its chat.
CREATE TABLE crm_contacts (
    tenant_id INTEGER NOT NULL,
    end_user_id INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT,
    email TEXT,
    phone TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, end_user_id)
);

CREATE TABLE crm_tickets (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    end_user_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, chat_id)
);

PRAGMA user_version = 2;
