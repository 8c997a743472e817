DROP TABLE account_changes;
DROP TABLE sessions;
DROP TABLE users;
