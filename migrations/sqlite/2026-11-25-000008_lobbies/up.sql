-- Whose coming and going rooms want to hear.
CREATE TABLE minded (
    user_id BIGINT NOT NULL,
    room BIGINT NOT NULL REFERENCES rooms (key),
    PRIMARY KEY (user_id, room)
) WITHOUT ROWID;

-- Lobbies, as they are found by game or code.
CREATE TABLE lobbies (
    room INTEGER NOT NULL PRIMARY KEY REFERENCES rooms (key),
    game TEXT NOT NULL,
    code TEXT NOT NULL,
    closed BOOLEAN NOT NULL
);
CREATE INDEX lobbies_by_code ON lobbies (code) WHERE NOT closed;

-- Who is in them, and who has been: their names are in the journal.
CREATE TABLE lobby_members (
    user_id BIGINT NOT NULL,
    lobby BIGINT NOT NULL REFERENCES lobbies (room),
    present BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, lobby)
) WITHOUT ROWID;
CREATE INDEX lobby_members_present ON lobby_members (user_id) WHERE present;

-- The list of lobbies, as everybody sees it. Regions and modes that there are none of are empty.
CREATE TABLE lobby_list (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    lobby TEXT NOT NULL UNIQUE,
    game TEXT NOT NULL,
    status TEXT NOT NULL,
    region TEXT NOT NULL,
    summary TEXT NOT NULL
);
CREATE INDEX lobby_list_by_game ON lobby_list (game, id);

-- Who searches for a match.
CREATE TABLE tickets (
    user_id BIGINT NOT NULL,
    game TEXT NOT NULL,
    ticket TEXT NOT NULL,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, game)
) WITHOUT ROWID;

CREATE INDEX tickets_by_ticket ON tickets (ticket);

-- How well people play; ratings and deviations in thousandths, volatilities in millionths.
CREATE TABLE ratings (
    game TEXT NOT NULL,
    mode TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    rating BIGINT NOT NULL,
    deviation BIGINT NOT NULL,
    volatility BIGINT NOT NULL,
    matches BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (game, mode, user_id)
) WITHOUT ROWID;
CREATE INDEX ratings_of_user ON ratings (user_id);

-- Parties, and who is in them or has been.
CREATE TABLE parties (
    room INTEGER NOT NULL PRIMARY KEY REFERENCES rooms (key),
    leader BIGINT NOT NULL,
    closed BOOLEAN NOT NULL
);
CREATE TABLE party_members (
    user_id BIGINT NOT NULL,
    party BIGINT NOT NULL REFERENCES parties (room),
    name TEXT NOT NULL,
    present BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, party)
) WITHOUT ROWID;
CREATE INDEX party_members_of ON party_members (party) WHERE present;
