-- Pictures of what is sold, kept by their hash among the other files. One that no lot has shown since
-- `unnamed_since_ms` is removed after a while; where that is NULL some lot shows it.
CREATE TABLE pictures (
    id BIGINT NOT NULL PRIMARY KEY,
    owner BIGINT NOT NULL,
    hash BLOB NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    name TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    unnamed_since_ms BIGINT
) WITHOUT ROWID;
CREATE INDEX pictures_by_hash ON pictures (hash);
CREATE INDEX pictures_of_owner ON pictures (owner, created_at_ms);
CREATE INDEX pictures_unnamed ON pictures (unnamed_since_ms) WHERE unnamed_since_ms IS NOT NULL;

-- Which lots show them. A lot may name a picture that is not there, or not there yet.
CREATE TABLE picture_lots (
    picture BIGINT NOT NULL,
    lot TEXT NOT NULL,
    PRIMARY KEY (picture, lot)
) WITHOUT ROWID;
CREATE INDEX picture_lots_by_lot ON picture_lots (lot);
