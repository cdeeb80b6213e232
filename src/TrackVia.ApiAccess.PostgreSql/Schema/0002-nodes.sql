-- Version 2 of the schema. Run it in one transaction (psql -1 -f).
-- The library's role needs SELECT, INSERT, UPDATE, DELETE on the new table.

-- The nodes that may hold a lease. Durations are milliseconds. The server is the one that a node registered with: after a failover it registers again.
-- Each node updates its row once or more a second: room in its page keeps the updates off the index.
CREATE TABLE api_access_node (
    node_id       text COLLATE "C" NOT NULL PRIMARY KEY,
    max_staleness bigint NOT NULL CHECK (max_staleness > 0),
    confirmed     bigint NOT NULL,
    server        bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO api_access_schema (version) VALUES (2);
