DROP TABLE outbox;
DROP TABLE keys;
DROP TABLE snapshots;
DROP TABLE events;
DROP TABLE rooms;
DROP TABLE meta;
