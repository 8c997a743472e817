-- Conversations as lists show them.
CREATE TABLE conversations (
    room INTEGER NOT NULL PRIMARY KEY REFERENCES rooms (key),
    kind TEXT NOT NULL,
    title TEXT,
    closed BOOLEAN NOT NULL,
    created_at_ms BIGINT NOT NULL
);

-- Who belongs to them, and has read how far. Of two one who has left is `away` and comes back with a message.
CREATE TABLE members (
    conversation BIGINT NOT NULL REFERENCES conversations (room),
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    read_seq BIGINT NOT NULL,
    muted BOOLEAN NOT NULL,
    muted_until_ms BIGINT,
    away BOOLEAN NOT NULL,
    PRIMARY KEY (conversation, user_id)
) WITHOUT ROWID;
CREATE INDEX members_of_user ON members (user_id, conversation);

-- What was said. The content is NULL when it is gone; the position stays.
CREATE TABLE messages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    conversation BIGINT NOT NULL REFERENCES conversations (room),
    seq BIGINT NOT NULL,
    author BIGINT NOT NULL,
    author_name TEXT NOT NULL,
    content TEXT,
    content_type TEXT NOT NULL,
    reply_to BIGINT,
    mentions TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    edited_at_ms BIGINT,
    deleted BOOLEAN NOT NULL,
    hidden BOOLEAN NOT NULL
);
-- One index for pages and, with nothing but itself, for counting what is unread.
CREATE UNIQUE INDEX messages_in_order ON messages (conversation, seq, author, deleted, hidden);

-- What a message said before it was edited, for moderators.
CREATE TABLE message_versions (
    conversation BIGINT NOT NULL,
    message BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    content TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (conversation, message, seq)
) WITHOUT ROWID;

-- Signs at messages.
CREATE TABLE message_signs (
    conversation BIGINT NOT NULL,
    message BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    emoji TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (conversation, message, emoji, user_id)
) WITHOUT ROWID;

-- Messages that moderators are to look at.
CREATE TABLE reports (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    conversation BIGINT NOT NULL REFERENCES conversations (room),
    message BIGINT NOT NULL,
    by_user BIGINT NOT NULL,
    reason TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    resolved_at_ms BIGINT,
    resolved_by BIGINT,
    resolution TEXT
);
CREATE INDEX reports_open ON reports (id) WHERE resolved_at_ms IS NULL;

-- Who wants to hear nothing from whom.
CREATE TABLE blocks (
    user_id BIGINT NOT NULL,
    blocked BIGINT NOT NULL,
    PRIMARY KEY (user_id, blocked)
) WITHOUT ROWID;

-- Notifications, for pages of them; `id` is the position in the inbox.
CREATE TABLE notifications (
    user_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    topic TEXT NOT NULL,
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    read_at_ms BIGINT,
    PRIMARY KEY (user_id, id)
) WITHOUT ROWID;

-- The index of words. Nothing of a message that is gone stays in it.
CREATE VIRTUAL TABLE messages_fts USING fts5(
    content, content = 'messages', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO messages_fts (messages_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER messages_said AFTER INSERT ON messages WHEN new.content IS NOT NULL BEGIN
    INSERT INTO messages_fts (rowid, content) VALUES (new.id, new.content);
END;
CREATE TRIGGER messages_said_otherwise AFTER UPDATE OF content ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, content)
        SELECT 'delete', old.id, old.content WHERE old.content IS NOT NULL;
    INSERT INTO messages_fts (rowid, content) SELECT new.id, new.content WHERE new.content IS NOT NULL;
END;

-- An account that is erased is nobody's; its id stays where it is named.
ALTER TABLE users ADD COLUMN erased_at_ms BIGINT;
