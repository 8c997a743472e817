-- Whether there is an admin is asked whenever a page begins.
CREATE INDEX users_by_role ON users (role);
