-- Every primary key starts with the tenant. Instants are nanoseconds since 1970 (UTC); records are JSON.
-- Tables without WITHOUT ROWID are those with long rows or with many appended ones: there the rows lie in the order of
-- writing and only the short keys are spread, which keeps the pages of one commit few.

CREATE TABLE tenants (
    tenant_id INTEGER NOT NULL,
    subdomain TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
) WITHOUT ROWID;

CREATE TABLE catalogues (
    tenant_id INTEGER NOT NULL REFERENCES tenants,
    record TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
) WITHOUT ROWID;

-- The last id given, per tenant.
CREATE TABLE counters (
    tenant_id INTEGER NOT NULL REFERENCES tenants,
    end_user INTEGER NOT NULL DEFAULT 0,
    chat INTEGER NOT NULL DEFAULT 0,
    escalation INTEGER NOT NULL DEFAULT 0,
    media INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id)
) WITHOUT ROWID;

CREATE TABLE end_users (
    tenant_id INTEGER NOT NULL,
    end_user_id INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT,
    email TEXT,
    phone TEXT,
    PRIMARY KEY (tenant_id, end_user_id),
    UNIQUE (tenant_id, identifier)
);

CREATE TABLE chats (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (tenant_id, chat_id)
);

-- What a chat was created with; a chat without context and history has no row.
CREATE TABLE chat_contexts (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    context TEXT,
    transcript TEXT NOT NULL,
    PRIMARY KEY (tenant_id, chat_id)
);

CREATE TABLE custom_data (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (tenant_id, chat_id, key)
);

CREATE TABLE messages (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sender TEXT NOT NULL,
    sender_id INTEGER NOT NULL,
    type TEXT NOT NULL,
    text TEXT,
    media_id INTEGER,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, chat_id, seq)
);

-- How many chats each queue holds.
CREATE TABLE queue_loads (
    tenant_id INTEGER NOT NULL,
    menu_id INTEGER NOT NULL,
    waiting INTEGER NOT NULL CHECK (waiting >= 0),
    serving INTEGER NOT NULL CHECK (serving >= 0),
    PRIMARY KEY (tenant_id, menu_id)
) WITHOUT ROWID;

CREATE TABLE timers (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, chat_id, kind)
) WITHOUT ROWID;

CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE upload_policies (
    tenant_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    size_bytes INTEGER,
    etag TEXT,
    stored_at INTEGER,
    attached INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, key)
);

CREATE INDEX upload_policies_expired ON upload_policies (expires_at) WHERE attached = 0;

CREATE TABLE media (
    tenant_id INTEGER NOT NULL,
    media_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    source_key TEXT NOT NULL,
    object_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    photo_type TEXT,
    content_type TEXT NOT NULL,
    file_name TEXT,
    size_bytes INTEGER NOT NULL,
    attached_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, media_id),
    UNIQUE (tenant_id, chat_id, source_key)
);

-- The outbox. Status: 0 waits for the first attempt of the event before it, 1 ready at due_at (domain clock), 2 leased
-- until lease_until (wall clock), 3 delivered, 4 given up.
CREATE TABLE deliveries (
    tenant_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    event_seq INTEGER NOT NULL,
    event_id BLOB NOT NULL,
    event_type TEXT NOT NULL,
    payload BLOB NOT NULL,
    status INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    lease_until INTEGER,
    PRIMARY KEY (tenant_id, chat_id, event_seq)
);

CREATE INDEX deliveries_ready ON deliveries (due_at) WHERE status = 1;
CREATE INDEX deliveries_leased ON deliveries (lease_until) WHERE status = 2;

PRAGMA user_version = 1;
