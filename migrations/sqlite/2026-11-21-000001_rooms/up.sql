-- One row. The epoch names this database: positions of another one mean nothing here.
CREATE TABLE meta (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL
);

-- A narrow key per room: a text in every row of the journal was four times slower.
CREATE TABLE rooms (
    key INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    seq BIGINT NOT NULL,
    deadline_ms BIGINT
);
CREATE INDEX rooms_due ON rooms (deadline_ms) WHERE deadline_ms IS NOT NULL;

-- The truth. Its primary key is the fence: no position is ever taken twice.
CREATE TABLE events (
    room BIGINT NOT NULL REFERENCES rooms (key),
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    by_user BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (room, seq)
) WITHOUT ROWID;

-- The latest of each room.
CREATE TABLE snapshots (
    room INTEGER NOT NULL PRIMARY KEY REFERENCES rooms (key),
    seq BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- The id is the order of writing, in which rows are pruned.
CREATE TABLE keys (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    room BIGINT NOT NULL REFERENCES rooms (key),
    answer TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    UNIQUE (user_id, key)
);
CREATE INDEX keys_of_room ON keys (room, id);

-- What committed events ask of other rooms, until it is carried out there.
CREATE TABLE outbox (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    room TEXT NOT NULL,
    request TEXT NOT NULL,
    data TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);
