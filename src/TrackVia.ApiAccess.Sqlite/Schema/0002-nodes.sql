-- Version 2 of the schema. Run it in one transaction.

-- The nodes that may hold a lease. Durations are milliseconds. The server is the one that a node registered with: here there is but one.
CREATE TABLE api_access_node (
    node_id       TEXT    NOT NULL PRIMARY KEY,
    max_staleness INTEGER NOT NULL CHECK (max_staleness > 0),
    confirmed     INTEGER NOT NULL,
    server        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO api_access_schema (version) VALUES (2);
