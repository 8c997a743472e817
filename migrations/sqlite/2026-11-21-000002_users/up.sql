-- Accounts. `password` is a PHC string; whoever another issuer sent has none, but `issuer` and `subject`.
-- Tokens of other issuers that were issued at `valid_from_ms` or earlier are no longer taken.
CREATE TABLE users (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    email TEXT,
    email_folded TEXT UNIQUE,
    password TEXT,
    role TEXT NOT NULL,
    banned BOOLEAN NOT NULL,
    banned_until_ms BIGINT,
    ban_reason TEXT,
    issuer TEXT,
    subject TEXT,
    valid_from_ms BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    UNIQUE (issuer, subject)
) WITHOUT ROWID;

-- A sign-in: a family of refresh tokens, of which only hashes are kept.
CREATE TABLE sessions (
    family BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id),
    handle_hash BLOB NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    previous_hash BLOB,
    salt BLOB NOT NULL,
    created_at_ms BIGINT NOT NULL,
    rotated_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id, family);
CREATE INDEX sessions_by_expiry ON sessions (expires_at_ms);

-- What live sockets must hear of, whichever process did it. What staff did stays as a record.
CREATE TABLE account_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL,
    family BIGINT,
    what TEXT NOT NULL,
    by_user BIGINT,
    reason TEXT NOT NULL,
    staff BOOLEAN NOT NULL,
    at_ms BIGINT NOT NULL
);
CREATE INDEX account_changes_of_user ON account_changes (user_id, id);
CREATE INDEX account_changes_prunable ON account_changes (at_ms) WHERE NOT staff;
