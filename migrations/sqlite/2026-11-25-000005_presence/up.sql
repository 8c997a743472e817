-- How people want to be seen, and when they were last seen. Whoever wants to be invisible is not seen any more.
CREATE TABLE presence (
    user_id BIGINT NOT NULL PRIMARY KEY,
    chosen TEXT NOT NULL,
    last_seen_ms BIGINT
) WITHOUT ROWID;
