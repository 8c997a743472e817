ALTER TABLE listings ADD COLUMN reserved_until_ms BIGINT;
DROP TABLE baskets;
