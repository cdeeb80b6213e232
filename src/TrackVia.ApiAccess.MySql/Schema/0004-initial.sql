-- Version 4 of the schema, the first one for MySQL and MariaDB. DDL commits implicitly: if the script is interrupted, run it again.
-- Instants are microseconds since 1970-01-01T00:00:00Z, dates are ISO 8601.
-- The library's user needs SELECT on api_access_schema; SELECT, INSERT, UPDATE, DELETE on the other tables; and no DDL.
-- Each collation compares code points and does not ignore trailing blanks. MariaDB reads the first one, MySQL the second one.

CREATE TABLE IF NOT EXISTS api_access_schema (
    version int NOT NULL PRIMARY KEY
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS api_access_account (
    account_id varchar(128) NOT NULL PRIMARY KEY,
    version    bigint NOT NULL CHECK (version > 0)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS api_access_api_key (
    account_id       varchar(128) NOT NULL PRIMARY KEY,
    digest           varbinary(32) NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    protected_secret longtext NOT NULL,
    created_at       bigint NOT NULL,
    FOREIGN KEY (account_id) REFERENCES api_access_account (account_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS api_access_user (
    account_id  varchar(128) NOT NULL,
    user_id     varchar(128) NOT NULL,
    is_api_user boolean NOT NULL,
    is_enabled  boolean NOT NULL,
    PRIMARY KEY (account_id, user_id),
    FOREIGN KEY (account_id) REFERENCES api_access_account (account_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS api_access_token (
    account_id       varchar(128) NOT NULL,
    token_id         varchar(64) NOT NULL,
    name             text NOT NULL,
    user_id          varchar(128) NOT NULL,
    expires_on       varchar(64) NOT NULL,
    created_at       bigint NOT NULL,
    digest           varbinary(32) NOT NULL CHECK (octet_length(digest) = 32),
    hint             text NOT NULL,
    protected_secret longtext,
    is_deactivated   boolean NOT NULL,
    PRIMARY KEY (account_id, token_id),
    UNIQUE (account_id, digest),
    FOREIGN KEY (account_id) REFERENCES api_access_account (account_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- The audit (R26) and the feed in one: no row can be in one and not in the other.
CREATE TABLE IF NOT EXISTS api_access_history (
    account_id varchar(128) NOT NULL,
    version    bigint NOT NULL,
    change_id  varchar(64) NOT NULL,
    position   bigint NOT NULL UNIQUE,
    `change`   longtext NOT NULL,
    PRIMARY KEY (account_id, version),
    FOREIGN KEY (account_id) REFERENCES api_access_account (account_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- One row: the position of the newest change. It is updated last in each commit and so serializes the commits of the database.
-- InnoDB writes nothing if an update changes nothing. The number of touches makes each update a write, which is durable after all before it.
CREATE TABLE IF NOT EXISTS api_access_feed (
    id       smallint NOT NULL PRIMARY KEY CHECK (id = 1),
    position bigint NOT NULL,
    touches  bigint NOT NULL DEFAULT 0
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The nodes that may hold a lease. Durations are milliseconds. The server is the one that a node registered with: after a failover it registers again.
CREATE TABLE IF NOT EXISTS api_access_node (
    node_id       varchar(255) NOT NULL PRIMARY KEY,
    max_staleness bigint NOT NULL CHECK (max_staleness > 0),
    confirmed     bigint NOT NULL,
    server        bigint NOT NULL,
    touches       bigint NOT NULL DEFAULT 0
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- When each token was last used, as nodes record it at intervals, and from which address if the host records it. It goes with its token.
CREATE TABLE IF NOT EXISTS api_access_token_use (
    account_id     varchar(128) NOT NULL,
    token_id       varchar(64) NOT NULL,
    used_at        bigint NOT NULL,
    client_address varchar(64),
    PRIMARY KEY (account_id, token_id),
    FOREIGN KEY (account_id, token_id) REFERENCES api_access_token (account_id, token_id) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE /*M!100200 utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

INSERT INTO api_access_feed (id, position) SELECT 1, 0 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM api_access_feed WHERE id = 1);
INSERT INTO api_access_schema (version) SELECT 4 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM api_access_schema WHERE version = 4);
