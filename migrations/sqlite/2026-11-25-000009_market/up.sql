-- What is and was for sale at a price. The market's room decides; these are its lists.
CREATE TABLE listings (
    id INTEGER NOT NULL PRIMARY KEY,
    seller BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_lower TEXT NOT NULL,
    description TEXT NOT NULL,
    images TEXT NOT NULL,
    attributes TEXT NOT NULL,
    item TEXT,
    currency TEXT NOT NULL,
    price BIGINT NOT NULL,
    stock BIGINT NOT NULL,
    remaining BIGINT NOT NULL CHECK (0 <= remaining),
    status TEXT NOT NULL,
    reserved_until_ms BIGINT,
    accept_offers BOOLEAN NOT NULL,
    auto_accept BIGINT,
    auto_decline BIGINT,
    premium_bps BIGINT NOT NULL,
    commission_bps BIGINT NOT NULL,
    reason TEXT,
    expires_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX listings_by_status ON listings (status, id);
CREATE INDEX listings_by_price ON listings (status, price, id);
CREATE INDEX listings_by_seller ON listings (seller, id);

-- What is for sale by the name that it has where it comes from: once, whoever sells it and how.
CREATE TABLE open_items (
    item TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL,
    listing BIGINT
) WITHOUT ROWID;

-- What was sold. No unit of a listing is sold twice, whatever the rules say.
CREATE TABLE sales (
    id INTEGER NOT NULL PRIMARY KEY,
    listing BIGINT,
    first_unit BIGINT,
    auction TEXT,
    title TEXT NOT NULL,
    seller BIGINT NOT NULL,
    buyer BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    currency TEXT NOT NULL,
    premium BIGINT NOT NULL,
    commission BIGINT NOT NULL,
    offer BIGINT,
    at_ms BIGINT NOT NULL,
    UNIQUE (listing, first_unit)
);
CREATE INDEX sales_by_buyer ON sales (buyer, id);
CREATE INDEX sales_by_seller ON sales (seller, id);

-- Offers, as the two sides find them.
CREATE TABLE offers (
    id INTEGER NOT NULL PRIMARY KEY,
    listing BIGINT NOT NULL REFERENCES listings (id),
    seller BIGINT NOT NULL,
    buyer BIGINT NOT NULL,
    side TEXT NOT NULL,
    amount BIGINT NOT NULL,
    status TEXT NOT NULL,
    answers BIGINT,
    expires_at_ms BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE INDEX offers_by_listing ON offers (listing, id);
CREATE INDEX offers_by_buyer ON offers (buyer, id);
CREATE INDEX offers_by_seller ON offers (seller, id);

-- Every account: what it paid and was paid, and what is reserved.
CREATE TABLE accounts (
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    debits BIGINT NOT NULL,
    credits BIGINT NOT NULL,
    debits_pending BIGINT NOT NULL,
    credits_pending BIGINT NOT NULL,
    PRIMARY KEY (account, currency)
) WITHOUT ROWID;

-- Every line of the books, for good. Ids are unique, whatever the rules say; what lapses has none of its own.
CREATE TABLE ledger (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    seq BIGINT NOT NULL,
    transfer TEXT UNIQUE,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount BIGINT NOT NULL,
    pending TEXT,
    at_ms BIGINT NOT NULL
);
CREATE INDEX ledger_by_debit ON ledger (debit, id);
CREATE INDEX ledger_by_credit ON ledger (credit, id);
