DROP INDEX open_items_by_room;
ALTER TABLE auctions DROP COLUMN statement;
ALTER TABLE auctions DROP COLUMN chain_head;
ALTER TABLE auctions DROP COLUMN chain_from;
ALTER TABLE auctions DROP COLUMN chain_salt;
