-- The buttons under a text, as JSON; null for messages of every other type.
ALTER TABLE messages ADD COLUMN buttons TEXT;

CREATE TABLE virtual_agents (
    tenant_id INTEGER NOT NULL REFERENCES tenants,
    virtual_agent_id INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (tenant_id, virtual_agent_id)
) WITHOUT ROWID;

-- Until now every virtual agent spoke the built-in script.
INSERT INTO virtual_agents (tenant_id, virtual_agent_id, record)
SELECT
    c.tenant_id,
    m.value ->> '$.virtual_agent.id',
    json_object(
        'name', m.value ->> '$.virtual_agent.name',
        'avatar_url', m.value ->> '$.virtual_agent.avatar_url',
        'backend', 'builtin'
    )
FROM catalogues AS c, json_each(c.record, '$.menus') AS m
WHERE m.value ->> '$.virtual_agent.id' IS NOT NULL
ON CONFLICT DO NOTHING;

PRAGMA user_version = 3;
