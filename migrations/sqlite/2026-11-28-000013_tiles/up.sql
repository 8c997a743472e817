-- What tiles show of an auction beside its row in `auctions`: who leads, how many follow, and what is left while the
-- clock stands. `store/migrate.rs` reads it, and the two tables below, out of the journals of auctions that are older.
CREATE TABLE auction_tiles (
    auction INTEGER NOT NULL PRIMARY KEY REFERENCES auctions (room),
    leader BIGINT,
    watchers BIGINT NOT NULL,
    remaining_ms BIGINT
);
CREATE INDEX auction_tiles_by_leader ON auction_tiles (leader) WHERE leader IS NOT NULL;

-- Who follows an auction.
CREATE TABLE watchers (
    user_id BIGINT NOT NULL,
    auction BIGINT NOT NULL REFERENCES auctions (room),
    PRIMARY KEY (user_id, auction)
) WITHOUT ROWID;

-- Who has won it, or some of it.
CREATE TABLE winners (
    user_id BIGINT NOT NULL,
    auction BIGINT NOT NULL REFERENCES auctions (room),
    PRIMARY KEY (user_id, auction)
) WITHOUT ROWID;
CREATE INDEX winners_of_auction ON winners (auction);

-- In which auctions somebody has bid.
CREATE INDEX bids_of_bidder ON bids (bidder, auction) WHERE removed_at_ms IS NULL;
