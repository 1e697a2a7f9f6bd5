-- Answers kept for repeated requests (Idempotency-Key). Tenant 0 stands for requests that are about no tenant.
CREATE TABLE answers (
    tenant_id INTEGER NOT NULL,
    scope BLOB NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    etag TEXT,
    body BLOB,
    kept_until INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, scope)
) WITHOUT ROWID;

CREATE INDEX answers_over ON answers (kept_until);

-- Tokens get a number and a label, secrets a place for the next one.
UPDATE tenants SET record = json_object(
    'name', subdomain,
    'tokens', json((
        SELECT json_group_array(json_object(
            'id', key + 1,
            'label', '',
            'hash', json(value),
            'created_at', '1970-01-01T00:00:00Z'
        )) FROM json_each(record, '$.token_hashes')
    )),
    'last_token_id', json_array_length(record, '$.token_hashes'),
    'company_secret', json_object('primary', record ->> '$.company_secret', 'secondary', NULL),
    'webhook', json_object(
        'url', record ->> '$.webhook.url',
        'enabled', json(record -> '$.webhook.enabled'),
        'secret', json_object(
            'primary', record ->> '$.webhook.primary_secret',
            'secondary', record ->> '$.webhook.secondary_secret'
        ),
        'standard_secret', json_object('primary', record ->> '$.webhook.standard_secret', 'secondary', NULL),
        'failing_since', NULL,
        'disabled_reason', NULL
    ),
    'settings', json(record -> '$.settings')
);

PRAGMA user_version = 5;
