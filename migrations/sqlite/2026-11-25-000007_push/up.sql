-- Where browsers are told (RFC 8030), the webhooks of the settings by name, and what is to be brought to either.
CREATE TABLE push_subscriptions (
    id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    UNIQUE (user_id, endpoint)
);

CREATE TABLE webhooks (
    name TEXT NOT NULL PRIMARY KEY,
    types TEXT
) WITHOUT ROWID;

CREATE TABLE deliveries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    target TEXT NOT NULL,
    cause TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at_ms BIGINT NOT NULL,
    last_status INTEGER,
    last_error TEXT,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (channel, target, user_id, cause)
);
-- The first that waits for each target, which alone may be due.
CREATE INDEX deliveries_heads ON deliveries (state, channel, target, id);
