-- Auctions as lists show them. `asking` is the price, or the start price before the first bid;
-- `ends_order` is the end, or the end of time where it is not known yet: lists are sorted by them.
CREATE TABLE auctions (
    room INTEGER NOT NULL PRIMARY KEY REFERENCES rooms (key),
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    title_lower TEXT NOT NULL,
    image TEXT,
    seller BIGINT NOT NULL,
    seller_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    bidding TEXT NOT NULL,
    start_price BIGINT NOT NULL,
    price BIGINT,
    asking BIGINT NOT NULL,
    minimum BIGINT NOT NULL,
    bid_count BIGINT NOT NULL,
    leader_name TEXT,
    reserve_met BOOLEAN,
    buy_now BIGINT,
    starts_at_ms BIGINT,
    ends_at_ms BIGINT,
    ends_order BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    outcome TEXT,
    hammer BIGINT,
    winner BIGINT,
    winner_name TEXT
);
CREATE INDEX auctions_by_end ON auctions (ends_order, room);
CREATE INDEX auctions_by_price ON auctions (asking, room);
CREATE INDEX auctions_by_bids ON auctions (bid_count, room);
CREATE INDEX auctions_by_creation ON auctions (created_at_ms, room);
CREATE INDEX auctions_of_seller ON auctions (seller, room);
-- What most people look at: those that are open, the next to end first.
CREATE INDEX auctions_in_status ON auctions (status, ends_order, room);

-- Accepted bids as they are shown; `hidden` ones to their bidder alone. Maxima are in the journal alone.
CREATE TABLE bids (
    auction BIGINT NOT NULL REFERENCES auctions (room),
    number BIGINT NOT NULL,
    bidder BIGINT NOT NULL,
    shown TEXT NOT NULL,
    amount BIGINT NOT NULL,
    automatic BOOLEAN NOT NULL,
    hidden BOOLEAN NOT NULL,
    at_ms BIGINT NOT NULL,
    removed_at_ms BIGINT,
    void_reason TEXT,
    PRIMARY KEY (auction, number)
) WITHOUT ROWID;
