DROP TABLE ledger;
DROP TABLE accounts;
DROP TABLE offers;
DROP TABLE sales;
DROP TABLE open_items;
DROP TABLE listings;
