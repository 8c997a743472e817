-- Files, which are kept by their hash. Until a message takes it, a file is its owner's alone.
CREATE TABLE attachments (
    id BIGINT NOT NULL PRIMARY KEY,
    owner BIGINT NOT NULL,
    hash BLOB NOT NULL,
    media_type TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    name TEXT NOT NULL,
    width BIGINT,
    height BIGINT,
    duration_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    conversation BIGINT,
    seq BIGINT,
    place BIGINT
) WITHOUT ROWID;
CREATE INDEX attachments_by_hash ON attachments (hash);
CREATE INDEX attachments_of_owner ON attachments (owner, created_at_ms) WHERE conversation IS NULL;
CREATE INDEX attachments_untaken ON attachments (created_at_ms) WHERE conversation IS NULL;
CREATE INDEX attachments_of_messages ON attachments (conversation, seq) WHERE conversation IS NOT NULL;

-- Files that no row names any more; they are removed, and then forgotten here.
CREATE TABLE doomed_files (
    hash BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;
