DROP TABLE bids;
DROP TABLE auctions;
