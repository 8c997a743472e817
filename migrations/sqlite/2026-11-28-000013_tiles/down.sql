DROP INDEX bids_of_bidder;
DROP TABLE winners;
DROP TABLE watchers;
DROP TABLE auction_tiles;
