-- What of a listing is in whose basket, and until when. What was in one before this lapses within minutes.
CREATE TABLE baskets (
    listing BIGINT NOT NULL REFERENCES listings (id),
    user_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (listing, user_id)
) WITHOUT ROWID;
ALTER TABLE listings DROP COLUMN reserved_until_ms;
