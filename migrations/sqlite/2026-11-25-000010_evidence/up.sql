-- The chain over an auction's journal: the salt that it begins with, the first position in it, and its head; and what
-- was stated at the end. Auctions that are older have none until their next event.
ALTER TABLE auctions ADD COLUMN chain_salt BLOB;
ALTER TABLE auctions ADD COLUMN chain_from BIGINT;
ALTER TABLE auctions ADD COLUMN chain_head BLOB;
ALTER TABLE auctions ADD COLUMN statement TEXT;

CREATE INDEX open_items_by_room ON open_items (room);
